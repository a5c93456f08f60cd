import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candle, compareDecimals, decimalFromWire, type Order, type Quote } from '../../src/model';
import {
  flawOfBalance,
  flawOfBook,
  flawOfCandle,
  flawOfFill,
  flawOfOrder,
  flawOfPosition,
  flawOfQuote,
  flawOfTrade,
} from '../../src/model/sense';

const META = { venue: 'xapi', receivedTime: 1, source: 'stream' } as const;
const never = () => false;
const always = () => true;
const amount = fc.double({ min: 0, max: 1e9, noNaN: true }).map(decimalFromWire);
const below = fc.double({ min: -1e9, max: -0.001, noNaN: true }).map(decimalFromWire);
const noNumber = fc.constantFrom(
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  '-',
  'undefined',
  '1e400'.slice(1),
  ' 1',
);

const quote: Quote = {
  ...META,
  symbol: 'A',
  bid: '1',
  ask: '2',
  last: '1.5',
  bidQuantity: '3',
  askQuantity: '0',
  open: '1',
  high: '2',
  low: '0.5',
  volume: '100',
};
const order: Order = {
  ...META,
  id: '1',
  symbol: 'A',
  side: 'buy',
  type: 'limit',
  venueType: 'L',
  price: '1',
  quantity: '10',
  filledQuantity: '0',
  remainingQuantity: '10',
  status: 'open',
  venueStatus: 'O',
  origin: 'local',
};
const fill = { ...META, id: '1', symbol: 'A', side: 'buy', price: '1', quantity: '2', time: 1 } as const;
const position = { ...META, id: '1', symbol: 'A', side: 'long', quantity: '2', averagePrice: '1' } as const;
const trade = { ...META, symbol: 'A', price: '1', quantity: '2', time: 1 } as const;
const candle: Candle = {
  ...META,
  symbol: 'A',
  interval: '1m',
  openTime: 0,
  open: '1',
  high: '2',
  low: '1',
  close: '2',
  volume: '0',
  closed: true,
};

describe('quotes', () => {
  test('default: one that can be true has no flaw', () => {
    expect(flawOfQuote(quote, never)).toBeUndefined();
    expect(flawOfQuote({ ...META, symbol: 'A' }, never)).toBeUndefined();
  });

  test('behavior: a price below zero refuses it, unless the instrument has such prices', () => {
    fc.assert(
      fc.property(below, fc.constantFrom('bid', 'ask', 'last'), (value, name) => {
        const wrong = { ...quote, [name]: value };
        expect(flawOfQuote(wrong, never)).toEqual({ reason: `${name} is below zero` });
        expect(flawOfQuote(wrong, always)).toBeUndefined();
      }),
    );
  });

  test('behavior: of the figures those that cannot be true are left out, and no other', () => {
    const names = ['bidQuantity', 'askQuantity', 'volume', 'open', 'high', 'low'] as const;
    const wrong = fc.subarray([...names], { minLength: 1 });
    fc.assert(
      fc.property(wrong, fc.oneof(below, noNumber), (odd, value) => {
        const input = { ...quote, ...Object.fromEntries(odd.map((name) => [name, value])) };
        const rest = flawOfQuote(input, never)?.rest;
        const expected = Object.fromEntries(
          Object.entries(quote).filter(([name]) => !(odd as readonly string[]).includes(name)),
        );
        expect(rest).toEqual(expected);
      }),
    );
  });

  test('behavior: a high below the low leaves both out', () => {
    const { rest } = flawOfQuote({ ...quote, high: '0.4' }, never) ?? {};
    const { high: _h, low: _l, ...expected } = quote;
    expect(rest).toEqual(expected);
  });

  test('behavior: what is left of a quote has no flaw', () => {
    const value = fc.option(fc.oneof(amount, below, noNumber), { nil: undefined });
    const any = fc.record({
      bidQuantity: value,
      askQuantity: value,
      volume: value,
      open: value,
      high: value,
      low: value,
    });
    fc.assert(
      fc.property(any, (figures) => {
        const flaw = flawOfQuote({ ...quote, ...figures } as Quote, never);
        if (flaw === undefined) return;
        expect(flaw.rest).toBeDefined();
        expect(flawOfQuote(flaw.rest as Quote, never)).toBeUndefined();
      }),
    );
  });
});

