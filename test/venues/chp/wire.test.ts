import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCanonicalKeys } from '../../../src/adapter/schema/keys';
import { RecordMismatch } from '../../../src/adapter/schema/reader';
import { ENDPOINTS } from '../../../src/venues/chp/endpoints';
import {
  checkAccount,
  checkBar,
  checkBidAsk,
  checkOrder,
  checkOwnTrade,
  checkPosition,
  checkQuote,
  checkSymbol,
  checkTick,
} from '../../../src/venues/chp/generated/checks';
import { accountRecord, positionRecord } from '../../../src/venues/chp/wire/account';
import { barRecord, bidAskRecord, quoteRecord, tickRecord } from '../../../src/venues/chp/wire/market';
import { symbolRecord } from '../../../src/venues/chp/wire/symbol';
import { orderRecord, ownTradeRecord } from '../../../src/venues/chp/wire/trading';
import { fixture, fixtureNames } from './fixture';

type Read = (value: unknown) => readonly unknown[];

const READERS: readonly [string, Read][] = [
  ['bar-record', ENDPOINTS.getBars.read],
  ['symbol-record', ENDPOINTS.getSymbols.read],
  ['quote-record', ENDPOINTS.updateQuote.read],
  ['tick-record', ENDPOINTS.addTick.read],
  ['trade-record', ENDPOINTS.addTick.read],
  ['bid-ask-record', ENDPOINTS.updateBidAsk.read],
  ['portfolio-record', ENDPOINTS.getPortfolioList.read],
  ['order-record', ENDPOINTS.updateOrder.read],
  ['position-record', ENDPOINTS.updatePosition.read],
  ['own-trade-record', ENDPOINTS.addTrade.read],
  ['account-record', ENDPOINTS.setPortfolio.read],
  ['place-answer', ENDPOINTS.placeOrder.read],
  ['move-answer', ENDPOINTS.moveOrder.read],
  ['session-order-record', ENDPOINTS.getMyPortfolioData.read],
  ['session-trade-record', ENDPOINTS.getMyPortfolioData.read],
  ['closed-position-record', ENDPOINTS.getMyPortfolioData.read],
];

const recase = (value: Record<string, unknown>, change: (key: string) => string) =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), item]));

function mismatch(run: () => unknown): RecordMismatch {
  try {
    run();
  } catch (error) {
    if (error instanceof RecordMismatch) return error;
  }
  throw new Error('It was taken');
}

