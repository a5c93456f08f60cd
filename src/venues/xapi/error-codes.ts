/** The class of error that a code becomes; see {@link XapiErrorCode.className} for when. */
export type XapiErrorClass = 'VenueError' | 'OrderRejectedError' | 'AuthenticationError' | 'RateLimitError';

/** What is known of an error code. */
export interface XapiErrorCode {
  /**
   * The class that an error with this code has where the code belongs: `AuthenticationError` in answer to login,
   * `OrderRejectedError` to tradeTransaction. In answer to anything else both are a `VenueError`. A login is refused by
   * any code, also one that is not documented, that does not say that a later login may succeed.
   */
  readonly className: XapiErrorClass;
  /** The document's text, or ours for codes that it does not name. */
  readonly meaning: string;
  /**
   * Whether a tradeTransaction answered with it was certainly not carried out; else its outcome is unknown. The document's
   * words decide: what names a reason to refuse does, what speaks of a failure, an overload or a time-out does not.
   */
  readonly refused: boolean;
  /** Whether it says that there is no such order, or that it has ended: after a cancel it may be filled. */
  readonly saysGone: boolean;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** Whether the session is over, so that only a new login helps. */
  readonly endsSession: boolean;
  /** Whether the venue would answer the same to another login, or punish it: none is sent by itself. */
  readonly latchesLogin: boolean;
}

type Traits = Partial<Omit<XapiErrorCode, 'className' | 'meaning'>>;

const NO_TRAITS = {
  refused: false,
  saysGone: false,
  retryable: false,
  endsSession: false,
  latchesLogin: false,
};

const code = (className: XapiErrorClass, meaning: string, traits: Traits = {}): XapiErrorCode => ({
  className,
  meaning,
  ...NO_TRAITS,
  ...traits,
});
/** The venue refused the order, or could not read the request: nothing was carried out. */
const order = (meaning: string, traits: Traits = {}) =>
  code('OrderRejectedError', meaning, { refused: true, ...traits });
/** The venue refused the login. */
const login = (meaning: string) =>
  code('AuthenticationError', meaning, { refused: true, latchesLogin: true });
const rate = (meaning: string) => code('RateLimitError', meaning, { refused: true, retryable: true });
const session = (meaning: string) =>
  code('VenueError', meaning, { refused: true, retryable: true, endsSession: true });
/** The venue failed and says nothing of what it did before. */
const internal = (meaning: string) => code('VenueError', meaning, { retryable: true });

const OTHER = code('VenueError', 'Other error');
const SUPPORT = internal('Internal error, in case of such error, please contact support');

/** Codes that one number does not name. */
const RANGES: readonly (readonly [RegExp, XapiErrorCode])[] = [
  [/^BE0(2\d|3[0-7])$/, OTHER],
  [/^SE\w{1,6}$/, SUPPORT],
];

/** @see XAPI 2.5.0, section 7 */
const CODES: ReadonlyMap<string, XapiErrorCode> = new Map([
  ['BE000', SUPPORT],
  ['BE001', order('Invalid price')],
  ['BE002', order('Invalid StopLoss or TakeProfit')],
  ['BE003', order('Invalid volume')],
  ['BE004', login('Login disabled')],
  ['BE005', login('userPasswordCheck: Invalid login or password')],
  ['BE006', order('Market for instrument is closed', { retryable: true })],
  ['BE007', order('Mismatched parameters')],
  ['BE008', order('Modification is denied')],
  ['BE009', order('Not enough money on account to perform trade')],
  ['BE010', order('Off quotes', { retryable: true })],
  ['BE011', order('Opposite positions prohibited')],
  ['BE012', order('Short positions prohibited')],
  ['BE013', order('Price has changed', { retryable: true })],
  ['BE014', rate('Request too frequent')],
  // Venue quirk: BE015, BE51 and EX017 are not in the document; other clients know them. What the venue has not written
  // down proves nothing.
  ['BE015', order('Requote: the price has changed', { retryable: true, refused: false })],
  ['BE016', rate('Too many trade requests')],
  ['BE017', rate('Too many trade requests')],
  ['BE018', order('Trading on instrument disabled')],
  ['BE019', internal('Trading timeout')],
  ['BE51', order('The order is already closed', { refused: false })],
  ['BE094', order('Symbol does not exist for given account')],
  ['BE095', order('Account cannot trade on given symbol')],
  ['BE096', order('Pending order cannot be closed. Pending order must be deleted')],
  ['BE097', order('Cannot close already closed order', { saysGone: true })],
  ['BE098', order('No such transaction', { saysGone: true })],
  ['BE099', OTHER],
  ['BE101', order('Unknown instrument symbol')],
  ['BE102', order('Unknown transaction type')],
  ['BE103', session('User is not logged')],
  ['BE104', order('Method does not exist')],
  ['BE105', order('Incorrect period given')],
  ['BE106', order('Missing data')],
  ['BE110', order('Incorrect command format')],
  ['BE115', order('Symbol does not exist')],
  ['BE116', order('Symbol does not exist')],
  ['BE117', session('Invalid token')],
  ['BE118', code('AuthenticationError', 'User already logged', { refused: true, endsSession: true })],
  ['BE200', session('Session timed out')],
  ['EX000', order('Invalid parameters')],
  ['EX001', SUPPORT],
  ['EX002', SUPPORT],
  ['EX003', internal('Internal error, request timed out')],
  [
    'EX004',
    login(
      'Login credentials are incorrect or this login is not allowed to use an application with this appId',
    ),
  ],
  ['EX005', internal('Internal error, system overloaded')],
  ['EX006', login('No access')],
  [
    'EX007',
    login('userPasswordCheck: Invalid login or password. This login/password is disabled for 10 minutes'),
  ],
  ['EX008', rate('You have reached the connection limit')],
  [
    'EX009',
    order(
      'Data limit potentially exceeded. The potential data size is (end_time - start_time) / interval, the limit is 50 000 candles',
    ),
  ],
  ['EX010', login('Your login is on the black list, perhaps due to previous misuse')],
  ['EX011', order('You are not allowed to execute this command. For details please contact support')],
  ['EX017', code('AuthenticationError', 'The login belongs to another platform', { latchesLogin: true })],
]);

/** What is known of a code, in any case; absent for a code that nobody has documented. */
export function errorCodeOf(code: string): XapiErrorCode | undefined {
  const spelling = code.toUpperCase();
  return CODES.get(spelling) ?? RANGES.find(([pattern]) => pattern.test(spelling))?.[1];
}

/** Every code that has an entry of its own; the ranges BE020 to BE037 and SE come besides. */
export function knownErrorCodes(): readonly string[] {
  return [...CODES.keys()];
}
