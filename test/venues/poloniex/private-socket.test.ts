import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { rawOf } from '../../../src/adapter/schema/raw-records';
import { seededRandom } from '../../../src/core/random';
import { AuthenticationError, ConnectionError, ProtocolError } from '../../../src/errors';
import { PoloniexError } from '../../../src/venues/poloniex/errors';
import { SocketRequestIds } from '../../../src/venues/poloniex/socket/request-ids';
import { type Frame, failure, SECRET, socketWorld } from './socket-server';
import { frameText } from './stream-fixture';

const limit = { symbol: 'BTC_USDT', side: 'BUY', type: 'LIMIT', price: '47112.1', quantity: '1' } as const;

/** A world that is connected, whose server leaves order entry to the test. */
async function orderWorld(overrides = {}) {
  const world = await socketWorld('private', overrides);
  const requests: Frame[] = [];
  world.server.script = (frame) => {
    if (frame.id === undefined) return false;
    requests.push(frame);
    return true;
  };
  await world.socket.connect();
  const answer = (text: string, frame: Frame | undefined): void =>
    world.server.peer.send(text.replace('123456789', frame?.id ?? 'nobody'));
  return { ...world, requests, answer };
}

describe('authentication', () => {
  test('default: connect authenticates and waits for success', async () => {
    const { socket, server, until } = await socketWorld('private');
    server.script = () => undefined;
    let connected = false;
    const connecting = socket.connect().then(() => {
      connected = true;
    });
    await until(() => server.frames.length === 1);
    expect(server.frames[0]?.frame).toMatchObject({ event: 'subscribe', channel: ['auth'] });
    expect([connected, socket.isConnected]).toEqual([false, false]);
    expect(await failure(socket.subscribe({ channel: 'orders' }))).toMatchObject({
      name: 'NotConnectedError',
    });
    server.peer.send(frameText('auth-success'));
    await connecting;
    expect(socket.isConnected).toBe(true);
  });

  test('error: a refusal is an AuthenticationError after one attempt, without secrets', async () => {
    const { socket, server, events, until } = await socketWorld('private');
    server.script = (_frame, peer) =>
      peer.send(frameText('auth-failure').replace('failed!', `failed! ${SECRET}`));
    const error = await failure(socket.connect());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      venue: 'poloniex',
      operation: 'authenticate',
      sent: true,
      retryable: false,
    });
    expect(error.message).toContain('Authentication failed! [redacted]');
    expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/canary/);
    await until(() => server.closes.length === 1);
    expect([server.peers.length, server.frames.length, socket.isConnected, events()]).toEqual([
      1,
      1,
      false,
      [],
    ]);
  });

  test('error: an error that is no refusal of the key is the venue’s, with its text', async () => {
    const { socket, server } = await socketWorld('private');
    server.script = (_frame, peer) => peer.send({ event: 'error', message: 'Too many connections' });
    const error = await failure(socket.connect());
    expect(error).toMatchObject({ name: 'VenueError', venueText: 'Too many connections', sent: true });
    expect(socket.isConnected).toBe(false);
  });

  test('error: the venue closes the connection instead', async () => {
    const { socket, server, events } = await socketWorld('private');
    server.script = (_frame, peer) => peer.socket.close(1008, 'go away');
    const error = await failure<ConnectionError>(socket.connect());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ failure: 'closed', sent: true, operation: 'authenticate' });
    expect(events()).toEqual([]);
  });

  test('error: no answer costs the time that connect was given', async () => {
    const { socket, server, clock, until } = await socketWorld('private');
    server.script = () => undefined;
    const connecting = failure(socket.connect({ timeoutMs: 300 }));
    await until(() => server.frames.length === 1);
    await clock.advance(300);
    expect(await connecting).toMatchObject({ name: 'TimeoutError', sent: true });
    await until(() => server.closes.length === 1);
  });

  test('error: what keeps the frame from being made ends the attempt', async () => {
    const { socket, server } = await socketWorld('private', {
      authenticate: () => Promise.reject(new Error('no key')),
    });
    expect(await failure(socket.connect())).toMatchObject({ message: 'no key' });
    expect(server.frames).toHaveLength(0);
  });

  test('error: a connection that ends while the frame is made ends the attempt', async () => {
    const { socket, server, until } = await socketWorld('private', {
      authenticate: () => new Promise(() => {}),
    });
    const connecting = failure(socket.connect());
    await until(() => server.peers.length === 1);
    server.peer.socket.terminate();
    expect(await connecting).toBeInstanceOf(ConnectionError);
  });

  test('behavior: every attempt makes a frame of its own', async () => {
    let made = 0;
    const authenticate = () => Promise.resolve(JSON.stringify({ channel: ['auth'], made: ++made }));
    const { socket, server } = await socketWorld('private', { authenticate });
    await socket.connect();
    socket.disconnect();
    await socket.connect();
    expect(server.frames.map(({ frame }) => frame['made'])).toEqual([1, 2]);
  });
});

