import { afterEach, beforeEach, expect, test } from 'vitest';
import { quiet, type RawClient, settle } from '../raw-client';
import { LIMIT_BUY, messages, PoloniexHarness, type Row, rowsOf } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start({ firstBalanceId: '60018450912695041' });
});
afterEach(() => venue.close());

const SUBSCRIBE = { event: 'subscribe', channel: ['orders', 'balances'], symbols: ['all'] };

async function listening(symbols = ['all']): Promise<RawClient> {
  const socket = await venue.login();
  socket.send({ ...SUBSCRIBE, symbols });
  await settle(() => socket.chunks.length === 3, 'two acknowledgements');
  return socket;
}

test('default: orders and balances are acknowledged and sent with the documented fields', async () => {
  const socket = await venue.login();
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['orders'], symbols: ['all'] })).toBe(
    '{"channel":"orders","event":"subscribe","symbols":["all"]}',
  );
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['orders'] })).toBe(
    '{"channel":"orders","event":"subscribe"}',
  );
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['balances'], symbols: ['all'] })).toBe(
    '{"channel":"balances","event":"subscribe"}',
  );
  const id = await venue.place({ clientOrderId: '4436176', price: '40000.5' });
  await settle(() => socket.chunks.length === 6, 'both events');
  const now = venue.clock.now();
  expect(rowsOf(socket, 'orders')).toEqual([
    {
      ...{ symbol: 'BTC_USDT', type: 'LIMIT', quantity: '0.01', orderId: id, tradeFee: '0' },
      ...{
        clientOrderId: '4436176',
        accountType: 'SPOT',
        feeCurrency: '',
        eventType: 'place',
        source: 'API',
      },
      ...{ side: 'BUY', filledQuantity: '0', filledAmount: '0', matchRole: 'MAKER', state: 'NEW' },
      ...{ tradeTime: 0, tradeAmount: '0', orderAmount: '0', createTime: now, price: '40000.5' },
      ...{ tradeQty: '0', tradePrice: '0', tradeId: '0', ts: now },
    },
  ]);
  expect(String(socket.chunks[5])).toBe(
    `{"channel":"balances","data":[{"changeTime":${now},"accountId":"1234","accountType":"SPOT","eventType":"place_order","available":"999599.995","currency":"USDT","id":60018450912695041,"userId":12345,"hold":"400.005","ts":${now}}]}`,
  );
});

test('behavior: trades carry the single trade and the running totals', async () => {
  const socket = await listening();
  const id = await venue.place({ price: '46300.02', quantity: '5' });
  venue.price('46300.00');
  await venue.ok('DELETE', `/orders/${id}`);
  await settle(
    () => rowsOf(socket, 'orders').some((row) => String(row['eventType']) === 'canceled'),
    'the end',
  );
  const rows = rowsOf(socket, 'orders');
  expect(rows.map(({ eventType, state }) => `${eventType} ${state}`)).toEqual([
    'place NEW',
    'trade PARTIALLY_FILLED',
    'trade PARTIALLY_FILLED',
    'canceled PARTIALLY_CANCELED',
  ]);
  const [, first, second, end] = rows;
  expect([first?.['matchRole'], second?.['matchRole']]).toEqual(['TAKER', 'MAKER']);
  const sum = Number(first?.['tradeQty']) + Number(second?.['tradeQty']);
  expect(Number(second?.['filledQuantity'])).toBeCloseTo(sum, 12);
  expect(Number(second?.['tradeAmount'])).toBeCloseTo(Number(second?.['tradeQty']) * 46_300.02, 8);
  expect(end).toMatchObject({
    tradeQty: '0',
    tradeId: '0',
    tradeTime: 0,
    filledQuantity: second?.['filledQuantity'],
  });
  expect(first).toMatchObject({ feeCurrency: 'BTC', tradePrice: '46300.02', tradeTime: venue.clock.now() });
  const balances = rowsOf(socket, 'balances').map(({ eventType, currency }) => `${eventType} ${currency}`);
  expect(balances).toEqual([
    'place_order USDT',
    ...['match_order USDT', 'match_order BTC', 'match_order USDT', 'match_order BTC'],
    'canceled_order USDT',
  ]);
});

