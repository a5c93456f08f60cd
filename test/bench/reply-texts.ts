import { type Random, seededRandom } from '../../src/core/random';
import { double } from './end-to-end/frames/xapi';
import { symbolReply } from './framing';
import { PriceWalk } from './price-walk';

/** Rows of candles and orders in an answer. */
export const REPLY_ROWS = 1000;

const MINUTE_MS = 60_000;
/** Start of the first candle: a minute. */
export const FIRST_OPEN = 1_699_999_980_000;
const MOSCOW_MS = 3 * 3_600_000;

type Ohlc = Readonly<Record<'open' | 'high' | 'low' | 'close', number>>;

/** Minutes of a walk, in points. */
function* minutes(walk: PriceWalk, count: number): Generator<Ohlc> {
  let { bid: open } = walk.step();
  for (let minute = 0; minute < count; minute += 1) {
    const prices = [open, ...Array.from({ length: 5 }, () => walk.step().bid)];
    const close = prices.at(-1) as number;
    yield { open, high: Math.max(...prices), low: Math.min(...prices), close };
    open = close;
  }
}

const mapMinutes = (
  walk: PriceWalk,
  row: (candle: Ohlc, index: number) => string,
  count = REPLY_ROWS,
): string => Array.from(minutes(walk, count), row).join(',');

/** A whole number as the venue's server writes a double. */
const points = (value: number): string => `${value}.0`;

/** As the venue writes when an order was opened. */
const openedAt = (time: number): string =>
  new Date(time).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $5 CET $4');

const centralTime = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Warsaw',
  dateStyle: 'medium',
  timeStyle: 'medium',
});

/** `returnData` of getChartRangeRequest. */
export function xapiChart(seed: number): string {
  const random = seededRandom(seed);
  const rows = mapMinutes(
    new PriceWalk(random, 'EURUSD', 1.085, 5, 9),
    ({ open, high, low, close }, index) => {
      const ctm = FIRST_OPEN + index * MINUTE_MS;
      return (
        `{"close":${points(close - open)},"ctm":${ctm},"ctmString":"${centralTime.format(ctm)}",` +
        `"high":${points(high - open)},"low":${points(low - open)},"open":${points(open)},` +
        `"vol":${(random.next() * 900).toFixed(2)}}`
      );
    },
  );
  return `{"digits":5,"exemode":1,"rateInfos":[${rows}]}`;
}

/** `returnData` of getTrades: pending orders, with the members that captures have. */
export function xapiTrades(seed: number): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: REPLY_ROWS }, (_, index) => {
    const price = double((1 + random.next()).toFixed(5));
    const openTime = FIRST_OPEN + index * 977;
    const order = 313_000_000 + seed * 10_000 + index;
    return (
      `{"close_price":${double((1 + random.next()).toFixed(5))},"close_time":null,"close_timeString":null,"closed":false,` +
      `"cmd":${2 + (index % 4)},"comment":"","commission":0.0,"customComment":"vk-${seed}-${index}","digits":5,` +
      `"expiration":null,"expirationString":null,"margin_rate":0.0,"nominalValue":null,"offset":0,` +
      `"open_price":${price},"open_time":${openTime},"open_timeString":"${openedAt(openTime)}",` +
      `"order":${order},"order2":${order},"position":${order},"profit":null,"sl":0.0,"spread":0,"storage":0.0,` +
      `"symbol":"EURUSD","taxes":0.0,"timestamp":${FIRST_OPEN + 9_000_000},"tp":0.0,` +
      `"volume":${double((random.next() * 5 + 0.01).toFixed(2))}}`
    );
  });
  return `[${rows.join(',')}]`;
}

/** `returnData` of getAllSymbols. */
export function xapiSymbols(bytes: number): string {
  return symbolReply(bytes)
    .replace(/^.*?"returnData":/, '')
    .replace(/\}\s*$/, '');
}

