import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { Redactor } from '../../../src/errors/redact';
import { provesRefusal } from '../../../src/venues/poloniex/errors';
import { parseOptions } from '../../../src/venues/poloniex/options';
import { RestRequests } from '../../../src/venues/poloniex/rest/requests';
import { fixture } from './rest-fixture';
import { failure, newClient, ORIGIN, refusal, SECRETS, useRestServer } from './rest-server';

const server = useRestServer();
const SELL = { symbol: 'BTC_USDT', side: 'SELL', quantity: '1' } as const;
const TOO_OLD = 'Invalid timestamp: outside of recvWindow';
const MINUTE = 60_000;

/** A client on a virtual clock, and a venue whose own clock is `skew` ahead of the true time. */
function skewed(skew = 0) {
  const clock = new VirtualClock();
  const start = clock.now() + skew;
  const venueTime = (): number => start + clock.monotonic();
  server.tells(venueTime);
  server.answers(({ method }) => (method === 'GET' ? [] : fixture('order-ids')));
  return { clock, venueTime, client: newClient({ clock }) };
}

const stamps = (): number[] => server.seen.map(({ headers }) => Number(headers.get('signTimestamp')));

describe("the venue's time", () => {
  it.each([0, 600_000, -600_000])('default: it signs, %i ms off the local clock', async (skew) => {
    const { client, clock, venueTime } = skewed(skew);
    await client.getAccounts();
    expect(stamps()).toEqual([venueTime()]);
    expect(client.serverTime()).toBe(venueTime());
    expect(client.hasServerTime).toBe(true);
    clock.advanceSync(5000);
    await client.createOrder(SELL);
    expect(stamps()[1]).toBe(venueTime());
    expect(server.timestamps).toBe(3);
  });

  it.each([600_000, -600_000])(
    'behavior: a step of the wall clock by %i ms changes nothing',
    async (step) => {
      const { client, clock, venueTime } = skewed(1000);
      await client.getAccounts();
      clock.setWallTime(clock.now() + step);
      expect(client.serverTime()).toBe(venueTime());
      clock.advanceSync(100);
      await client.getAccounts();
      expect(stamps()).toEqual([venueTime() - 100, venueTime()]);
    },
  );

  it('default: syncTime returns what it has measured', async () => {
    const { client } = skewed(600_000);
    expect([client.hasServerTime, client.lastRoundTripMs]).toEqual([false, undefined]);
    expect(await client.syncTime()).toEqual({ offsetMs: 600_000, roundTripMs: 0 });
    expect([client.hasServerTime, client.lastRoundTripMs]).toEqual([true, 0]);
    expect(server.timestamps).toBe(3);
  });

  it('behavior: the first signed requests share one measurement', async () => {
    const { client } = skewed();
    await Promise.all(Array.from({ length: 8 }, () => client.getAccounts()));
    expect(server.timestamps).toBe(3);
    expect(server.seen).toHaveLength(8);
  });

  it('behavior: it is refreshed after ten minutes, and nothing waits for that', async () => {
    const { client, clock } = skewed();
    await client.getAccounts();
    clock.advanceSync(11 * MINUTE);
    let release = (): void => {};
    server.tells(
      () =>
        new Promise((resolve) => {
          release = () => resolve({ serverTime: Date.UTC(2026, 0, 6) });
        }),
    );
    await client.getAccounts();
    await clock.advanceUntil(() => server.timestamps === 4);
    server.tells(() => Date.UTC(2026, 0, 6));
    release();
    await clock.advanceUntil(() => server.timestamps === 6);
    await client.syncTime();
    expect(client.serverTime()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 6));
  });

  it('behavior: a request is signed when its turn has come', async () => {
    const { client, clock, venueTime } = skewed();
    await client.syncTime();
    server.answers(() => refusal(429, 429, 'Too many requests', { 'retry-after': '7' }));
    await failure(client.getAccounts());
    server.answers(() => []);
    const waiting = client.getAccounts();
    await clock.advance(6900);
    expect(server.seen).toHaveLength(1);
    await clock.advance(200);
    await waiting;
    expect(Math.abs(stamps()[1]! - venueTime())).toBeLessThanOrEqual(200);
    expect(server.seen[1]!.authentic).toBe(true);
  });

  it('behavior: the wait in the queue is not part of the round trip', async () => {
    const { client, clock } = skewed(5000);
    server.answers(() => refusal(429, 429, 'Too many requests', { 'retry-after': '3' }));
    await failure(client.getPrices());
    const sync = client.syncTime();
    await clock.advanceUntil(() => server.timestamps === 3);
    expect(await sync).toMatchObject({ offsetMs: 5000, roundTripMs: 0 });
  });

  it('error: too many requests wait for it, and none when they are done', async () => {
    const { clock, venueTime } = skewed();
    const client = newClient({ clock, maxPendingRequests: 2 });
    server.tells(() => new Promise(() => {}));
    const waiting = [client.getAccounts(), client.getAccounts()].map(failure);
    expect(await failure(client.getAccounts())).toMatchObject({ name: 'RateLimitError', sent: false });
    await clock.advance(15_000);
    await Promise.all(waiting);
    server.tells(venueTime);
    expect(await client.getAccounts()).toEqual([]);
  });

  it('error: no time, no request', async () => {
    const { client } = skewed();
    server.tells(() => new Response('<html>maintenance</html>', { status: 503 }));
    const sent: string[] = [];
    const beforeSend = (): void => void sent.push('order');
    expect(await failure(client.createOrder(SELL, { beforeSend, requestId: 'mine' }))).toMatchObject({
      name: 'HttpStatusError',
      operation: 'createOrder',
      requestId: 'mine',
      sent: false,
    });
    server.tells(() => ({ serverTime: 'noon' }));
    const error = await failure(client.createOrder(SELL, { beforeSend }));
    expect(error).toMatchObject({ name: 'NotConnectedError', operation: 'createOrder', sent: false });
    expect(error.cause).toMatchObject({ name: 'ProtocolError', path: 'serverTime' });
    expect([server.seen, sent]).toEqual([[], []]);
  });

  it('error: the deadline of a request that waits for it', async () => {
    const { client, clock } = skewed();
    server.tells(() => new Promise(() => {}));
    const waiting = failure(client.createOrder(SELL, { timeoutMs: 500 }));
    await clock.advance(500);
    expect(await waiting).toMatchObject({ name: 'TimeoutError', operation: 'createOrder', sent: false });
  });
});

