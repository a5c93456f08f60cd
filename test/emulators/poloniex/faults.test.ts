import { afterEach, beforeEach, expect, test } from 'vitest';
import { quiet, RawClient, settle } from '../raw-client';
import { LIMIT_BUY, messages, PoloniexHarness, type Row, rowsOf } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
});
afterEach(() => venue.close());

const orders = (): number => venue.emulator.orders.ofKind('open', 'pending').length;
const requests = (): number => venue.emulator.orders.requests.length;
const post = (members: object = {}) =>
  venue.signed('POST', '/orders', { body: { ...LIMIT_BUY, ...members } });
const subscribe = (channel: string) => ({ event: 'subscribe', channel: [channel], symbols: ['all'] });

test('behavior: REST: applyThenDrop executes, dropBeforeApply does not, status and html answer instead', async () => {
  const { faults } = venue.emulator;
  faults.applyThenDrop('createOrder', { side: 'rest' });
  await expect(post()).rejects.toThrow();
  expect(orders()).toBe(1);
  faults.dropBeforeApply('createOrder');
  await expect(post()).rejects.toThrow();
  expect(orders()).toBe(1);
  faults.status(429, { headers: { 'retry-after': '7' } }, { command: 'createOrder', times: 1 });
  const limited = await post();
  expect([limited.status, limited.headers['retry-after'], orders()]).toEqual([429, '7', 1]);
  faults.status(502, { applied: true }, { command: 'createOrder', times: 1 });
  expect([(await post()).status, orders()]).toEqual([502, 2]);
  faults.html(200, { command: 'getOpenOrders', times: 1 });
  expect((await venue.signed('GET', '/orders')).text).toContain('<!DOCTYPE html>');
  faults.fail('createOrder', '21340', { errorDescr: 'Maintenance' });
  expect((await post()).text).toBe('{"code":21340,"message":"Maintenance"}');
  faults.fail('createOrder', '503', { applied: true });
  expect([(await post()).status, orders()]).toEqual([503, 3]);
});

test('behavior: REST: delayApply acknowledges an order now and places it later, or never', async () => {
  venue.emulator.faults.delayApply('createOrder', 5000, { times: 2 });
  const id = await venue.place({ clientOrderId: 'late' });
  await venue.place({ clientOrderId: 'late' });
  expect(await venue.refusal('GET', `/orders/${id}`)).toMatchObject({ code: 21301 });
  venue.clock.advanceSync(5000);
  expect(await venue.ok('GET', '/orders/cid:late')).toMatchObject({ id, state: 'NEW' });
  expect(orders()).toBe(1);
});

test('behavior: lagReads shows an earlier state; the sockets are not late', async () => {
  const { faults } = venue.emulator;
  const id = await venue.place();
  venue.clock.advanceSync(10_000);
  faults.lagReads(3000);
  await venue.ok('DELETE', `/orders/${id}`);
  const late = await venue.place({ price: '46300.02', quantity: '0.001' });
  expect(await venue.ok('GET', '/orders')).toMatchObject([{ id, state: 'NEW' }]);
  expect(await venue.ok('GET', '/orders/history')).toEqual([]);
  expect(await venue.ok('GET', '/trades')).toEqual([]);
  expect(await venue.refusal('GET', `/orders/${late}`)).toMatchObject({ code: 21301 });
  venue.clock.advanceSync(3000);
  expect(await venue.ok('GET', '/orders')).toEqual([]);
  expect(await venue.ok('GET', '/trades')).toHaveLength(1);
  await faults.clear();
  await venue.place();
  expect(await venue.ok('GET', '/orders')).toHaveLength(1);
});

