import { afterEach, beforeEach, expect, test } from 'vitest';
import { PoloniexHarness, type Row } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
});
afterEach(() => venue.close());

const keys = (row: Row | undefined): string[] => Object.keys(row ?? {});

test('default: time, markets and currencies have the documented members', async () => {
  expect(await venue.read('/timestamp')).toEqual({ serverTime: venue.clock.now() });
  const markets = await venue.read<Row[]>('/markets');
  expect(markets.map(({ symbol }) => symbol)).toContain('BTC_USDT');
  const [market] = await venue.read<Row[]>('/markets/BTC_USDT');
  expect(market).toMatchObject({
    baseCurrencyName: 'BTC',
    quoteCurrencyName: 'USDT',
    displayName: 'BTC/USDT',
    state: 'NORMAL',
    symbolTradeLimit: {
      priceScale: 2,
      quantityScale: 6,
      amountScale: 2,
      minQuantity: '0.000001',
      minAmount: '1',
    },
  });
  expect(markets).toContainEqual(market);
  const currencies = await venue.read<Row[]>('/currencies');
  expect(currencies[0]?.['BTC']).toMatchObject({ id: 1, name: 'Bitcoin', tradingState: 'NORMAL' });
  expect(await venue.read('/currencies/BTC')).toEqual(currencies[0]);
  const newer = await venue.read<Row[]>('/v2/currencies');
  expect(newer[0]).toMatchObject({ coin: 'BTC', networkList: [{ blockchain: 'BTC', decimals: 8 }] });
  expect(await venue.read('/v2/currencies/BTC')).toEqual(newer[0]);
});

test('default: tickers and prices have the bid as the last price', async () => {
  const ticker = await venue.read('/markets/BTC_USDT/ticker24h');
  expect(ticker).toMatchObject({
    symbol: 'BTC_USDT',
    close: '46300.00',
    bid: '46300.00',
    ask: '46300.02',
    markPrice: '46300.00',
  });
  expect(Number(ticker['low'])).toBeLessThanOrEqual(46_300);
  expect(Number(ticker['high'])).toBeGreaterThanOrEqual(46_300);
  expect(await venue.read<Row[]>('/markets/ticker24h')).toContainEqual(ticker);
  expect(await venue.read('/markets/BTC_USDT/price')).toMatchObject({
    price: '46300.00',
    ts: venue.clock.now(),
  });
  expect(await venue.read<Row[]>('/markets/price')).toHaveLength(9);
  expect(await venue.read('/markets/BTC_USDT/markPrice')).toMatchObject({ markPrice: '46300.00' });
  expect(await venue.read<Row[]>('/markets/markPrice')).toHaveLength(9);
});

test('default: the order book is flat, best first, and as deep as requested', async () => {
  const book = await venue.read('/markets/BTC_USDT/orderBook');
  expect(book).toMatchObject({ scale: '0.01', asks: expect.arrayContaining(['46300.02']) });
  const prices = (side: string): number[] =>
    (book[side] as unknown as string[]).filter((_, index) => index % 2 === 0).map(Number);
  expect(prices('asks')).toEqual([...prices('asks')].sort((left, right) => left - right));
  expect(prices('bids')).toEqual([...prices('bids')].sort((left, right) => right - left));
  for (const limit of [5, 10, 20, 50, 100, 150]) {
    expect((await venue.read(`/markets/BTC_USDT/orderBook?limit=${limit}`))['bids']).toHaveLength(limit * 2);
  }
});

test('default: candle rows have fourteen elements of the documented types', async () => {
  const rows = await venue.read<unknown[][]>('/markets/BTC_USDT/candles?interval=MINUTE_5&limit=3');
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    expect(row.map((value) => typeof value)).toEqual([
      ...Array(8).fill('string'),
      ...['number', 'number', 'string', 'string', 'number', 'number'],
    ]);
    const [low, high, open, close] = row.slice(0, 4).map(Number) as [number, number, number, number];
    expect(low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
    expect(Number(row[13]) - Number(row[12])).toBe(300_000 - 1);
  }
  expect(rows.map((row) => row[12])).toEqual([...rows.map((row) => row[12])].sort());
  expect(rows.at(-1)?.[12]).toBe(Math.floor(venue.clock.now() / 300_000) * 300_000);
});

