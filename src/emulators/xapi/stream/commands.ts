import type { Args } from '../args';
import { CommandError } from '../errors';
import type { XapiVenue } from '../venue';
import type { Feed, Switch } from './feed';

/** Acts on the feed of one session. @throws CommandError */
export type StreamCommand = (feed: Feed, args: Args, venue: XapiVenue) => void;

const start =
  (name: Switch): StreamCommand =>
  (feed) =>
    feed.start(name);
const stop =
  (name: Switch): StreamCommand =>
  (feed) =>
    feed.stop(name);

function symbolOf(args: Args, venue: XapiVenue): string {
  const symbol = args.string('symbol');
  if (!venue.market.instrument(symbol)) throw new CommandError('BE115');
  return symbol;
}

/** Commands that need a streamSessionId. */
export const START_COMMANDS: ReadonlyMap<string, StreamCommand> = new Map<string, StreamCommand>([
  ['getBalance', start('balance')],
  ['getCandles', (feed, args, venue) => feed.startCandles(symbolOf(args, venue))],
  ['getKeepAlive', start('keepAlive')],
  ['getNews', start('news')],
  ['getProfits', start('profits')],
  [
    'getTickPrices',
    (feed, args, venue) => {
      const symbol = symbolOf(args, venue);
      const minArrivalTime = args.optionalNumber('minArrivalTime', 0);
      const maxLevel = args.optionalNumber('maxLevel', Number.MAX_SAFE_INTEGER);
      if (minArrivalTime < 0 || maxLevel < 0) throw new CommandError('EX000');
      feed.startTicks(symbol, minArrivalTime, maxLevel);
    },
  ],
  ['getTrades', start('trades')],
  ['getTradeStatus', start('tradeStatus')],
  ['ping', () => {}],
]);

/** Commands that end subscriptions, of the session they name or of all sessions of the connection. */
export const STOP_COMMANDS: ReadonlyMap<string, StreamCommand> = new Map<string, StreamCommand>([
  ['stopBalance', stop('balance')],
  ['stopCandles', (feed, args) => feed.stopCandles(args.string('symbol'))],
  ['stopKeepAlive', stop('keepAlive')],
  ['stopNews', stop('news')],
  ['stopProfits', stop('profits')],
  ['stopTickPrices', (feed, args) => feed.stopTicks(args.string('symbol'))],
  ['stopTrades', stop('trades')],
  ['stopTradeStatus', stop('tradeStatus')],
]);