export function poloniexCandles(seed: number, count = REPLY_ROWS): string {
  const random = seededRandom(seed);
  const walk = new PriceWalk(random, 'BTC_USDT', 46_000, 2, 120);
  const rows = mapMinutes(
    walk,
    ({ open, high, low, close }, index) => {
      const start = FIRST_OPEN + index * MINUTE_MS;
      const quantity = (random.next() * 20).toFixed(6);
      const taken = (random.next() * 10).toFixed(6);
      const middle = walk.text(Math.round((high + low) / 2));
      const amount = (of: string): string => (Number(of) * Number(middle)).toFixed(2);
      return (
        `["${walk.text(low)}","${walk.text(high)}","${walk.text(open)}","${walk.text(close)}","${amount(quantity)}",` +
        `"${quantity}","${amount(taken)}","${taken}",${Math.floor(random.next() * 900)},${start + MINUTE_MS + 17},` +
        `"${middle}","MINUTE_1",${start},${start + MINUTE_MS - 1}]`
      );
    },
    count,
  );
  return `[${rows}]`;
}

const text = (random: Random, whole: number, places: number): string =>
  (random.next() * whole + 1).toFixed(places);

export function poloniexOrders(seed: number): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: REPLY_ROWS }, (_, index) => {
    const price = text(random, 46_000, 2);
    const filled = index % 3 === 0 ? text(random, 1, 4) : '0';
    const createTime = FIRST_OPEN + index * 977;
    return JSON.stringify({
      id: String(32_471_407_854_219_264n + BigInt(seed * 100_000 + index)),
      clientOrderId: index % 2 === 0 ? '' : `vk-${seed}-${index}`,
      symbol: 'BTC_USDT',
      state: filled === '0' ? 'NEW' : 'PARTIALLY_FILLED',
      accountType: 'SPOT',
      side: index % 2 === 0 ? 'BUY' : 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: text(random, 100, 4),
      price,
      avgPrice: filled === '0' ? '0' : price,
      amount: '0',
      filledQuantity: filled,
      filledAmount: filled === '0' ? '0' : (Number(filled) * Number(price)).toFixed(6),
      createTime,
      updateTime: createTime + 31,
      orderSource: 'API',
      loan: false,
      cancelReason: 0,
    });
  });
  return `[${rows.join(',')}]`;
}

/** GET /markets. */
export function poloniexMarkets(seed: number): string {
  const rows = Array.from({ length: REPLY_ROWS }, (_, index) => {
    const base = `C${seed}X${index}`;
    const symbol = `${base}_USDT`;
    const startTime = 1_659_018_819_512 + index;
    return JSON.stringify({
      symbol,
      baseCurrencyName: base,
      quoteCurrencyName: 'USDT',
      displayName: `${base}/USDT`,
      state: 'NORMAL',
      visibleStartTime: startTime,
      tradableStartTime: startTime,
      symbolTradeLimit: {
        symbol,
        priceScale: 2 + (index % 6),
        quantityScale: index % 7,
        amountScale: 2 + (index % 3),
        minQuantity: (10 ** -(index % 7)).toFixed(index % 7),
        minAmount: '1',
        maxQuantity: String(1000 + index),
        maxAmount: String(100_000 + index),
        highestBid: '0',
        lowestAsk: '0',
      },
      crossMargin: { supportCrossMargin: index % 9 === 0, maxLeverage: 3 },
    });
  });
  return `[${rows.join(',')}]`;
}

const moscowTime = (time: number): string => new Date(time + MOSCOW_MS).toISOString().slice(0, 19);

/** GetBars; prices have the rounding errors of the server's binary arithmetic. */
export function chpBars(seed: number): string {
  const random = seededRandom(seed);
  const price = (value: number): number => value * 0.01;
  const rows = mapMinutes(new PriceWalk(random, 'GAZP', 163.9, 2, 9), ({ open, high, low, close }, row) =>
    JSON.stringify({
      row,
      nrows: REPLY_ROWS,
      symbol: 'GAZP',
      interval: 1,
      datetime: moscowTime(FIRST_OPEN + row * MINUTE_MS),
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: 10 * Math.floor(random.next() * 90_000),
      openInt: 0,
    }),
  );
  return `{"method":"GetBars","result":true,"data":[${rows}]}`;
}

/** What a real server has been seen to hold. */
export const CHP_SYMBOL_ROWS = 46_618;

const EXCHANGES = ['CME', 'MICEX', 'FORTS', 'NYSE', 'NASDAQ'];
const TYPES = ['FUT', 'STK', 'BND', 'OPT'];