describe('records', () => {
  it('default: every fixture of a record has a reader', () => {
    const records = fixtureNames().filter((name) => name.endsWith('-record'));
    expect(records.filter((name) => !READERS.some(([known]) => known === name))).toEqual([]);
  });

  it.each(READERS)('default: %s as documented', (name, reader) => {
    const { value } = fixture(name);
    expect(reader([value])).toEqual([value]);
  });

  it.each(READERS)('behavior: %s in every case of its keys, other keys kept', (name, reader) => {
    const { value } = fixture(name);
    for (const change of [
      (key: string) => key.toLowerCase(),
      (key: string) => key.toUpperCase(),
      (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    ]) {
      const extra = { НовоеПоле: [1], 'Other-Key': null };
      expect(reader([{ ...recase(value, change), ...extra }])).toEqual([{ ...value, ...extra }]);
    }
  });

  it.each(READERS)('error: %s with a field that is wrong', (name, reader) => {
    const { value } = fixture(name);
    // Some fields may hold anything of their kind; an object fits none.
    for (const key of Object.keys(value)) {
      expect(mismatch(() => reader([value, { ...value, [key]: {} }])).path).toBe(`[1].${key}`);
    }
    if (reader === ENDPOINTS.getMyPortfolioData.read) return;
    for (const row of [null, 5, 'x', [], {}]) {
      expect(mismatch(() => reader([row])).path).toMatch(/^\[0\]/);
    }
  });

  it.each(READERS)('error: %s in something that is no list', (_, reader) => {
    for (const value of [null, {}, 'x', 5, undefined]) {
      expect(mismatch(() => reader(value))).toMatchObject({ path: '', rule: 'expected an array' });
    }
  });

  it('behavior: numbers of orders and trades are text', () => {
    const { value } = fixture('own-trade-record');
    expect(ENDPOINTS.addTrade.read([{ ...value, orderid: 12, tradeno: 34 }])).toMatchObject([
      { orderid: '12', tradeno: '34' },
    ]);
    expect(ENDPOINTS.updateOrder.read([{ ...fixture('order-record').value, orderno: null }])).toMatchObject([
      { orderno: null },
    ]);
  });

  it('behavior: the documented spelling wins over another one', () => {
    const canonical = withCanonicalKeys(['symbol', 'openInt']);
    expect(canonical({ SYMBOL: 'A', symbol: 'B', OpenInt: 1 })).toEqual({
      SYMBOL: 'A',
      symbol: 'B',
      openInt: 1,
    });
    expect(canonical({ SYMBOL: 'A', Symbol: 'B' })).toEqual({ symbol: 'A', Symbol: 'B' });
    const odd = JSON.parse('{"SYMBOL":"A","__proto__":{"openInt":1}}') as object;
    const result = canonical(odd) as object;
    expect(Object.keys(result)).toEqual(['symbol', '__proto__']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('behavior: rows of GetMyPortfolioData are known by their fields, others stay as they came', () => {
    const order = fixture('session-order-record').value;
    const trade = fixture('session-trade-record').value;
    const closed = fixture('closed-position-record').value;
    // The venue may put each kind into a list of its own.
    expect(ENDPOINTS.getMyPortfolioData.read([[order, trade], [closed], { Strange: 1 }])).toEqual([
      order,
      trade,
      closed,
      { Strange: 1 },
    ]);
  });
});

describe('the checks of rows', () => {
  const others = fc.constantFrom<unknown>(null, '', 'x', '12', 0, -1, 1.5, 2 ** 53, true, [], {}, undefined);
  const cases = [
    ['account-record', accountRecord, checkAccount],
    ['bar-record', barRecord, checkBar],
    ['bid-ask-record', bidAskRecord, checkBidAsk],
    ['order-record', orderRecord, checkOrder],
    ['own-trade-record', ownTradeRecord, checkOwnTrade],
    ['position-record', positionRecord, checkPosition],
    ['quote-record', quoteRecord, checkQuote],
    ['tick-record', tickRecord, checkTick],
  ] as const;

  it.each(cases)(
    'behavior: of %s give what the schema gives, and leave the row as it came',
    (name, schema, check) => {
      const { value } = fixture(name);
      // A row of history has two members more.
      const whole: Record<string, unknown> = name === 'tick-record' ? { row: 0, nrows: 1, ...value } : value;
      let taken = 0;
      const changes = fc.array(fc.tuple(fc.constantFrom(...Object.keys(whole), 'unknown'), others), {
        maxLength: 2,
      });
      fc.assert(
        fc.property(changes, (changed) => {
          const row: Record<string, unknown> = { ...whole };
          for (const [key, other] of changed) {
            if (other === undefined) delete row[key];
            else row[key] = other;
          }
          const given = { ...row };
          const checked = check(row);
          expect(row).toEqual(given);
          if (checked === undefined) return;
          taken += 1;
          expect(schema.parse(row)).toEqual(checked);
        }),
        { numRuns: 1000 },
      );
      expect(check(whole)).toBeDefined();
      expect(taken).toBeGreaterThan(200);
    },
  );
});

describe('the fast check of a symbol', () => {
  const text = fc.oneof(fc.constantFrom('', 'GAZP'), fc.string(), fc.constant(null), fc.constant(7));
  const number = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.constantFrom(null, '1', -0, -1, 0.5, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER),
  );
  const fields: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
    Object.entries(fixture('symbol-record').value).map(([key, value]) => [
      key,
      // Mostly what is valid, so that rows are wrong in one place or in none.
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(value) },
        text,
        number,
        fc.constant(true),
        fc.constant([]),
      ),
    ]),
  );

  it('behavior: on rows with all keys it gives the result of the schema', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.record(fields), (row) => {
        const wanted = symbolRecord.safeParse(row).success;
        taken += wanted ? 1 : 0;
        return (checkSymbol(row) !== undefined) === wanted;
      }),
      { numRuns: 3000, seed: 3 },
    );
    expect(taken).toBeGreaterThan(300);
    expect(taken).toBeLessThan(2700);
  });

  it('behavior: what it takes the schema takes, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] })), (row) => {
        return checkSymbol(row) === undefined || symbolRecord.safeParse(row).success;
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it('behavior: a row that lacks an optional key is still read', () => {
    const { strike, sec_ext_id, ...row } = fixture('symbol-record').value;
    expect(ENDPOINTS.getSymbols.read([row])).toEqual([row]);
    expect(ENDPOINTS.getSymbols.read([{ ...row, STRIKE: strike, Sec_Ext_Id: sec_ext_id }])).toEqual([
      fixture('symbol-record').value,
    ]);
  });
});
