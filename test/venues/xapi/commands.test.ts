import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidationError, type ValidationError } from '../../../src/errors';
import {
  argumentTexts,
  type Command,
  checkSize,
  commandText,
  roomFor,
} from '../../../src/venues/xapi/client/command';
import { COMMANDS } from '../../../src/venues/xapi/client/commands';
import { packTexts } from '../../../src/venues/xapi/client/json-text';
import type { TradeTransInfo } from '../../../src/venues/xapi/generated/records';
import { fixture } from './fixture';

const EXAMPLES = [
  ['getAllSymbols', undefined],
  ['getCalendar', undefined],
  ['getChartLastRequest', { period: 5, start: 1262944112000, symbol: 'PKN.PL' }],
  [
    'getChartRangeRequest',
    { end: 1262944412000, period: 5, start: 1262944112000, symbol: 'PKN.PL', ticks: 0 },
  ],
  ['getCommissionDef', { symbol: 'T.US', volume: '1.0' }],
  ['getCurrentUserData', undefined],
  ['getIbsHistory', { end: 1395053810991, start: 1394449010991 }],
  ['getMarginLevel', undefined],
  ['getMarginTrade', { symbol: 'EURPLN', volume: 1 }],
  ['getNews', { end: 0, start: 1275993488000 }],
  [
    'getProfitCalculation',
    { closePrice: '1.3000', cmd: 0, openPrice: '1.2233', symbol: 'EURPLN', volume: 1 },
  ],
  ['getServerTime', undefined],
  ['getStepRules', undefined],
  ['getSymbol', { symbol: 'EURPLN' }],
  ['getTickPrices', { level: 0, symbols: ['EURPLN', 'AGO.PL'], timestamp: 1262944112000 }],
  ['getTradeRecords', { orders: ['7489839', '7489841'] }],
  ['getTrades', { openedOnly: true }],
  ['getTradesHistory', { end: 0, start: 1275993488000 }],
  ['getTradingHours', { symbols: ['EURPLN', 'AGO.PL'] }],
  ['getVersion', undefined],
  ['ping', undefined],
  ['tradeTransaction', { ...fixture('trade-trans-info').value, order: '82188055' }],
  ['tradeTransactionStatus', { order: '43' }],
] as const;

type Name = keyof typeof COMMANDS;

const ROOM = 900;

function priorityOf(name: Name, args?: object): string {
  const { priority = 'read' }: Command = COMMANDS[name];
  return typeof priority === 'function' ? priority(args) : priority;
}

/** The `arguments` text of a command that fits one request. */
function written(name: Name, args: unknown): string {
  const texts = argumentTexts(COMMANDS[name], args, name, () => ROOM);
  expect(texts).toHaveLength(1);
  return texts[0] ?? '';
}

function refusal(name: Name, args: unknown): ValidationError {
  try {
    argumentTexts(COMMANDS[name], args, name, () => ROOM);
  } catch (error) {
    if (isValidationError(error)) return error;
    throw error;
  }
  throw new Error('The arguments were taken');
}

const ORDER: TradeTransInfo = { cmd: 0, price: '1.1', symbol: 'EURUSD', type: 0, volume: '0.1' };

