import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Frame, RawClient, Rows } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
let main: RawClient;
beforeEach(async () => {
  venue = await VenueHarness.start();
  main = (await venue.login()).main;
});
afterEach(() => venue.close());

/** Names and types of a document's literal example; null stands for anything. */
function shape(record: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, value === null ? 'any' : typeof value]),
  );
}

/** Expects every member of the example, with its type, and nothing else but `added`. */
function expectShape(record: Frame | undefined, example: object, added: readonly string[] = []): void {
  const wanted = shape(example);
  const got = record ? shape(record) : {};
  for (const [name, type] of Object.entries(wanted)) {
    expect(got, name).toHaveProperty(name);
    if (type !== 'any' && got[name] !== 'any') expect(`${name}: ${got[name]}`).toBe(`${name}: ${type}`);
  }
  expect(
    Object.keys(got)
      .filter((name) => !(name in wanted))
      .sort(),
  ).toEqual([...added].sort());
}

// Literal examples of XAPI 2.5.0, section 5.
const SYMBOL_RECORD = {
  ask: 4000.0,
  bid: 4000.0,
  categoryName: 'Forex',
  contractSize: 100000,
  currency: 'USD',
  currencyPair: true,
  currencyProfit: 'SEK',
  description: 'USD/PLN',
  expiration: null,
  groupName: 'Minor',
  high: 4000.0,
  initialMargin: 0,
  instantMaxVolume: 0,
  leverage: 1.5,
  longOnly: false,
  lotMax: 10.0,
  lotMin: 0.1,
  lotStep: 0.1,
  low: 3500.0,
  marginHedged: 0,
  marginHedgedStrong: false,
  marginMaintenance: null,
  marginMode: 101,
  percentage: 100.0,
  precision: 2,
  profitMode: 5,
  quoteId: 1,
  shortSelling: true,
  spreadRaw: 0.000003,
  spreadTable: 0.00042,
  starting: null,
  stepRuleId: 1,
  stopsLevel: 0,
  swap_rollover3days: 0,
  swapEnable: true,
  swapLong: -2.55929,
  swapShort: 0.131,
  swapType: 0,
  symbol: 'USDPLN',
  tickSize: 1.0,
  tickValue: 1.0,
  time: 1272446136891,
  timeString: 'Thu May 23 12:23:44 EDT 2013',
  trailingEnabled: true,
  type: 21,
};
const TICK_RECORD = {
  ask: 4000.0,
  askVolume: 15000,
  bid: 4000.0,
  bidVolume: 16000,
  high: 4000.0,
  level: 0,
  low: 3500.0,
  spreadRaw: 0.000003,
  spreadTable: 0.00042,
  symbol: 'KOMB.CZ',
  timestamp: 1272529161605,
};
const CALENDAR_RECORD = {
  country: 'CA',
  current: '',
  forecast: '',
  impact: '3',
  period: '(FEB)',
  previous: '58.3',
  time: 1374846900000,
  title: 'Ivey Purchasing Managers Index',
};
const IB_RECORD = {
  closePrice: 1.39302,
  login: '12345',
  nominal: 6.0,
  openPrice: 1.39376,
  side: 0,
  surname: 'IB_Client_1',
  symbol: 'EURUSD',
  timestamp: 1395755870000,
  volume: 1.0,
};
const NEWS_TOPIC_RECORD = {
  body: '<html>...</html>',
  bodylen: 110,
  key: '1f6da766abd29927aa854823f0105c23',
  time: 1262944112000,
  timeString: 'May 17, 2013 4:30:00 PM',
  title: 'Breaking trend',
};
const USER_DATA = {
  companyUnit: 8,
  currency: 'PLN',
  group: 'demoPLeurSTANDARD200',
  ibAccount: false,
  leverage: 1,
  leverageMultiplier: 0.25,
  spreadType: 'FLOAT',
  trailingStop: false,
};
const MARGIN_LEVEL = {
  balance: 995800269.43,
  credit: 1000.0,
  currency: 'PLN',
  equity: 995985397.56,
  margin: 572634.43,
  margin_free: 995227635.0,
  margin_level: 173930.41,
};

