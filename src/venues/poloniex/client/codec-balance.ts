import { MAX_WIRE_ID } from '../../../adapter/schema/checks';
import type { PoloniexBalanceUpdate } from '../generated/records';
import { MAX_WIRE_DECIMAL } from '../wire/stream-values';

/** A whole number that a double holds exactly. */
const COUNT = '(0|[1-9]\\d{0,14})';
/** A whole number of any length, of which every digit counts. */
const ID = `(0|[1-9]\\d{0,${MAX_WIRE_ID - 1}})`;
/** A text without escapes. */
const NAME = `"([^"\\\\\\u0000-\\u001f]{1,${MAX_WIRE_ID}})"`;
const DECIMAL = '"(-?\\d+(?:\\.\\d+)?)"';

/**
 * A frame of one row as the document shows it, written without spaces. Every part ends where the next begins and none
 * can take the other's characters, so that it takes one pass however the text goes on.
 */
const FRAME = new RegExp(
  `^\\{"channel":"balances","data":\\[\\{"changeTime":${COUNT},"accountId":${NAME},"eventType":${NAME},"available":${DECIMAL},"currency":${NAME},"id":${ID},"userId":${ID},"hold":${DECIMAL},"ts":${COUNT}\\}\\]\\}$`,
);

/** Longest text that is looked at. */
const MAX_LENGTH = 1000;

/**
 * The row of a usual frame of the balances channel; `undefined` for any other, which then goes the long way.
 *
 * Each of these frames has a number that `JSON.parse` would round. Reading the few members from the text takes less time
 * than putting quotes around that number and parsing. A property test proves it equal to the long way.
 * @see Authenticated Channels, balances
 */
export function decodeBalance(text: string): PoloniexBalanceUpdate | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match = FRAME.exec(text);
  if (match === null) return undefined;
  const available = match[4] as string;
  const hold = match[8] as string;
  if (available.length > MAX_WIRE_DECIMAL || hold.length > MAX_WIRE_DECIMAL) return undefined;
  return {
    changeTime: Number(match[1]),
    accountId: match[2] as string,
    eventType: match[3] as string,
    available,
    currency: match[5] as string,
    id: match[6] as string,
    userId: match[7] as string,
    hold,
    ts: Number(match[9]),
  };
}