test('behavior: skew moves the clock of the venue, and signatures are out of time', async () => {
  venue.emulator.faults.skew(600_000);
  expect(await venue.read('/timestamp')).toEqual({ serverTime: venue.clock.now() + 600_000 });
  expect(await venue.refusal('GET', '/accounts')).toMatchObject({ message: 'Invalid timestamp' });
  expect(await venue.ok('GET', '/accounts', { headers: { recvWindow: '600000' } })).toHaveLength(1);
  await venue.emulator.faults.clear();
  expect(await venue.ok('GET', '/accounts')).toHaveLength(1);
});

test('behavior: unknownEnum gives values and a field that no document knows, on every side', async () => {
  const socket = await venue.login();
  await venue.ask(socket, subscribe('orders'));
  venue.emulator.faults.unknownEnum();
  await venue.place();
  await settle(() => rowsOf(socket, 'orders').length === 1, 'the order');
  expect(rowsOf(socket, 'orders')).toMatchObject([
    { source: 'FUTURE', state: 'FUTURE_STATE', futureField: 'future' },
  ]);
  expect(await venue.ok('GET', '/orders')).toMatchObject([{ orderSource: 'FUTURE', futureField: 'future' }]);
  expect((await venue.read<Row[]>('/currencies'))[0]).toMatchObject({ BTC: { tradingState: 'FUTURE' } });
  expect(await venue.read<Row[]>('/currencies')).not.toContainEqual(
    expect.objectContaining({ futureField: 'future' }),
  );
});

test('behavior: private socket: order entry executed or lost without a reply, with or without the connection', async () => {
  const { faults } = venue.emulator;
  const socket = await venue.login();
  const create = (id: string) => socket.send({ id, event: 'createOrder', params: LIMIT_BUY });
  faults.applyThenDrop('createOrder', { drop: 'reply', side: 'private' });
  create('a');
  await settle(() => orders() === 1);
  faults.dropBeforeApply('createOrder', { drop: 'reply' });
  const before = requests();
  create('b');
  await settle(() => requests() > before);
  expect([orders(), messages(socket).length]).toEqual([1, 1]);
  faults.fail('createOrder', '21340', { errorDescr: 'Maintenance' });
  expect(await venue.ask(socket, { id: 'c', event: 'createOrder', params: LIMIT_BUY })).toBe(
    '{"id":"c","data":[{"orderId":0,"clientOrderId":null,"message":"Maintenance","code":21340}]}',
  );
  faults.delayApply('createOrder', 5000);
  expect(await venue.ask(socket, { id: 'd', event: 'createOrder', params: LIMIT_BUY })).toContain(
    '"code":200',
  );
  expect(orders()).toBe(1);
  venue.clock.advanceSync(5000);
  expect(orders()).toBe(2);
  faults.applyThenDrop('createOrder');
  create('e');
  await settle(() => socket.closed);
  expect(orders()).toBe(3);
});

test('behavior: a delayed cancel keeps its number in use until it is answered', async () => {
  const socket = await venue.login();
  await venue.place();
  venue.emulator.faults.delayApply('cancelAllOrders', 1000);
  socket.send({ id: 'x', event: 'cancelAllOrders', params: {} });
  expect(await venue.ask(socket, { id: 'x', event: 'cancelAllOrders', params: {} })).toContain('in use');
  expect(await venue.ok('GET', '/orders')).toHaveLength(1);
  await venue.clock.advance(1000);
  await settle(() => messages(socket).length === 3, 'the reply');
  expect(await venue.ok('GET', '/orders')).toEqual([]);
});

test('behavior: events are lost, duplicated, stopped and reordered; acknowledgements are not', async () => {
  const { faults } = venue.emulator;
  const socket = await venue.login();
  await venue.ask(socket, subscribe('orders'));
  faults.dropEvent('orders');
  await venue.place();
  faults.duplicate('orders');
  await venue.place();
  await settle(() => rowsOf(socket, 'orders').length === 2, 'the doubled event');
  expect(rowsOf(socket, 'orders')[0]).toEqual(rowsOf(socket, 'orders')[1]);
  faults.silence('orders');
  await venue.place();
  expect(await venue.ask(socket, subscribe('balances'))).toBe('{"channel":"balances","event":"subscribe"}');
  expect(await venue.ask(socket, { event: 'ping' })).toBe('{"event":"pong"}');
  expect(rowsOf(socket, 'orders')).toHaveLength(2);
  await faults.clear();
  faults.reorder('orders', 'balances');
  await venue.place();
  await settle(() => rowsOf(socket, 'orders').length === 3, 'the late event');
  expect(
    messages(socket)
      .slice(-2)
      .map(({ channel }) => String(channel)),
  ).toEqual(['balances', 'orders']);
});

