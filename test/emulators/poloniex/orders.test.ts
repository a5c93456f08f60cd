import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PoloniexEmulatorOptions } from '../../../src/emulators';
import { LIMIT_BUY, PoloniexHarness, type Row } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
});
afterEach(() => venue.close());

async function begin(options: PoloniexEmulatorOptions): Promise<void> {
  await venue.close();
  venue = await PoloniexHarness.start(options);
}

const MARKET_BUY = { symbol: 'BTC_USDT', side: 'BUY', type: 'MARKET', amount: '463.01' };
const order = (id: string): Promise<Row> => venue.ok('GET', `/orders/${id}`);
const open = (query = {}): Promise<Row[]> => venue.ok<Row[]>('GET', '/orders', { query });
const history = (query = {}): Promise<Row[]> => venue.ok<Row[]>('GET', '/orders/history', { query });
const trades = (query = {}): Promise<Row[]> => venue.ok<Row[]>('GET', '/trades', { query });
const idsOf = (rows: readonly Row[]): string[] => rows.map(({ id }) => String(id));
const kinds = (): string[] => venue.emulator.orders.executed.map(({ kind }) => kind);
const code = async (members: object): Promise<unknown> =>
  ((await venue.refusal('POST', '/orders', { body: { ...LIMIT_BUY, ...members } })) as Row)['code'];

test('default: a resting limit buy holds its value; canceling gives it back', async () => {
  const reply = await venue.ok('POST', '/orders', { body: { ...LIMIT_BUY, clientOrderId: '1234Abc' } });
  expect(reply).toEqual({ id: '205343650954092544', clientOrderId: '1234Abc' });
  expect(venue.emulator.balance('USDT')).toEqual({ available: '999600', hold: '400' });
  expect(await open()).toEqual([
    {
      ...{ id: '205343650954092544', clientOrderId: '1234Abc', symbol: 'BTC_USDT', state: 'NEW' },
      ...{ accountType: 'SPOT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' },
      ...{ price: '40000.00', avgPrice: '0', amount: '0', filledQuantity: '0', filledAmount: '0' },
      ...{ createTime: venue.clock.now(), updateTime: venue.clock.now() },
      ...{ orderSource: 'API', loan: false, cancelReason: 0 },
    },
  ]);
  expect(await order('cid:1234Abc')).toEqual((await open())[0]);
  expect(await venue.ok('DELETE', '/orders/205343650954092544')).toEqual({
    ...{
      orderId: '205343650954092544',
      clientOrderId: '1234Abc',
      state: 'PENDING_CANCEL',
      code: 200,
      message: '',
    },
  });
  expect(venue.emulator.balance('USDT')).toEqual({ available: '1000000', hold: '0' });
  expect(await history()).toMatchObject([{ state: 'CANCELED', filledQuantity: '0' }]);
  expect(kinds()).toEqual(['pending', 'delete']);
});

test('behavior: a market buy spends its amount, a market sell its quantity; fees are of what is received', async () => {
  await begin({ partialFills: false });
  const bought = await venue.place({ ...MARKET_BUY, price: undefined, quantity: undefined });
  expect(await order(bought)).toMatchObject({
    ...{ state: 'FILLED', amount: '463.01', quantity: '0', filledQuantity: '0.01', filledAmount: '463.0002' },
  });
  expect(venue.emulator.balance('USDT')).toEqual({ available: '999536.9998', hold: '0' });
  expect(venue.emulator.balance('BTC').available).toBe('10.0099845');
  const sold = await venue.place({ side: 'SELL', type: 'MARKET', price: undefined, quantity: '0.01' });
  expect(await trades()).toMatchObject([
    {
      orderId: sold,
      side: 'SELL',
      matchRole: 'TAKER',
      price: '46300',
      feeCurrency: 'USDT',
      feeAmount: '0.71765',
    },
    {
      orderId: bought,
      side: 'BUY',
      price: '46300.02',
      quantity: '0.01',
      feeCurrency: 'BTC',
      feeAmount: '0.0000155',
    },
  ]);
  expect(await venue.ok<Row[]>('GET', `/orders/${bought}/trades`)).toHaveLength(1);
  expect(kinds()).toEqual(['open', 'open']);
});

