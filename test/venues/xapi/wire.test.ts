import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listOf, RecordMismatch, readerOf } from '../../../src/adapter/schema/reader';
import { readReply } from '../../../src/venues/xapi/client/codec';
import {
  checkRateInfoRecord,
  checkStreamingTickRecord,
  checkSymbolRecord,
  checkTradeRecord,
} from '../../../src/venues/xapi/generated/checks';
import * as account from '../../../src/venues/xapi/wire/account';
import { chart, rateInfoRecord } from '../../../src/venues/xapi/wire/chart';
import * as information from '../../../src/venues/xapi/wire/information';
import { loginReply } from '../../../src/venues/xapi/wire/reply';
import { streamSchemas } from '../../../src/venues/xapi/wire/stream';
import { symbolRecord } from '../../../src/venues/xapi/wire/symbol';
import { streamingTickRecord, tickPrices, tickRecord } from '../../../src/venues/xapi/wire/tick';
import * as trade from '../../../src/venues/xapi/wire/trade';
import { fixture, fixtureNames, returnDataOf } from './fixture';

const RECORDS = [
  ['symbol-record', symbolRecord],
  ['calendar-record', information.calendarRecord],
  ['rate-info-record', rateInfoRecord],
  ['ib-record', account.ibRecord],
  ['news-topic-record', information.newsTopicRecord],
  ['step-rule-record', information.stepRuleRecord],
  ['tick-record', tickRecord],
  ['trade-record', trade.tradeRecord],
  ['captured-trade-record', trade.tradeRecord],
  ['trading-hours-record', information.tradingHoursRecord],
] as const;

const REPLIES = [
  ['commission-def-reply', account.commissionDef],
  ['current-user-data-reply', account.currentUserData],
  ['margin-level-reply', account.marginLevel],
  ['margin-trade-reply', account.marginTrade],
  ['profit-calculation-reply', account.profitCalculation],
  ['server-time-reply', information.serverTime],
  ['version-reply', information.version],
  ['trade-transaction-reply', trade.tradeTransactionReceipt],
  ['trade-transaction-status-reply', trade.tradeTransactionStatus],
] as const;

const IDS = ['order', 'order2', 'position'];

/** What a schema makes of a record: the same, ids as strings. */
function withTextIds(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, IDS.includes(key) ? String(value) : value]),
  );
}