describe('requests', () => {
  it('default: all 23 commands are here', () => {
    expect(EXAMPLES.map(([name]) => name)).toEqual(Object.keys(COMMANDS).filter((name) => name !== 'logout'));
    expect(EXAMPLES).toHaveLength(23);
  });

  it.each(EXAMPLES)('default: %s is what the document shows', (name, args) => {
    const [text] = argumentTexts(COMMANDS[name], args, name, () => ROOM);
    const request = JSON.parse(commandText(name, text, 'tag')) as Record<string, unknown>;
    expect(request).toEqual({ ...fixture(`request-${name}`).value, customTag: 'tag' });
    if (text === undefined) expect(request).not.toHaveProperty('arguments');
  });

  it('default: priorities put deleting before other orders before control before reads', () => {
    expect(priorityOf('tradeTransaction', { ...ORDER, type: 4 })).toBe('cancel');
    for (const type of [0, 2, 3] as const)
      expect(priorityOf('tradeTransaction', { ...ORDER, type })).toBe('order');
    expect(priorityOf('tradeTransactionStatus', { order: '1' })).toBe('control');
    expect(priorityOf('ping')).toBe('control');
    expect(priorityOf('getSymbol', { symbol: 'X' })).toBe('read');
  });

  it('behavior: what a transaction leaves out is sent with its default', () => {
    expect(written('tradeTransaction', ORDER)).toBe(
      '{"tradeTransInfo":{"cmd":0,"customComment":"","expiration":0,"offset":0,"order":0,"price":1.1,"sl":0,"symbol":"EURUSD","tp":0,"type":0,"volume":0.1}}',
    );
  });

  it('behavior: numbers are written digit for digit', () => {
    const info = {
      ...ORDER,
      price: '12345678901234567890.123456789',
      volume: '0.10000000000000000001',
      sl: '-37.63',
      order: '9223372036854775807',
    };
    const text = written('tradeTransaction', info);
    expect(text).toContain('"price":12345678901234567890.123456789,');
    expect(text).toContain('"volume":0.10000000000000000001}');
    expect(text).toContain('"sl":-37.63,');
    expect(text).toContain('"order":9223372036854775807,');
    expect(written('getTradeRecords', { orders: ['9007199254740993', '0'] })).toBe(
      '{"orders":[9007199254740993,0]}',
    );
    expect(written('getNews', { start: 8.64e15, end: 8.64e15 })).toBe(
      '{"end":8640000000000000,"start":8640000000000000}',
    );
    expect(written('getTickPrices', { symbols: ['A'], timestamp: 0.0000001 })).toMatch(
      /"timestamp":0\.00000010*}$/,
    );
  });

  it('behavior: texts are escaped as JSON', () => {
    const customComment = 'a"b\\c żółć 😀 </x>';
    const info = JSON.parse(written('tradeTransaction', { ...ORDER, customComment }));
    expect(info.tradeTransInfo.customComment).toBe(customComment);
    expect(written('getSymbol', { symbol: '__proto__' })).toBe('{"symbol":"__proto__"}');
  });

  it('behavior: own fields are read once, inherited ones never', () => {
    let reads = 0;
    const args = Object.create({ level: 7 });
    Object.defineProperties(args, {
      symbols: { enumerable: true, get: () => (reads++ === 0 ? ['EURUSD'] : ['']) },
      timestamp: { enumerable: true, value: 0 },
    });
    expect(written('getTickPrices', args)).toBe('{"level":0,"symbols":["EURUSD"],"timestamp":0}');
    expect(reads).toBe(1);
    expect(written('getTickPrices', { symbols: ['A'], timestamp: 0, level: undefined })).toContain(
      '"level":0',
    );
  });
});

