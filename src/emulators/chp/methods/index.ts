import { channelMethods } from './channels';
import { instrumentMethods } from './instruments';
import type { Method } from './method';
import { orderMethods } from './orders';

/** The methods of a connected token, by the low-level document's names. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...instrumentMethods, ...channelMethods, ...orderMethods }),
);

const GROUPS = {
  Auth: ['Connected', 'Reconnection', 'Disconnected'],
  Instruments: [
    ...(['GetBars', 'GetSymbols', 'GetTrades', 'ListenQuotes', 'CancelQuotes', 'UpdateQuote'] as const),
    ...(['ListenTicks', 'CancelTicks', 'AddTick', 'ListenBidAsks', 'CancelBidAsks', 'UpdateBidAsk'] as const),
  ],
  HistoricalData: ['GetMyPortfolioData'],
  AccountInformation: [
    ...(['GetPortfolioList', 'ListenPortfolio', 'CancelPortfolio'] as const),
    ...(['UpdateOrder', 'UpdatePosition', 'AddTrade', 'SetPortfolio'] as const),
  ],
} as const;

const ORDER_PATHS = {
  '/Order/Place': 'PlaceOrder',
  '/Order/Move': 'MoveOrder',
  '/Order/Cancel': 'CancelOrder',
} as const;

/** What a client can call, by the low-level document's names. */
export type ChpCommand =
  | (typeof GROUPS)[keyof typeof GROUPS][number]
  | (typeof ORDER_PATHS)[keyof typeof ORDER_PATHS];

/** Method names by path. */
export const PATHS: ReadonlyMap<string, ChpCommand> = new Map<string, ChpCommand>([
  ...Object.entries(GROUPS).flatMap(([group, methods]) =>
    methods.map((method) => [`/${group}/${method}`, method] as const),
  ),
  ...Object.entries(ORDER_PATHS),
]);
