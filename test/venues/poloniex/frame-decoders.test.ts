import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { readFrame } from '../../../src/venues/poloniex/client/codec';
import {
  type BusyChannel,
  busyChannelOf,
  decodeBalanceFrame,
  FRAME_DECODERS,
} from '../../../src/venues/poloniex/client/frame-decoders';

/** A decoder: of a channel, or of what a balance is made of. */
type Name = BusyChannel | 'change';

/** A frame as the venue writes it, by decoder: its document's example, and where one was captured another. */
const FRAMES: readonly (readonly [Name, string])[] = [
  [
    'orders',
    '{"channel":"orders","data":[{"symbol":"BTC_USDT","type":"LIMIT","quantity":"1","orderId":"32471407854219264","tradeFee":"0","clientOrderId":"","accountType":"SPOT","feeCurrency":"","eventType":"place","source":"API","side":"BUY","filledQuantity":"0","filledAmount":"0","matchRole":"MAKER","state":"NEW","tradeTime":0,"tradeAmount":"0","orderAmount":"0","createTime":1648708186922,"price":"47112.1","tradeQty":"0","tradePrice":"0","tradeId":"0","ts":1648708187469}]}',
  ],
  [
    'orders',
    '{"channel":"orders","data":[{"symbol":"LINK_USDC","type":"LIMIT","quantity":"10","orderId":"32482887660077056","tradeFee":"","clientOrderId":"4436176","accountType":"SPOT","feeCurrency":"","eventType":"CANCELED","source":"API","side":"BUY","filledQuantity":"0","filledAmount":"0","state":"CANCELED","tradeTime":0,"tradeAmount":"","orderAmount":"0","createTime":1648708186922,"price":"47112.1","tradeQty":"","tradePrice":"","tradeId":"","ts":1648708187469}]}',
  ],
  [
    'balances',
    '{"channel":"balances","data":[{"changeTime":1657312008411,"accountId":"1234","eventType":"place_order","available":"9999999983.668","currency":"BTC","id":60018450912695041,"userId":12345,"hold":"16.332","ts":1657312008443}]}',
  ],
  [
    'balances',
    '{"channel":"balances","data":[{"changeTime":1657312008411,"accountId":"1234","accountType":"SPOT","eventType":"PLACE_ORDER","available":"-0.50","currency":"BTC","id":"60018450912695041","userId":12345,"hold":"16.332","ts":1657312008443}]}',
  ],
  [
    'change',
    '{"channel":"balances","data":[{"changeTime":1657312008411,"accountId":"1234","eventType":"place_order","available":"9999999983.668","currency":"BTC","id":60018450912695041,"userId":12345,"hold":"16.332","ts":1657312008443}]}',
  ],
  [
    'change',
    '{"channel":"balances","data":[{"changeTime":1657312008411,"accountId":"1234","accountType":"SPOT","eventType":"PLACE_ORDER","available":"-0.50","currency":"BTC","id":"60018450912695041","userId":12345,"hold":"16.332","version":7,"ts":1657312008443}]}',
  ],
  [
    'ticker',
    '{"channel":"ticker","data":[{"symbol":"BTC_USDT","dailyChange":"0.0104","high":"46303.62","amount":"72918.2","quantity":"1.58","tradeCount":34,"low":"45000","closeTime":1648812840000,"startTime":1648726440000,"close":"46303.62","open":"45828","ts":1648812841000,"markPrice":"46301.1"}]}',
  ],
  [
    'trades',
    '{"channel":"trades","data":[{"symbol":"BTC_USDT","amount":"70","takerSide":"buy","quantity":"4","createTime":1648059516810,"price":"104","id":1648059516810,"ts":1648059516832}]}',
  ],
  [
    'book',
    '{"channel":"book","data":[{"symbol":"BTC_USDT","createTime":1648052239156,"asks":[["41100.56","0.5"],["41101.10","2"]],"bids":[["41099.1","0.2"]],"id":1020,"ts":1648052239192}]}',
  ],
  [
    'book_lv2',
    '{"channel":"book_lv2","data":[{"symbol":"BTC_USDT","createTime":1648052239156,"asks":[["41100.10","0.5"],["41101","2"]],"bids":[["41099.1","0"]],"lastId":1020,"id":1021,"ts":1648052239192}],"action":"update"}',
  ],
];

/** What the text gives at once; `undefined` where it is left to the long way. */
function shortWay(name: Name, text: string): unknown {
  const channel = busyChannelOf(text);
  if (name === 'change') return channel === 'balances' ? decodeBalanceFrame(text) : undefined;
  return channel === name ? FRAME_DECODERS[name](text) : undefined;
}

/** Brings a short way back that has stepped aside, as it does where it misses again and again. */
function rest(channel: Name, text: string): void {
  for (let tries = 0; tries < 1100 && shortWay(channel, text) === undefined; tries += 1);
}

