import type { OrderTracker } from '../../orders/order-tracker';
import type { PositionTracker } from './account/trades';
import type { XapiConnection } from './connection';
import type { OwnCloseOrders } from './orders/closings';
import type { TradeLookup } from './orders/lookup';

/** The parts of a broker with which its ports and reads work. */
export interface XapiParts {
  readonly connection: XapiConnection;
  /** The id of the account: the user's. */
  readonly account: string;
  readonly tracker: OrderTracker;
  readonly positions: PositionTracker;
  readonly closings: OwnCloseOrders;
  readonly lookup: TradeLookup;
}
