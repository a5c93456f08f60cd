import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MapContext } from '../../../src/model/map-context';
import type {
  PoloniexCandle,
  PoloniexCandleUpdate,
  PoloniexMarket,
  PoloniexTicker24h,
  PoloniexTradeUpdate,
} from '../../../src/venues/poloniex/generated/records';
import {
  CANDLE_INTERVALS,
  channelOfInterval,
  intervalOfChannel,
  restInterval,
  toCandle,
  toInstrument,
  toOrderBook,
  toQuote,
  toStreamCandle,
  toStreamTrade,
  toTrade,
} from '../../../src/venues/poloniex/map';

const READ: MapContext = { receivedTime: 5, source: 'read' };
const META = { venue: 'poloniex', receivedTime: 5, source: 'read' };

// The rows are those of the venue's public documentation, as the fixtures of test/fixtures/poloniex have them.
const MARKET: PoloniexMarket = {
  symbol: 'BTC_USDT',
  baseCurrencyName: 'BTC',
  quoteCurrencyName: 'USDT',
  displayName: 'BTC/USDT',
  state: 'NORMAL',
  visibleStartTime: 1_659_018_819_512,
  tradableStartTime: 1_659_018_819_512,
  symbolTradeLimit: {
    symbol: 'BTC_USDT',
    priceScale: 2,
    quantityScale: 6,
    amountScale: 2,
    minQuantity: '0.000001',
    minAmount: '1',
    highestBid: '0',
    lowestAsk: '0',
  },
  crossMargin: { supportCrossMargin: true, maxLeverage: 3 },
};

const TICKER: PoloniexTicker24h = {
  symbol: 'BTC_USDT',
  open: '46000.00',
  low: '45000.10',
  high: '47000',
  close: '46300.50',
  quantity: '1.580',
  amount: '72918.2',
  tradeCount: 34,
  startTime: 1,
  closeTime: 2,
  ts: 3,
};

const CANDLE: PoloniexCandle = {
  low: '1.0',
  high: '3.50',
  open: '2.00',
  close: '3',
  amount: '10',
  quantity: '4.40',
  buyTakerAmount: '1',
  buyTakerQuantity: '1',
  tradeCount: 2,
  ts: 61_000,
  weightedAverage: '2',
  interval: 'MINUTE_1',
  startTime: 0,
  closeTime: 59_999,
};

describe('an instrument', () => {
  const after = MARKET.tradableStartTime;

  test('default: steps and bounds of a market', () => {
    expect(toInstrument(MARKET, after, READ)).toEqual({
      ...META,
      symbol: 'BTC_USDT',
      name: 'BTC/USDT',
      kind: 'spot',
      base: 'BTC',
      quote: 'USDT',
      currency: 'USDT',
      priceDecimals: 2,
      tickSize: '0.01',
      lotStep: '0.000001',
      minQuantity: '0.000001',
      quoteStep: '0.01',
      minNotional: '1',
      tradable: true,
    });
  });

  test.each([
    ['100', '10000000.00', '100', '10000000'],
    ['0', '', undefined, undefined],
  ])('args: bounds of %s and %s', (maxQuantity, maxAmount, quantity, notional) => {
    const row = { ...MARKET, symbolTradeLimit: { ...MARKET.symbolTradeLimit, maxQuantity, maxAmount } };
    const instrument = toInstrument(row, after, READ);
    expect([instrument.maxQuantity, instrument.maxNotional]).toEqual([quantity, notional]);
    expect('maxQuantity' in instrument).toBe(quantity !== undefined);
  });

  test.each([
    ['NORMAL', 0, true],
    ['NORMAL', -1, false],
    ['PAUSE', 0, false],
    ['POST_ONLY', 0, true],
    ['SOMETHING_NEW', 0, true],
  ])('args: %s, %i ms from its start', (state, offset, tradable) => {
    expect(toInstrument({ ...MARKET, state }, after + offset, READ).tradable).toBe(tradable);
  });
});