describe('channels', () => {
  test('default: the frames of the seed come out as rows', async () => {
    const { socket, server } = await socketWorld('private', { raw: true });
    const rows: Record<string, unknown>[] = [];
    socket.on('orders', (row) => rows.push({ ...row }));
    socket.on('balances', (row) => rows.push({ ...row, raw: rawOf(row) }));
    await socket.connect();
    await socket.subscribe({ channel: 'orders', symbols: ['all'] });
    await socket.subscribe({ channel: 'balances' });
    server.peer.send(frameText('orders'));
    server.peer.send(frameText('orders-without-match-role'));
    server.peer.send(frameText('balances').replace('60018450912695040', '60018450912695041'));
    await socket.ping();
    expect(rows).toMatchObject([
      { orderId: '32471407854219264', state: 'NEW' },
      { orderId: '32482887660077056', source: 'API' },
      { id: '60018450912695041', userId: '12345', raw: { userId: 12345 } },
    ]);
  });

  test('behavior: rows of a public channel are none of this socket’s', async () => {
    const { socket, server, events } = await socketWorld('private');
    await socket.connect();
    server.peer.send(frameText('ticker'));
    await socket.ping();
    expect(events()).toEqual(['unknown']);
  });

  test('args: only its own channels', async () => {
    const { socket } = await socketWorld('private');
    expect(await failure(socket.subscribe({ channel: 'ticker' } as never))).toMatchObject({
      field: 'channel',
    });
    expect(await failure(socket.unsubscribe({ channel: 'orders', depth: 5 } as never))).toMatchObject({
      field: 'depth',
    });
  });
});

