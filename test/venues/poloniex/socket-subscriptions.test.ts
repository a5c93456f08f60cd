import { describe, expect, test } from 'vitest';
import { OverflowError, VenueError } from '../../../src/errors';
import { CANDLE_CHANNELS } from '../../../src/venues/poloniex/socket/channels';
import { type Frame, failure, SECRET, socketWorld } from './socket-server';

const ticker = { channel: 'ticker', symbols: ['all'] } as const;
const trades = { channel: 'trades', symbols: ['BTC_USDT'] } as const;

/** A world that is connected, whose server answers nothing but pings unless told to. */
async function silentWorld() {
  const world = await socketWorld('public');
  world.server.script = ({ event }) => (event === 'ping' ? false : undefined);
  await world.socket.connect();
  return world;
}

function acknowledgementOf({ channel, event, symbols }: Frame): object {
  return { channel: channel?.[0], event, symbols };
}

describe('subscriptions', () => {
  test('default: resolves with the acknowledgement', async () => {
    const { socket, server } = await socketWorld('public');
    await socket.connect();
    expect(await socket.subscribe(trades)).toEqual({
      channel: 'trades',
      event: 'subscribe',
      symbols: ['BTC_USDT'],
    });
    expect(await socket.unsubscribe({ channel: 'exchange' })).toEqual({
      channel: 'exchange',
      event: 'unsubscribe',
    });
    expect(server.frames.map(({ frame }) => frame)).toEqual([
      { event: 'subscribe', channel: ['trades'], symbols: ['BTC_USDT'] },
      { event: 'unsubscribe', channel: ['exchange'] },
    ]);
  });

  test('default: all of them end at once, and can be listed', async () => {
    const { socket, server } = await socketWorld('public');
    await socket.connect();
    expect(await socket.listSubscriptions()).toEqual(['ticker']);
    await socket.unsubscribeAll();
    expect(server.frames.map(({ frame }) => frame.event)).toEqual(['list_subscriptions', 'unsubscribe_all']);
  });

  test('behavior: one request is unanswered at a time, the others wait in order', async () => {
    const { socket, server, until } = await silentWorld();
    const both = Promise.all([socket.subscribe(ticker), socket.subscribe(trades)]);
    expect(socket.pendingRequests).toBe(2);
    await until(() => server.frames.length === 1);
    await socket.ping();
    expect(server.of('subscribe')).toHaveLength(1);
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await until(() => server.of('subscribe').length === 2);
    server.peer.send({ channel: 'trades', event: 'subscribe' });
    expect((await both).map(({ channel }) => channel)).toEqual(['ticker', 'trades']);
    expect(socket.pendingRequests).toBe(0);
  });

  test('behavior: 14 channels are open within the time of 14 round trips', async () => {
    const { socket, server } = await socketWorld('public');
    await socket.connect();
    const start = performance.now();
    const all = await Promise.all(
      CANDLE_CHANNELS.map((channel) => socket.subscribe({ channel, symbols: ['BTC_USDT'] })),
    );
    expect(all.map(({ channel }) => channel)).toEqual(CANDLE_CHANNELS);
    expect(server.of('subscribe').map(({ channel }) => channel?.[0])).toEqual(CANDLE_CHANNELS);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('error: a refusal belongs to the request that waits for an answer', async () => {
    const { socket, server, events } = await socketWorld('public');
    server.script = (frame, peer) => {
      const refuses = frame.channel?.[0] === 'ticker';
      if (refuses) peer.send({ event: 'error', message: `no ${SECRET}` });
      return refuses;
    };
    await socket.connect();
    const [refused, accepted] = await Promise.allSettled([
      socket.subscribe(ticker),
      socket.subscribe(trades),
    ]);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { name: 'VenueError', venueText: 'no [redacted]', operation: 'subscribe', sent: true },
    });
    expect(accepted.status).toBe('fulfilled');
    expect(events()).toEqual([]);
  });

  test('error: a refusal that answers nothing is an event', async () => {
    const { socket, server, said, until } = await socketWorld('public');
    await socket.connect();
    server.peer.send({ event: 'error', message: 'too fast' });
    await until(() => said.length === 1);
    expect(said).toMatchObject([{ event: 'error', value: { name: 'VenueError', venueText: 'too fast' } }]);
    expect(said[0]?.value).toBeInstanceOf(VenueError);
    expect(socket.isConnected).toBe(true);
  });

  test('behavior: the acknowledgement of another channel or event is not taken', async () => {
    const { socket, server, events, until } = await silentWorld();
    const waiting = socket.subscribe(ticker);
    await until(() => server.frames.length === 1);
    server.peer.send({ channel: 'trades', event: 'subscribe' });
    server.peer.send({ channel: 'ticker', event: 'unsubscribe' });
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    expect((await waiting).channel).toBe('ticker');
    expect(events()).toEqual(['unknown', 'unknown']);
  });
});

