import type { Args } from '../args';
import { CommandError } from '../errors';
import type { XapiVenue } from '../venue';
import type { Subscriber, Switch } from './subscriber';

/** Acts on the subscriber of one session. @throws CommandError */
export type StreamCommand = (subscriber: Subscriber, args: Args, venue: XapiVenue) => void;

const start =
  (name: Switch): StreamCommand =>
  (subscriber) =>
    subscriber.start(name);
const stop =
  (name: Switch): StreamCommand =>
  (subscriber) =>
    subscriber.stop(name);

function symbolOf(args: Args, venue: XapiVenue): string {
  const symbol = args.string('symbol');
  if (!venue.market.instrument(symbol)) throw new CommandError('BE115');
  return symbol;
}

/** Commands that need a streamSessionId. */
export const STARTS = {
  getBalance: start('balance'),
  getCandles: (subscriber, args, venue) => subscriber.startCandles(symbolOf(args, venue)),
  getKeepAlive: start('keepAlive'),
  getNews: start('news'),
  getProfits: start('profits'),
  getTickPrices(subscriber, args, venue) {
    const symbol = symbolOf(args, venue);
    const minArrivalTime = args.optionalNumber('minArrivalTime', 0);
    const maxLevel = args.optionalNumber('maxLevel', Number.MAX_SAFE_INTEGER);
    if (minArrivalTime < 0 || maxLevel < 0) throw new CommandError('EX000');
    subscriber.startTicks(symbol, minArrivalTime, maxLevel);
  },
  getTrades: start('trades'),
  getTradeStatus: start('tradeStatus'),
  ping() {},
} satisfies Record<string, StreamCommand>;

/** Commands that end subscriptions, of the session they name or of all sessions of the connection. */
export const STOPS = {
  stopBalance: stop('balance'),
  stopCandles: (subscriber, args) => subscriber.stopCandles(args.string('symbol')),
  stopKeepAlive: stop('keepAlive'),
  stopNews: stop('news'),
  stopProfits: stop('profits'),
  stopTickPrices: (subscriber, args) => subscriber.stopTicks(args.string('symbol')),
  stopTrades: stop('trades'),
  stopTradeStatus: stop('tradeStatus'),
} satisfies Record<string, StreamCommand>;

/** As maps: a client may send any name. */
export const START_COMMANDS: ReadonlyMap<string, StreamCommand> = new Map(Object.entries(STARTS));
export const STOP_COMMANDS: ReadonlyMap<string, StreamCommand> = new Map(Object.entries(STOPS));