describe('1 kB', () => {
  it('error: bytes of UTF-8 count, not characters', () => {
    const polish = 'ż'.repeat(450);
    const text = commandText(
      'tradeTransaction',
      written('tradeTransaction', { ...ORDER, customComment: polish }),
      't',
    );
    expect(text.length).toBeLessThan(1000);
    expect(() => checkSize(text, 'tradeTransaction')).toThrow(
      /at most 1000 bytes in UTF-8, this one has 1\d{3}/,
    );
    const emoji = commandText(
      'x',
      written('tradeTransaction', { ...ORDER, customComment: '😀'.repeat(230) }),
      't',
    );
    expect(() => checkSize(emoji, 'x')).toThrow(/bytes/);
  });

  it('args: the last byte that fits, and the one that does not', () => {
    const room = roomFor('getSymbol', 'tag');
    expect(() => checkSize(commandText('getSymbol', 'x'.repeat(room), 'tag'), 'getSymbol')).not.toThrow();
    expect(() => checkSize(commandText('getSymbol', 'x'.repeat(room + 1), 'tag'), 'getSymbol')).toThrow(
      /1001/,
    );
  });

  it('behavior: many symbols are split over commands under the limit, none lost, in order', () => {
    const symbols = Array.from({ length: 300 }, (_, index) => `Spółka${index}.PL`);
    for (const [name, args] of [
      ['getTickPrices', { symbols, timestamp: 0 }],
      ['getTradingHours', { symbols }],
    ] as const) {
      const room = roomFor(name, 'tag');
      const texts = argumentTexts(COMMANDS[name], args, name, () => room);
      expect(texts.length).toBeGreaterThan(4);
      for (const text of texts) checkSize(commandText(name, text, 'tag'), name);
      expect(texts.flatMap((text) => JSON.parse(text ?? '').symbols)).toEqual(symbols);
    }
  });

  it('behavior: many orders are split as well, and answers joined', () => {
    const orders = Array.from({ length: 200 }, (_, index) => String(9007199254740993n + BigInt(index)));
    const texts = argumentTexts(COMMANDS.getTradeRecords, { orders }, 'getTradeRecords', () =>
      roomFor('getTradeRecords', 'tag'),
    );
    expect(texts.join('').match(/\d{16}/g)).toEqual(orders);
    expect(COMMANDS.getTradeRecords.join([[], []])).toEqual([]);
    expect(COMMANDS.getTickPrices.join([{ quotations: [] }, { quotations: [] }])).toEqual({ quotations: [] });
    expect(COMMANDS.getTradingHours.join([[]])).toEqual([]);
  });

  it('behavior: packing keeps order and bound for any texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1 }), (texts) => {
        const items = texts.map((text) => JSON.stringify(text));
        const packed = packTexts(items, 60);
        expect(packed.flatMap((text) => JSON.parse(text) as string[])).toEqual(texts);
        for (const text of packed) {
          if ((JSON.parse(text) as string[]).length > 1)
            expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});

describe('bad input', () => {
  const CASES: readonly (readonly [string, Name, unknown, string])[] = [
    ['no object', 'getSymbol', undefined, 'arguments'],
    ['an array', 'getSymbol', ['EURUSD'], 'arguments'],
    ['an argument too many', 'getSymbol', { symbol: 'A', simbol: 'B' }, 'simbol'],
    ['no symbol', 'getSymbol', {}, 'symbol'],
    ['an empty symbol', 'getSymbol', { symbol: '' }, 'symbol'],
    ['a symbol of spaces', 'getSymbol', { symbol: ' EURUSD' }, 'symbol'],
    ['a line break in a symbol', 'getSymbol', { symbol: 'EUR\nUSD' }, 'symbol'],
    ['NUL in a symbol', 'getSymbol', { symbol: 'EUR\0USD' }, 'symbol'],
    ['10 kB of symbol', 'getSymbol', { symbol: 'x'.repeat(10_000) }, 'symbol'],
    ['a lone surrogate', 'getSymbol', { symbol: 'A\ud800' }, 'symbol'],
    ['a number for a symbol', 'getSymbol', { symbol: 1 }, 'symbol'],
    ['no symbols', 'getTradingHours', { symbols: [] }, 'symbols'],
    ['a bad symbol among good ones', 'getTradingHours', { symbols: ['A', ''] }, 'symbols[1]'],
    ['level -2', 'getTickPrices', { symbols: ['A'], timestamp: 0, level: -2 }, 'level'],
    ['level 1.5', 'getTickPrices', { symbols: ['A'], timestamp: 0, level: 1.5 }, 'level'],
    ['a negative time', 'getTickPrices', { symbols: ['A'], timestamp: -1 }, 'timestamp'],
    ['a time that is no number', 'getTickPrices', { symbols: ['A'], timestamp: '0' }, 'timestamp'],
    ['NaN for a time', 'getTickPrices', { symbols: ['A'], timestamp: Number.NaN }, 'timestamp'],
    ['an infinite time', 'getNews', { start: 0, end: Number.POSITIVE_INFINITY }, 'end'],
    ['a Date for a time', 'getNews', { start: new Date(), end: 0 }, 'start'],
    ['an end before the start', 'getNews', { start: 2, end: 1 }, 'end'],
    ['an end before the start', 'getTradesHistory', { start: 2, end: 1 }, 'end'],
    ['an end of 0 where it means nothing', 'getIbsHistory', { start: 2, end: 0 }, 'end'],
    ['period 2', 'getChartLastRequest', { period: 2, start: 0, symbol: 'A' }, 'period'],
    ["period '5'", 'getChartLastRequest', { period: '5', start: 0, symbol: 'A' }, 'period'],
    ['a reversed chart', 'getChartRangeRequest', { period: 1, start: 5, end: 4, symbol: 'A' }, 'end'],
    [
      '50,001 ticks',
      'getChartRangeRequest',
      { period: 1, start: 0, end: 0, symbol: 'A', ticks: -50_001 },
      'ticks',
    ],
    [
      'half a tick',
      'getChartRangeRequest',
      { period: 1, start: 0, end: 0, symbol: 'A', ticks: 0.5 },
      'ticks',
    ],
    ['volume 0', 'getMarginTrade', { symbol: 'A', volume: 0 }, 'volume'],
    ['volume -0', 'getMarginTrade', { symbol: 'A', volume: -0 }, 'volume'],
    ['volume -1', 'getMarginTrade', { symbol: 'A', volume: '-1' }, 'volume'],
    ['no volume', 'getMarginTrade', { symbol: 'A' }, 'volume'],
    ['cmd 6', 'getProfitCalculation', { closePrice: 1, cmd: 6, openPrice: 1, symbol: 'A', volume: 1 }, 'cmd'],
    ['openedOnly 1', 'getTrades', { openedOnly: 1 }, 'openedOnly'],
    ['a number for an order', 'getTradeRecords', { orders: [1] }, 'orders[0]'],
    ['an order with a leading 0', 'getTradeRecords', { orders: ['007'] }, 'orders[0]'],
    ['no orders', 'getTradeRecords', { orders: [] }, 'orders'],
    ['status of order 0', 'tradeTransactionStatus', { order: '0' }, 'order'],
    ['cmd absent', 'tradeTransaction', { ...ORDER, cmd: undefined }, 'cmd'],
    ['cmd 7', 'tradeTransaction', { ...ORDER, cmd: 7 }, 'cmd'],
    ['type 1', 'tradeTransaction', { ...ORDER, type: 1 }, 'type'],
    ['no price', 'tradeTransaction', { ...ORDER, price: undefined }, 'price'],
    ['price null', 'tradeTransaction', { ...ORDER, price: null }, 'price'],
    ['volume 0 to open', 'tradeTransaction', { ...ORDER, volume: 0 }, 'volume'],
    ['volume 0 to close', 'tradeTransaction', { ...ORDER, type: 2, order: '1', volume: '0.00' }, 'volume'],
    ['a negative volume', 'tradeTransaction', { ...ORDER, type: 4, order: '1', volume: -1 }, 'volume'],
    ['closing nothing', 'tradeTransaction', { ...ORDER, type: 2 }, 'order'],
    ['changing nothing', 'tradeTransaction', { ...ORDER, type: 3, order: '0' }, 'order'],
    ['deleting nothing', 'tradeTransaction', { ...ORDER, type: 4 }, 'order'],
    ['an expiration below 0', 'tradeTransaction', { ...ORDER, expiration: -1 }, 'expiration'],
    ['half an offset', 'tradeTransaction', { ...ORDER, offset: 0.5 }, 'offset'],
    ['a long comment', 'tradeTransaction', { ...ORDER, customComment: 'x'.repeat(501) }, 'customComment'],
    ['a tab in a comment', 'tradeTransaction', { ...ORDER, customComment: 'a\tb' }, 'customComment'],
    [
      'a lone surrogate in a comment',
      'tradeTransaction',
      { ...ORDER, customComment: 'a\udc00b' },
      'customComment',
    ],
  ];

  it.each(CASES)('error: %s for %s', (_what, name, args, field) => {
    const error = refusal(name, args);
    expect(error).toMatchObject({ field, venue: 'xapi', operation: name, sent: false });
    expect(error.rule).not.toBe('');
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    '0x10',
    '1e-7',
    '1,5',
    '1_000',
    '１２',
    '1abc',
    true,
    [],
    {},
    1n,
    1e-7,
    1e21,
  ])('error: price %s', (price) => {
    expect(refusal('tradeTransaction', { ...ORDER, price })).toMatchObject({ field: 'price' });
  });

  it('error: a range over 50,000 candles, by the formula of EX009', () => {
    const range = (candles: number) => ({
      symbol: 'A',
      period: 5,
      start: 300_000,
      end: 300_000 * (candles + 1),
    });
    expect(written('getChartRangeRequest', range(50_000))).toContain('"period":5');
    const error = refusal('getChartRangeRequest', range(50_001));
    expect(error.message).toMatch(/50001 candles by \(end - start\) \/ interval.*EX009/);
    // The end does not count where candles are counted.
    expect(written('getChartRangeRequest', { ...range(1e6), ticks: -50_000 })).toContain('-50000');
  });

  it('args: what is legal passes', () => {
    expect(written('getTradesHistory', { start: 5, end: 0 })).toBe('{"end":0,"start":5}');
    expect(written('getTickPrices', { symbols: ['A'], timestamp: 0, level: -1 })).toContain('"level":-1');
    expect(written('tradeTransaction', { ...ORDER, type: 4, order: '5', volume: 0 })).toContain(
      '"volume":0}',
    );
    expect(written('tradeTransaction', { ...ORDER, price: '-37.63' })).toContain('"price":-37.63');
  });
});
