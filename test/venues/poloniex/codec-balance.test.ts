import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFrame } from '../../../src/venues/poloniex/client/codec';
import { decodeBalance } from '../../../src/venues/poloniex/client/codec-balance';
import type { PoloniexBalanceUpdate } from '../../../src/venues/poloniex/generated/records';
import { frameText } from './stream-fixture';

/** The frame of the document without its line breaks. */
const FRAME = frameText('balances').replace(/[\n]/g, '').replace(/": /g, '":');

/** What the long way makes of a text; `undefined` when it is no good frame of one balance. */
function longWay(text: string): PoloniexBalanceUpdate | undefined {
  try {
    // With a space behind it, the short way does not take it.
    const frame = readFrame(`${text} `);
    return frame.kind === 'balances' && frame.fault === undefined && frame.rows.length === 1
      ? frame.rows[0]
      : undefined;
  } catch {
    return undefined;
  }
}

const digits = (maxLength: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: maxLength - 1 }),
    )
    .map(([first, rest]) => `${first}${rest.join('')}`);
const count = fc.oneof(digits(15), fc.constant('0'));
const id = fc.oneof(digits(20), digits(70), fc.constant('0'));
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits(12), fc.option(digits(8), { nil: undefined }))
  .map(([sign, whole, part]) => sign + whole + (part === undefined ? '' : `.${part}`));
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 70 });

const frame = fc
  .record({
    changeTime: count,
    accountId: name,
    eventType: name,
    available: decimal,
    currency: name,
    id,
    userId: id,
    hold: decimal,
    ts: count,
  })
  .map(
    (row) =>
      `{"channel":"balances","data":[{"changeTime":${row.changeTime},"accountId":${JSON.stringify(row.accountId)},` +
      `"eventType":${JSON.stringify(row.eventType)},"available":"${row.available}","currency":` +
      `${JSON.stringify(row.currency)},"id":${row.id},"userId":${row.userId},"hold":"${row.hold}","ts":${row.ts}}]}`,
  );

describe('decodeBalance', () => {
  test('default: the frame of the document, its id digit for digit', () => {
    const text = FRAME.replace('60018450912695040', '60018450912695041');
    expect(decodeBalance(text)).toEqual({
      changeTime: 1_657_312_008_411,
      accountId: '1234',
      eventType: 'place_order',
      available: '9999999983.668',
      currency: 'BTC',
      id: '60018450912695041',
      userId: '12345',
      hold: '16.332',
      ts: 1_657_312_008_443,
    });
    expect(longWay(text)).toEqual(decodeBalance(text));
  });

  test('behavior: whatever it accepts, the slow path reads the same', () => {
    let taken = 0;
    fc.assert(
      fc.property(frame, (text) => {
        const row = decodeBalance(text);
        if (row === undefined) return;
        taken += 1;
        expect(row).toEqual(longWay(text));
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  test('behavior: a frame with any of its characters changed, dropped or doubled is read the same or left to the slow path', () => {
    fc.assert(
      fc.property(
        fc.nat(FRAME.length - 1),
        fc.constantFrom(
          '',
          '"',
          '\\',
          '0',
          '00',
          '.',
          '-',
          'e',
          '}',
          ',',
          '\n',
          '{',
          'x',
          '9007199254740993',
        ),
        fc.boolean(),
        (at, text, replaces) => {
          const changed = FRAME.slice(0, at) + text + FRAME.slice(replaces ? at + 1 : at);
          const row = decodeBalance(changed);
          if (row !== undefined) expect(row).toEqual(longWay(changed));
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['two rows', FRAME.replace(/\[(.*)\]/, '[$1,$1]')],
    ['another order of members', FRAME.replace(/("changeTime":\d+),(.*),("ts":\d+)/, '$3,$2,$1')],
    ['an escape', FRAME.replace('BTC', 'BT\\u0043')],
    ['an account type', FRAME.replace('"ts"', '"accountType":"SPOT","ts"')],
    ['a zero in front', FRAME.replace('"userId":1', '"userId":01')],
    ['an exponent', FRAME.replace('"userId":12345', '"userId":12e3')],
    ['a long text', FRAME.replace('BTC', 'B'.repeat(100_000))],
  ])('default: %s takes the slow path', (_what, text) => {
    expect(text).not.toBe(FRAME);
    expect(decodeBalance(text)).toBeUndefined();
  });

  test('behavior: text that nearly matches takes linear time', () => {
    const nearly = `${FRAME.slice(0, -3)}${'9'.repeat(500)}`;
    const start = performance.now();
    for (let run = 0; run < 1000; run += 1) expect(decodeBalance(nearly)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
