import { codeSpelling } from '../../../schema/codes';

/** What a row of the orders channel tells of; `undefined` for an event that is not known. */
export const orderEvent = codeSpelling('place', 'trade', 'canceled');

/** The side of an order; `undefined` for one that is not known. */
export const orderSide = codeSpelling('BUY', 'SELL');