describe('instruments', () => {
  test('default: getAllSymbols and getSymbol show SYMBOL_RECORD and what the wire adds', async () => {
    const rows = await venue.data<Rows>(main, 'getAllSymbols');
    expect(rows).toHaveLength(20);
    for (const row of rows) {
      if (String(row['symbol']) === 'BITCOIN') continue;
      expectShape(row, SYMBOL_RECORD, ['exemode', 'pipsPrecision', 'quoteIdCross']);
    }
    const gold = rows.find((row) => String(row['symbol']) === 'GOLD');
    const again = await venue.data(main, 'getSymbol', { symbol: 'GOLD' });
    expect(Object.keys(again)).toEqual(Object.keys(gold ?? {}));
    expect(again).toMatchObject({
      precision: 2,
      currencyPair: false,
      marginMode: 102,
      profitMode: 6,
      tickValue: 1,
    });
    expect(String(again['timeString'])).toMatch(/^\w{3} \w{3} \d\d \d\d:\d\d:\d\d CET 2026$/);
  });

  test('behavior: null tickSize, long-only shares and step rules occur', async () => {
    expect(await venue.data(main, 'getSymbol', { symbol: 'BITCOIN' })).toMatchObject({
      tickSize: null,
      tickValue: null,
    });
    expect(await venue.data(main, 'getSymbol', { symbol: 'PKN.PL' })).toMatchObject({
      longOnly: true,
      stepRuleId: 2,
    });
    expect(await venue.data(main, 'getStepRules')).toContainEqual({
      id: 2,
      name: 'Stocks DMA',
      steps: [
        { fromValue: 1, step: 1 },
        { fromValue: 100, step: 10 },
        { fromValue: 1000, step: 50 },
      ],
    });
  });

  test('behavior: an instrument that was delisted is unknown', async () => {
    venue.emulator.market.removeInstrument('GOLD');
    expect(await venue.code(main, 'getSymbol', { symbol: 'GOLD' })).toBe('BE115');
    expect(await venue.code(main, 'getSymbol', { symbol: '__proto__' })).toBe('BE115');
  });

  test('default: getTickPrices shows levels and leaves out what did not change', async () => {
    venue.emulator.market.pause();
    const ask = { level: -1, symbols: ['EURUSD', 'GOLD'], timestamp: 0 };
    const { quotations } = await venue.data<{ quotations: Rows }>(main, 'getTickPrices', ask);
    for (const row of quotations) expectShape(row, TICK_RECORD, ['exemode']);
    expect(quotations.map((row) => `${row['symbol']} ${row['level']}`)).toEqual([
      'EURUSD 0',
      'EURUSD 1',
      'EURUSD 2',
      'EURUSD 3',
      'EURUSD 4',
      'GOLD 0',
      'GOLD 1',
      'GOLD 2',
    ]);
    const timestamp = Number(quotations[0]?.['timestamp']);
    expect(await venue.data(main, 'getTickPrices', { ...ask, timestamp })).toEqual({ quotations: [] });
    venue.emulator.market.setPrice('GOLD', 2000, 2000.5);
    const changed = await venue.data(main, 'getTickPrices', { ...ask, level: 0, timestamp });
    expect(changed).toMatchObject({ quotations: [{ symbol: 'GOLD', bid: 2000, ask: 2000.5, level: 0 }] });
  });

  test('default: getTradingHours', async () => {
    const rows = await venue.data<Rows>(main, 'getTradingHours', { symbols: ['PKN.PL'] });
    expect(rows).toMatchObject([
      { symbol: 'PKN.PL', quotes: [{ day: 1, fromT: 0, toT: 86_400_000 }, {}, {}, {}, {}, {}, { day: 7 }] },
    ]);
    await venue.close();
    venue = await VenueHarness.start({ hours: 'venue' });
    main = (await venue.login()).main;
    const [real] = await venue.data<Rows>(main, 'getTradingHours', { symbols: ['PKN.PL'] });
    expect(real?.['trading']).toHaveLength(5);
    expect(real?.['trading']).toContainEqual({ day: 2, fromT: 32_400_000, toT: 61_200_000 });
  });
});

