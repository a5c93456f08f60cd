/** What an error code is about. */
export type PoloniexErrorKind =
  /** The key or the signature. */
  | 'authentication'
  /** What the user may do. */
  | 'permission'
  /** The time of the signature. */
  | 'timestamp'
  | 'rateLimit'
  /** The arguments. */
  | 'request'
  /** The market's rules or its state. */
  | 'rejected'
  | 'funds'
  /** There is no such order, or it has ended. */
  | 'orderGone'
  /** The venue failed, is busy or under maintenance. */
  | 'unavailable';

/** What is known of an error code. */
export interface PoloniexErrorCode {
  /** What the code means, in our words. */
  readonly meaning: string;
  readonly kind: PoloniexErrorKind;
  /**
   * Whether an order request answered with it was certainly not accepted; else its outcome is unknown. Of a replace it
   * means this of the new order alone.
   */
  readonly proves: boolean;
}

type Row = readonly [code: number, meaning: string, proves?: false];

/** `false` marks what can come after the order was taken; a code without it is found before. */
const MEANINGS: Readonly<Record<PoloniexErrorKind, readonly Row[]>> = {
  authentication: [
    [401, 'the key or the signature is not accepted'],
    [21600, 'account not found'],
    [21604, 'invalid user'],
    [21100, 'invalid account'],
    [21605, 'invalid account type'],
    [21704, 'user or account type is missing'],
    [25000, 'invalid user'],
    [25002, 'invalid user'],
  ],
  permission: [
    [403, 'the key does not permit it'],
    [21351, 'trading is frozen for this account'],
    [21353, 'trading is not offered to customers of this country'],
    [21354, 'the account must be verified by e-mail before it trades'],
    [21601, 'the account is locked'],
    [21708, 'the currency is not available to this user'],
    [25010, 'not authorised to cancel the order'],
  ],
  timestamp: [],
  // The counter stands before the order engine in the documents, but that is not documented for every path.
  rateLimit: [[429, 'too many requests', false]],
  request: [
    [400, 'the request is not valid'],
    [404, 'there is no such resource'],
    [601, 'invalid parameter'],
    [602, 'a required parameter is missing'],
    [10020, 'invalid currency'],
    [10040, 'invalid symbol'],
    [21102, 'invalid currency'],
    [21110, 'invalid quote currency'],
    [21309, 'the price must be above 0'],
    [21312, 'the clientOrderId exists already'],
    [21315, 'the clientOrderId is too long'],
    [21317, 'the amount must be above 0'],
    [21319, 'invalid side'],
    [21320, 'invalid order type'],
    [21321, 'invalid timeInForce'],
    [21324, 'invalid account type'],
    [21327, 'the price must be above 0'],
    [21328, 'the quantity must be above 0'],
    [21344, 'the limit is above the largest'],
    [21345, 'the limit must be above 0'],
    [21346, 'the order id must be a whole number'],
    [21347, 'the stop price must be above 0'],
    [21348, 'the order type must be LIMIT_MAKER'],
    [21355, 'the range of the history is longer than 7 days'],
    [21705, 'invalid currency type'],
    [24101, 'invalid symbol'],
    [24102, 'invalid candle interval'],
    [24103, 'invalid endTime'],
    [24104, 'invalid limit'],
    [24105, 'invalid startTime'],
    [24106, 'invalid depth of the market'],
    [25001, 'invalid parameter'],
    [25004, 'the clientOrderId exists already'],
    [25006, 'the order id and the clientOrderId exist already'],
    [25007, 'invalid order id'],
    [25008, 'order id and clientOrderId are required'],
    [25011, 'invalid parameters of a cancel'],
    [25018, 'invalid account type'],
    [25019, 'invalid symbol'],
    [25020, 'no kill switch is active'],
  ],
  rejected: [
    [10041, 'trading of the symbol is frozen'],
    [21310, 'the price is above the largest'],
    [21311, 'the price is below the smallest'],
    [21314, 'too many open orders'],
    [21322, 'the amount is below the smallest of the market'],
    [21330, 'the quantity is below the smallest of the market'],
    [21335, 'the price has too many decimals'],
    [21336, 'the quantity has too many decimals'],
    [21337, 'the amount has too many decimals'],
    [21340, 'maintenance: no orders, no cancels'],
    [21341, 'post-only mode: LIMIT_MAKER orders alone'],
    [21342, 'the price is above the highest bid in post-only mode'],
    [21343, 'the price is below the lowest ask in post-only mode'],
    [21349, 'the value of the order is too large'],
    [21350, 'the amount must be above 1 USDT'],
    [21352, 'trading of the currency is frozen'],
    [21356, 'the order would move the price too much'],
    [21360, 'the order is larger than the limit'],
    [21711, 'the currency is locked'],
  ],
  funds: [
    [21709, 'the available balance is too low'],
    [21721, 'the available balance is insufficient'],
  ],
  orderGone: [
    [21301, 'there is no such order'],
    [21304, 'the order is filled'],
    [21305, 'the order is cancelled'],
    [21359, 'the order was cancelled or filled already'],
    [25013, 'the orders to be cancelled were not found'],
    [25014, 'the smart orders to be cancelled were not found'],
    [25015, 'there are no orders to be cancelled'],
  ],
  unavailable: [
    [415, 'system error', false],
    [500, 'internal error', false],
    [503, 'the service is degraded', false],
    [603, 'the request timed out inside the venue', false],
    [10060, 'the symbol is not set up', false],
    [21302, 'error in a cancel of many', false],
    [21307, 'error in a cancel', false],
    [21700, 'the accounts could not be updated', false],
    [21707, 'internal error of the accounts', false],
    [24201, 'the service is busy', false],
    [25003, 'the order could not be placed', false],
    [25005, 'the smart order could not be placed', false],
    [25009, 'the order could not be cancelled', false],
    [25012, 'the cancel failed', false],
    [25016, 'the funds could not be released', false],
    [25017, 'no orders were cancelled', false],
  ],
};

/** @see Poloniex API, error codes; other clients' tables for what it leaves out */
const CODES: ReadonlyMap<string, PoloniexErrorCode> = new Map(
  (Object.keys(MEANINGS) as PoloniexErrorKind[]).flatMap((kind) =>
    MEANINGS[kind].map(
      ([code, meaning, proves = true]) => [String(code), { meaning, kind, proves }] as const,
    ),
  ),
);

/** What is known of a code; absent for a code that nobody has documented. */
export function errorCodeOf(code: string): PoloniexErrorCode | undefined {
  return CODES.get(code);
}

/** Every code that is known. */
export function knownErrorCodes(): readonly string[] {
  return [...CODES.keys()];
}