describe('a quote', () => {
  test('default: canonical figures; prices that are not there are absent', () => {
    const quote = toQuote(
      { ...TICKER, bid: '0', bidQuantity: '0', ask: '46301.0', askQuantity: '2.0' },
      READ,
    );
    expect(quote).toEqual({
      ...META,
      symbol: 'BTC_USDT',
      ask: '46301',
      askQuantity: '2',
      last: '46300.5',
      open: '46000',
      high: '47000',
      low: '45000.1',
      volume: '1.58',
      time: 3,
    });
    expect('bid' in toQuote(TICKER, READ)).toBe(false);
  });
});

describe('a trade', () => {
  const ROW: PoloniexTradeUpdate = {
    symbol: 'BTC_USDT',
    amount: '70',
    takerSide: 'buy',
    quantity: '4.0',
    createTime: 1_648_059_516_810,
    price: '104.00',
    id: '60018450912695041',
    ts: 1_648_059_516_832,
  };

  test('default: is the same from both sources, by the time at which it was made', () => {
    const streamed = toStreamTrade(ROW, ROW.symbol, 5);
    const read = toTrade('BTC_USDT', { ...ROW, takerSide: 'BUY' }, { receivedTime: 5, source: 'stream' });
    expect(streamed).toEqual(read);
    expect(streamed).toEqual({
      ...META,
      source: 'stream',
      id: '60018450912695041',
      symbol: 'BTC_USDT',
      price: '104',
      quantity: '4',
      side: 'buy',
      time: 1_648_059_516_810,
    });
  });

  test('args: a side that is not known is absent; raw is there where it is asked for', () => {
    const trade = toStreamTrade({ ...ROW, takerSide: 'NONE' }, ROW.symbol, 5, ROW);
    expect(trade.side).toBeUndefined();
    expect('side' in trade).toBe(false);
    expect(trade.raw).toBe(ROW);
  });
});

describe('a book', () => {
  const row = {
    time: 1,
    scale: '0.01',
    ts: 2,
    asks: ['2.0', '1.50', '3', '1'],
    bids: ['1.50', '2', '1', '9'],
  };

  test('default: flat lists become levels, cut to the depth', () => {
    expect(toOrderBook('BTC_USDT', row, 1, READ)).toEqual({
      ...META,
      symbol: 'BTC_USDT',
      asks: [['2', '1.5']],
      bids: [['1.5', '2']],
      time: 2,
    });
    expect(toOrderBook('BTC_USDT', row, undefined, READ).bids).toHaveLength(2);
  });

  test('behavior: as many levels as whole pairs, in order', () => {
    const texts = fc.array(fc.integer({ min: 1, max: 99 }).map(String), { maxLength: 41 });
    fc.assert(
      fc.property(texts, fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), (asks, depth) => {
        const levels = toOrderBook('A_B', { ...row, asks }, depth, READ).asks;
        expect(levels.length).toBe(Math.min(asks.length >> 1, depth ?? Number.POSITIVE_INFINITY));
        expect(levels.flat()).toEqual(asks.slice(0, levels.length * 2));
      }),
    );
  });
});

describe('a candle', () => {
  test.each([
    [59_999, false],
    [60_000, true],
  ])('args: read when the venue’s clock is %i', (serverTime, closed) => {
    expect(toCandle(CANDLE, { ...READ, symbol: 'A_B', interval: '1m', serverTime })).toEqual({
      ...META,
      symbol: 'A_B',
      interval: '1m',
      openTime: 0,
      open: '2',
      high: '3.5',
      low: '1',
      close: '3',
      volume: '4.4',
      closed,
    });
  });

  test.each([
    [59_999, false],
    [60_000, true],
  ])('args: streamed at %i', (ts, closed) => {
    const row: PoloniexCandleUpdate = { ...CANDLE, symbol: 'A_B', ts };
    expect(toStreamCandle(row, '1m', READ)).toMatchObject({ symbol: 'A_B', volume: '4.4', closed });
  });

  test('behavior: the names of an interval map back to it, and none has those of another', () => {
    for (const interval of CANDLE_INTERVALS) {
      expect(intervalOfChannel(channelOfInterval(interval))).toBe(interval);
      expect(channelOfInterval(interval)).toBe(`candles_${restInterval(interval).toLowerCase()}`);
    }
    expect(new Set(CANDLE_INTERVALS.map(restInterval)).size).toBe(CANDLE_INTERVALS.length);
    expect(intervalOfChannel('candles_year_1')).toBeUndefined();
  });
});
