import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PoloniexHarness, type Row } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start({ partialFills: false });
});
afterEach(() => venue.close());

const STOP_LIMIT = {
  ...{ symbol: 'BTC_USDT', side: 'SELL', type: 'STOP_LIMIT' },
  ...{ stopPrice: '45000', price: '44900', quantity: '0.01', clientOrderId: 'stop-1' },
};
const place = async (members: object = {}): Promise<string> =>
  String((await venue.ok('POST', '/smartorders', { body: { ...STOP_LIMIT, ...members } }))['id']);
const one = async (id: string): Promise<Row | undefined> =>
  (await venue.ok<Row[]>('GET', `/smartorders/${id}`))[0];
const open = (): Promise<Row[]> => venue.ok<Row[]>('GET', '/smartorders');

test('default: a stop-limit waits without holding funds and becomes a limit order with a new number', async () => {
  const id = await place();
  expect(await open()).toEqual([
    {
      ...{ id, clientOrderId: 'stop-1', symbol: 'BTC_USDT', state: 'PENDING_NEW', accountType: 'SPOT' },
      ...{ side: 'SELL', type: 'STOP_LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '44900.00' },
      ...{ amount: '0', stopPrice: '45000', createTime: venue.clock.now(), updateTime: venue.clock.now() },
    },
  ]);
  expect(venue.emulator.balance('BTC').hold).toBe('0');
  venue.price('45000.01');
  expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
  venue.price('45000.00');
  const triggered = await one('cid:stop-1');
  expect(triggered).toMatchObject({
    state: 'TRIGGERED',
    triggeredOrder: { type: 'LIMIT', state: 'FILLED', clientOrderId: 'stop-1', orderSource: 'SMART' },
  });
  expect(String(triggered?.['triggeredOrder']?.['id'])).not.toBe(id);
  expect(await open()).toEqual([]);
  expect(await venue.ok('GET', '/smartorders/history')).toMatchObject([{ id, state: 'TRIGGERED' }]);
});

test('behavior: a stop above the price fires from below; a market buy spends its amount', async () => {
  const id = await place({
    side: 'BUY',
    type: 'STOP',
    stopPrice: '47000',
    price: undefined,
    quantity: undefined,
    amount: '100',
  });
  venue.price('40000.00');
  expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
  venue.price('47000.00');
  expect(await one(id)).toMatchObject({
    state: 'TRIGGERED',
    triggeredOrder: { type: 'MARKET', amount: '100' },
  });
});

test('args: triggeredClientOrderId "empty" leaves the new order without the old id', async () => {
  await venue.close();
  venue = await PoloniexHarness.start({ triggeredClientOrderId: 'empty' });
  const id = await place({ price: '60000' });
  venue.price('44000.00');
  expect(await one(id)).toMatchObject({
    state: 'TRIGGERED',
    triggeredOrder: { clientOrderId: '', state: 'NEW' },
  });
});

test('behavior: without the funds when it fires it has failed', async () => {
  const id = await place({ quantity: '11' });
  venue.price('44000.00');
  expect(await one(id)).toMatchObject({ state: 'FAILED' });
  expect(venue.emulator.orders.executed).toEqual([]);
});

test('behavior: replace, cancel one, by ids and all', async () => {
  const id = await place();
  const next = await venue.ok('PUT', `/smartorders/${id}`, {
    body: { stopPrice: '44000', clientOrderId: 'stop-2' },
  });
  expect(await one(id)).toMatchObject({ state: 'CANCELED' });
  expect(await one(String(next['id']))).toMatchObject({
    stopPrice: '44000',
    price: '44900.00',
    clientOrderId: 'stop-2',
  });
  expect(await venue.ok('DELETE', '/smartorders/cid:stop-2')).toMatchObject({
    state: 'CANCELED',
    code: 200,
    message: 'Success',
  });
  const third = await place({ clientOrderId: '' });
  const body = { orderIds: [third, '1'], clientOrderIds: ['none'] };
  expect(await venue.ok('DELETE', '/smartorders/cancelByIds', { body })).toMatchObject([
    { orderId: third, code: 200 },
    { code: 21301 },
    { code: 21301 },
  ]);
  const eth = await place({ clientOrderId: '', symbol: 'ETH_USDT', stopPrice: '3000', price: '2900' });
  await place({ clientOrderId: '' });
  expect(await venue.ok<Row[]>('DELETE', '/smartorders', { body: { symbols: ['BTC_USDT'] } })).toHaveLength(
    1,
  );
  expect(await open()).toMatchObject([{ id: eth }]);
  expect(await venue.ok<Row[]>('DELETE', '/smartorders')).toHaveLength(1);
  venue.price('40000.00');
  expect(venue.emulator.orders.executed).toEqual([]);
});

test('error: kinds that are not served, missing triggers, used ids and orders that wait no more', async () => {
  const code = async (members: object): Promise<unknown> =>
    ((await venue.refusal('POST', '/smartorders', { body: { ...STOP_LIMIT, ...members } })) as Row)['code'];
  expect(await code({ type: 'ICEBERG' })).toBe(21320);
  const trailing = { type: 'TRAILING_STOP', stopPrice: undefined, price: undefined };
  expect(await code(trailing)).toBe(400);
  expect(await code({ ...trailing, trailingOffset: '100%' })).toBe(400);
  expect(await code({ ...trailing, type: 'TRAILING_STOP_LIMIT', trailingOffset: '1%' })).toBe(400);
  expect(await code({ ...trailing, trailingOffset: '1%', operator: 'EQ' })).toBe(400);
  expect(await code({ stopPrice: undefined })).toBe(21347);
  expect(await code({ stopPrice: '45000.001' })).toBe(21335);
  expect(await code({ symbol: 'NO_ONE' })).toBe(24101);
  const id = await place();
  expect(await code({})).toBe(21312);
  await venue.ok('DELETE', `/smartorders/${id}`);
  expect(await venue.refusal('DELETE', `/smartorders/${id}`)).toMatchObject({ code: 21359 });
  expect(await venue.refusal('GET', '/smartorders/1')).toMatchObject({ code: 21301 });
});

describe('trailing stops', () => {
  const TRAILING = { type: 'TRAILING_STOP', stopPrice: undefined, price: undefined, trailingOffset: '100' };

  test('default: a sale follows the price up and triggers when it has fallen by the offset', async () => {
    const id = await place(TRAILING);
    expect(await one(id)).toMatchObject({
      type: 'TRAILING_STOP',
      state: 'PENDING_NEW',
      trailingOffset: '100',
    });
    venue.price('46500.00');
    venue.price('46400.01');
    expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
    venue.price('46400.00');
    expect(await one(id)).toMatchObject({
      ...{ state: 'TRIGGERED', type: 'TRAILING_STOP' },
      triggeredOrder: { type: 'MARKET', state: 'FILLED', quantity: '0.01' },
    });
  });

  test('behavior: a purchase follows the price down, by a share of it', async () => {
    const buy = { side: 'BUY', quantity: undefined, amount: '100', trailingOffset: '1%' };
    const id = await place({ ...TRAILING, ...buy });
    venue.price('46000.00');
    venue.price('46459.99');
    expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
    venue.price('46460.00');
    expect(await one(id)).toMatchObject({
      state: 'TRIGGERED',
      triggeredOrder: { type: 'MARKET', amount: '100' },
    });
  });

  test('behavior: with an activation price it follows from there on', async () => {
    const id = await place({ ...TRAILING, stopPrice: '46400', operator: 'GTE' });
    venue.price('46350.00');
    venue.price('46200.00');
    expect(await one(id)).toMatchObject({ state: 'PENDING_NEW', activationPrice: '46400', operator: 'GTE' });
    venue.price('46400.00');
    expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
    venue.price('46300.00');
    expect(await one(id)).toMatchObject({ state: 'TRIGGERED' });
  });

  test('behavior: LTE activates from above', async () => {
    const id = await place({ ...TRAILING, stopPrice: '46250', operator: 'LTE' });
    venue.price('46500.00');
    venue.price('46300.00');
    expect(await one(id)).toMatchObject({ state: 'PENDING_NEW' });
    venue.price('46250.00');
    venue.price('46150.00');
    expect(await one(id)).toMatchObject({ state: 'TRIGGERED' });
  });

  test('behavior: a trailing stop limit becomes a limit order off the market price', async () => {
    const id = await place({ ...TRAILING, type: 'TRAILING_STOP_LIMIT', limitOffset: '0.1%' });
    venue.price('46200.00');
    expect(await one(id)).toMatchObject({
      ...{ state: 'TRIGGERED', type: 'TRAILING_STOP_LIMIT', trailingOffset: '100', limitOffset: '0.1%' },
      triggeredOrder: { type: 'LIMIT', price: '46153.80' },
    });
  });

  test('behavior: replaced, it keeps its offset', async () => {
    const id = await place(TRAILING);
    const next = await venue.ok('PUT', `/smartorders/${id}`, { body: { quantity: '0.02' } });
    expect(await one(String(next['id']))).toMatchObject({ quantity: '0.02', trailingOffset: '100' });
  });
});