/** A GetSymbols answer, no two rows alike, with names in Russian as on the wire. */
export function chpSymbolsText(rows = CHP_SYMBOL_ROWS): string {
  const data = Array.from({ length: rows }, (_, row) => {
    const decimals = row % 5;
    const punkt = Number((10 ** -decimals).toFixed(decimals));
    return {
      row,
      nrows: rows,
      symbol: `SYM${row}.${EXCHANGES[row % EXCHANGES.length]}`,
      short_name: `SYM${row}`,
      long_name: `Инструмент ${row}, "спот"`,
      type: TYPES[row % TYPES.length],
      decimals,
      lot_size: 10 ** (row % 3),
      punkt,
      step: punkt,
      sec_ext_id: null,
      sec_exch_name: EXCHANGES[row % EXCHANGES.length],
      expiryDate: `20${String(15 + (row % 10))}-03-19T00:00:00`,
      days_before_expiry: row % 400,
      strike: row % 7 === 0 ? row / 4 : 0,
    };
  });
  return JSON.stringify({ method: 'GetSymbols', result: true, data });
}

/** UpdateOrder: what a poll holds after many orders have changed. */
export function chpOrders(seed: number): string {
  const random = seededRandom(seed);
  const data = Array.from({ length: REPLY_ROWS }, (_, row) => {
    const amount = 10 * (1 + Math.floor(random.next() * 90));
    return {
      portfolio: 'ST123456-MO-01',
      symbol: 'GAZP',
      state: 2 + (row % 4),
      action: 1 + (row % 2),
      type: 2,
      validity: 1,
      price: (16_000 + Math.floor(random.next() * 900)) * 0.01,
      amount,
      stop: 0,
      filled: row % 3 === 0 ? amount : 0,
      datetime: moscowTime(FIRST_OPEN + row * 977),
      orderid: String(1_234_567_890 + seed * REPLY_ROWS + row),
      orderno: String(31_450_112_233 + seed * REPLY_ROWS + row),
      status_mask: 0,
      cookie: 1 + seed * REPLY_ROWS + row,
    };
  });
  return JSON.stringify({ method: 'UpdateOrder', result: true, data });
}

/** UpdatePosition: the positions of a portfolio. */
export function chpPositions(seed: number): string {
  const random = seededRandom(seed);
  const data = Array.from({ length: REPLY_ROWS }, (_, row) => {
    const amount = (row % 2 === 0 ? 1 : -1) * (1 + Math.floor(random.next() * 450));
    return {
      portfolio: 'ST123456-MO-01',
      symbol: `SYM${row}`,
      avprice: (16_000 + Math.floor(random.next() * 900)) * 0.01,
      amount,
      planned: amount,
    };
  });
  return JSON.stringify({ method: 'UpdatePosition', result: true, data });
}

/** Minutes of a session of the exchange in Tehran. */
export const FINNOTECH_ROWS = 210;
/** When the session begins: 9:00 of 19 January 2020 in Tehran. */
export const FINNOTECH_OPEN = Date.UTC(2020, 0, 19, 5, 30);

/** `trades/realtime` of a company by the minute. */
export function finnotechMinutes(seed: number): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: FINNOTECH_ROWS }, (_, minute) => {
    const price = 5400 + Math.floor(random.next() * 90);
    const wall = `${9 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:37`.padStart(8, '0');
    const TradeVolume = 51_205 + minute * 977;
    return {
      ...{ CoID: 5, BourseSymbol: 'ومعادن', TseSymbolCode: 'IRO1MADN0001' },
      ...{ FullTitle: 'سرمایه گذاری توسعه معادن و فلزات', PrecedencyRight: false },
      ...{
        TradeDateGre: `2020/01/19 ${wall}`,
        TradeDate: '1398/10/29',
        MaxPrice: price + 8,
        minPrice: price - 8,
      },
      ...{ OpeningPrice: price - 1, ClosingPrice: 5477, LastPrice: price, TradeVolume },
      ...{ TradeValue: TradeVolume * price, TradeQty: 16 + minute, PreviousClosingPrice: 5477 },
      ...{ ClosingPriceChange: 0, ClosingPChgPercent: 0, ShareCount: 40_300_000_000 },
      ...{ MarketValue: 220_723_100_000_000, Type: null },
    };
  });
  return JSON.stringify({ trackId: '8e15adc9-6e14-460a-9112-422567bc0e34', result: rows, state: 'DONE' });
}
