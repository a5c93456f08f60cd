import type { PoloniexCandleChannel, PoloniexPrivateChannel, PoloniexPublicChannel } from '../types/stream';

/** The channels of candles. @see Poloniex API, WebSocket, candlesticks */
export const CANDLE_CHANNELS = [
  'candles_minute_1',
  'candles_minute_5',
  'candles_minute_10',
  'candles_minute_15',
  'candles_minute_30',
  'candles_hour_1',
  'candles_hour_2',
  'candles_hour_4',
  'candles_hour_6',
  'candles_hour_12',
  'candles_day_1',
  'candles_day_3',
  'candles_week_1',
  'candles_month_1',
] as const satisfies readonly PoloniexCandleChannel[];

/** The channels of the public socket. */
export const PUBLIC_CHANNELS = [
  ...CANDLE_CHANNELS,
  'ticker',
  'trades',
  'book',
  'book_lv2',
  'symbols',
  'currencies',
  'exchange',
] as const satisfies readonly PoloniexPublicChannel[];

/** The channels of the private socket. */
export const PRIVATE_CHANNELS = ['orders', 'balances'] as const satisfies readonly PoloniexPrivateChannel[];