describe('answers that come late', () => {
  test('behavior: an abandoned request keeps its place, so that its answer confirms no other', async () => {
    const { socket, server, clock, until } = await silentWorld();
    const abandoned = failure(socket.subscribe(ticker, { timeoutMs: 100 }));
    await until(() => server.frames.length === 1);
    await clock.advance(100);
    expect(await abandoned).toMatchObject({ name: 'TimeoutError', sent: true, timeoutMs: 100 });

    let confirmed = false;
    const again = socket.subscribe(ticker).then(() => {
      confirmed = true;
    });
    await socket.ping();
    expect(server.of('subscribe')).toHaveLength(1);
    // The answer to the first: the second is sent now, and not confirmed by it.
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await until(() => server.of('subscribe').length === 2);
    await socket.ping();
    expect(confirmed).toBe(false);
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await again;
    expect(socket.counters.lateAnswers).toBe(1);
  });

  test('behavior: a late refusal refuses no other', async () => {
    const { socket, server, events, until } = await silentWorld();
    const controller = new AbortController();
    const abandoned = failure(socket.subscribe(ticker, { signal: controller.signal }));
    const next = socket.subscribe(trades);
    await until(() => server.frames.length === 1);
    controller.abort();
    expect(await abandoned).toMatchObject({ name: 'AbortedError', sent: true });
    server.peer.send({ event: 'error', message: 'no' });
    await until(() => server.of('subscribe').length === 2);
    server.peer.send({ channel: 'trades', event: 'subscribe' });
    expect((await next).channel).toBe('trades');
    expect([events(), socket.counters.lateAnswers]).toEqual([[], 1]);
  });

  test('behavior: a missing answer delays the others for ten seconds', async () => {
    const { socket, server, clock, until } = await silentWorld();
    const abandoned = failure(socket.subscribe(ticker, { timeoutMs: 100 }));
    const next = socket.subscribe(trades, { timeoutMs: 60_000 });
    const impatient = failure(socket.subscribe(trades, { timeoutMs: 5000 }));
    await until(() => server.frames.length === 1);
    await clock.advance(100);
    await abandoned;
    await clock.advance(9990);
    expect(await impatient).toMatchObject({ name: 'TimeoutError', sent: false });
    expect(server.of('subscribe')).toHaveLength(1);
    await clock.advance(10);
    await until(() => server.of('subscribe').length === 2);
    server.peer.send(acknowledgementOf(server.of('subscribe')[1] as Frame));
    expect((await next).channel).toBe('trades');
  });

  test('behavior: a request that is aborted while it waits is never sent', async () => {
    const { socket, server, until } = await silentWorld();
    const controller = new AbortController();
    const first = socket.subscribe(ticker);
    const second = failure(socket.subscribe(trades, { signal: controller.signal }));
    await until(() => server.frames.length === 1);
    controller.abort();
    expect(await second).toMatchObject({ name: 'AbortedError', sent: false });
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await first;
    await socket.ping();
    expect(server.of('subscribe')).toHaveLength(1);
  });
});

describe('bounds and hooks', () => {
  test('error: too many wait', async () => {
    const { socket, server } = await socketWorld('public', { maxPendingRequests: 2 });
    server.script = () => undefined;
    await socket.connect();
    const waiting = [ticker, trades, ticker].map((args) => failure(socket.subscribe(args)));
    const error = await failure(socket.subscribe(trades));
    expect(error).toBeInstanceOf(OverflowError);
    expect(error).toMatchObject({ sent: false, retryable: true });
    socket.disconnect();
    expect(await Promise.all(waiting)).toMatchObject([{ sent: true }, { sent: false }, { sent: false }]);
  });

  test('behavior: beforeSend runs right before the request leaves, and can prevent that', async () => {
    const { socket, server, until } = await silentWorld();
    const order: string[] = [];
    const first = socket.subscribe(ticker, { beforeSend: () => void order.push('first') });
    const second = failure(
      socket.subscribe(trades, {
        requestId: 'mine',
        beforeSend: () => {
          order.push('second');
          throw new Error('not now');
        },
      }),
    );
    const third = socket.subscribe(trades);
    expect(order).toEqual(['first']);
    await until(() => server.frames.length === 1);
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await first;
    const error = await second;
    expect(error).toMatchObject({ name: 'TransportError', sent: false, requestId: 'mine' });
    expect(error.cause).toMatchObject({ message: 'not now' });
    await until(() => server.of('subscribe').length === 2);
    server.peer.send({ channel: 'trades', event: 'subscribe' });
    expect((await third).channel).toBe('trades');
  });

  test('behavior: 2000 requests stay below the venue’s 500 a second', async () => {
    const { socket, server, clock, until } = await socketWorld('private', { maxPendingRequests: 5000 });
    await socket.connect();
    const all = Array.from({ length: 2000 }, () =>
      socket.cancelOrders({ orderIds: ['1'] }, { timeoutMs: 60_000 }),
    );
    const started = clock.monotonic();
    await clock.advanceUntil(() => server.of('cancelOrders').length === 2000, { stepMs: 50 });
    await Promise.all(all);
    expect(clock.monotonic() - started).toBeGreaterThan(4000);
    const times = server.frames.map(({ at }) => at);
    const busiest = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 950).length),
    );
    expect(busiest).toBeLessThanOrEqual(500);
    await until(() => socket.pendingRequests === 0);
  });

  test.each([undefined, null, {}, { channel: 'orders' }, { channel: 'ticker', depth: 5 }])(
    'args: %j is refused before anything is sent',
    async (args) => {
      const { socket, server } = await socketWorld('public');
      await socket.connect();
      const error = await failure(socket.subscribe(args as never));
      expect(error).toMatchObject({ name: 'ValidationError', sent: false });
      expect(server.frames).toHaveLength(0);
    },
  );

  test.each([[[]], [['']], [[' BTC_USDT']], [[7]], ['BTC_USDT'], [['A\r\nB']], [['x'.repeat(65)]]])(
    'args: %j are no symbols',
    async (symbols) => {
      const { socket } = await socketWorld('public');
      await socket.connect();
      const error = await failure(socket.subscribe({ channel: 'ticker', symbols } as never));
      expect(error).toMatchObject({ name: 'ValidationError' });
      expect((error as Error & { field: string }).field).toMatch(/^symbols/);
    },
  );

  test('args: a requestId must be a name', async () => {
    const { socket } = await socketWorld('public');
    await socket.connect();
    expect(await failure(socket.ping({ requestId: '' }))).toMatchObject({ name: 'ValidationError' });
  });
});