test('behavior: a market buy has an order amount and no quantity', async () => {
  const socket = await listening();
  await venue.place({ type: 'MARKET', price: undefined, quantity: undefined, amount: '100' });
  await settle(() => rowsOf(socket, 'orders').length === 2, 'place and trade');
  expect(rowsOf(socket, 'orders')).toMatchObject([
    { eventType: 'place', matchRole: 'TAKER', quantity: '0', orderAmount: '100', price: '0', type: 'MARKET' },
    { eventType: 'trade', state: 'FILLED' },
  ]);
});

test('args: only the subscribed symbols are sent', async () => {
  const socket = await listening(['ETH_USDT']);
  await venue.place();
  await venue.place({ symbol: 'ETH_USDT', price: '300', quantity: '1' });
  await settle(() => rowsOf(socket, 'orders').length === 1, 'the order');
  expect(rowsOf(socket, 'orders')).toMatchObject([{ symbol: 'ETH_USDT' }]);
});

test('behavior: deposits, withdrawals and transfers are sent, and orders from elsewhere', async () => {
  const socket = await listening();
  const { emulator } = venue;
  emulator.deposit('BTC', '1');
  emulator.withdraw('BTC', '0.5');
  emulator.transferIn('ETH', '2');
  emulator.transferOut('ETH', '3');
  const id = emulator.placeOrder({
    symbol: 'BTC_USDT',
    side: 'SELL',
    type: 'LIMIT',
    price: '90000',
    quantity: '1',
  });
  emulator.cancelOrder(id);
  await settle(() => rowsOf(socket, 'orders').length === 2, 'the order');
  expect(rowsOf(socket, 'balances')).toMatchObject([
    { eventType: 'deposit', currency: 'BTC', available: '11', hold: '0' },
    { eventType: 'withdraw', available: '10.5' },
    { eventType: 'transfer_in', currency: 'ETH', available: '102' },
    { eventType: 'transfer_out', available: '99' },
    { eventType: 'place_order', available: '9.5', hold: '1' },
    { eventType: 'canceled_order', available: '10.5', hold: '0' },
  ]);
  expect(rowsOf(socket, 'orders')).toMatchObject([
    { source: 'WEB' },
    { source: 'WEB', eventType: 'canceled' },
  ]);
  const ids = socket.text.match(/"id":6001845091269\d+/g) ?? [];
  expect(new Set(ids).size).toBe(6);
  expect(() => emulator.withdraw('BTC', '100')).toThrow(RangeError);
  expect(() => emulator.deposit('BTC', '0')).toThrow(RangeError);
});

test('behavior: orders are placed and canceled over the socket; numbers are bare digits', async () => {
  const socket = await venue.login();
  const params = { ...LIMIT_BUY, clientOrderId: 'ws-1' };
  expect(await venue.ask(socket, { id: 'r1', event: 'createOrder', params })).toBe(
    '{"id":"r1","data":[{"orderId":205343650954092544,"clientOrderId":"ws-1","message":"","code":200}]}',
  );
  const low = { ...LIMIT_BUY, quantity: '100' };
  expect(await venue.ask(socket, { id: 2, event: 'createOrder', params: low })).toBe(
    '{"id":2,"data":[{"orderId":0,"clientOrderId":null,"message":"available insufficient","code":21721}]}',
  );
  const cancel = { orderIds: ['205343650954092544', '7'], clientOrderIds: ['ws-1'] };
  const canceled = JSON.parse(
    await venue.ask(socket, { id: 'r3', event: 'cancelOrders', params: cancel }),
  ) as Row;
  expect(canceled['data']).toMatchObject([
    { code: 200 },
    { orderId: 7, code: 21301 },
    { clientOrderId: 'ws-1', code: 21305 },
  ]);
  await venue.place();
  const all = JSON.parse(await venue.ask(socket, { id: 'r4', event: 'cancelAllOrders', params: {} })) as Row;
  expect(all['data']).toHaveLength(1);
  expect(await venue.ok('GET', '/orders')).toEqual([]);
});

