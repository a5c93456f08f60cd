import { channelMethods } from './channels';
import { instrumentMethods } from './instruments';
import type { Method } from './method';
import { orderMethods } from './orders';

/** The methods of a connected token, by the low-level document's names. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...instrumentMethods, ...channelMethods, ...orderMethods }),
);

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Auth: ['Connected', 'Reconnection', 'Disconnected'],
  Instruments: [
    ...['GetBars', 'GetSymbols', 'GetTrades', 'ListenQuotes', 'CancelQuotes', 'UpdateQuote', 'ListenTicks'],
    ...['CancelTicks', 'AddTick', 'ListenBidAsks', 'CancelBidAsks', 'UpdateBidAsk'],
  ],
  HistoricalData: ['GetMyPortfolioData'],
  AccountInformation: [
    ...['GetPortfolioList', 'ListenPortfolio', 'CancelPortfolio'],
    ...['UpdateOrder', 'UpdatePosition', 'AddTrade', 'SetPortfolio'],
  ],
};

/** Method names by path. */
export const PATHS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(GROUPS).flatMap(([group, methods]) =>
    methods.map((method) => [`/${group}/${method}`, method] as const),
  ),
  ['/Order/Place', 'PlaceOrder'],
  ['/Order/Move', 'MoveOrder'],
  ['/Order/Cancel', 'CancelOrder'],
]);
