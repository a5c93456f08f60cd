import { codeSpelling } from '../../../adapter/schema/codes';

/*
 * Codes that every row of a busy channel has. The documented spellings are compared first: a look-up would cost more.
 */

const eventSpelling = codeSpelling('place', 'trade', 'canceled');
const sideSpelling = codeSpelling('BUY', 'SELL');
const actionSpelling = codeSpelling('snapshot', 'update');

/** What a row of the orders channel tells of; `undefined` for an event that is not known. */
export function orderEvent(code: string): 'place' | 'trade' | 'canceled' | undefined {
  // The document writes them in one case, the venue in the other.
  if (code === 'place' || code === 'PLACE') return 'place';
  if (code === 'trade' || code === 'TRADE') return 'trade';
  return eventSpelling(code);
}

/** The side of an order; `undefined` for one that is not known. */
export function orderSide(code: string): 'BUY' | 'SELL' | undefined {
  return code === 'BUY' || code === 'SELL' ? code : sideSpelling(code);
}

/** What the rows of a frame are; one that is not known as it came. */
export function frameAction(code: string): string {
  return code === 'update' || code === 'snapshot' ? code : (actionSpelling(code) ?? code);
}
