import { afterEach, expect, test } from 'vitest';
import type { ChpEmulatorOptions } from '../../../src/emulators';
import { ChpHarness, LIMIT_BUY, PORTFOLIO, type Row } from './harness';

let venue: ChpHarness;
afterEach(() => venue.close());

async function begin(options: ChpEmulatorOptions = {}, startTime?: number): Promise<void> {
  venue = await ChpHarness.connected({ floatNoise: false, ...options }, startTime);
  await venue.data('ListenPortfolio', { portfolio: PORTFOLIO });
}
const states = async (): Promise<unknown[]> => (await venue.data('UpdateOrder')).map(({ state }) => state);
const kinds = (): string[] => venue.emulator.orders.executed.map(({ kind }) => kind);
const price = (bid: number): void =>
  venue.emulator.market.setPrice('GAZP', bid.toFixed(2), (bid + 0.02).toFixed(2));

test('default: a limit order answers with cookie and orderid, and goes from submitted to open', async () => {
  await begin();
  const data = await venue.data('PlaceOrder', LIMIT_BUY);
  expect(data).toEqual([{ cookie: 12, orderid: expect.stringMatching(/^\d+$/) }]);
  const rows = await venue.data('UpdateOrder');
  expect(rows.map(({ state, orderno }) => [state, orderno === '0'])).toEqual([
    [0, true],
    [2, false],
  ]);
  expect(rows[1]).toEqual({
    ...{ portfolio: PORTFOLIO, symbol: 'GAZP', state: 2, action: 1, type: 2, validity: 1, price: 150 },
    ...{ amount: 10, stop: 0, filled: 10, datetime: '2026-01-05T15:00:00', status_mask: 0, cookie: 12 },
    orderid: data[0]?.['orderid'],
    orderno: expect.stringMatching(/^\d+$/),
  });
  expect(venue.emulator.orders.executed).toMatchObject([
    { kind: 'pending', side: 'buy', volume: '10', price: '150', customComment: '12', account: PORTFOLIO },
  ]);
});

test('behavior: a market order fills at once; orders, trades, position and money show it', async () => {
  await begin();
  const orderid = await venue.place({ type: 1, price: 0, amount: 50, cookie: 7 });
  expect(await states()).toEqual([0, 2, 5]);
  expect(await venue.data('AddTrade')).toEqual([
    {
      ...{ portfolio: PORTFOLIO, symbol: 'GAZP', orderid, price: 163.92, amount: 50 },
      ...{ datetime: '2026-01-05T15:00:00', tradeno: expect.stringMatching(/^\d+$/) },
    },
  ]);
  expect(await venue.data('UpdatePosition')).toMatchObject([{ avprice: 163.92, amount: 50 }]);
  await venue.place({ type: 1, price: 0, amount: 80, action: 2 });
  expect((await venue.data('AddTrade'))[0]).toMatchObject({ amount: -80, price: 163.9 });
  expect((await venue.data('UpdatePosition')).at(-1)).toMatchObject({ avprice: 163.9, amount: -30 });
  expect((await venue.data('SetPortfolio')).at(-1)).toMatchObject({ cash: 9_999_999 });
  expect(kinds()).toEqual(['open', 'open']);
});

test('behavior: partial fills; filled is what remains, and the rest waits for the book', async () => {
  await begin();
  const orderid = await venue.place({ price: 164, amount: 50_000 });
  const rows = await venue.data('UpdateOrder');
  const partial = rows.at(-1);
  expect(partial?.['state']).toBe(6);
  const trades = await venue.data('AddTrade');
  const done = trades.reduce((sum, { amount }) => sum + Number(amount), 0);
  expect(trades.length).toBeGreaterThan(1);
  expect(partial?.['filled']).toBe(50_000 - done);
  expect(new Set(rows.map((row) => row['orderid']))).toEqual(new Set([orderid]));
  for (let turn = 0; turn < 200; turn += 1) price(163.9);
  expect((await venue.data('UpdateOrder')).at(-1)).toMatchObject({ state: 5, filled: 0 });
  expect(await venue.data('UpdatePosition')).toContainEqual(expect.objectContaining({ amount: 50_000 }));
});

