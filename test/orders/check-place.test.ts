import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { PlaceOrderRequest } from '../../src/broker';
import { isUnsupportedError, isValidationError, type ValidationError } from '../../src/errors';
import { compareDecimals, isMultipleOf, type Quote } from '../../src/model';
import { type CheckedOrder, checkPlaceOrder, type PlaceContext } from '../../src/orders/check-order';
import { INSTRUMENT, LIMIT, NARROW, NOW, RULES } from './support/records';

const CONTEXT: PlaceContext = { rules: RULES, instrument: INSTRUMENT, now: NOW, newId: () => 'new-id' };

function place(change: object, context: Partial<PlaceContext> = {}): CheckedOrder {
  return checkPlaceOrder({ ...LIMIT, ...change } as PlaceOrderRequest, { ...CONTEXT, ...context });
}

function refusal(run: () => unknown): ValidationError {
  try {
    run();
  } catch (error) {
    if (isValidationError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

const NO_DECIMALS: readonly [string, unknown][] = [
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['null', null],
  ['a negative number', -1],
  ['a negative text', '-1'],
  ['zero', 0],
  ['zero as text', '0.00'],
  ['minus zero', -0],
  ['minus zero as text', '-0'],
  ['empty text', ''],
  ['a blank', ' '],
  ['hexadecimal text', '0x10'],
  ['an exponent', '1e-7'],
  ['a decimal comma', '1,5'],
  ['a separator', '1_000'],
  ['full-width digits', '１２'],
  ['a tail', '1abc'],
  ['a plus', '+1'],
  ['a leading point', '.5'],
  ['a trailing point', '1.'],
  ['white space around', ' 1 '],
  ['a line feed', '1\n'],
  ['true', true],
  ['an array', ['1']],
  ['an empty array', []],
  ['an object', {}],
  ['a Date', new Date(NOW)],
  ['a BigInt', 1n],
  ['a Symbol', Symbol('1')],
  ['a function', () => 1],
  ['a String object', new String('1')],
  ['a small number with an exponent', 1e-7],
  ['a large number with an exponent', 1e21],
  ['a number above the safe integers', 2 ** 53 + 2],
  ['an endless text', '1'.repeat(10_000)],
];

describe('default', () => {
  it('default: a sound limit order comes back in canonical decimals, with an id', () => {
    expect(place({ quantity: 0.1, price: '1.08500' })).toEqual({
      symbol: 'EURUSD',
      side: 'buy',
      type: 'limit',
      quantity: '0.1',
      price: '1.085',
      timeInForce: 'gtc',
      clientOrderId: 'new-id',
    });
  });

  it('default: a market order has neither price nor time in force', () => {
    const { price: _, ...market } = LIMIT;
    expect(checkPlaceOrder({ ...market, type: 'market' }, CONTEXT)).toEqual({
      symbol: 'EURUSD',
      side: 'buy',
      type: 'market',
      quantity: '0.1',
      clientOrderId: 'new-id',
    });
  });

  it('default: members given as undefined are absent', () => {
    expect(Object.keys(place({ stopPrice: undefined, account: undefined }))).not.toContain('account');
  });

  it('default: the result is typed in decimals', () => {
    expectTypeOf(place({})).toEqualTypeOf<CheckedOrder>();
  });
});

describe('args: decimals', () => {
  for (const field of ['quantity', 'price', 'stopLoss', 'takeProfit'] as const) {
    for (const [name, value] of NO_DECIMALS) {
      it(`args: ${field} refuses ${name}`, () => {
        const error = refusal(() => place({ [field]: value }));
        expect(error.field).toBe(field);
        expect(error.rule).not.toBe('');
        expect(error.value).toBeDefined();
        expect(error.sent).toBe(false);
      });
    }
  }

  for (const field of ['quoteQuantity', 'stopPrice'] as const) {
    for (const [name, value] of NO_DECIMALS) {
      it(`args: ${field} refuses ${name}`, () => {
        const request =
          field === 'stopPrice'
            ? { type: 'stop', price: undefined, stopPrice: value }
            : { type: 'market', price: undefined, quantity: undefined, quoteQuantity: value };
        expect(refusal(() => place(request)).field).toBe(field);
      });
    }
  }
});

describe('args: steps and limits', () => {
  const cases: readonly [string, object, string, readonly string[] | undefined][] = [
    ['binary noise in a price', { price: 0.1 + 0.2 }, 'price', ['0.3', '0.3001']],
    ['binary noise in a quantity', { quantity: 43 * 0.001 }, 'quantity', ['0.04', '0.05']],
    ['more decimals than the tick', { price: '1.08505' }, 'price', ['1.085', '1.0851']],
    ['a stop loss off the tick', { stopLoss: '1.00005' }, 'stopLoss', ['1', '1.0001']],
    ['a take profit off the tick', { takeProfit: '1.10005' }, 'takeProfit', ['1.1', '1.1001']],
    ['a price under the tick', { price: '0.00001' }, 'price', ['0.0001']],
    ['a quantity off the lot step', { quantity: '0.125' }, 'quantity', ['0.12', '0.13']],
    ['a quantity below the least', { quantity: '0.001' }, 'quantity', ['0.01']],
    ['a quantity above the most', { quantity: '100.01' }, 'quantity', ['100']],
    ['a quantity just below the most', { quantity: '99.999' }, 'quantity', ['99.99', '100']],
  ];
  for (const [name, change, field, suggestions] of cases) {
    it(`args: ${name} is refused with the nearest legal values`, () => {
      const error = refusal(() => place(change));
      expect(error.field).toBe(field);
      expect(error.suggestions).toEqual(suggestions);
    });
  }

  it('args: 0.29 is a multiple of 0.01, which binary floats deny', () => {
    expect(place({ quantity: 0.29 }).quantity).toBe('0.29');
  });

  it('args: without a tick the decimals of the price decide', () => {
    const { tickSize: _, ...instrument } = INSTRUMENT;
    expect(place({ price: '1.08505' }, { instrument }).price).toBe('1.08505');
    expect(refusal(() => place({ price: '1.085051' }, { instrument })).suggestions).toEqual([
      '1.08505',
      '1.08506',
    ]);
  });

  it('args: a step of zero means that there is none', () => {
    const instrument = { ...INSTRUMENT, tickSize: '0', lotStep: '0', maxQuantity: '0', minQuantity: '0' };
    expect(place({ quantity: '7.123', price: '1.08505' }, { instrument }).quantity).toBe('7.123');
  });

  it('args: lots are counted from the least quantity where that is no multiple of the step', () => {
    const instrument = { ...INSTRUMENT, lotStep: '1', minQuantity: '0.5', maxQuantity: '10' };
    expect(place({ quantity: '0.5' }, { instrument }).quantity).toBe('0.5');
    expect(place({ quantity: '2.5' }, { instrument }).quantity).toBe('2.5');
    expect(refusal(() => place({ quantity: '2' }, { instrument })).suggestions).toEqual(['1.5', '2.5']);
    expect(refusal(() => place({ quantity: '11' }, { instrument })).suggestions).toEqual(['9.5']);
  });

  it('args: without an instrument steps are not checked', () => {
    expect(place({ price: '1.23456789' }, { instrument: undefined }).price).toBe('1.23456789');
  });

  it('behavior: suggestions are legal themselves, for any value and step', () => {
    const digits = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        digits(10_000_000),
        digits(500),
        digits(500),
        fc.boolean(),
        (value, step, least, offset) => {
          const instrument = {
            ...INSTRUMENT,
            lotStep: String(step / 1000),
            minQuantity: String((offset ? least : step) / 1000),
            maxQuantity: '9000',
          };
          const quantity = String(value / 1000);
          try {
            expect(place({ quantity }, { instrument }).quantity).toBe(quantity);
          } catch (error) {
            if (!isValidationError(error)) throw error;
            for (const suggestion of error.suggestions ?? []) {
              expect(place({ quantity: suggestion }, { instrument }).quantity).toBe(suggestion);
            }
            expect(error.suggestions?.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('behavior: what passes is a multiple of the tick, digit for digit as it was given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 8 }), (units, decimals) => {
        const text = (units / 10 ** decimals).toFixed(decimals);
        try {
          const { price = '0' } = place({ price: text });
          expect(isMultipleOf(price, '0.0001')).toBe(true);
          expect(compareDecimals(price, text)).toBe(0);
        } catch (error) {
          expect(isValidationError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('args: price, trigger and amount', () => {
  const refused: readonly [string, object, string][] = [
    ['a limit order without a price', { price: undefined }, 'price'],
    [
      'a stop limit order without a price',
      { type: 'stopLimit', price: undefined, stopPrice: '1.1' },
      'price',
    ],
    ['a market order with a price', { type: 'market' }, 'price'],
    ['a market order with a price of zero', { type: 'market', price: 0 }, 'price'],
    ['a stop order with a price', { type: 'stop', stopPrice: '1.1' }, 'price'],
    ['a stop order without a trigger', { type: 'stop', price: undefined }, 'stopPrice'],
    ['a take profit order without a trigger', { type: 'takeProfit', price: undefined }, 'stopPrice'],
    ['a limit order with a trigger', { stopPrice: '1.1' }, 'stopPrice'],
    ['no amount', { quantity: undefined }, 'quantity'],
    ['both amounts', { quoteQuantity: '100' }, 'quoteQuantity'],
    ['a buy with its stop loss above', { stopLoss: '1.09' }, 'stopLoss'],
    ['a buy with its stop loss at the price', { stopLoss: '1.085' }, 'stopLoss'],
    ['a buy with its take profit below', { takeProfit: '1.08' }, 'takeProfit'],
    ['a sale with its stop loss below', { side: 'sell', stopLoss: '1.08' }, 'stopLoss'],
    ['a sale with its take profit above', { side: 'sell', takeProfit: '1.09' }, 'takeProfit'],
    [
      'a stop order with its stop loss beyond the trigger',
      { type: 'stop', price: undefined, stopPrice: '1.1', stopLoss: '1.11' },
      'stopLoss',
    ],
    [
      'levels of a market order that contradict each other',
      { type: 'market', price: undefined, stopLoss: '1.2', takeProfit: '1.1' },
      'stopLoss',
    ],
    [
      'levels of a market sale that contradict each other',
      { type: 'market', side: 'sell', price: undefined, stopLoss: '1.1', takeProfit: '1.2' },
      'takeProfit',
    ],
  ];
  for (const [name, change, field] of refused) {
    it(`args: ${name} is refused`, () => {
      expect(refusal(() => place(change)).field).toBe(field);
    });
  }

  it('args: levels on the right side pass, on either side', () => {
    expect(place({ stopLoss: '1.08', takeProfit: '1.09' })).toMatchObject({
      stopLoss: '1.08',
      takeProfit: '1.09',
    });
    expect(place({ side: 'sell', stopLoss: '1.09', takeProfit: '1.08' }).takeProfit).toBe('1.08');
  });

  describe('with a quote', () => {
    const quote: Quote = {
      venue: 'test',
      receivedTime: NOW,
      source: 'stream',
      symbol: 'EURUSD',
      bid: '1.0849',
      ask: '1.0851',
    };
    const cases: readonly [string, object, string | undefined][] = [
      ['a market buy with its stop loss above the ask', { type: 'market', stopLoss: '1.0851' }, 'stopLoss'],
      ['a market buy that would be stopped out at once', { type: 'market', stopLoss: '1.085' }, 'stopLoss'],
      [
        'a market buy that takes profit between the prices',
        { type: 'market', takeProfit: '1.085' },
        undefined,
      ],
      ['a market buy with a stop loss below', { type: 'market', stopLoss: '1.08' }, undefined],
      [
        'a market sale with its take profit above the ask',
        { type: 'market', side: 'sell', takeProfit: '1.0852' },
        'takeProfit',
      ],
      ['a buy stop below the market', { type: 'stop', stopPrice: '1.08' }, 'stopPrice'],
      ['a buy stop above the market', { type: 'stop', stopPrice: '1.09' }, undefined],
      ['a sell stop above the market', { type: 'stop', side: 'sell', stopPrice: '1.09' }, 'stopPrice'],
      ['a sell stop below the market', { type: 'stop', side: 'sell', stopPrice: '1.08' }, undefined],
      ['a buy that takes profit above the market', { type: 'takeProfit', stopPrice: '1.09' }, 'stopPrice'],
      [
        'a sale that takes profit above the market',
        { type: 'takeProfit', side: 'sell', stopPrice: '1.09' },
        undefined,
      ],
    ];
    for (const [name, change, field] of cases) {
      it(`args: ${name} ${field ? 'is refused' : 'passes'}`, () => {
        const run = () => place({ price: undefined, ...change }, { quote });
        if (field) expect(refusal(run).field).toBe(field);
        else expect(run().clientOrderId).toBe('new-id');
      });
    }
  });
});

describe('a limit and the market', () => {
  const quote = { bid: '1.0849', ask: '1.0851' };
  const rules = { ...RULES, refusesMarketableLimits: true };

  it.each([
    ['buy', '1.085', undefined],
    ['buy', '1.0851', 'price must be below the ask for a buy limit (bid 1.0849, ask 1.0851), got "1.0851"'],
    ['buy', '1.09', 'price must be below the ask for a buy limit (bid 1.0849, ask 1.0851), got "1.09"'],
    ['sell', '1.085', undefined],
    ['sell', '1.0849', 'price must be above the bid for a sell limit (bid 1.0849, ask 1.0851), got "1.0849"'],
  ])('args: a %s at %s', (side, price, message) => {
    const run = () => place({ side, price }, { quote, rules });
    if (message) expect(refusal(run).message).toBe(message);
    else expect(run().price).toBe(price);
  });

  it('behavior: it is left to the venue where the price is not known, or the venue executes it', () => {
    expect(place({ price: '1.09' }, { rules }).price).toBe('1.09');
    expect(place({ price: '1.09' }, { rules, quote: { bid: '1.0849' } }).price).toBe('1.09');
    expect(place({ price: '1.09' }, { quote }).price).toBe('1.09');
  });
});

describe('args: words of other libraries', () => {
  it.each([
    ['amount', 'quantity'],
    ['qty', 'quantity'],
    ['size', 'quantity'],
    ['volume', 'quantity'],
    ['cost', 'quoteQuantity'],
    ['pair', 'symbol'],
    ['market', 'symbol'],
    ['instrument', 'symbol'],
    ['triggerPrice', 'stopPrice'],
    ['sl', 'stopLoss'],
    ['tif', 'timeInForce'],
    ['newClientOrderId', 'clientOrderId'],
    ['stoploss', 'stopLoss'],
    ['quantitiy', 'quantity'],
  ])('args: %s leads to %s', (word, member) => {
    expect(refusal(() => place({ [word]: '1' }))).toMatchObject({ field: word, suggestions: [member] });
  });

  it.each([
    ['side', 'BUY', 'buy'],
    ['side', 'long', 'buy'],
    ['type', 'LIMIT', 'limit'],
    ['type', 'stop-limit', 'stopLimit'],
    ['timeInForce', 'GTC', 'gtc'],
  ])('args: %s %s leads to %s', (field, value, meant) => {
    expect(refusal(() => place({ [field]: value }))).toMatchObject({ field, suggestions: [meant] });
  });
});

describe('args: names and ids', () => {
  const badTexts: readonly [string, unknown][] = [
    ['empty', ''],
    ['blank', ' '],
    ['a number', 123],
    ['null', null],
    ['an object', {}],
    ['a line feed', 'EUR\nUSD'],
    ['a carriage return', 'EURUSD\r'],
    ['a NUL', 'EUR\0USD'],
    ['a line separator', 'EUR\u2028USD'],
    ['a lone surrogate', 'EUR\ud800'],
    ['white space around', ' EURUSD'],
    ['10 kB', 'A'.repeat(10_240)],
    ['65 characters', 'A'.repeat(65)],
  ];
  for (const field of ['symbol', 'account', 'positionId', 'clientOrderId'] as const) {
    for (const [name, value] of badTexts) {
      it(`args: ${field} refuses ${name}`, () => {
        expect(refusal(() => place({ [field]: value })).field).toBe(field);
      });
    }
  }

  it('args: a missing symbol, side or type is refused', () => {
    for (const field of ['symbol', 'side', 'type']) {
      expect(refusal(() => place({ [field]: undefined })).field).toBe(field);
    }
  });

  it('args: a symbol that is a key of every object is a symbol', () => {
    for (const symbol of ['__proto__', 'constructor', 'a/b', '..', '%2f', '64'.padEnd(64, 'x'), '₿/€']) {
      expect(place({ symbol }, { instrument: undefined }).symbol).toBe(symbol);
    }
  });

  it('args: a client id must fit the venue, whatever the flags of its pattern', () => {
    const narrow = { rules: NARROW, instrument: undefined };
    for (let round = 0; round < 3; round += 1) {
      expect(place({ clientOrderId: '2147483647' }, narrow).clientOrderId).toBe('2147483647');
    }
    for (const id of ['0', '2147483648', '01', '1.5', 'x', '-1', '1\n', '99999999999']) {
      expect(refusal(() => place({ clientOrderId: id }, narrow)).field).toBe('clientOrderId');
    }
    expect(refusal(() => place({ clientOrderId: 'not legal!' })).rule).toBe(RULES.clientOrderId.rule);
  });

  it('args: a side, type or time in force the SDK does not know is refused with its spelling', () => {
    expect(refusal(() => place({ side: 'BUY' }))).toMatchObject({ field: 'side', suggestions: ['buy'] });
    expect(refusal(() => place({ type: 'stoplimit' }))).toMatchObject({
      field: 'type',
      suggestions: ['stopLimit'],
    });
    expect(refusal(() => place({ timeInForce: 'GTC' }))).toMatchObject({ suggestions: ['gtc'] });
    expect(refusal(() => place({ positionEffect: 'reduce' })).field).toBe('positionEffect');
    for (const value of [1, null, {}, ['buy'], true, Symbol('buy')]) {
      expect(refusal(() => place({ side: value })).field).toBe('side');
    }
  });

  it('args: flags must be true or false', () => {
    for (const postOnly of ['true', 1, 0, null, {}]) {
      expect(refusal(() => place({ postOnly })).field).toBe('postOnly');
    }
  });
});

describe('error: what the venue does not take', () => {
  const cases: readonly [string, object][] = [
    ['an order type', { type: 'stop', price: undefined, stopPrice: '1.1' }],
    ['a time in force', { timeInForce: 'fok' }],
    ['an amount to spend', { type: 'market', price: undefined, quantity: undefined, quoteQuantity: '5' }],
    ['a stop loss', { stopLoss: '1' }],
    ['a take profit', { takeProfit: '2' }],
    ['post only', { postOnly: true }],
    ['a position effect', { positionEffect: 'close' }],
    ['a position', { positionId: '7' }],
  ];
  for (const [name, change] of cases) {
    it(`error: ${name} that the rules do not list is unsupported`, () => {
      try {
        place(change, { rules: NARROW });
        expect.unreachable();
      } catch (error) {
        expect(isUnsupportedError(error)).toBe(true);
        expect(error).toMatchObject({ venue: 'narrow', sent: false });
      }
    });
  }

  it('default: postOnly: false asks for nothing', () => {
    expect(place({ postOnly: false }, { rules: NARROW }).postOnly).toBe(false);
  });
});

describe('args: terms', () => {
  const inAnHour = NOW + 3_600_000;
  const refused: readonly [string, object, string][] = [
    ['gtd without an expiry', { timeInForce: 'gtd' }, 'expireTime'],
    ['an expiry without gtd', { expireTime: inAnHour }, 'expireTime'],
    ['an expiry with gtc', { timeInForce: 'gtc', expireTime: inAnHour }, 'expireTime'],
    ['an expiry in the past', { timeInForce: 'gtd', expireTime: NOW - 1 }, 'expireTime'],
    ['an expiry now', { timeInForce: 'gtd', expireTime: NOW }, 'expireTime'],
    ['an expiry in seconds', { timeInForce: 'gtd', expireTime: inAnHour / 1000 }, 'expireTime'],
    ['an expiry in microseconds', { timeInForce: 'gtd', expireTime: inAnHour * 1000 }, 'expireTime'],
    ['an expiry as text', { timeInForce: 'gtd', expireTime: '2026-02-01' }, 'expireTime'],
    ['an invalid Date', { timeInForce: 'gtd', expireTime: new Date('x') }, 'expireTime'],
    ['NaN as an expiry', { timeInForce: 'gtd', expireTime: Number.NaN }, 'expireTime'],
    ['a fraction as an expiry', { timeInForce: 'gtd', expireTime: inAnHour + 0.5 }, 'expireTime'],
    ['null as an expiry', { timeInForce: 'gtd', expireTime: null }, 'expireTime'],
    ['an expiry too far ahead', { timeInForce: 'gtd', expireTime: NOW + 31 * 86_400_000 }, 'expireTime'],
    [
      'a market order with gtd',
      { type: 'market', price: undefined, timeInForce: 'gtd', expireTime: inAnHour },
      'timeInForce',
    ],
    ['post only for a market order', { type: 'market', price: undefined, postOnly: true }, 'postOnly'],
    ['post only with ioc', { postOnly: true, timeInForce: 'ioc' }, 'postOnly'],
    ['post only with fok', { postOnly: true, timeInForce: 'fok' }, 'postOnly'],
  ];
  for (const [name, change, field] of refused) {
    it(`args: ${name} is refused`, () => {
      expect(refusal(() => place(change)).field).toBe(field);
    });
  }

  it('args: seconds are answered with the milliseconds that were meant', () => {
    const error = refusal(() => place({ timeInForce: 'gtd', expireTime: 1_767_700_000 }));
    expect(error.suggestions).toEqual(['1767700000000']);
  });

  it('args: an expiry is taken as a number or a Date', () => {
    expect(place({ timeInForce: 'gtd', expireTime: inAnHour }).expireTime).toBe(inAnHour);
    expect(place({ timeInForce: 'gtd', expireTime: new Date(inAnHour) }).expireTime).toBe(inAnHour);
  });
});

describe('args: the request as an object', () => {
  it('args: what is no object is refused', () => {
    for (const request of [undefined, null, 1, 'x', true, [], () => 1, Symbol('x'), 1n]) {
      expect(refusal(() => checkPlaceOrder(request as never, CONTEXT)).field).toBe('request');
    }
  });

  it('args: a typo is refused with its name and the right spelling', () => {
    expect(refusal(() => place({ stoploss: '1' }))).toMatchObject({
      field: 'stoploss',
      suggestions: ['stopLoss'],
    });
    expect(refusal(() => place({ leverage: 3 })).field).toBe('leverage');
    expect(refusal(() => place({ ['bad\nname']: 1 })).field).toBe('bad?name');
    expect(refusal(() => place({ [Symbol('x')]: 1 })).field).toBe('request');
    expect(refusal(() => place({ ['x'.repeat(1000)]: 1 })).field).toHaveLength(64);
  });

  it('args: __proto__ as an own member is refused and changes nothing', () => {
    const request = JSON.parse(
      '{"symbol":"EURUSD","side":"buy","type":"market","quantity":"1","__proto__":{"price":1}}',
    );
    expect(refusal(() => checkPlaceOrder(request, CONTEXT)).field).toBe('__proto__');
  });

  it('behavior: inherited members do not count', () => {
    const request = Object.assign(Object.create({ price: '1.085' }), { ...LIMIT, price: undefined });
    expect(refusal(() => checkPlaceOrder(request, CONTEXT)).field).toBe('price');
    Object.defineProperty(Object.prototype, 'stopLoss', { value: '0.5', configurable: true });
    try {
      expect(Object.hasOwn(place({}), 'stopLoss')).toBe(false);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'stopLoss');
    }
  });

  it('behavior: every member is read once, so that a getter cannot answer twice', () => {
    const reads = new Map<string, number>();
    const request = new Proxy(
      { ...LIMIT },
      {
        get(target, key, receiver) {
          reads.set(String(key), (reads.get(String(key)) ?? 0) + 1);
          return Reflect.get(target, key, receiver);
        },
      },
    );
    checkPlaceOrder(request, CONTEXT);
    expect([...reads.values()].every((count) => count === 1)).toBe(true);
    expect(reads.size).toBe(Object.keys(LIMIT).length);
  });

  it('error: an object that throws when read is refused', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    expect(refusal(() => checkPlaceOrder(hostile as never, CONTEXT)).field).toBe('request');
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}`, 1]));
    expect(refusal(() => checkPlaceOrder(many as never, CONTEXT)).field).toBe('request');
  });

  it('behavior: no value of any kind gets through unchecked', () => {
    const fields = [
      'symbol',
      'side',
      'type',
      'quantity',
      'price',
      'timeInForce',
      'expireTime',
      'clientOrderId',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.anything(), (field, value) => {
        try {
          const checked = place({ [field]: value });
          for (const name of ['quantity', 'price'] as const) {
            expect(compareDecimals(checked[name] ?? '0', '0')).toBe(1);
          }
        } catch (error) {
          expect(isValidationError(error) || isUnsupportedError(error)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
