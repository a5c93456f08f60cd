import { afterEach, expect, test } from 'vitest';
import { moscowText, parseMoscowText } from '../../../src/emulators/chp/moscow';
import { ChpHarness, type Row } from './harness';

let venue: ChpHarness;
afterEach(() => venue?.close());

const bars = (body: object): Promise<Row[]> =>
  venue.data('GetBars', {
    symbol: 'GAZP',
    since: '2020-10-14T18:52:00.000',
    interval: 3,
    count: 10,
    ...body,
  });
const times = (rows: Row[]): string[] => rows.map(({ datetime }) => String(datetime));

test('default: symbols are shares, futures and bonds with the keys of the documents', async () => {
  venue = await ChpHarness.connected();
  const rows = await venue.data('GetSymbols');
  const names = rows.map(({ symbol }) => symbol);
  expect(names).toEqual(
    expect.arrayContaining(['GAZP', 'SBER', 'LKOH', 'ROSN', 'SiZ6', 'RIZ6', 'SU26207RMFS9']),
  );
  expect(rows.find(({ symbol }) => symbol === 'RIZ6')).toEqual({
    row: names.indexOf('RIZ6'),
    nrows: rows.length,
    symbol: 'RIZ6',
    short_name: 'RIZ6',
    long_name: 'RTS-12.26 Индекс РТС',
    type: 'FUT',
    decimals: 0,
    lot_size: 1,
    punkt: 15.5,
    step: 10,
    sec_ext_id: null,
    sec_exch_name: 'FORTS',
    expiryDate: '2026-12-17T00:00:00',
    days_before_expiry: 346,
    strike: 0,
  });
  expect(rows[0]).toMatchObject({ symbol: 'GAZP', lot_size: 10, step: 0.01, punkt: 0.01, expiryDate: null });
});

test('args: symbols lists as many as the real venue, each under a name of its own', async () => {
  venue = await ChpHarness.start({ symbols: 46_618 });
  await venue.data('Connected', venue.emulator.credentials);
  const rows = await venue.data('GetSymbols');
  expect(new Set(rows.map(({ symbol }) => symbol)).size).toBe(46_618);
  expect(rows.at(-1)).toMatchObject({ row: 46_617, nrows: 46_618, type: 'FUT', step: 0.0001, decimals: 4 });
});

test('args: keyCase writes the keys of records as other builds of the server do', async () => {
  venue = await ChpHarness.connected({ keyCase: 'upper', symbols: 1 });
  const envelope = await venue.call('GetSymbols');
  expect(Object.keys(envelope)).toEqual(['method', 'result', 'data']);
  expect(envelope.data?.[0]).toMatchObject({ SYMBOL: 'GAZP', LOT_SIZE: 10 });
});

test('behavior: times are Moscow wall times with the history of the zone', () => {
  // UTC+4 in 2012, UTC+3 in 2020.
  expect(moscowText(Date.UTC(2012, 5, 1, 8))).toBe('2012-06-01T12:00:00');
  expect(moscowText(Date.UTC(2020, 5, 1, 8))).toBe('2020-06-01T11:00:00');
  for (const text of ['2012-06-01T12:00:00', '2014-10-26T03:30:00', '2009-07-01T00:00:00']) {
    expect(moscowText(parseMoscowText(`${text}.000`) ?? 0)).toBe(text);
  }
  expect(parseMoscowText('2020-02-30T00:00:00.000')).toBeUndefined();
  expect(parseMoscowText('2020-10-10 10:10:10')).toBeUndefined();
});

test('behavior: a positive count goes back in time from since, a negative one forward', async () => {
  venue = await ChpHarness.connected();
  const back = await bars({});
  expect(times(back)).toEqual([
    ...['2020-10-14T18:50:00', '2020-10-14T18:40:00', '2020-10-14T18:30:00', '2020-10-14T18:20:00'],
    ...['2020-10-14T18:10:00', '2020-10-14T18:00:00', '2020-10-14T17:50:00', '2020-10-14T17:40:00'],
    ...['2020-10-14T17:30:00', '2020-10-14T17:20:00'],
  ]);
  expect(Object.keys(back[0] ?? {})).toEqual([
    ...[
      'row',
      'nrows',
      'symbol',
      'interval',
      'datetime',
      'open',
      'high',
      'low',
      'close',
      'volume',
      'openInt',
    ],
  ]);
  expect(back[0]).toMatchObject({ row: 0, nrows: 10, symbol: 'GAZP', interval: 3 });
  const forward = await bars({ count: -3 });
  expect(times(forward)).toEqual(['2020-10-14T19:00:00', '2020-10-14T19:10:00', '2020-10-14T19:20:00']);
});