test('behavior: freeze, latency and slices hold socket frames back', async () => {
  const { faults } = venue.emulator;
  const socket = await venue.connect('public');
  faults.freeze({ side: 'public' });
  const before = socket.chunks.length;
  socket.send({ event: 'ping' });
  await quiet();
  expect(socket.chunks.length).toBe(before);
  expect((await venue.read('/timestamp'))['serverTime']).toBe(venue.clock.now());
  faults.thaw();
  await settle(() => socket.chunks.length === before + 1, 'the pong');
  faults.latency(300, { side: 'public' });
  socket.send({ event: 'ping' });
  await settle(() => requests() === 3 + 0 || venue.clock.pendingTimers > 1);
  venue.clock.advanceSync(300);
  await settle(() => socket.chunks.length === before + 2, 'the late pong');
  await faults.clear();
  faults.slice(3);
  expect(await venue.ask(socket, { event: 'ping' })).toBe('{"event":"pong"}');
  await faults.clear();
  faults.giant(100_000, { side: 'public' });
  await settle(() => (socket.chunks.at(-1)?.length ?? 0) > 100_000, 'a giant');
});

test('behavior: sides are refused, reset and answered with a status one by one', async () => {
  const { faults } = venue.emulator;
  const own = await venue.login();
  const all = await venue.connect('public');
  faults.reset({ side: 'private' });
  await settle(() => own.closed, 'the reset');
  expect(all.closed).toBe(false);
  faults.refuse({ side: 'private' });
  const refused = RawClient.ws(venue.emulator.endpoints.ws.private);
  await settle(() => refused.closed, 'the refusal');
  expect(refused.error).toMatchObject({ code: 'ECONNREFUSED' });
  await faults.accept();
  faults.status(503, {}, { side: 'private' });
  const answered = await venue.connect('private');
  expect(answered.httpStatus).toBe(503);
  await faults.clear();
  await venue.login();
  const lost = await venue.connect('public', '/nowhere');
  expect(lost.httpStatus).toBe(404);
});

test('behavior: kick ends private sockets, expireSession ends their authentication, kickLogins ends each login', async () => {
  const { faults } = venue.emulator;
  const kicked = await venue.login();
  faults.kick();
  await settle(() => kicked.closed, 'the kick');
  const expired = await venue.login();
  await venue.ask(expired, subscribe('orders'));
  faults.expireSession('EMULATED-KEY');
  await venue.place();
  expect(await venue.ask(expired, subscribe('orders'))).toContain('Authentication required');
  faults.kickLogins({ times: 1 });
  const short = await venue.login();
  await settle(() => short.closed, 'the end');
  expect(String(short.chunks[0])).toContain('"success":true');
});

test('behavior: a restart drops connections and keeps orders and balances; closing ends the rest', async () => {
  const socket = await venue.login();
  await venue.place();
  venue.emulator.restart();
  await settle(() => socket.closed && venue.emulator.connections().length === 0, 'the restart');
  expect(venue.emulator.balance('USDT').hold).toBe('400');
  const again = await venue.login();
  expect(venue.emulator.connections()).toMatchObject([
    { side: 'private', transport: 'websocket', apiKey: 'EMULATED-KEY' },
  ]);
  await venue.emulator[Symbol.asyncDispose]();
  await settle(() => again.closed, 'the end');
  expect(venue.clock.pendingTimers).toBe(0);
});