test('args: partialFills false fills whole at the best price', async () => {
  await begin({ partialFills: false });
  await venue.place({ price: 164, amount: 50_000 });
  expect(await states()).toEqual([0, 2, 5]);
});

test('behavior: stop and stop-limit orders wait at the broker until their trigger', async () => {
  await begin();
  await venue.place({ type: 3, price: 0, stop: 165 });
  await venue.place({ type: 4, price: 165.1, stop: 165.5, cookie: 2 });
  expect(await states()).toEqual([0, 1, 0, 1]);
  price(165);
  const rows = await venue.data('UpdateOrder');
  expect(rows.map(({ state, type }) => [type, state])).toEqual([[3, 5]]);
  price(165.5);
  expect((await venue.data('UpdateOrder')).map(({ state, type }) => [type, state])).toEqual([[4, 2]]);
  price(165);
  expect(await states()).toEqual([5]);
  await venue.place({ type: 4, price: 160, stop: 164.5, cookie: 3 });
  expect(await states()).toEqual([0, 1, 2]);
});

test('behavior: MoveOrder changes the price only and gives a new orderno; CancelOrder cancels', async () => {
  await begin();
  const orderid = await venue.place();
  const before = (await venue.data('UpdateOrder')).at(-1);
  const target = { portfolio: PORTFOLIO, symbol: 'GAZP', orderid };
  expect(await venue.data('MoveOrder', { ...target, targetprice: 151 })).toEqual([{ orderid, result: true }]);
  const moved = (await venue.data('UpdateOrder')).at(-1);
  expect(moved).toEqual({
    ...before,
    price: 151,
    orderno: expect.not.stringMatching(`^${before?.['orderno']}$`),
  });
  expect(await venue.data('MoveOrder', { ...target, targetprice: '152.5' })).toHaveLength(1);
  expect(await venue.data('CancelOrder', target)).toEqual([{ orderid, result: true }]);
  expect(await states()).toEqual([2, 4]);
  expect(await venue.data('CancelOrder', target)).toEqual([
    { orderid, result: false, reason: `Приказ ${orderid} уже не активен.` },
  ]);
  expect(kinds()).toEqual(['pending', 'modify', 'modify', 'delete']);
});

test('behavior: day orders end with the day in Moscow, GTC orders after 30 days', async () => {
  await begin();
  await venue.place({ validity: 1 });
  await venue.place({ validity: 2 });
  await venue.data('UpdateOrder');
  venue.clock.advanceSync(9 * 3_600_000 - 1);
  expect(await states()).toEqual([]);
  venue.clock.advanceSync(1);
  expect(await venue.data('UpdateOrder')).toMatchObject([{ validity: 1, state: 3 }]);
  venue.clock.advanceSync(30 * 86_400_000);
  expect(await venue.data('UpdateOrder')).toMatchObject([{ validity: 2, state: 3 }]);
});

test('behavior: GetMyPortfolioData returns active orders, or orders, trades and closed positions', async () => {
  await begin();
  const portfolio = PORTFOLIO;
  const open = await venue.place({ cookie: 1 });
  const bought = await venue.place({ type: 1, price: 0, cookie: 2 });
  const sold = await venue.place({ type: 1, price: 0, action: 2, cookie: 3 });
  expect(await venue.data('GetMyPortfolioData', { portfolio, mode: 1 })).toMatchObject([
    { row: 0, nrows: 1, id: open, state: 2, filled: 10, cookie: 1 },
  ]);
  const all = await venue.data('GetMyPortfolioData', { portfolio, mode: 2 });
  const has = (key: string): Row[] => all.filter((row) => key in row);
  expect(has('cookie').map(({ id, state }) => [id, state])).toEqual([
    [open, 2],
    [bought, 5],
    [sold, 5],
  ]);
  expect(has('buysell').map(({ buysell, volume, price: paid }) => [buysell, volume, paid])).toEqual([
    [1, 10, 163.92],
    [2, 10, 163.9],
  ]);
  expect(has('buysell')[0]?.['orderno']).toBe(has('cookie')[1]?.['no']);
  expect(has('postime')).toMatchObject([
    { amount: 10, price_buy: 163.92, price_sell: 163.9, order_open: bought, order_close: sold },
  ]);
  expect(await venue.data('GetPortfolioList')).toEqual([
    { row: 0, nrows: 1, portfolioName: PORTFOLIO, portfolioExch: 'EQBR', portfolioStatus: 0 },
  ]);
});

