import fc from 'fast-check';
import { HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import type { FrameTapEvent } from '../../../src/broker';
import type { Logger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { provesRefusal } from '../../../src/venues/poloniex/errors';
import { fixture } from './rest-fixture';
import {
  everything,
  failure,
  newClient,
  refusal,
  SECRETS,
  type Seen,
  startSilentServer,
  useRestServer,
} from './rest-server';

const server = useRestServer();
const SELL = { symbol: 'BTC_USDT', side: 'SELL', quantity: '1' } as const;

const until = (condition: () => boolean): Promise<unknown> => vi.waitUntil(condition, { interval: 1 });

describe('signing', () => {
  it('behavior: the text that is signed is the text that is sent', async () => {
    server.answers(() => []);
    const client = newClient({ quotaShare: 1, clock: quickClock() });
    const part = fc.stringMatching(/^[A-Z0-9\u4e00-\u4e20.-]{1,8}$/);
    const symbol = fc.tuple(part, part).map(([base, quote]) => `${base}_${quote}`);
    const id = fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String);
    const query = fc.record(
      {
        symbols: fc.array(symbol, { minLength: 1, maxLength: 4 }),
        from: id,
        direction: fc.constantFrom('PRE', 'NEXT'),
        limit: fc.integer({ min: 1, max: 1000 }),
        startTime: fc.integer({ min: 1e12, max: 2e12 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(query, symbol, async (args, name) => {
        const before = server.seen.length;
        await client.getTrades(args as object);
        await client.cancelAllOrders({ symbols: [name] });
        const sent = server.seen.slice(before);
        expect(sent.map(({ authentic }) => authentic)).toEqual([true, true]);
        expect(JSON.parse(sent[1]!.body)).toEqual({ symbols: [name] });
      }),
      { numRuns: 60 },
    );
  });
});

/** A clock whose timers fire at once: quotas are no matter here. */
function quickClock(): VirtualClock {
  const clock = new VirtualClock();
  const schedule = clock.schedule.bind(clock);
  clock.schedule = (delayMs, callback) => {
    const timer = schedule(delayMs, callback);
    if (delayMs < 2000) setImmediate(() => clock.advanceSync(delayMs));
    return timer;
  };
  return clock;
}

describe('answers', () => {
  const rows: readonly (readonly [string, () => unknown, object])[] = [
    [
      'a code',
      () => refusal(400, 21_709, 'Low available balance'),
      { name: 'PoloniexError', code: '21709', kind: 'funds', status: 400 },
    ],
    [
      'a code with status 200',
      () => ({ code: 21_359, message: 'gone' }),
      { name: 'PoloniexError', code: '21359', kind: 'orderGone' },
    ],
    [
      'a code in text',
      () => ({ code: '21340', message: 'x' }),
      { name: 'PoloniexError', code: '21340', kind: 'rejected' },
    ],
    ['401', () => refusal(401, 401, 'Invalid signature'), { name: 'AuthenticationError', code: '401' }],
    [
      '403 without a code',
      () => HttpResponse.json({ error: 'Forbidden' }, { status: 403 }),
      { name: 'PoloniexError', code: '403', kind: 'permission' },
    ],
    [
      '500',
      () => refusal(500, 500, 'x'),
      { name: 'PoloniexError', code: '500', kind: 'unavailable', retryable: true },
    ],
    [
      'a code that nobody knows',
      () => refusal(400, 29_999, 'x'),
      { name: 'PoloniexError', code: '29999', kind: 'request', refused: false },
    ],
    ['429', () => refusal(429, 429, 'slow'), { name: 'RateLimitError', code: '429', sent: true }],
    [
      'a page with 200',
      () => '<html>SECRETPAGE</html>',
      { name: 'HttpStatusError', status: 200, retryable: true },
    ],
    [
      'a page with 502',
      () => HttpResponse.html('<html>SECRETPAGE</html>', { status: 502 }),
      { name: 'HttpStatusError', status: 502 },
    ],
    [
      'a page with 429',
      () => HttpResponse.html('<html>SECRETPAGE</html>', { status: 429 }),
      { name: 'RateLimitError', code: '429' },
    ],
    ['nothing with 503', () => new Response('', { status: 503 }), { name: 'HttpStatusError', status: 503 }],
    ['nothing with 200', () => new Response(''), { name: 'ProtocolError' }],
    ['a list cut short', () => new Response('[{"accountId":"1'), { name: 'HttpStatusError', status: 200 }],
    ['null', () => new Response('null'), { name: 'ProtocolError' }],
    ['an object for a list', () => ({}), { name: 'ProtocolError' }],
    [
      'a redirect',
      () => new Response('', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
      { name: 'HttpStatusError', status: 307 },
    ],
  ];

  it.each(rows)('error: %s', async (_, answer, expected) => {
    server.answers(answer);
    const error = await failure(newClient().getAccounts({ requestId: 'mine' }));
    expect(error).toMatchObject({
      ...expected,
      venue: 'poloniex',
      operation: 'getAccounts',
      requestId: 'mine',
      sent: true,
    });
    expect(everything(error)).not.toContain('SECRETPAGE');
    expect(server.seen).toHaveLength(1);
  });

  it('error: a row that breaks its schema is named, with a sample without secrets', async () => {
    const bad = { accountId: '1', accountType: 'SPOT', accountState: 5, note: SECRETS.apiSecret };
    server.answers(() => [fixture('account'), bad]);
    const error = await failure(newClient().getAccounts());
    expect(error).toMatchObject({ name: 'ProtocolError', path: '[1].accountState', sent: true });
    expect(error['sample']).toContain('[redacted]');
    expect(everything(error)).not.toContain(SECRETS.apiSecret);
  });
});

describe('quotas', () => {
  it('behavior: after a 429 its class pauses for the requested time, the others continue', async () => {
    const clock = new VirtualClock();
    const client = newClient({ clock });
    await client.syncTime();
    server.answers(() => refusal(429, 429, 'Too many requests', { 'retry-after': '7' }));
    const error = await failure(client.createOrder(SELL));
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 7000, sent: true, code: '429' });
    // The venue may have taken it all the same.
    expect(provesRefusal(error)).toBe(false);
    server.answers(({ path }) => (path === '/orders' ? fixture('order-ids') : []));
    const waiting = client.createOrder(SELL);
    await client.getOpenOrders().catch(() => {});
    await client.getPrices();
    await clock.advance(6999);
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /orders',
      'GET /orders',
      'GET /markets/price',
    ]);
    await clock.advance(1);
    expect(await waiting).toEqual(fixture('order-ids'));
  });

  it('behavior: a 429 that names no time is a second', async () => {
    const clock = new VirtualClock();
    const client = newClient({ clock });
    server.answers(() => refusal(400, 429, 'Too many requests'));
    const error = await failure(client.getPrices());
    expect(error).toMatchObject({ name: 'RateLimitError' });
    expect(error).not.toHaveProperty('retryAfterMs');
    server.answers(() => []);
    const waiting = client.getPrices();
    await clock.advance(999);
    expect(server.seen).toHaveLength(1);
    await clock.advance(1);
    await waiting;
    expect(server.seen).toHaveLength(2);
  });

  it('error: what waits too long was not sent', async () => {
    const clock = new VirtualClock();
    const client = newClient({ clock });
    await client.syncTime();
    server.answers(() => refusal(429, 429, 'x', { 'retry-after': '60' }));
    await failure(client.getAccounts());
    // At once: its turn would come when its time is over.
    const refused = failure(client.createOrder(SELL, { timeoutMs: 5000, requestId: 'mine' }));
    expect(await refused).toMatchObject({
      name: 'RateLimitError',
      retryAfterMs: 30_000,
      operation: 'createOrder',
      sent: false,
      requestId: 'mine',
      venue: 'poloniex',
    });
    await clock.advance(60_000);
    expect(server.seen).toHaveLength(1);
  });

  it('error: too many wait', async () => {
    const clock = new VirtualClock();
    const client = newClient({ clock, maxPendingRequests: 2 });
    await client.syncTime();
    server.answers(() => refusal(429, 429, 'x', { 'retry-after': '7' }));
    await failure(client.getAccounts());
    server.answers(() => fixture('cancel-result'));
    const waiting = [client.getAccounts(), client.getAccounts()].map(failure);
    expect(await failure(client.getAccounts())).toMatchObject({
      name: 'RateLimitError',
      operation: 'getAccounts',
      sent: false,
    });
    // Reads never keep a cancel out.
    const cancel = client.cancelOrder({ id: '1' });
    await clock.advance(7000);
    expect(await cancel).toEqual(fixture('cancel-result'));
    await Promise.all(waiting);
  });

  it('behavior: cancels go before orders, orders before reads', async () => {
    const clock = new VirtualClock();
    const client = newClient({ clock });
    await client.syncTime();
    server.answers(() => refusal(429, 429, 'x'));
    await failure(client.getAccounts());
    server.answers(({ method }) =>
      method === 'GET' ? [] : fixture(method === 'POST' ? 'order-ids' : 'cancel-result'),
    );
    const sent: string[] = [];
    const named = (name: string) => ({ beforeSend: () => void sent.push(name) });
    const calls = [
      client.getAccounts(named('read')),
      client.createOrder(SELL, named('order')),
      client.cancelOrder({ id: '1' }, named('cancel')),
    ];
    await clock.advance(1000);
    await Promise.all(calls);
    expect(sent).toEqual(['cancel', 'order', 'read']);
  });
});

describe('calls', () => {
  it('behavior: beforeSend is called once, right before the request leaves', async () => {
    const order: string[] = [];
    server.answers(() => {
      order.push('server');
      return fixture('order-ids');
    });
    const client = newClient();
    await client.createOrder(SELL, {
      beforeSend: () => {
        order.push('hook');
        expect(server.timestamps).toBe(3);
        expect(server.seen).toEqual([]);
      },
    });
    expect(order).toEqual(['hook', 'server']);
  });

  it('error: what beforeSend throws prevents the send', async () => {
    const client = newClient();
    const error = await failure(
      client.createOrder(SELL, {
        beforeSend: () => {
          throw new Error('no disk');
        },
      }),
    );
    expect(error).toMatchObject({ name: 'AbortedError', sent: false, operation: 'createOrder' });
    expect(error.cause).toMatchObject({ message: 'no disk' });
    expect(server.seen).toEqual([]);
  });

  it.each([
    [{ beforeSend: 'x' }, 'beforeSend'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ requestId: '' }, 'requestId'],
    [{ requestId: 'a\nb' }, 'requestId'],
  ])('args: %j', async (options, field) => {
    const sent: string[] = [];
    const beforeSend = (): void => void sent.push('sent');
    const error = await failure(newClient().getAccounts({ beforeSend, ...(options as object) }));
    expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
    expect([sent, server.seen, server.timestamps]).toEqual([[], [], 0]);
  });

  it('error: a signal that is aborted already', async () => {
    const error = await failure(newClient().getAccounts({ signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortedError', sent: false, operation: 'getAccounts' });
    expect(server.timestamps).toBe(0);
  });

  it('error: a signal that is aborted while the answer is awaited', async () => {
    const silent = await startSilentServer();
    const controller = new AbortController();
    const client = newClient({ baseUrl: silent.url });
    const waiting = failure(client.createOrder(SELL, { signal: controller.signal }));
    await until(() => silent.requests === 1);
    controller.abort();
    const error = await waiting;
    expect(error).toMatchObject({ name: 'AbortedError', sent: true, operation: 'createOrder' });
    expect(provesRefusal(error)).toBe(false);
  });

  it('error: a deadline that passes while the answer is awaited', async () => {
    const silent = await startSilentServer();
    const clock = new VirtualClock();
    const client = newClient({ clock, baseUrl: silent.url });
    const waiting = failure(client.createOrder(SELL));
    await until(() => silent.requests === 1);
    await clock.advance(15_000);
    expect(await waiting).toMatchObject({ name: 'TimeoutError', sent: true, timeoutMs: 15_000 });
  });

  it('behavior: names of calls differ, also between clients', async () => {
    server.answers(() => refusal(400, 400, 'x'));
    const [one, two] = [newClient(), newClient()];
    const errors = [one.getPrices(), one.getPrices(), two.getPrices()].map(failure);
    const ids = (await Promise.all(errors)).map((error) => error['requestId']);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^poloniex-[0-9a-z]{4}-\d+$/);
  });

  it('error: close ends what runs and what follows', async () => {
    const silent = await startSilentServer();
    const clock = new VirtualClock();
    const client = newClient({ clock, baseUrl: silent.url });
    const running = failure(client.createOrder(SELL));
    await until(() => silent.requests === 1);
    // More than the quota lets out at once.
    const heavy = Array.from({ length: 10 }, () => failure(client.getFeeInfo()));
    await until(() => silent.requests === 8);
    const queued = heavy.at(-1);
    await client.close();
    await client.close();
    expect(await running).toMatchObject({ name: 'ClosedError', sent: true, operation: 'createOrder' });
    expect(await queued).toMatchObject({ name: 'ClosedError', sent: false, operation: 'getFeeInfo' });
    for (const call of [client.getPrices(), client.createOrder(SELL), client.syncTime()]) {
      expect(await failure(call)).toMatchObject({ name: 'ClosedError', sent: false });
    }
    expect(clock.pendingTimers).toBe(0);
  });

  it('error: close while the first time is awaited', async () => {
    server.tells(() => new Promise(() => {}));
    const client = newClient();
    const waiting = failure(client.createOrder(SELL));
    await until(() => server.timestamps === 1);
    await client.close();
    expect(await waiting).toMatchObject({ name: 'ClosedError', sent: false, operation: 'createOrder' });
  });
});

describe('secrets', () => {
  /** Answers that echo all that the venue has seen of a request. */
  const echo = ({ headers, method, path, query, body }: Seen): string =>
    JSON.stringify({ method, path, query, body, headers: [...headers.values()].join(' ') });

  it('behavior: neither errors, logs nor taps show one, whatever the venue echoes', async () => {
    const frames: FrameTapEvent[] = [];
    const logs: unknown[] = [];
    const log = (...args: unknown[]): void => void logs.push(args);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    const client = newClient({ logger, tap: (frame) => void frames.push(frame) });
    const signatures = new Set<string>();
    const answers: readonly ((seen: Seen) => unknown)[] = [
      (seen) => refusal(400, 21_709, echo(seen)),
      (seen) => refusal(401, 401, echo(seen)),
      (seen) => refusal(429, 429, echo(seen), { 'retry-after': '0' }),
      (seen) => HttpResponse.json({ code: seen.headers.get('signature')?.slice(0, 32), message: 'x' }),
      (seen) => HttpResponse.html(echo(seen), { status: 500 }),
      (seen) => ({ id: {}, echo: echo(seen) }),
      (seen) => ({ id: {}, echo: seen.headers.get('signature') }),
      (seen) => [seen.headers.get('signature'), seen.headers.get('key')],
      () => HttpResponse.error(),
    ];
    const errors: unknown[] = [];
    for (const answer of answers) {
      server.answers((seen) => {
        signatures.add(seen.headers.get('signature')!);
        return answer(seen);
      });
      errors.push(await failure(client.createOrder(SELL)), await failure(client.getFeeInfo()));
    }
    const shown =
      errors.map(everything).join('') + everything(logs) + JSON.stringify(frames) + everything(client);
    expect(frames.length).toBeGreaterThan(2 * answers.length);
    expect(signatures.size).toBeGreaterThan(0);
    for (const secret of [...Object.values(SECRETS), ...signatures]) {
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });

  it('default: a tap receives requests and answers in their order', async () => {
    const frames: FrameTapEvent[] = [];
    server.answers(() => [fixture('price')]);
    await newClient({ tap: (frame) => void frames.push(frame) }).getPrices();
    expect(frames).toMatchObject([
      { direction: 'out', connection: 'http', epoch: 1, sequence: 1, data: 'GET /markets/price' },
      {
        direction: 'in',
        connection: 'http',
        epoch: 1,
        sequence: 1,
        data: `200\n${JSON.stringify([fixture('price')])}`,
      },
    ]);
  });
});
