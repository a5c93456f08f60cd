import type { Capabilities } from '../broker';
import type { VenueId } from '../core/venue-id';
import type { OrderType, TimeInForce } from '../model';
import type { PlaceIntent } from './order-intent';

/** What a venue accepts in an order, as data. */
export interface OrderRules {
  readonly venue: VenueId;
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  /** What a `clientOrderId` must match, and the same in words: `must be ...`. */
  readonly clientOrderId: { readonly pattern: RegExp; readonly rule: string };
  /** Whether an order may name the amount to spend instead of a quantity. @defaultValue false */
  readonly quoteQuantity?: boolean;
  /** @defaultValue false */
  readonly postOnly?: boolean;
  /** Whether an order may say that it opens or closes a position. @defaultValue false */
  readonly positionEffect?: boolean;
  /** Whether an order may carry a stop loss and a take profit. @defaultValue false */
  readonly stopLossTakeProfit?: boolean;
  /**
   * Whether the venue refuses a limit order that could be executed at once, instead of executing it.
   * @defaultValue false
   */
  readonly refusesMarketableLimits?: boolean;
  /** How far ahead an expiry may lie, in ms; absent where the venue sets no limit. */
  readonly maxExpiryMs?: number;
  /** What an order other than a market order gets when its request names none. */
  readonly defaultTimeInForce?: TimeInForce;
  /** The additional checks of the venue for a new order. @throws ValidationError */
  checkIntent?(intent: PlaceIntent): void;
  /** What `modifyOrder` can change. @defaultValue every field that fits the order's type */
  readonly modifiableFields?: Capabilities['modifiableFields'];
  readonly modifyReplaces?: Capabilities['modifyReplaces'];
}

/** Every order type the SDK knows. */
export const ORDER_TYPES = [
  'market',
  'limit',
  'stop',
  'stopLimit',
  'takeProfit',
  'takeProfitLimit',
] as const satisfies readonly OrderType[];

/** Every time in force the SDK knows. */
export const TIMES_IN_FORCE = ['gtc', 'day', 'ioc', 'fok', 'gtd'] as const satisfies readonly TimeInForce[];

/** Whether orders of a type name a price. */
export function hasPrice(type: OrderType): boolean {
  return type === 'limit' || type === 'stopLimit' || type === 'takeProfitLimit';
}

/** Whether orders of a type wait for a trigger. */
export function hasTrigger(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}