test('args: startTime and endTime bound candles, and of them the newest come; months begin on the first', async () => {
  const hour = 3_600_000;
  const end = Math.floor(venue.clock.now() / hour) * hour - 10 * hour;
  const path = `/markets/BTC_USDT/candles?interval=HOUR_1&startTime=${end - 5 * hour}&endTime=${end}`;
  const starts = async (target: string): Promise<number[]> =>
    (await venue.read<unknown[][]>(target)).map((row) => Number(row[12]));
  expect(await starts(path)).toEqual([5, 4, 3, 2, 1, 0].map((back) => end - back * hour));
  expect(await starts(`${path}&limit=2`)).toEqual([end - hour, end]);
  const months = await starts('/markets/BTC_USDT/candles?interval=MONTH_1&limit=3');
  expect(months).toEqual([Date.UTC(2025, 10), Date.UTC(2025, 11), Date.UTC(2026, 0)]);
  for (const interval of ['DAY_3', 'WEEK_1', 'HOUR_12', 'MINUTE_1']) {
    expect(await starts(`/markets/BTC_USDT/candles?interval=${interval}&limit=2`)).toHaveLength(2);
  }
});

test('default: trades come newest first, with the trade of a price set by hand among them', async () => {
  venue.emulator.market.resume();
  await venue.clock.advance(60_000);
  venue.price('47000.00');
  const trades = await venue.read<Row[]>('/markets/BTC_USDT/trades?limit=10');
  expect(trades).toHaveLength(10);
  expect(keys(trades[0])).toEqual(['id', 'price', 'quantity', 'amount', 'takerSide', 'ts', 'createTime']);
  expect(['47000.00', '47000.02']).toContain(String(trades[0]?.['price']));
  const ids = trades.map(({ id }) => Number(id));
  expect(ids).toEqual([...ids].sort((left, right) => right - left));
  expect(new Set(ids).size).toBe(10);
});

test('default: accounts, balances and fees', async () => {
  expect(await venue.ok('GET', '/accounts')).toEqual([
    { accountId: '1234', accountType: 'SPOT', accountState: 'NORMAL' },
  ]);
  const balances = await venue.ok<Row[]>('GET', '/accounts/balances');
  expect(balances).toMatchObject([{ accountId: '1234', accountType: 'SPOT' }]);
  expect(balances[0]?.['balances']).toContainEqual({
    ...{ currencyId: expect.any(String), currency: 'USDT', available: '1000000', hold: '0' },
  });
  expect(await venue.ok('GET', '/accounts/1234/balances')).toEqual(balances);
  expect(await venue.ok('GET', '/accounts/balances', { query: { accountType: 'FUTURES' } })).toEqual([]);
  expect(await venue.refusal('GET', '/accounts/1/balances')).toMatchObject({ code: 21600 });
  expect(await venue.ok('GET', '/feeinfo')).toMatchObject({ makerRate: '0.00145', takerRate: '0.00155' });
});

test('error: unknown symbols, intervals, depths, currencies and paths', async () => {
  const code = async (path: string): Promise<unknown[]> => {
    const { status, text } = await venue.send('GET', path, {});
    return [status, (JSON.parse(text) as Row)['code']];
  };
  expect(await code('/markets/USDT_BTC')).toEqual([400, 24101]);
  expect(await code('/markets/__proto__/trades')).toEqual([400, 24101]);
  expect(await code('/markets/BTC_USDT/candles?interval=MINUTE_2')).toEqual([400, 24102]);
  expect(await code('/markets/BTC_USDT/orderBook?limit=7')).toEqual([400, 24106]);
  expect(await code('/markets/BTC_USDT/candles?interval=DAY_1&limit=501')).toEqual([400, 400]);
  expect(await code('/currencies/XYZ')).toEqual([400, 21102]);
  expect(await code('/nothing')).toEqual([404, 404]);
});

test('error: quotas count a second: each key for itself, heavy requests apart', async () => {
  await venue.close();
  venue = await PoloniexHarness.start({ rateLimits: true });
  const many = async (count: number, run: () => Promise<{ status: number }>): Promise<number> => {
    let refused = 0;
    for (let index = 0; index < count; index += 1) if ((await run()).status === 429) refused += 1;
    return refused;
  };
  expect(await many(11, () => venue.send('GET', '/markets', {}))).toBe(1);
  expect(await many(201, () => venue.send('GET', '/timestamp', {}))).toBe(1);
  expect(await many(11, () => venue.signed('GET', '/orders'))).toBe(1);
  expect(await many(51, () => venue.signed('GET', '/accounts'))).toBe(1);
  const { text } = await venue.signed('GET', '/accounts');
  expect(text).toBe('{"code":429,"message":"Too many requests"}');
  await venue.clock.advance(1000);
  expect(await many(10, () => venue.signed('GET', '/orders'))).toBe(0);
});