describe('a refused timestamp', () => {
  it.each([
    [400, 400, 'Invalid timestamp'],
    [401, 401, 'signTimestamp is expired'],
    [400, 24_999, 'Exceeds recvWindow'],
  ])(
    'behavior: a read is sent once more with a new time: HTTP %i, code %i, %s',
    async (status, code, text) => {
      const { client, clock } = skewed();
      await client.getAccounts();
      // The venue's clock has been set.
      const start = clock.now() + 42_000 - clock.monotonic();
      server.tells(() => start + clock.monotonic());
      let refusals = 1;
      server.answers(() => {
        refusals -= 1;
        return refusals >= 0 ? refusal(status, code, text) : [];
      });
      const sent: string[] = [];
      expect(await client.getAccounts({ beforeSend: () => void sent.push('read') })).toEqual([]);
      expect(stamps()[2]! - stamps()[1]!).toBe(42_000);
      expect(sent).toEqual(['read', 'read']);
      expect(server.timestamps).toBe(6);
    },
  );

  it('error: a read that is refused again', async () => {
    const { client } = skewed();
    server.answers(() => refusal(400, 400, TOO_OLD));
    expect(await failure(client.getAccounts())).toMatchObject({
      name: 'PoloniexError',
      kind: 'timestamp',
      code: '400',
      venueText: TOO_OLD,
      retryable: true,
    });
    expect(server.seen).toHaveLength(2);
  });

  it('error: a read whose second time cannot be had is refused as before', async () => {
    const { client } = skewed();
    await client.syncTime();
    server.answers(() => {
      server.tells(() => new Response('', { status: 502 }));
      return refusal(400, 400, TOO_OLD);
    });
    expect(await failure(client.getAccounts())).toMatchObject({ kind: 'timestamp', sent: true });
    expect(server.seen).toHaveLength(1);
  });

  it('error: a write is never repeated, and the next one has a new time', async () => {
    const { client } = skewed();
    await client.syncTime();
    server.answers(() => refusal(400, 400, TOO_OLD));
    const error = await failure(client.createOrder(SELL));
    expect(error).toMatchObject({ name: 'PoloniexError', kind: 'timestamp', sent: true, refused: true });
    expect(provesRefusal(error)).toBe(true);
    expect([server.seen.length, server.timestamps]).toEqual([1, 3]);
    server.answers(() => fixture('order-ids'));
    await client.createOrder(SELL);
    expect([server.seen.length, server.timestamps]).toEqual([2, 6]);
  });

  it('behavior: reads that are refused together share one new measurement', async () => {
    const { client } = skewed();
    await client.syncTime();
    let refusals = 4;
    server.answers(() => {
      refusals -= 1;
      return refusals >= 0 ? refusal(400, 400, TOO_OLD) : [];
    });
    await Promise.all(Array.from({ length: 4 }, () => client.getAccounts()));
    expect(server.seen).toHaveLength(8);
    expect(server.timestamps).toBe(6);
  });
});

describe('the frame that authenticates a socket', () => {
  const newRequests = (redactor = new Redactor()) => {
    const { settings, credentials } = parseOptions({ baseUrl: ORIGIN, ...SECRETS, logger: silentLogger });
    return new RestRequests(settings, credentials, redactor);
  };

  it("default: signed with the venue's time, and its signature is a secret", async () => {
    server.tells(() => 1_700_000_000_000);
    const redactor = new Redactor();
    const requests = newRequests(redactor);
    const { event, channel, params } = JSON.parse(await requests.authenticate(new AbortController().signal));
    expect([event, channel]).toEqual(['subscribe', ['auth']]);
    expect(Math.abs(params.signTimestamp - 1_700_000_000_000)).toBeLessThan(10_000);
    expect(redactor.text(`x ${params.signature} y`)).toBe('x [redacted] y');
    const next = JSON.parse(await requests.authenticate(new AbortController().signal)).params.signature;
    if (next !== params.signature) expect(redactor.text(`x ${params.signature}`)).toContain(params.signature);
    expect(redactor.text(`x ${next}`)).toBe('x [redacted]');
    requests.close();
    expect(await failure(requests.authenticate(new AbortController().signal))).toMatchObject({
      name: 'ClosedError',
      sent: false,
    });
  });

  it('error: its signal ends the wait for the time', async () => {
    server.tells(() => new Promise(() => {}));
    const requests = newRequests();
    const controller = new AbortController();
    const waiting = failure(requests.authenticate(controller.signal));
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortedError', sent: false });
    requests.close();
  });

  it('error: no key', async () => {
    const { settings, credentials } = parseOptions({ baseUrl: ORIGIN, logger: silentLogger });
    const requests = new RestRequests(settings, credentials, new Redactor());
    expect(await failure(requests.authenticate(new AbortController().signal))).toMatchObject({
      name: 'ConfigurationError',
      sent: false,
    });
  });
});
