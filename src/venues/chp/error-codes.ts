import { codeTable } from '../../adapter/schema/codes';

/** What is known of a code in a refusal of the venue. */
export interface ChpErrorCode {
  /** What it says, in our words. */
  readonly meaning: string;
  /** Whether a write answered with it was certainly not carried out; else its outcome is unknown. */
  readonly proves: boolean;
}

/**
 * The codes that are documented. `Error #n` names a failed method or its cause in the bridge, and none of those known
 * speaks of an order; the others are SmartCOM's, which the bridge hands on.
 * @see CHP_client, "Отлов исключений" and ListenQuotes; SmartCOM, error codes
 */
const CODES: readonly (readonly [code: string, known: ChpErrorCode])[] = [
  ['Error #2', { meaning: 'the login is connected already', proves: false }],
  ['Error #3', { meaning: 'the bridge could not connect', proves: false }],
  ['Error #12', { meaning: 'ListenQuotes failed', proves: false }],
  ['Error #20', { meaning: 'the subscription is there already', proves: false }],
  ['-1610612735', { meaning: 'no such symbol', proves: true }],
  ['-1610612734', { meaning: 'no such portfolio', proves: true }],
  ['-1610612733', { meaning: 'not connected', proves: true }],
  ['-1610612732', { meaning: 'bad parameters', proves: true }],
  ['-1610612731', { meaning: 'internal error', proves: false }],
  // It says nothing of when the exchange was lost: before the order or behind it.
  ['-1610612730', { meaning: 'the exchange cannot be reached', proves: false }],
];

/** What is known of a code; absent for a code that nobody has documented. */
export const errorCodeOf = codeTable(CODES);

/** Every code that is documented. */
export function knownErrorCodes(): readonly string[] {
  return CODES.map(([code]) => code);
}