test('behavior: every interval has its bars, the long ones by the calendar of Moscow', async () => {
  venue = await ChpHarness.connected();
  const expected: readonly (readonly [number, readonly string[]])[] = [
    [1, ['2020-10-14T18:52:00', '2020-10-14T18:51:00']],
    [2, ['2020-10-14T18:50:00', '2020-10-14T18:45:00']],
    [4, ['2020-10-14T18:45:00', '2020-10-14T18:30:00']],
    [5, ['2020-10-14T18:30:00', '2020-10-14T18:00:00']],
    [6, ['2020-10-14T18:00:00', '2020-10-14T17:00:00']],
    [7, ['2020-10-14T18:00:00', '2020-10-14T16:00:00']],
    [8, ['2020-10-14T16:00:00', '2020-10-14T12:00:00']],
    [9, ['2020-10-14T00:00:00', '2020-10-13T00:00:00']],
    [10, ['2020-10-12T00:00:00', '2020-10-05T00:00:00']],
    [11, ['2020-10-01T00:00:00', '2020-09-01T00:00:00']],
    [12, ['2020-10-01T00:00:00', '2020-07-01T00:00:00']],
    [13, ['2020-01-01T00:00:00', '2019-01-01T00:00:00']],
  ];
  for (const [interval, starts] of expected) {
    expect(times(await bars({ interval, count: 2 })), `interval ${interval}`).toEqual(starts);
  }
  const ticks = await bars({ interval: 0, count: 5 });
  expect(ticks).toHaveLength(5);
  for (const { open, high, low, close } of ticks) expect([high, low, close]).toEqual([open, open, open]);
});

test('behavior: bars end with the whole minutes until now', async () => {
  venue = await ChpHarness.connected();
  venue.clock.advanceSync(60_000);
  expect(times(await bars({ interval: 1, since: '2030-01-01T00:00:00.000', count: 1 }))).toEqual([]);
  expect(times(await bars({ interval: 2, since: '2026-01-05T14:55:00.000', count: -9 }))).toEqual([
    '2026-01-05T14:55:00',
    '2026-01-05T15:00:00',
  ]);
});

test('behavior: GetTrades takes its start as from or since and counts both ways', async () => {
  venue = await ChpHarness.connected();
  const query = { symbol: 'GAZP', count: 3 };
  const back = await venue.data('GetTrades', { ...query, from: '2020-10-14T18:52:00.000' });
  expect(back).toEqual(await venue.data('GetTrades', { ...query, since: '2020-10-14T18:52:00.000' }));
  expect(Object.keys(back[0] ?? {})).toEqual([
    ...['row', 'nrows', 'symbol', 'datetime', 'price', 'volume', 'tradeno', 'action'],
  ]);
  expect(times(back).every((time) => time <= '2020-10-14T18:52:00')).toBe(true);
  const forward = await venue.data('GetTrades', { ...query, count: -3, from: '2020-10-14T18:52:00.000' });
  expect(times(forward).every((time) => time >= '2020-10-14T18:52:00')).toBe(true);
  expect(times(forward)).toEqual(times(forward).sort());
});

test('error: unknown symbol, wrong interval, bad since, no count', async () => {
  venue = await ChpHarness.connected();
  const query = { symbol: 'GAZP', since: '2020-10-14T18:52:00.000', interval: 3, count: 10 };
  expect(await venue.call('GetBars', { ...query, symbol: 'GAZZ' })).toMatchObject({
    method: 'GetBars',
    result: false,
    reason: 'Error #12',
    additional: 'Ошибка GetBars',
    dataError: [{ method: 'GetBars', reason: '-1610612735', message: 'Инструмент GAZZ не найден.' }],
  });
  for (const wrong of [{ interval: 14 }, { since: 'yesterday' }, { count: 0 }, { count: undefined }]) {
    expect(await venue.refusal('GetBars', { ...query, ...wrong })).toMatchObject({ reason: '-1610612732' });
  }
  expect(await venue.refusal('GetTrades', { symbol: 'GAZP', count: 1 })).toMatchObject({
    message: 'Неверное значение параметра from.',
  });
});
