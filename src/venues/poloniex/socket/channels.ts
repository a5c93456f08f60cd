import { CANDLE_INTERVALS, channelOfInterval } from '../map/codes';
import type { PoloniexPrivateChannel, PoloniexPublicChannel } from '../types/stream';

/** The channels of candles. @see Poloniex API, WebSocket, candlesticks */
export const CANDLE_CHANNELS = CANDLE_INTERVALS.map(channelOfInterval);

/** The channels of the public socket. */
export const PUBLIC_CHANNELS: readonly PoloniexPublicChannel[] = [
  ...CANDLE_CHANNELS,
  'ticker',
  'trades',
  'book',
  'book_lv2',
  'symbols',
  'currencies',
  'exchange',
];

/** The channels of the private socket. */
export const PRIVATE_CHANNELS: readonly PoloniexPrivateChannel[] = ['orders', 'balances'];