test('behavior: the book offers finite levels: a taker is filled in parts, the rest rests or is canceled', async () => {
  const resting = await venue.place({ price: '46300.02', quantity: '5' });
  const partly = await order(resting);
  expect(partly).toMatchObject({ state: 'PARTIALLY_FILLED', avgPrice: '46300.02' });
  const filled = Number(partly['filledQuantity']);
  expect(filled).toBeGreaterThan(0);
  expect(await trades()).toMatchObject([{ matchRole: 'TAKER', orderId: resting, price: '46300.02' }]);
  expect((await venue.read<Row>('/markets/BTC_USDT/orderBook'))['asks']).not.toContain('46300.02');
  venue.price('46300.00');
  const [trade] = await trades();
  expect(trade).toMatchObject({ matchRole: 'MAKER', price: '46300.02' });
  await venue.ok('DELETE', `/orders/${resting}`);
  expect(await order(resting)).toMatchObject({ state: 'PARTIALLY_CANCELED' });
  expect(kinds()[0]).toBe('pending');
  expect(kinds().at(-1)).toBe('delete');
});

test('args: IOC cancels what it does not get, FOK gets all or nothing, LIMIT_MAKER never takes', async () => {
  const ioc = await venue.place({ price: '46300.02', quantity: '5', timeInForce: 'IOC' });
  expect(await order(ioc)).toMatchObject({ state: 'PARTIALLY_CANCELED' });
  venue.price('46300.00');
  const fok = await venue.place({ price: '46300.02', quantity: '5', timeInForce: 'FOK' });
  expect(await order(fok)).toMatchObject({ state: 'CANCELED', filledQuantity: '0' });
  const small = await venue.place({ price: '46300.02', quantity: '0.001', timeInForce: 'FOK' });
  expect(await order(small)).toMatchObject({ state: 'FILLED' });
  const far = await venue.place({ timeInForce: 'IOC' });
  expect(await order(far)).toMatchObject({ state: 'CANCELED' });
  const maker = await venue.place({ type: 'LIMIT_MAKER' });
  expect(await order(maker)).toMatchObject({ state: 'NEW', type: 'LIMIT_MAKER' });
  expect(await code({ type: 'LIMIT_MAKER', price: '46400' })).toBe(21341);
  expect(await open()).toHaveLength(1);
});

test('behavior: a resting order fills as a maker at its own price, and the difference of a taker comes back', async () => {
  await begin({ partialFills: false });
  const id = await venue.place({ price: '46000', quantity: '0.01' });
  venue.price('45900.00');
  expect(await order(id)).toMatchObject({ state: 'FILLED', avgPrice: '46000' });
  expect(await trades()).toMatchObject([{ matchRole: 'MAKER', price: '46000', feeAmount: '0.0000145' }]);
  await venue.place({ price: '50000', quantity: '0.01' });
  expect(venue.emulator.balance('USDT')).toEqual({ available: '999080.9998', hold: '0' });
});

test('behavior: replacing cancels, then places with what was not changed; a refused placement leaves it canceled', async () => {
  const id = await venue.place({ clientOrderId: 'first' });
  const next = await venue.ok('PUT', `/orders/${id}`, { body: { price: '41000', clientOrderId: 'second' } });
  expect(next).toMatchObject({ clientOrderId: 'second' });
  expect(await order(id)).toMatchObject({ state: 'CANCELED' });
  expect(await order('cid:second')).toMatchObject({ state: 'NEW', price: '41000.00', quantity: '0.01' });
  const body = { quantity: '9', price: '1000000' };
  expect(await venue.refusal('PUT', '/orders/cid:second', { body })).toMatchObject({
    status: 400,
    code: 21709,
  });
  expect(await order('cid:second')).toMatchObject({ state: 'CANCELED' });
  expect(await venue.refusal('PUT', '/orders/cid:second', { body: {} })).toMatchObject({ code: 21305 });
  const proceed = { proceedOnFailure: true };
  await venue.ok('PUT', '/orders/cid:second', { body: proceed });
  expect(await open()).toHaveLength(1);
});

