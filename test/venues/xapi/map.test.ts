import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitDepth } from '../../../src/adapter/channels/book-view';
import { addDecimals, decimalFromWire, type OrderBook, shiftDecimal } from '../../../src/model';
import type { SymbolRecord } from '../../../src/venues/xapi/generated/records';
import {
  BookAssembler,
  closeReasonOf,
  cmdOf,
  endOfInterval,
  type MapContext,
  pointsToPrice,
  type TickFields,
  toAccountSummary,
  toBalance,
  toCandle,
  toInstrument,
  toNews,
  toOrderBook,
  toQuote,
  toStreamCandle,
} from '../../../src/venues/xapi/map';

const context: MapContext = { receivedTime: 1_700_000_000_000, source: 'read' };

// XAPI 2.5.0, getAllSymbols, the example of SYMBOL_RECORD.
const sampleSymbol = {
  ask: 4000.0,
  bid: 4000.0,
  categoryName: 'Forex',
  contractSize: 100000,
  currency: 'USD',
  currencyPair: true,
  currencyProfit: 'SEK',
  description: 'USD/PLN',
  expiration: null,
  high: 4000.0,
  lotMax: 10.0,
  lotMin: 0.1,
  lotStep: 0.1,
  low: 3500.0,
  marginMode: 101,
  precision: 2,
  symbol: 'USDPLN',
  tickSize: 1.0,
} satisfies Partial<SymbolRecord> as SymbolRecord;

// XAPI 2.5.0, getTickPrices, the example of TICK_RECORD.
const sampleTick: TickFields = {
  ask: 4000.0,
  askVolume: 15000,
  bid: 4000.0,
  bidVolume: 16000,
  high: 4000.0,
  level: 0,
  low: 3500.0,
  symbol: 'KOMB.CZ',
  timestamp: 1272529161605,
};

describe('toInstrument', () => {
  test("default: the document's example", () => {
    expect(toInstrument(sampleSymbol, context)).toEqual({
      venue: 'xapi',
      receivedTime: context.receivedTime,
      source: 'read',
      symbol: 'USDPLN',
      name: 'USD/PLN',
      kind: 'forex',
      base: 'USD',
      quote: 'PLN',
      currency: 'SEK',
      priceDecimals: 2,
      tickSize: '1',
      lotStep: '0.1',
      minQuantity: '0.1',
      maxQuantity: '10',
      contractSize: '100000',
      tradable: true,
    });
  });

  test.each([
    ['absent', { tickSize: null, precision: 5 }, '0.00001'],
    ['zero', { tickSize: 0, precision: 3 }, '0.001'],
    ['finer than the precision', { tickSize: 0.001, precision: 2 }, '0.01'],
    ['contradicted by a price', { tickSize: 1, precision: 2, bid: 4000.25 }, '0.01'],
    ['not confirmed by any price', { tickSize: 1, precision: 2, bid: 0, ask: 0, high: 0, low: null }, '0.01'],
    [
      'confirmed by every price',
      { tickSize: 0.25, precision: 2, bid: 10.25, ask: 10.5, high: 11, low: 10 },
      '0.25',
    ],
    ['equal to the last decimal', { tickSize: 0.01, precision: 2 }, '0.01'],
  ])('args: tickSize %s', (_name, change, expected) => {
    expect(toInstrument({ ...sampleSymbol, ...change } as SymbolRecord, context).tickSize).toBe(expected);
  });

  test.each([
    ['Forex', 101, true, 'forex'],
    ['FX', 101, true, 'forex'],
    ['STC', 104, false, 'stock'],
    ['STC', 103, false, 'stock'],
    ['STC', 102, false, 'cfd'],
    ['ETF', 103, false, 'fund'],
    ['IND', 102, false, 'cfd'],
    ['CMD', 102, false, 'cfd'],
    ['Something new', 105, true, 'forex'],
  ])('args: category %s, marginMode %d', (categoryName, marginMode, currencyPair, kind) => {
    expect(toInstrument({ ...sampleSymbol, categoryName, marginMode, currencyPair }, context).kind).toBe(
      kind,
    );
  });

  test('behavior: an expired instrument is not tradable', () => {
    const expiration = context.receivedTime - 1;
    expect(toInstrument({ ...sampleSymbol, expiration }, context)).toMatchObject({
      tradable: false,
      expiryTime: expiration,
    });
  });

  test('behavior: base and quote only of a pair; the profit currency where the symbol is not plain', () => {
    const stock = toInstrument({ ...sampleSymbol, currencyPair: false }, context);
    expect(stock).not.toHaveProperty('base');
    const odd = toInstrument({ ...sampleSymbol, symbol: 'PLN1M.X', currencyProfit: 'EUR' }, context);
    expect([odd.base, odd.quote]).toEqual(['USD', 'EUR']);
    expect(toInstrument({ ...sampleSymbol, symbol: 'USDPLN.X' }, context).quote).toBe('PLN');
  });
});