describe('records', () => {
  it.each(RECORDS)('default: %s parses', (name, schema) => {
    const { value, source } = fixture(name);
    expect(source).toMatch(/^(XAPI 2\.5\.0|protocols\/xapi\.md)/);
    expect(schema.parse(value)).toEqual(withTextIds(value));
  });

  it.each(REPLIES)('default: the returnData of %s parses', (name, schema) => {
    expect(readReply(JSON.stringify(fixture(name).value)).status).toBe(true);
    expect(schema.parse(returnDataOf(name))).toEqual(withTextIds(returnDataOf(name)));
  });

  it.each(Object.keys(streamSchemas) as (keyof typeof streamSchemas)[])(
    'default: stream %s parses',
    (command) => {
      const name = fixtureNames().find(
        (file) => /^stream-.*-record$/.test(file) && fixture(file).value['command'] === command,
      );
      const data = fixture(name ?? 'missing').value['data'] as Record<string, unknown>;
      expect(streamSchemas[command].parse(data)).toEqual(withTextIds(data));
    },
  );

  it('default: login, ping and customTag replies', () => {
    expect(loginReply.parse(fixture('login-reply').value).streamSessionId).toBe('8469308861804289383');
    expect(fixture('ping-reply').value).toEqual({ status: true });
    expect(fixture('custom-tag-reply').value['customTag']).toBe('my_login_command_id');
  });

  it('behavior: every field of every example is required, whatever else it may be', () => {
    for (const [name, schema] of RECORDS) {
      if (name.startsWith('captured')) continue;
      for (const key of Object.keys(fixture(name).value)) {
        const { [key]: _, ...rest } = fixture(name).value;
        expect(schema.safeParse(rest).success, `${name} without ${key}`).toBe(false);
      }
    }
  });

  it('behavior: every field of every example is checked for its type', () => {
    for (const [name, schema] of RECORDS) {
      for (const key of Object.keys(fixture(name).value)) {
        const broken = { ...fixture(name).value, [key]: { not: 'this' } };
        expect(schema.safeParse(broken).success, `${name} with a wrong ${key}`).toBe(false);
      }
    }
  });

  it('behavior: fields beyond the document are kept, __proto__ has no effect', () => {
    const record = JSON.parse('{"price":1,"__proto__":{"polluted":true},"future":[1]}');
    const value = { ...fixture('tick-record').value, future: [1] };
    expect(tickRecord.parse(value)).toEqual(value);
    const parsed = tickRecord.parse({ ...fixture('tick-record').value, ...record });
    expect((parsed as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('behavior: enumerations are open', () => {
    const symbol = { ...fixture('symbol-record').value, quoteId: 10, marginMode: 104, profitMode: 99 };
    expect(symbolRecord.parse(symbol)).toEqual(symbol);
    const row = { ...fixture('trade-record').value, cmd: 42 };
    expect(trade.tradeRecord.parse(row).cmd).toBe(42);
  });

  it('behavior: null where the document or a capture has it', () => {
    const allowed = {
      'symbol-record': ['expiration', 'starting', 'marginMaintenance', 'tickSize', 'tickValue'],
      'tick-record': ['askVolume', 'bidVolume'],
      'trade-record': [
        'close_time',
        'close_timeString',
        'commission',
        'customComment',
        'expiration',
        'expirationString',
        'profit',
        'symbol',
      ],
    };
    for (const [name, keys] of Object.entries(allowed)) {
      const schema = RECORDS.find(([record]) => record === name)?.[1];
      for (const key of Object.keys(fixture(name).value)) {
        const result = schema?.safeParse({ ...fixture(name).value, [key]: null });
        expect(result?.success, `${name} with ${key} null`).toBe(keys.includes(key));
      }
    }
    expect(account.commissionDef.parse({ commission: null, rateOfExchange: null })).toBeTruthy();
    const status = { customComment: null, message: null, order: 1, price: null, requestStatus: 0 };
    expect(streamSchemas.tradeStatus.parse(status)).toEqual({ ...status, order: '1' });
  });

  it('behavior: an empty chart and an empty list are answers', () => {
    expect(chart.parse({ digits: 4, rateInfos: [] }).rateInfos).toEqual([]);
    expect(tickPrices.parse({ quotations: [] }).quotations).toEqual([]);
    expect(listOf(readerOf(tickRecord))([])).toEqual([]);
  });

  it.each([
    [0, '0'],
    [746425905, '746425905'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
  ])('args: id %s', (given, expected) => {
    expect(trade.tradeTransactionReceipt.parse({ order: given }).order).toBe(expected);
  });

  it.each([-1, 1.5, 2 ** 53, '', '12a', '-1', '1e5', null, true, {}])('error: id %s', (given) => {
    expect(trade.tradeTransactionReceipt.safeParse({ order: given }).success).toBe(false);
  });

  it('error: numbers that a double cannot hold exactly', () => {
    const record = fixture('tick-record').value;
    for (const bid of [2 ** 53, -(2 ** 53), 1e300, Number.POSITIVE_INFINITY, Number.NaN, '1.5']) {
      expect(tickRecord.safeParse({ ...record, bid }).success).toBe(false);
    }
  });

  it('error: a record of a list is named by its index', () => {
    const good = fixture('step-rule-record').value;
    const bad = { ...good, steps: [{ fromValue: 1, step: 'x' }] };
    expect(() => listOf(readerOf(information.stepRuleRecord))([good, bad])).toThrow(
      expect.objectContaining({ path: '[1].steps[0].step' }),
    );
    expect(() => listOf(readerOf(information.stepRuleRecord))({})).toThrow(RecordMismatch);
    expect(() => listOf(readerOf(information.stepRuleRecord))([1])).toThrow(
      expect.objectContaining({ path: '[0]' }),
    );
  });
});

describe('fast checks', () => {
  /** Any JSON value, with numbers at the edges that matter. */
  const anything = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.constantFrom(null, true, false, 0, -0, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, '', '1', [], {}),
    fc.string(),
    fc.jsonValue(),
  );

  /** A valid record with some fields replaced, removed or added. */
  function mutated(valid: Record<string, unknown>): fc.Arbitrary<unknown> {
    const keys = [...Object.keys(valid), 'pipsPrecision', 'exemode', 'quoteIdCross', 'extra', '__proto__'];
    return fc
      .array(fc.tuple(fc.constantFrom(...keys), fc.option(anything, { nil: undefined })), { maxLength: 3 })
      .map((changes) => {
        const members = new Map<string, unknown>(Object.entries(valid));
        for (const [key, value] of changes) {
          if (value === undefined) members.delete(key);
          else members.set(key, value);
        }
        const text = [...members].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
        return JSON.parse(`{${text.join(',')}}`) as unknown;
      });
  }

  it.each([
    [
      'streaming tick',
      fixture('stream-tick-record').value['data'],
      streamingTickRecord,
      checkStreamingTickRecord,
    ],
    ['symbol', fixture('symbol-record').value, symbolRecord, checkSymbolRecord],
    ['candle', fixture('rate-info-record').value, rateInfoRecord, checkRateInfoRecord],
  ] as const)('behavior: the check of a %s is its schema', (_name, valid, schema, check) => {
    const record = valid as Record<string, unknown>;
    expect(check(record)).toBe(record);
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(mutated(record), anything), (value) => {
        const result = schema.safeParse(value);
        expect(check(value) !== undefined).toBe(result.success);
        if (!result.success) return;
        accepted += 1;
        // The check hands on the object itself, the schema a copy: both must say the same.
        for (const [key, field] of Object.entries(result.data)) {
          expect(field).toStrictEqual((value as Record<string, unknown>)[key]);
        }
      }),
      { numRuns: 4000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it.each([
    [
      'streaming tick',
      fixture('stream-tick-record').value['data'],
      streamingTickRecord,
      checkStreamingTickRecord,
    ],
    [
      'symbol',
      { ...fixture('symbol-record').value, exemode: 1, pipsPrecision: 4 },
      symbolRecord,
      checkSymbolRecord,
    ],
    ['candle', fixture('rate-info-record').value, rateInfoRecord, checkRateInfoRecord],
    ['trade', fixture('trade-record').value, trade.tradeRecord, checkTradeRecord],
  ] as const)('behavior: the check of a %s looks at every field', (_name, valid, schema, check) => {
    const record = valid as Record<string, unknown>;
    const values = [null, undefined, 'x', 1, 2 ** 53, Number.NaN, true, [], {}];
    for (const key of Object.keys(record)) {
      for (const value of values) {
        const changed: Record<string, unknown> = { ...record, [key]: value };
        if (value === undefined) delete changed[key];
        expect(check(changed) !== undefined, `${key} ${String(value)}`).toBe(
          schema.safeParse(changed).success,
        );
      }
    }
  });

  it('behavior: the check of a trade is its schema, and leaves the row that came as it is', () => {
    const record = fixture('trade-record').value as Record<string, unknown>;
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(mutated(record), anything), (value) => {
        const before = structuredClone(value);
        const result = trade.tradeRecord.safeParse(value);
        const checked = checkTradeRecord(value);
        expect(checked !== undefined).toBe(result.success);
        expect(value).toEqual(before);
        if (!result.success) return;
        accepted += 1;
        // Of an own member called __proto__ the schema makes nothing.
        expect(checked).toMatchObject(result.data);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