describe('candles', () => {
  test('behavior: one passes when and only when low <= open, close <= high, and nothing is below zero', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 4 }).map(String), below);
    fc.assert(
      fc.property(value, value, value, value, value, (open, high, low, close, volume) => {
        const prices = [open, high, low, close];
        const inside = [open, close].every(
          (price) => compareDecimals(low, price) <= 0 && compareDecimals(price, high) <= 0,
        );
        const shape = inside && compareDecimals(low, high) <= 0 && !volume.startsWith('-');
        const record = { ...candle, open, high, low, close, volume };
        expect(flawOfCandle(record, always) === undefined).toBe(shape);
        expect(flawOfCandle(record, never) === undefined).toBe(
          shape && prices.every((price) => !price.startsWith('-')),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('other market data', () => {
  test('behavior: a trade with a quantity below zero is refused, one without a quantity is not', () => {
    expect(flawOfTrade(trade, never)).toBeUndefined();
    expect(flawOfTrade({ ...trade, quantity: '0' }, never)).toBeUndefined();
    expect(flawOfTrade({ ...trade, quantity: '-1' }, always)).toBeDefined();
    expect(flawOfTrade({ ...trade, price: '-1' }, never)).toBeDefined();
  });

  test('behavior: one wrong level refuses a book', () => {
    const level = fc.tuple(amount, fc.option(amount, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(level), fc.array(level), fc.oneof(below, noNumber), (bids, asks, wrong) => {
        const book = { ...META, symbol: 'A', bids, asks };
        expect(flawOfBook(book, never)).toBeUndefined();
        expect(flawOfBook({ ...book, asks: [...asks, ['1', wrong]] }, always)).toBeDefined();
        expect(flawOfBook({ ...book, bids: [...bids, [wrong, '1']] }, never)).toBeDefined();
      }),
    );
  });
});

describe('the account', () => {
  test('behavior: more filled than ordered is no flaw', () => {
    expect(flawOfOrder({ ...order, filledQuantity: '11', remainingQuantity: '0' }, never)).toBeUndefined();
  });

  test('behavior: amounts below zero, and prices where they cannot be negative, are invalid', () => {
    const amounts = ['quantity', 'quoteQuantity', 'filledQuantity', 'remainingQuantity'] as const;
    const prices = ['price', 'stopPrice', 'stopLoss', 'takeProfit', 'averagePrice'] as const;
    for (const name of amounts) expect(flawOfOrder({ ...order, [name]: '-1' }, always)).toBeDefined();
    for (const name of prices) {
      expect(flawOfOrder({ ...order, [name]: '-1' }, never)).toBeDefined();
      expect(flawOfOrder({ ...order, [name]: '-1' }, always)).toBeUndefined();
      expect(flawOfOrder({ ...order, [name]: 'NaN' }, always)).toBeDefined();
    }
    for (const quantity of ['-1', '0', 'Infinity'])
      expect(flawOfFill({ ...fill, quantity }, always)).toBeDefined();
    expect(flawOfFill({ ...fill, fee: '-0.1' }, never)).toBeUndefined();
    expect(flawOfPosition({ ...position, quantity: '0' }, never)).toBeUndefined();
    expect(flawOfPosition({ ...position, quantity: '-1' }, always)).toBeDefined();
    expect(flawOfPosition({ ...position, averagePrice: '-1' }, always)).toBeUndefined();
    expect(flawOfPosition({ ...position, unrealizedProfit: '-1' }, never)).toBeUndefined();
  });

  test('behavior: a balance below zero is a debt; nothing below zero is held', () => {
    const balance = { ...META, currency: 'A', total: '-1', available: '-2', held: '0' };
    expect(flawOfBalance(balance)).toBeUndefined();
    expect(flawOfBalance({ ...balance, held: '-1' })).toBeDefined();
    expect(flawOfBalance({ ...balance, total: 'NaN' })).toBeDefined();
  });
});

test('error: an invalid number becomes no decimal', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53]) {
    expect(() => decimalFromWire(value)).toThrow(RangeError);
  }
});