describe('toQuote', () => {
  test("default: the document's example", () => {
    expect(toQuote(sampleTick, 5, 'stream')).toEqual({
      venue: 'xapi',
      receivedTime: 5,
      source: 'stream',
      symbol: 'KOMB.CZ',
      bid: '4000',
      ask: '4000',
      bidQuantity: '16000',
      askQuantity: '15000',
      high: '4000',
      low: '3500',
      time: 1272529161605,
    });
  });

  test('behavior: volumes of null are absent, of 0 are there', () => {
    const quote = toQuote({ ...sampleTick, bidVolume: null, askVolume: 0, timestamp: 5.75 }, 5, 'stream');
    expect(quote).not.toHaveProperty('bidQuantity');
    expect(quote).toMatchObject({ askQuantity: '0', time: 5 });
  });

  test('behavior: every number is what decimalFromWire makes of it', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }),
      fc.integer().map((points) => points / 100_000),
      fc.constantFrom(0, -0, 1e-7, 1e-6, 0.1 + 0.2, 999_999_999_999_999, 123_456_789.123_456_7),
    );
    fc.assert(
      fc.property(numbers, numbers, (bid, askVolume) => {
        const quote = toQuote({ ...sampleTick, bid, askVolume }, 5, 'stream');
        expect([quote.bid, quote.askQuantity]).toEqual([decimalFromWire(bid), decimalFromWire(askVolume)]);
      }),
    );
  });

  test('behavior: raw changes nothing else', () => {
    const raw = { a: 1 };
    expect(toQuote(sampleTick, 5, 'stream', raw)).toEqual({ ...toQuote(sampleTick, 5, 'stream'), raw });
  });
});

