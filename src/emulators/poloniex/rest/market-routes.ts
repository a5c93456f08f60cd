import type { PoloniexInstrument } from '../instruments';
import { INTERVALS } from '../intervals';
import type { Json } from '../json';
import { Decimal } from '../money';
import { badParameter, PoloniexRefusal, unknownCurrency, unknownInterval, unknownSymbol } from '../refusal';
import { candleRow, candlesBetween } from '../rows/candles';
import { currenciesOf, currencyRow, currencyV2Row, type ListedCurrency } from '../rows/currencies';
import { numberOf, type PublicContext, publicRoute, timeOf } from './route';

const DEPTHS: readonly number[] = [5, 10, 20, 50, 100, 150];

function instrumentOf({ venue, parts }: PublicContext): PoloniexInstrument {
  const instrument = venue.market.instrument(parts[0] ?? '');
  if (!instrument) throw unknownSymbol();
  return instrument;
}

const each =
  (row: (context: PublicContext, instrument: PoloniexInstrument) => Json) =>
  (context: PublicContext): Json =>
    context.venue.market.instruments().map((instrument) => row(context, instrument));

const one =
  (row: (context: PublicContext, instrument: PoloniexInstrument) => Json) =>
  (context: PublicContext): Json =>
    row(context, instrumentOf(context));

const eachCurrency =
  (row: (listed: ListedCurrency) => Json) =>
  ({ venue }: PublicContext): Json =>
    currenciesOf(venue.market.instruments()).map(row);

const oneCurrency =
  (row: (listed: ListedCurrency) => Json) =>
  ({ venue, parts }: PublicContext): Json => {
    const found = currenciesOf(venue.market.instruments()).find(({ currency }) => currency === parts[0]);
    if (!found) throw unknownCurrency();
    return row(found);
  };

function orderBook(context: PublicContext): Json {
  const limit = numberOf(context.query, 'limit', { absent: 10, max: 150 });
  if (!DEPTHS.includes(limit)) throw new PoloniexRefusal(24_106, 'Invalid market depth');
  const instrument = instrumentOf(context);
  return context.venue.rows.orderBook(instrument, limit, scaleOf(context, instrument));
}

/** The step in points by which the levels of a book are grouped. */
function scaleOf({ query, venue }: PublicContext, { digits, symbol }: PoloniexInstrument): number {
  const text = query.get('scale') ?? '';
  // Published clients send -1 for no scale.
  if (text === '' || text === '-1') return 1;
  if (!/^\d{1,12}(\.\d{1,12})?$/.test(text)) throw badParameter('scale');
  const points = new Decimal(text).times(new Decimal(10).pow(digits)).toNumber();
  if (points > venue.market.best(symbol).bid || points <= 0) throw badParameter('scale');
  return Math.max(1, Math.round(points));
}

function trades(context: PublicContext): Json {
  const limit = numberOf(context.query, 'limit', { absent: 500, max: 1000 });
  const instrument = instrumentOf(context);
  const { tape, rows } = context.venue;
  return tape.last(instrument.symbol, limit).map((trade) => rows.trade(instrument, trade));
}

function candles(context: PublicContext): Json {
  const { venue, query, now } = context;
  const instrument = instrumentOf(context);
  const interval = INTERVALS.get(query.get('interval') ?? '');
  if (!interval) throw unknownInterval();
  const limit = numberOf(query, 'limit', { absent: 100, max: 500 });
  const span = {
    from: timeOf(query, 'startTime', 0),
    to: timeOf(query, 'endTime', Number.MAX_SAFE_INTEGER),
    limit,
    now: venue.clock.now(),
  };
  return candlesBetween(venue.market, instrument, interval, span).map((candle) =>
    candleRow(instrument, interval, candle, now),
  );
}

/** The public reads. */
export const MARKET_ROUTES = [
  publicRoute('/timestamp', 'getTimestamp', 'light', ({ now }) => ({ serverTime: now })),
  publicRoute(
    '/markets',
    'getMarkets',
    'heavy',
    each(({ venue }, it) => venue.rows.market(it)),
  ),
  publicRoute(
    '/markets/ticker24h',
    'getTickers',
    'heavy',
    each(({ venue }, it) => venue.rows.ticker(it, true)),
  ),
  publicRoute(
    '/markets/price',
    'getPrices',
    'light',
    each(({ venue }, it) => venue.rows.price(it)),
  ),
  publicRoute(
    '/markets/markPrice',
    'getMarkPrices',
    'light',
    each(({ venue }, it) => venue.rows.markPrice(it)),
  ),
  publicRoute('/markets/:symbol', 'getMarket', 'light', (context) => [
    context.venue.rows.market(instrumentOf(context)),
  ]),
  publicRoute(
    '/markets/:symbol/ticker24h',
    'getTicker',
    'light',
    one(({ venue }, it) => venue.rows.ticker(it, true)),
  ),
  publicRoute(
    '/markets/:symbol/price',
    'getPrice',
    'light',
    one(({ venue }, it) => venue.rows.price(it)),
  ),
  publicRoute(
    '/markets/:symbol/markPrice',
    'getMarkPrice',
    'light',
    one(({ venue }, it) => venue.rows.markPrice(it)),
  ),
  publicRoute(
    '/markets/:symbol/markPriceComponents',
    'getMarkPriceComponents',
    'light',
    one(({ venue }, it) => venue.rows.markPriceComponents(it)),
  ),
  publicRoute('/markets/:symbol/candles', 'getCandles', 'light', candles),
  publicRoute('/markets/:symbol/orderBook', 'getOrderBook', 'light', orderBook),
  publicRoute('/markets/:symbol/trades', 'getMarketTrades', 'light', trades),
  publicRoute('/currencies', 'getCurrencies', 'heavy', eachCurrency(currencyRow)),
  publicRoute('/currencies/:currency', 'getCurrency', 'heavy', oneCurrency(currencyRow)),
  publicRoute('/v2/currencies', 'getCurrenciesV2', 'heavy', eachCurrency(currencyV2Row)),
  publicRoute('/v2/currencies/:currency', 'getCurrencyV2', 'heavy', oneCurrency(currencyV2Row)),
];
