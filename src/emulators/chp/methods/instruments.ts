import { badParameter } from '../errors';
import { barsOf } from '../rows/bars';
import { instrumentOf, type Method } from './method';

/** Most rows of a history answer. */
const MAX_COUNT = 10_000;

const isCount = (count: number): boolean => count !== 0 && Math.abs(count) <= MAX_COUNT;

const GetSymbols: Method = ({ venue }) => {
  const instruments = venue.market.instruments();
  return instruments.map((instrument, row) => venue.rows.symbol(instrument, row, instruments.length));
};

const GetBars: Method = (context) => {
  const { venue, body } = context;
  const since = body.time('since');
  const interval = body.integer('interval', (value) => value >= 0 && value <= 13);
  const count = body.integer('count', isCount);
  const instrument = instrumentOf(context);
  const { symbol } = instrument;
  const bars =
    interval === 0
      ? venue.tape.history(symbol, since, count).map(({ time, price, lots }) => ({
          time,
          open: price,
          high: price,
          low: price,
          close: price,
          volume: lots,
        }))
      : barsOf(venue.market, symbol, interval, since, count, venue.clock.now());
  return bars.map((bar, row) => venue.rows.bar(instrument, interval, bar, row, bars.length));
};

const GetTrades: Method = (context) => {
  const { venue, body } = context;
  // The published client sends `from`, the document says `since`.
  if (!body.has('from') && !body.has('since')) throw badParameter('from');
  const since = body.time(body.has('from') ? 'from' : 'since');
  const count = body.integer('count', isCount);
  const instrument = instrumentOf(context);
  const trades = venue.tape.history(instrument.symbol, since, count);
  return trades.map((trade, row) => ({
    row,
    nrows: trades.length,
    ...venue.rows.tick(instrument, trade),
  }));
};

/** Instruments and their history. */
export const instrumentMethods = { GetSymbols, GetBars, GetTrades } satisfies Record<string, Method>;