describe('books', () => {
  const level = (n: number, timestamp: number, bid: number): TickFields => ({
    ...sampleTick,
    level: n,
    timestamp,
    bid,
    ask: bid + 1,
  });
  const run = (ticks: readonly TickFields[]): OrderBook[] => {
    const books: OrderBook[] = [];
    const assembler = new BookAssembler('KOMB.CZ');
    for (const tick of ticks) assembler.add(tick, context, (book) => books.push(book));
    return books;
  };
  const bidsOf = (books: readonly OrderBook[]): string[][] =>
    books.map(({ bids }) => bids.map(([price]) => price));

  test('default: best first, whatever the order of the rows, and frozen', () => {
    const book = toOrderBook('KOMB.CZ', [level(1, 9, 98), level(0, 9, 99)], context);
    expect(book).toMatchObject({
      symbol: 'KOMB.CZ',
      time: 9,
      bids: [
        ['99', '16000'],
        ['98', '16000'],
      ],
    });
    expect(Object.isFrozen(book.bids)).toBe(true);
    expect(Object.isFrozen(book.asks[0])).toBe(true);
  });

  test('behavior: a book for each complete timestamp, levels in any order', () => {
    const books = run([
      level(0, 1, 99),
      level(1, 1, 98),
      level(1, 2, 88),
      level(0, 2, 89),
      level(0, 3, 79),
      level(1, 3, 78),
    ]);
    expect(bidsOf(books)).toEqual([['99'], ['99', '98'], ['89', '88'], ['79', '78']]);
  });

  test('behavior: a shallower book comes when the next timestamp begins, an old frame is dropped', () => {
    const books = run([level(0, 1, 99), level(1, 1, 98), level(0, 2, 89), level(1, 1, 11), level(0, 3, 79)]);
    expect(bidsOf(books)).toEqual([['99'], ['99', '98'], ['89'], ['79']]);
  });

  test('behavior: a change of deeper levels alone keeps the better ones', () => {
    const books = run([level(0, 1, 99), level(1, 1, 98), level(1, 2, 97), level(0, 3, 90), level(1, 3, 89)]);
    expect(bidsOf(books)).toEqual([['99'], ['99', '98'], ['99', '97'], ['90', '89']]);
  });

  test('behavior: any interleaving of whole changes ends in the same last book', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat()),
        (depth, changes, order) => {
          const ticks: TickFields[] = [];
          for (let time = 1; time <= changes; time += 1) {
            const rows = Array.from({ length: depth }, (_, n) => level(n, time, 1000 - 10 * n + time));
            while (rows.length > 0) ticks.push(...rows.splice((order.next().value ?? 0) % rows.length, 1));
          }
          const books = run(ticks);
          expect(bidsOf(books.slice(-1))).toEqual([
            Array.from({ length: depth }, (_, n) => String(1000 - 10 * n + changes)),
          ]);
          for (const book of books)
            expect(new Set(book.bids.map(([price]) => Number(price) % 10)).size).toBe(1);
        },
      ),
    );
  });

  test('args: depth', () => {
    const book = toOrderBook('KOMB.CZ', [level(0, 9, 99), level(1, 9, 98)], context);
    expect(limitDepth(book, undefined)).toBe(book);
    expect(limitDepth(book, 2)).toBe(book);
    expect(limitDepth(book, 1).bids).toEqual([['99', '16000']]);
  });
});

describe('candles', () => {
  // XAPI 2.5.0, getChartLastRequest, the example of RATE_INFO_RECORD; its reply has 4 digits.
  const sampleRate = { close: 1.0, ctm: 1389362640000, high: 6.0, low: 0.0, open: 41848.0, vol: 0.0 };
  const chart = {
    ...context,
    symbol: 'EURPLN',
    interval: '1m' as const,
    digits: 4,
    serverTime: 1389362700000,
  };

  test("default: the document's example; ctm is not shifted", () => {
    expect(toCandle(sampleRate, chart)).toEqual({
      venue: 'xapi',
      receivedTime: context.receivedTime,
      source: 'read',
      symbol: 'EURPLN',
      interval: '1m',
      openTime: Date.UTC(2014, 0, 10, 14, 4),
      open: '4.1848',
      high: '4.1854',
      low: '4.1848',
      close: '4.1849',
      volume: '0',
      closed: true,
    });
  });

  test('behavior: open until the server is past its end', () => {
    expect(toCandle(sampleRate, { ...chart, serverTime: 1389362699999 }).closed).toBe(false);
  });

  test("default: the document's streamed example", () => {
    const record = {
      close: 4.1849,
      ctm: 1378369375000,
      high: 4.1854,
      low: 4.1848,
      open: 4.1848,
      symbol: 'EURUSD',
      vol: 0.0,
    };
    expect(toStreamCandle(record, context, 1378369375000 + 60_000)).toMatchObject({
      symbol: 'EURUSD',
      interval: '1m',
      open: '4.1848',
      close: '4.1849',
      closed: true,
    });
  });

  test('behavior: points and shifts give exact prices, and back', () => {
    const points = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(points, points, fc.integer({ min: 0, max: 12 }), (open, shift, digits) => {
        const price = pointsToPrice(open, shift, digits);
        expect(price).toBe(shiftDecimal(addDecimals(String(open), String(shift)), digits));
        expect(shiftDecimal(price, -digits)).toBe(String(open + shift));
      }),
    );
  });

  test('behavior: points that are no integers are exact too', () => {
    expect(pointsToPrice(41848.5, 0.1, 4)).toBe('4.18486');
    expect(pointsToPrice(0, 0, 5)).toBe('0');
    expect(pointsToPrice(-5, 0, 5)).toBe('-0.00005');
    expect(pointsToPrice(12300000, 0, 5)).toBe('123');
  });

  test.each([
    ['1w', Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 12)],
    ['1M', Date.UTC(2026, 1, 1), Date.UTC(2026, 2, 1)],
    ['1M', Date.UTC(2026, 0, 31, 23), Date.UTC(2026, 1, 28, 23)],
    ['1M', Date.UTC(2025, 11, 1), Date.UTC(2026, 0, 1)],
  ] as const)('args: interval %s', (interval, openTime, end) => {
    expect(endOfInterval(openTime, interval)).toBe(end);
  });
});

