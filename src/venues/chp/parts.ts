import type { CandleChannel } from '../../adapter/channels/candle-channel';
import type { OrderTracker } from '../../orders/order-tracker';
import type { Portfolios } from './account/portfolios';
import type { AccountState } from './account/state';
import type { AccountChannels } from './channels/account';
import type { MarketChannels } from './channels/market';
import type { ChpConnection } from './connection';
import type { ChpCandleInterval } from './map';

/** The parts of a broker with which its ports and reads work. */
export interface ChpParts {
  readonly connection: ChpConnection;
  readonly tracker: OrderTracker;
  readonly market: MarketChannels;
  readonly candles: CandleChannel<ChpCandleInterval>;
  readonly state: AccountState;
  readonly channels: AccountChannels;
  readonly portfolios: Portfolios;
}