test('behavior: ping, list, unsubscribe and unsubscribe_all have their exact answers', async () => {
  const socket = await listening();
  expect(await venue.ask(socket, { event: 'ping' })).toBe('{"event":"pong"}');
  expect(await venue.ask(socket, { event: 'list_subscriptions' })).toBe(
    '{"subscriptions":["orders","balances"]}',
  );
  expect(await venue.ask(socket, { event: 'unsubscribe', channel: ['balances'] })).toBe(
    '{"channel":"balances","event":"unsubscribe"}',
  );
  expect(await venue.ask(socket, { event: 'list_subscriptions' })).toBe('{"subscriptions":["orders"]}');
  expect(await venue.ask(socket, { event: 'unsubscribe_all' })).toBe(
    '{"event":"unsubscribe_all","channel":"all"}',
  );
  await venue.place();
  expect(await venue.ask(socket, { event: 'list_subscriptions' })).toBe('{"subscriptions":[]}');
});

test('error: errors have no channel and no id', async () => {
  const socket = await venue.connect('private');
  expect(await venue.ask(socket, SUBSCRIBE)).toBe('{"event":"error","message":"Authentication required"}');
  expect(await venue.ask(socket, { id: '1', event: 'createOrder', params: LIMIT_BUY })).toContain(
    'Authentication required',
  );
  const failed = JSON.parse(await venue.ask(socket, venue.authFrame('wrong'))) as Row;
  expect(failed).toEqual({
    data: { success: false, message: 'Authentication failed!', ts: venue.clock.now() },
    channel: 'auth',
  });
  await venue.ask(socket, venue.authFrame());
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['ordersss'] })).toBe(
    '{"event":"error","message":"Invalid channel value [\\"ordersss\\"]"}',
  );
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['orders'], symbols: ['NO_ONE'] })).toContain(
    'Invalid symbol',
  );
  expect(await venue.ask(socket, { event: 'createOrder', params: LIMIT_BUY })).toContain('Invalid id');
  expect(await venue.ask(socket, { event: 'subscribe' })).toContain('Invalid channel');
  socket.send('not JSON');
  await settle(() => socket.text.includes('Bad request'));
  expect(venue.emulator.orders.executed).toEqual([]);
});

test('behavior: a silent socket ends after thirty seconds; any message counts', async () => {
  const socket = await venue.login();
  await venue.clock.advance(29_000);
  await venue.ask(socket, { event: 'list_subscriptions' });
  await venue.clock.advance(29_999);
  await quiet();
  expect(socket.closed).toBe(false);
  await venue.clock.advance(1);
  await settle(() => socket.closed, 'the end');
  expect(messages(socket)).toHaveLength(2);
});

test('error: a user has five private connections; the sixth is refused', async () => {
  for (let index = 0; index < 5; index += 1) await venue.login();
  const sixth = await venue.connect('private');
  expect(await venue.ask(sixth, venue.authFrame())).toBe(
    '{"event":"error","message":"Too many connections"}',
  );
  await settle(() => sixth.closed, 'the end');
  expect(venue.emulator.connections().filter(({ apiKey }) => apiKey === 'EMULATED-KEY')).toHaveLength(5);
});

test('error: more than 500 requests in a second end the connection', async () => {
  await venue.close();
  venue = await PoloniexHarness.start({ rateLimits: true });
  const socket = await venue.connect('public');
  for (let index = 0; index < 501; index += 1) socket.send({ event: 'ping' });
  await settle(() => socket.closed, 'the end');
  expect(String(socket.chunks.at(-1))).toBe('{"event":"error","message":"Too many requests"}');
  expect(socket.chunks).toHaveLength(501);
});