describe('accounts and news', () => {
  // XAPI 2.5.0, getMarginLevel.
  const level = {
    balance: 995800269.43,
    credit: 1000.0,
    currency: 'PLN',
    equity: 995985397.56,
    margin: 572634.43,
    margin_free: 995227635.0,
    margin_level: 173930.41,
  };

  test("default: the document's examples, read and streamed", () => {
    expect(toAccountSummary(level, '1000', context)).toMatchObject({
      account: '1000',
      currency: 'PLN',
      balance: '995800269.43',
      equity: '995985397.56',
      credit: '1000',
      margin: '572634.43',
      marginFree: '995227635',
      marginLevel: '173930.41',
    });
    const { margin_free: marginFree, currency, ...rest } = level;
    const account = '1000';
    expect(toBalance({ ...rest, marginFree }, { account, currency }, context)).toEqual(
      toBalance(level, { account, currency: 'other' }, context),
    );
    expect(toBalance(level, { account, currency: '' }, context)).toMatchObject({
      account,
      currency: 'PLN',
      total: '995800269.43',
      available: '995227635',
      held: '572634.43',
    });
  });

  test("default: the document's news", () => {
    const news = {
      body: '<html>...</html>',
      key: '1f6da766abd29927aa854823f0105c23',
      time: 1262944112000,
      title: 'Breaking trend',
    };
    expect(toNews(news, context)).toMatchObject({
      id: news.key,
      title: news.title,
      body: news.body,
      time: news.time,
    });
  });
});

describe('codes and marks', () => {
  test.each([
    ['buy', 'market', 0],
    ['sell', 'market', 1],
    ['buy', 'limit', 2],
    ['sell', 'limit', 3],
    ['buy', 'stop', 4],
    ['sell', 'stop', 5],
  ] as const)('args: %s %s is %d', (side, type, cmd) => {
    expect(cmdOf(side, type)).toBe(cmd);
  });

  test.each([
    ['Web Trader', undefined],
    [null, undefined],
    ['[S/L]', '[S/L]'],
    ['Web Trader [T/P]', '[T/P]'],
    ['(S/L)', '(S/L)'],
    ['[S/O -1968861.79% -24217.00 / 1.23 (USD)]', '[S/O -1968861.79% -24217.00 / 1.23 (USD)]'],
    ['my S/L note', undefined],
    [`[S/O ${'9'.repeat(5000)}`, undefined],
  ])('args: comment %s', (comment, reason) => {
    expect(closeReasonOf(comment)).toBe(reason);
  });

  test('behavior: rounding errors of floats never reach a price', () => {
    expect(toQuote({ ...sampleTick, bid: 0.1 + 0.2 }, 0, 'stream').bid).toBe(decimalFromWire(0.3));
  });
});
