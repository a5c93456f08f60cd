import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import * as checks from '../../../src/venues/poloniex/generated/checks';
import * as schemas from '../../../src/venues/poloniex/wire/stream';
import { frameText } from './stream-fixture';

type Row = Record<string, unknown>;

/** Values of every kind that JSON has, those next to valid ones above all. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '0',
    '0.0',
    '-0',
    '-1.50',
    '1e5',
    '.5',
    '5.',
    '1.2.3',
    '--1',
    '+1',
    ' 1',
    '1 ',
    '9'.repeat(60),
    '9'.repeat(61),
    '9'.repeat(64),
    '9'.repeat(65),
    'trade',
    'place',
    null,
    true,
    0,
    -1,
    1.5,
    7,
    2 ** 53,
    2 ** 53 - 1,
    [],
    {},
    [['1', '2']],
    [
      ['1', '0'],
      ['2.50', '3'],
    ],
    [['1']],
    [['1', '2', '3']],
    [['1', 2]],
    [['1', '-2']],
    [null],
  ),
  fc.string({ maxLength: 4 }),
  fc.double(),
);

/** A row of the venue with some members changed, taken away or added. */
function rowsLike(row: Row): fc.Arbitrary<Row> {
  const change = fc.record({ name: fc.constantFrom(...Object.keys(row), 'extra'), value: fc.option(odd) });
  return fc.array(change, { maxLength: 4 }).map((changes) => {
    const next: Row = { ...row };
    for (const { name, value } of changes) {
      if (value === null && name.length % 2 === 0) delete next[name];
      else next[name] = value;
    }
    return next;
  });
}

function rowOf(frame: string, extra: Row = {}): Row {
  const { data } = JSON.parse(frameText(frame)) as { data: [Row] };
  return { ...data[0], ...extra };
}

describe('the hand-written checks', () => {
  test.each<[string, (value: unknown) => unknown, z.ZodType, Row]>([
    ['orders', checks.checkOrderUpdate, schemas.orderUpdate, rowOf('orders')],
    [
      'balances',
      checks.checkBalanceUpdate,
      schemas.balanceUpdate,
      rowOf('balances', { id: '1', accountType: 'SPOT' }),
    ],
    ['ticker', checks.checkTickerUpdate, schemas.tickerUpdate, rowOf('ticker')],
    ['trades', checks.checkTradeUpdate, schemas.tradeUpdate, rowOf('trades')],
    ['book_lv2', checks.checkBookUpdate, schemas.bookUpdate, rowOf('book-lv2-update')],
  ])('behavior: %s: accepts what the schema accepts and gives what it gives', (_name, check, schema, row) => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(rowsLike(row), odd), (value) => {
        const expected = schema.safeParse(structuredClone(value));
        const actual = check(structuredClone(value));
        expect(actual).toEqual(expected.success ? expected.data : undefined);
        seen[expected.success ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: 4000 },
    );
    expect(seen.accepted).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(200);
  });

  test.each<[string, (value: unknown) => unknown]>([
    ['orders', checks.checkOrderUpdate],
    ['ticker', checks.checkTickerUpdate],
    ['book-lv2-update', checks.checkBookUpdate],
  ])('behavior: a row of %s is handed on itself, not copied', (frame, check) => {
    const row = rowOf(frame);
    expect(check(row)).toBe(row);
  });

  test('behavior: a wrong member of any name is found', () => {
    const tables: [(value: unknown) => unknown, Row][] = [
      [checks.checkOrderUpdate, rowOf('orders')],
      [checks.checkBalanceUpdate, rowOf('balances', { accountType: 'SPOT' })],
      [checks.checkTickerUpdate, rowOf('ticker')],
      [checks.checkTradeUpdate, rowOf('trades')],
      [checks.checkBookUpdate, rowOf('book-lv2-update')],
    ];
    const passed = tables.flatMap(([check, row]) =>
      Object.keys(row).filter((name) => check({ ...row, [name]: { wrong: true } }) !== undefined),
    );
    expect(passed).toEqual([]);
  });
});