describe('order entry', () => {
  test('default: an order is accepted, its id complete', async () => {
    const { socket, requests, answer, until } = await orderWorld();
    const placing = socket.createOrder({ ...limit, clientOrderId: 'mine-1' });
    await until(() => requests.length === 1);
    expect(requests[0]).toEqual({
      id: expect.stringMatching(/^[\w-]{8,40}$/),
      event: 'createOrder',
      params: { ...limit, clientOrderId: 'mine-1' },
    });
    answer(frameText('order-entry'), requests[0]);
    expect(await placing).toEqual({
      orderId: '205343650954092544',
      clientOrderId: '',
      message: '',
      code: 200,
    });
    expect(socket.pendingRequests).toBe(0);
  });

  test('error: a refusal has the venue’s code and text', async () => {
    const { socket, requests, answer, until } = await orderWorld();
    const placing = failure(socket.createOrder(limit, { requestId: 'mine' }));
    await until(() => requests.length === 1);
    answer(frameText('order-entry-refusal').replace('insufficient', SECRET), requests[0]);
    const error = await placing;
    expect(error).toBeInstanceOf(PoloniexError);
    expect(error).toMatchObject({ code: '21721', sent: true, operation: 'createOrder', requestId: 'mine' });
    expect(error.message).toContain('available [redacted]');
  });

  test('behavior: a rate limit of an order delays orders for a second, and no cancel', async () => {
    const { socket, requests, until, server, clock } = await orderWorld();
    const refused = (id: unknown): void =>
      server.peer.send({ id, data: [{ orderId: '5', clientOrderId: '', message: 'too many', code: 429 }] });
    const placing = failure(socket.createOrder(limit));
    await until(() => requests.length === 1);
    refused(requests[0]?.id);
    expect(await placing).toMatchObject({ name: 'RateLimitError', sent: true });
    expect(await failure(socket.createOrder(limit, { timeoutMs: 900 }))).toMatchObject({
      name: 'RateLimitError',
      retryAfterMs: 1000,
      sent: false,
    });
    const next = failure(socket.createOrder(limit));
    const canceling = socket.cancelOrders({ orderIds: ['5'] });
    await until(() => requests.length === 2);
    expect(requests[1]?.event).toBe('cancelOrders');
    // A cancel that is refused itself is tried again after a second at the earliest.
    refused(requests[1]?.id);
    expect((await canceling)[0]?.code).toBe(429);
    const again = socket.cancelOrders({ orderIds: ['5'] });
    await clock.advance(900);
    expect(requests).toHaveLength(2);
    await clock.advance(200);
    await until(() => requests.length === 4);
    for (const { id } of requests.slice(2)) refused(id);
    expect((await again)[0]?.code).toBe(429);
    await next;
  });

  test('behavior: answers in any order find their requests', async () => {
    const { socket, requests, until, server } = await orderWorld();
    const placing = ['1', '2', '3'].map((quantity) => socket.createOrder({ ...limit, quantity }));
    await until(() => requests.length === 3);
    for (const { id, params } of [...requests].reverse()) {
      const orderId = `10${(params as { quantity: string }).quantity}`;
      server.peer.send({ id, data: [{ orderId, clientOrderId: '', message: '', code: 200 }] });
    }
    expect((await Promise.all(placing)).map(({ orderId }) => orderId)).toEqual(['101', '102', '103']);
  });

  test('default: cancels resolve with a row an order, refusals among them', async () => {
    const { socket, requests, until, server } = await orderWorld();
    const rows = [
      { orderId: '5', clientOrderId: 'a', message: '', code: 200, state: 'PENDING_CANCEL' },
      { orderId: '6', clientOrderId: '', message: 'gone', code: 21301 },
    ];
    const some = socket.cancelOrders({ orderIds: ['5'], clientOrderIds: ['b'] });
    const all = socket.cancelAllOrders();
    await until(() => requests.length === 2);
    expect(requests).toMatchObject([
      { event: 'cancelOrders', params: { orderIds: ['5'], clientOrderIds: ['b'] } },
      { event: 'cancelAllOrders', params: {} },
    ]);
    server.peer.send({ id: requests[0]?.id, data: rows });
    server.peer.send({ id: requests[1]?.id, data: [] });
    expect(await some).toEqual(rows);
    expect(await all).toEqual([]);
  });

  test('error: an answer that cannot be read leaves the outcome open, and reports it', async () => {
    const { socket, requests, until, server } = await orderWorld();
    const placing = [1, 2, 3].map(() => failure(socket.createOrder(limit)));
    await until(() => requests.length === 3);
    server.peer.send({ id: requests[0]?.id, data: [{ orderId: '5' }] });
    server.peer.send({ id: requests[1]?.id, data: [] });
    server.peer.send({ id: requests[2]?.id, event: 'error', message: 'malformed' });
    const [unreadable, empty, refused] = await Promise.all(placing);
    expect(unreadable).toBeInstanceOf(ProtocolError);
    expect(unreadable).toMatchObject({ path: 'data[0].code', sent: true });
    expect(empty).toMatchObject({ name: 'ProtocolError', path: 'data', sent: true });
    expect(refused).toMatchObject({ name: 'VenueError', venueText: 'malformed', sent: true });
  });

  test('error: a connection lost after the write reports that the order may exist', async () => {
    const { socket, requests, until, server } = await orderWorld();
    const placing = failure(socket.createOrder(limit));
    await until(() => requests.length === 1);
    server.peer.socket.terminate();
    const error = await placing;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ sent: true, operation: 'createOrder' });
  });

  test('error: an order that was never written is reported so', async () => {
    const { socket, server, requests } = await orderWorld();
    const refusals = Array.from({ length: 600 }, () => failure(socket.createOrder(limit)));
    // More than the venue's pace lets out at once: the rest waits here.
    server.peer.socket.terminate();
    const errors = await Promise.all(refusals);
    const sent = errors.filter((error) => (error as ConnectionError).sent === true).length;
    expect(errors.every((error) => error instanceof ConnectionError)).toBe(true);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(600);
    expect(requests.length).toBeLessThanOrEqual(sent);
    expect(await failure(socket.createOrder(limit))).toMatchObject({
      name: 'NotConnectedError',
      sent: false,
    });
  });

  test('behavior: beforeSend is called once, right before the write, and can prevent the order', async () => {
    const { socket, requests, answer, until } = await orderWorld();
    const calls: number[] = [];
    const placing = socket.createOrder(limit, { beforeSend: () => void calls.push(requests.length) });
    await until(() => requests.length === 1);
    answer(frameText('order-entry'), requests[0]);
    await placing;
    expect(calls).toEqual([0]);
    const beforeSend = (): never => {
      throw new Error('the journal is full');
    };
    const error = await failure(socket.createOrder(limit, { beforeSend }));
    expect(error).toMatchObject({ sent: false, operation: 'createOrder' });
    expect(error.cause).toMatchObject({ message: 'the journal is full' });
    await socket.ping();
    expect(requests).toHaveLength(1);
  });

  test('behavior: a late answer reaches no other request, and is still reported', async () => {
    const { socket, requests, answer, clock, until, said } = await orderWorld();
    const placing = failure(socket.createOrder(limit, { timeoutMs: 200 }));
    await until(() => requests.length === 1);
    await clock.advance(200);
    expect(await placing).toMatchObject({ name: 'TimeoutError', sent: true });
    const next = socket.createOrder(limit);
    await until(() => requests.length === 2);
    answer(frameText('order-entry').replace('205343650954092544', '7'), requests[0]);
    answer(frameText('order-entry'), requests[1]);
    expect(await next).toMatchObject({ orderId: '205343650954092544' });
    expect(said).toMatchObject([
      { event: 'unknown', value: { id: requests[0]?.id, rows: [{ orderId: '7' }] } },
    ]);
    expect(socket.counters.lateAnswers).toBe(1);
  });

  test('behavior: an answer without a request is reported', async () => {
    const { socket, answer, said } = await orderWorld();
    answer(frameText('order-entry'), undefined);
    await socket.ping();
    expect(said).toMatchObject([{ event: 'unknown', value: { id: 'nobody' } }]);
  });

  test('error: orders that wait never block a cancel', async () => {
    const { socket, until, requests } = await orderWorld({ maxPendingRequests: 3 });
    const placing = [1, 2, 3, 4].map(() => failure(socket.createOrder(limit)));
    expect(await placing[3]).toMatchObject({ name: 'OverflowError', sent: false });
    const canceling = failure(socket.cancelAllOrders());
    await until(() => requests.length === 4);
    expect(requests.at(-1)?.event).toBe('cancelAllOrders');
    socket.disconnect();
    expect(await canceling).toMatchObject({ name: 'ClosedError', sent: true });
    await Promise.all(placing);
  });

  test.each([
    [{ ...limit, quantity: 'NaN' }],
    [{ ...limit, price: '1e5' }],
    [{ ...limit, amount: '5' }],
    [{ ...limit, price: undefined }],
    [{ ...limit, clientOrderId: 'mine 1' }],
    [{ ...limit, colour: 'red' }],
    [undefined],
  ])('args: %j is refused before anything is sent', async (args) => {
    const { socket, server } = await socketWorld('private');
    await socket.connect();
    const error = await failure(socket.createOrder(args as never));
    expect(error).toMatchObject({ name: 'ValidationError', sent: false });
    expect(server.of('createOrder')).toHaveLength(0);
  });

  test('args: a cancel names at least one order', async () => {
    const { socket } = await socketWorld('private');
    expect(await failure(socket.cancelOrders({}))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('request ids', () => {
  test('behavior: 10,000 in one millisecond are all different, also with the same random numbers', () => {
    const makers = [seededRandom(1), seededRandom(1)].map((random) => new SocketRequestIds(random));
    const ids = makers.flatMap((maker) => Array.from({ length: 10_000 }, () => maker.next()));
    expect(new Set(ids).size).toBe(20_000);
    expect(ids.every((id) => /^[\w-]{1,40}$/.test(id))).toBe(true);
  });

  test('behavior: two processes differ by what chance gives them', () => {
    const [a, b] = [seededRandom(1), seededRandom(2)].map((random) => new SocketRequestIds(random).next());
    const chance = (id: string | undefined) => id?.split('-').slice(0, 2);
    expect(chance(a)).not.toEqual(chance(b));
  });
});