describe('account and information', () => {
  test('default: every remaining command answers in the shape of its example', async () => {
    const now = venue.clock.now();
    for (const row of await venue.data<Rows>(main, 'getCalendar')) expectShape(row, CALENDAR_RECORD);
    const [ib, hidden] = await venue.data<Rows>(main, 'getIbsHistory', { start: now - 1e9, end: now });
    expectShape(ib, IB_RECORD);
    expect(Object.values(hidden ?? {}).every((value) => value === null)).toBe(true);
    const news = await venue.data<Rows>(main, 'getNews', { start: Date.UTC(2026, 0, 5, 11), end: 0 });
    expect(news).toHaveLength(13);
    for (const row of news) expectShape(row, NEWS_TOPIC_RECORD);
    expectShape(await venue.data(main, 'getCurrentUserData'), USER_DATA);
    expectShape(await venue.data(main, 'getMarginLevel'), MARGIN_LEVEL);
    expectShape(await venue.data(main, 'getCommissionDef', { symbol: 'T.US', volume: 1.0 }), {
      commission: 0.51,
      rateOfExchange: 0.1609,
    });
    expectShape(await venue.data(main, 'getMarginTrade', { symbol: 'EURPLN', volume: 1.0 }), {
      margin: 4399.35,
    });
    expect(await venue.data(main, 'getServerTime')).toEqual({
      time: venue.clock.now(),
      timeString: 'Jan 05, 2026 1:00:01 PM',
    });
    expect(await venue.data(main, 'getVersion')).toEqual({ version: '2.5.0' });
    expect(await venue.data(main, 'ping')).toBeUndefined();
  });

  test('default: getProfitCalculation computes in account currency', async () => {
    const deal = { symbol: 'EURUSD', volume: 1, cmd: 0, openPrice: 1.2233, closePrice: 1.3 };
    expect(await venue.data(main, 'getProfitCalculation', deal)).toEqual({ profit: 7670 });
    expect(await venue.data(main, 'getProfitCalculation', { ...deal, cmd: 1 })).toEqual({ profit: -7670 });
    expect(await venue.code(main, 'getProfitCalculation', { ...deal, cmd: 6 })).toBe('BE102');
    expect(await venue.code(main, 'getProfitCalculation', { ...deal, openPrice: 1.2233001 })).toBe('BE001');
  });

  test('behavior: times in summer are CEST', async () => {
    await venue.close();
    venue = await VenueHarness.start({}, Date.UTC(2026, 2, 29, 1, 0, 0) - 400);
    main = (await venue.login()).main;
    expect(await venue.data(main, 'getServerTime')).toMatchObject({ timeString: 'Mar 29, 2026 3:00:00 AM' });
  });
});

describe('errors', () => {
  const bad: readonly (readonly [string, string, unknown])[] = [
    ['getSymbol', 'BE106', {}],
    ['getSymbol', 'BE106', { symbol: null }],
    ['getSymbol', 'BE110', { symbol: 5 }],
    ['getSymbol', 'BE110', 'EURUSD'],
    ['getSymbol', 'BE115', { symbol: 'eurusd' }],
    ['getTickPrices', 'BE106', { symbols: ['EURUSD'], timestamp: 0 }],
    ['getTickPrices', 'BE110', { symbols: 'EURUSD', timestamp: 0, level: 0 }],
    ['getTickPrices', 'BE115', { symbols: ['EURUSD', 'X'], timestamp: 0, level: 0 }],
    ['getTradingHours', 'BE110', { symbols: [5] }],
    ['getTradingHours', 'BE115', { symbols: ['X'] }],
    ['getNews', 'BE106', { start: 1 }],
    ['getNews', 'EX000', { start: 5, end: 1 }],
    ['getIbsHistory', 'BE106', {}],
    ['getMarginTrade', 'BE003', { symbol: 'EURUSD', volume: 0.015 }],
    ['getCommissionDef', 'BE003', { symbol: 'T.US', volume: 0 }],
    ['getTrades', 'BE106', {}],
    ['getTrades', 'BE110', { openedOnly: 'yes' }],
    ['getTradesHistory', 'BE106', { start: 0 }],
    ['getTradeRecords', 'BE110', { orders: ['1'] }],
    ['tradeTransactionStatus', 'BE106', {}],
    ['tradeTransactionStatus', 'BE098', { order: 1 }],
    ['getKeepAlive', 'BE104', {}],
    ['getChartLastRequest', 'BE106', {}],
    ['getChartLastRequest', 'BE105', { info: { period: 2, start: 0, symbol: 'EURUSD' } }],
    ['getChartLastRequest', 'BE115', { info: { period: 1, start: 0, symbol: 'X' } }],
    ['getChartLastRequest', 'EX009', { info: { period: 1, start: 0, symbol: 'EURUSD' } }],
    ['getChartRangeRequest', 'BE106', { info: { period: 1, start: 0, symbol: 'EURUSD' } }],
    ['getChartRangeRequest', 'BE110', { info: [] }],
  ];
  test('error: each invalid request has its code, and the connection stays', async () => {
    for (const [command, code, args] of bad)
      expect(`${command} ${await venue.code(main, command, args)}`).toBe(`${command} ${code}`);
    expect(main.closed).toBe(false);
  });
});

describe('a long list', () => {
  test('behavior: made-up instruments are as long as 17,000 for 20 MB need', async () => {
    await venue.close();
    venue = await VenueHarness.start({ instruments: 2000 });
    main = (await venue.login()).main;
    const rows = await venue.data<Rows>(main, 'getAllSymbols');
    expect(rows).toHaveLength(2000);
    expect((Buffer.byteLength(main.text) / 2000) * 17_000).toBeGreaterThan(19_500_000);
  });
});