test('behavior: a batch answers order by order', async () => {
  const batch = [
    { ...LIMIT_BUY, clientOrderId: 'a' },
    { ...LIMIT_BUY, clientOrderId: 'b', quantity: '30' },
  ];
  expect(await venue.ok('POST', '/orders/batch', { body: batch })).toEqual([
    { id: expect.any(String), clientOrderId: 'a' },
    { code: 21709, message: 'Low available balance', clientOrderId: 'b' },
  ]);
  const many = Array(21).fill(LIMIT_BUY);
  expect(await venue.refusal('POST', '/orders/batch', { body: many })).toMatchObject({ code: 400 });
});

test('behavior: cancel by ids answers id by id; cancel all touches the named symbols alone', async () => {
  const first = await venue.place({ clientOrderId: 'a' });
  const second = await venue.place();
  const other = await venue.place({ symbol: 'ETH_USDT', price: '1000', quantity: '1' });
  const body = { orderIds: [second, '1'], clientOrderIds: ['a', 'z'] };
  expect(await venue.ok('DELETE', '/orders/cancelByIds', { body })).toMatchObject([
    { orderId: second, code: 200, state: 'PENDING_CANCEL' },
    { orderId: '1', code: 21301 },
    { orderId: first, clientOrderId: 'a', code: 200 },
    { clientOrderId: 'z', code: 21301 },
  ]);
  await venue.place();
  expect(await venue.ok<Row[]>('DELETE', '/orders', { body: { symbols: ['BTC_USDT'] } })).toHaveLength(1);
  expect(idsOf(await open())).toEqual([other]);
  expect(await venue.ok('DELETE', '/orders', { body: { accountTypes: ['FUTURES'] } })).toEqual([]);
  expect(await venue.ok('DELETE', '/orders')).toMatchObject([{ orderId: other }]);
});

test('args: reads filter and page: from a number on, older ones or newer ones', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.push(await venue.place({ symbol: index === 0 ? 'ETH_USDT' : 'BTC_USDT', price: '300' }));
  }
  const newest = [...ids].reverse();
  expect(idsOf(await open())).toEqual(newest);
  expect(idsOf(await open({ symbol: 'ETH_USDT' }))).toEqual([ids[0]]);
  expect(await open({ side: 'SELL' })).toEqual([]);
  expect(idsOf(await open({ limit: '2' }))).toEqual(newest.slice(0, 2));
  expect(idsOf(await open({ limit: '2', from: newest[1] ?? '', direction: 'NEXT' }))).toEqual(
    newest.slice(2, 4),
  );
  expect(idsOf(await open({ limit: '2', from: newest[3] ?? '', direction: 'PRE' }))).toEqual(
    newest.slice(1, 3),
  );
  await venue.ok('DELETE', '/orders');
  expect(idsOf(await history({ states: 'CANCELED', symbol: 'BTC_USDT', type: 'LIMIT', limit: '3' }))).toEqual(
    newest.slice(0, 3),
  );
  expect(await history({ hideCancel: 'true' })).toEqual([]);
  expect(await history({ startTime: String(venue.clock.now() + 1) })).toEqual([]);
});

test('args: trades are of the last week unless a time is named, by symbols', async () => {
  await venue.place({ side: 'SELL', type: 'MARKET', price: undefined, quantity: '0.001' });
  const start = String(venue.clock.now());
  expect(await trades({ symbols: 'ETH_USDT,BTC_USDT' })).toHaveLength(1);
  expect(await trades({ symbols: 'ETH_USDT' })).toEqual([]);
  venue.clock.advanceSync(8 * 86_400_000);
  expect(await trades()).toEqual([]);
  expect(await trades({ startTime: start })).toHaveLength(1);
});

test('behavior: the kill switch cancels everything when it runs out, and is restarted by every call', async () => {
  const set = (timeout: string): Promise<Row> =>
    venue.ok('POST', '/orders/killSwitch', { body: { timeout } });
  await venue.place();
  const seconds = Math.floor(venue.clock.now() / 1000);
  expect(await set('15')).toEqual({ startTime: String(seconds), cancellationTime: String(seconds + 15) });
  venue.clock.advanceSync(14_000);
  expect(await venue.ok('GET', '/orders/killSwitchStatus')).toMatchObject({
    cancellationTime: String(seconds + 15),
  });
  await set('10');
  venue.clock.advanceSync(9999);
  expect(await open()).toHaveLength(1);
  venue.clock.advanceSync(1);
  expect(await open()).toEqual([]);
  await venue.place();
  await set('10');
  expect(await set('-1')).toEqual({ startTime: '0', cancellationTime: '0' });
  venue.clock.advanceSync(60_000);
  expect(await open()).toHaveLength(1);
  for (const timeout of ['9', '601', 'soon']) {
    expect(await venue.refusal('POST', '/orders/killSwitch', { body: { timeout } })).toMatchObject({
      code: 400,
    });
  }
});