test('behavior: money that is all invested can be sold again', async () => {
  await begin({ partialFills: false });
  await venue.place({ type: 1, price: 0, amount: 60_000 });
  await venue.place({ type: 1, price: 0, amount: 60_000, action: 2 });
  expect((await venue.data('UpdatePosition')).at(-1)).toMatchObject({ amount: 0 });
});

test('behavior: orders are kept over a restart, and their cookies stay used', async () => {
  await begin();
  const orderid = await venue.place({ cookie: 5 });
  venue.restart();
  await venue.data('Connected', venue.emulator.credentials);
  expect(await venue.data('GetMyPortfolioData', { portfolio: PORTFOLIO, mode: 1 })).toMatchObject([
    { id: orderid },
  ]);
  expect(await venue.data('PlaceOrder', { ...LIMIT_BUY, cookie: 5 })).toEqual([
    { cookie: 5, orderid: '', reason: 'Приказ с cookie 5 уже существует.' },
  ]);
});

test('error: what the document forbids is refused and nothing is executed', async () => {
  await begin();
  const wrong: readonly (readonly [object, string])[] = [
    [{ action: 5 }, '-1610612732'],
    [{ type: 0 }, '-1610612732'],
    [{ validity: 3 }, '-1610612732'],
    [{ type: 1 }, '-1610612732'],
    [{ price: 0 }, '-1610612732'],
    [{ stop: 1 }, '-1610612732'],
    [{ price: 150.005 }, '-1610612732'],
    [{ amount: 15 }, '-1610612732'],
    [{ amount: 0 }, '-1610612732'],
    [{ cookie: 2 ** 31 }, '-1610612732'],
    [{ symbol: 'GAZZ' }, '-1610612735'],
    [{ portfolio: 'X' }, '-1610612734'],
  ];
  for (const [body, reason] of wrong) {
    expect(await venue.refusal('PlaceOrder', { ...LIMIT_BUY, ...body }), JSON.stringify(body)).toMatchObject({
      reason,
    });
  }
  venue.emulator.market.halt('GAZP');
  // What the exchange refuses has no code: SmartCOM reported it by OrderFailed, whose reason is a text.
  for (const [body, reason] of [
    [{ symbol: 'SBER', amount: 10_000_000 }, 'Недостаточно средств.'],
    [{ symbol: 'SU26207RMFS9', action: 3, price: 108 }, 'Короткая продажа запрещена.'],
    [{}, 'Торги по инструменту не проводятся.'],
  ] as const) {
    expect(await venue.data('PlaceOrder', { ...LIMIT_BUY, ...body })).toMatchObject([
      { orderid: '', reason },
    ]);
  }
  expect(await states()).toEqual([]);
  expect(kinds()).toEqual([]);
});

test('args: refusals "row" reports a refused order by a row with a reason', async () => {
  await begin({ refusals: 'row' });
  expect(await venue.data('PlaceOrder', { ...LIMIT_BUY, amount: 10_000_000 })).toEqual([
    { cookie: 12, orderid: '', reason: 'Недостаточно средств.' },
  ]);
  expect(await venue.data('CancelOrder', { portfolio: PORTFOLIO, symbol: 'GAZP', orderid: '1' })).toEqual([
    { orderid: '1', result: false, reason: 'Приказ 1 не найден.' },
  ]);
});

test('error: a portfolio that may only be read takes no order', async () => {
  const portfolios = [{ name: PORTFOLIO, status: 2 }];
  await begin({ accounts: [{ login: 'l', password: 'p', token: 't', portfolios }] });
  expect(await venue.data('PlaceOrder', LIMIT_BUY)).toMatchObject([
    { orderid: '', reason: 'Портфель закрыт для торговли.' },
  ]);
});