/** What parsing and checking make of it; `undefined` when it is no good frame of one row. */
function longWay(name: Name, text: string): unknown {
  try {
    const channel = name === 'change' ? 'balances' : name;
    const frame = readFrame(text);
    if (frame.kind !== channel || frame.fault !== undefined || frame.rows.length !== 1) return undefined;
    if (name === 'change') return changeOf(frame.rows[0]);
    return channel === 'book_lv2' && frame.action !== 'update' ? undefined : frame.rows[0];
  } catch {
    return undefined;
  }
}

function changeOf(row: unknown) {
  const { changeTime, accountId, available, currency, id, hold } = row as Record<string, unknown>;
  return { changeTime, accountId, available, currency, id, hold };
}

/** Values that take the place of one: valid ones and others. */
const value = fc.oneof(
  fc.constantFrom(
    '""',
    'null',
    'true',
    '[]',
    '{}',
    '0',
    '-1',
    '1e3',
    '1.5',
    '"BUY"',
    '"sell"',
    '"trade"',
    '"0"',
  ),
  fc.string({ unit: 'grapheme', maxLength: 70 }).map((text) => JSON.stringify(text)),
  fc.stringMatching(/^-?\d{1,35}(\.\d{1,35})?$/).map((text) => `"${text}"`),
  fc.stringMatching(/^(0|[1-9]\d{0,66})$/),
  fc.constant('[["1.50","2"],["3","0.0"]]'),
  fc.constant('[["1","2","3"]]'),
);
const PIECES = [
  '',
  '"',
  '\\',
  '0',
  '00',
  '.',
  '-',
  'e',
  '}',
  ']',
  ',',
  '\n',
  '{',
  'x',
  ' ',
  '9007199254740993',
];

/** Where the values of the row stand. */
function valuesOf(text: string): readonly (readonly [from: number, to: number])[] {
  return [...text.matchAll(/"\w+":("[^"]*"|\d+|\[\[.*?\]\]|\[\])/g)]
    .slice(1)
    .map((match) => [
      match.index + match[0].length - (match[1] as string).length,
      match.index + match[0].length,
    ]);
}

describe.each(FRAMES)('the frames of %s', (channel, text) => {
  beforeEach(() => rest(channel, text));

  test('default: the short way reads what the long way reads', () => {
    expect(shortWay(channel, text)).toBeDefined();
    expect(shortWay(channel, text)).toEqual(longWay(channel, text));
  });

  test('behavior: with any values in it, it is read the same or left to the long way', () => {
    const places = valuesOf(text);
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(places.length - 1), value), { minLength: 1, maxLength: 3 }),
        (changes) => {
          rest(channel, text);
          let changed = text;
          for (const [place, put] of [...new Map(changes)].sort(([a], [b]) => b - a)) {
            const [from, to] = places[place] as readonly [number, number];
            changed = changed.slice(0, from) + put + changed.slice(to);
          }
          const row = shortWay(channel, changed);
          if (row === undefined) return;
          taken += 1;
          expect(row).toEqual(longWay(channel, changed));
        },
      ),
      { numRuns: 1500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('behavior: with any character changed, dropped or doubled, it is read the same or left to the long way', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom(...PIECES),
        fc.boolean(),
        (at, piece, replaces) => {
          rest(channel, text);
          const changed = text.slice(0, at) + piece + text.slice(replaces ? at + 1 : at);
          const row = shortWay(channel, changed);
          if (row !== undefined) expect(row).toEqual(longWay(channel, changed));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('behavior: cut short anywhere it is left to the long way', () => {
    for (let end = 0; end < text.length; end += 1) {
      rest(channel, text);
      expect(shortWay(channel, text.slice(0, end))).toBeUndefined();
    }
  });

  test.each([
    ['two rows', text.replace(/\[(\{.*\})\]/, '[$1,$1]')],
    [
      'another order of members',
      text.replace(/"data":\[\{("\w+":[^,]+),(.*),("ts":\d+)/, '"data":[{$3,$2,$1'),
    ],
    ['an escape', text.replace(/T/, '\\u0054')],
    ['a member that is not known', text.replace('"ts"', '"what":1,"ts"')],
    ['a space', text.replace('"ts":', '"ts": ')],
    ['something behind it', `${text} `],
  ])('default: %s takes the long way', (_what, changed) => {
    rest(channel, text);
    expect(changed).not.toBe(text);
    expect(shortWay(channel, changed)).toBeUndefined();
  });

  test('behavior: text that nearly matches takes linear time', () => {
    const nearly = `${text.slice(0, -3)}${'9'.repeat(500)}`;
    const start = performance.now();
    for (let run = 0; run < 1000; run += 1) expect(shortWay(channel, nearly)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

test('default: a balance with a member that no document names is left to the long way, which keeps it', () => {
  const [, text] = FRAMES[3] as readonly [Name, string];
  const captured = text.replace('"ts"', '"version":7,"ts"');
  rest('balances', text);
  expect(shortWay('balances', text)).toBeDefined();
  expect(shortWay('balances', captured)).toBeUndefined();
  expect(longWay('balances', captured)).toMatchObject({ version: 7 });
});