test('error: what breaks a rule of the market is refused with its code, and nothing is executed', async () => {
  const wrong: readonly (readonly [object, number])[] = [
    [{ symbol: 'USDT_BTC' }, 24101],
    [{ side: 'HOLD' }, 21319],
    [{ type: 'STOP' }, 21320],
    [{ timeInForce: 'GTD' }, 21321],
    [{ price: undefined }, 21309],
    [{ quantity: '0' }, 21328],
    [{ price: '40000.001' }, 21335],
    [{ quantity: '0.0100001' }, 21336],
    [{ type: 'MARKET', price: undefined, quantity: undefined, amount: '10.001' }, 21337],
    [{ type: 'MARKET', price: undefined, quantity: undefined }, 21317],
    [{ type: 'MARKET', price: undefined }, 400],
    [{ amount: '10' }, 400],
    [{ price: '1e5' }, 400],
    [{ price: '-1' }, 400],
    [{ quantity: '0.00001' }, 21322],
    [{ price: '9000000', quantity: '90' }, 21360],
    [{ quantity: '100' }, 21709],
    [{ side: 'SELL', quantity: '11' }, 21709],
    [{ clientOrderId: 'no spaces' }, 21315],
    [{ clientOrderId: 'x'.repeat(65) }, 21315],
    [{ accountType: 'FUTURES' }, 21324],
  ];
  for (const [members, expected] of wrong)
    expect(await code(members), JSON.stringify(members)).toBe(expected);
  expect(kinds()).toEqual([]);
  await venue.place({ clientOrderId: 'x'.repeat(64) });
  expect(await code({ clientOrderId: 'x'.repeat(64) })).toBe(21312);
  venue.emulator.market.halt('BTC_USDT');
  expect(await code({})).toBe(21352);
});

test('error: orders that are not there, filled or canceled already', async () => {
  const refused = async (method: string, path: string): Promise<unknown> =>
    ((await venue.refusal(method, path)) as Row)['code'];
  expect(await refused('GET', '/orders/1')).toBe(21301);
  expect(await refused('DELETE', '/orders/cid:none')).toBe(21301);
  const filled = await venue.place({ price: '46300.02', quantity: '0.001' });
  expect(await refused('DELETE', `/orders/${filled}`)).toBe(21359);
  const canceled = await venue.place();
  await venue.ok('DELETE', `/orders/${canceled}`);
  expect(await refused('DELETE', `/orders/${canceled}`)).toBe(21305);
});

test('error: in maintenance nothing is placed or canceled, in post-only mode only makers are taken', async () => {
  const id = await venue.place();
  venue.emulator.setMode({ maintenance: true });
  expect(await code({})).toBe(21340);
  expect(await venue.refusal('DELETE', `/orders/${id}`)).toMatchObject({ code: 21340 });
  venue.emulator.setMode({ maintenance: false, postOnly: true });
  expect(await code({})).toBe(21341);
  await venue.place({ type: 'LIMIT_MAKER' });
});

test('behavior: accounts are apart', async () => {
  const accounts = [
    { apiKey: 'A', apiSecret: 'a' },
    { apiKey: 'B', apiSecret: 'b', userId: 9, accountId: '77', balances: { USDT: '5' } },
  ];
  await begin({ accounts });
  await venue.place();
  const foreign = venue.emulator.placeOrder(
    { ...LIMIT_BUY, side: 'BUY', type: 'LIMIT', price: '1000', quantity: '0.004' },
    'B',
  );
  expect(await open()).toHaveLength(1);
  expect(await venue.refusal('GET', `/orders/${foreign}`)).toMatchObject({ code: 21301 });
  expect(venue.emulator.balance('USDT', 'B')).toEqual({ available: '1', hold: '4' });
});
