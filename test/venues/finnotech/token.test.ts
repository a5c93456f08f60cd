import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../../src/emulators';
import { isAbortedError, isAuthenticationError, isClosedError, isTimeoutError } from '../../../src/index';
import {
  FinnotechClient,
  type FinnotechClientOptions,
  FinnotechScopeError,
  type FinnotechToken,
  FinnotechTokenError,
} from '../../../src/venues/finnotech';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 10 January 2026, 10:30 in Tehran. */
const NOW = Date.UTC(2026, 0, 10, 7, 0);
const CLIENT = { clientId: 'token-client', clientSecret: 'canary-secret', nid: '9912345678' };

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface World {
  readonly clock: VirtualClock;
  readonly emulator: FinnotechEmulator;
  readonly warnings: Error[];
  make(options?: Partial<FinnotechClientOptions>): FinnotechClient;
  drive<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass with real turns of the loop in between. */
  pass(ms: number): Promise<void>;
  count(command: string): number;
}

async function world(options: FinnotechEmulatorOptions = {}): Promise<World> {
  const clock = new VirtualClock(NOW);
  const emulator = await startEmulator('finnotech', { clock, seed: 2, clients: [CLIENT], ...options });
  opened.push(() => emulator.close());
  const warnings: Error[] = [];
  return {
    clock,
    emulator,
    warnings,
    make(given = {}) {
      const client = new FinnotechClient({
        ...CLIENT,
        baseUrl: emulator.endpoints.http.url,
        clock,
        random: seededRandom(5),
        logger: silentLogger,
        onWarning: (error) => warnings.push(error),
        ...given,
      });
      opened.push(() => client.close());
      return client;
    },
    async drive(work) {
      let settled = false;
      const end = () => {
        settled = true;
      };
      work.then(end, end);
      await clock.advanceUntil(() => settled, { limitMs: 60_000 });
      return work;
    },
    async pass(ms) {
      const target = clock.monotonic() + ms;
      await clock.advanceUntil(() => clock.monotonic() >= target, {
        stepMs: Math.max(10, ms / 200),
        limitMs: ms * 2,
      });
    },
    count: (command) => emulator.orders.requests.filter((request) => request.command === command).length,
  };
}

const grants = (at: World): readonly [number, number] => [at.count('token'), at.count('refreshToken')];

describe('the token', () => {
  it('behavior: 100 calls at once make one token call', async () => {
    const at = await world();
    const client = at.make();
    await at.drive(Promise.all(Array.from({ length: 100 }, () => client.tradesRealtime({ coId: '5' }))));
    expect([grants(at), at.count('trades/realtime')]).toEqual([[1, 0], 100]);
  });

  it('behavior: 100 calls at its end make one token call', async () => {
    const at = await world({ tokenLifeMs: 60_000 });
    const client = at.make();
    await at.drive(client.token());
    at.emulator.faults.status(503, {}, { command: 'refreshToken' });
    await at.clock.advance(60_001);
    await at.emulator.faults.clear();
    const before = at.emulator.orders.requests.length;
    await at.drive(Promise.all(Array.from({ length: 100 }, () => client.tradesRealtime({ coId: '5' }))));
    const after = at.emulator.orders.requests
      .slice(before)
      .filter(({ command }) => command !== 'trades/realtime');
    expect(after.map(({ command }) => command)).toEqual(['refreshToken']);
  });

  it('behavior: 50 parallel reads with an expired token make one token call and all succeed', async () => {
    const at = await world();
    const client = at.make();
    await at.drive(client.token());
    at.emulator.expireToken();
    const answers = await at.drive(
      Promise.all(Array.from({ length: 50 }, () => client.tradesRealtime({ coId: '5' }))),
    );
    expect(answers.every(({ result }) => result.length === 1)).toBe(true);
    expect(grants(at)).toEqual([2, 0]);
    const codes = at.emulator.orders.requests.map(({ members }) => members['trackId']).filter(Boolean);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('error: after several invalid tokens no new ones are requested in a loop', async () => {
    const at = await world();
    const client = at.make();
    at.emulator.faults.fail('trades/realtime', 'VALIDATION_ERROR', {
      errorDescr: 'invalid token',
      times: 100,
    });
    for (let round = 0; round < 10; round += 1) {
      const error = await at.drive(client.tradesRealtime({ coId: '5' }).catch((thrown: unknown) => thrown));
      expect(error).toBeInstanceOf(FinnotechTokenError);
    }
    expect(at.count('token')).toBe(2);
  });

  it('behavior: it is refreshed ahead of its end, between 80 and 90 % of its validity', async () => {
    for (const seed of [1, 2, 3]) {
      const at = await world({ tokenLifeMs: HOUR_MS });
      await at.drive(at.make({ random: seededRandom(seed) }).token());
      await at.clock.advance(0.8 * HOUR_MS - 10_000);
      expect(grants(at)).toEqual([1, 0]);
      await at.pass(0.1 * HOUR_MS + 10_000);
      expect(grants(at)).toEqual([1, 1]);
    }
  });

  it('behavior: a validity beyond 24.8 days causes no refresh in the first days', async () => {
    const at = await world({ tokenLifeMs: 90 * DAY_MS });
    await at.drive(at.make().token());
    for (const days of [1, 24, 2, 40]) {
      await at.clock.advance(days * DAY_MS);
      expect(grants(at)).toEqual([1, 0]);
    }
  });

  it('behavior: while the token endpoint is down a valid token is kept, and the failures are reported', async () => {
    const at = await world({ tokenLifeMs: HOUR_MS });
    const client = at.make();
    await at.drive(client.token());
    at.emulator.faults.status(500, { body: 'x' }, { command: 'refreshToken' });
    await at.clock.advance(0.79 * HOUR_MS);
    await at.pass(0.15 * HOUR_MS);
    expect(at.warnings.length).toBeGreaterThan(0);
    await at.drive(client.tradesRealtime({ coId: '5' }));
    const tries = at.count('refreshToken');
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThan(10);
    expect(at.count('token')).toBe(1);
    await at.emulator.faults.clear();
    await at.pass(300_000);
    await at.drive(client.tradesRealtime({ coId: '5' }));
    expect(at.count('token') + at.count('refreshToken')).toBe(tries + 2);
  });

  it('behavior: a refresh that is refused becomes a new grant', async () => {
    const at = await world();
    const client = at.make();
    await at.drive(client.token());
    at.emulator.faults.fail('refreshToken', 'VALIDATION_ERROR', { errorDescr: 'invalid refresh token' });
    const { value } = await at.drive(client.refreshToken());
    expect(value).not.toBe('');
    expect(grants(at)).toEqual([2, 1]);
    expect(at.warnings).toHaveLength(1);
  });

  it('error: refused credentials are an AuthenticationError once, until a request by hand', async () => {
    const at = await world();
    const client = at.make({ clientSecret: 'canary-wrong' });
    for (let minute = 0; minute < 60; minute += 1) {
      const error: unknown = await at.drive(client.tradesRealtime().catch((thrown: unknown) => thrown));
      expect(isAuthenticationError(error) && error.retryable).toBe(false);
      expect(inspect(error)).not.toContain('canary');
      await at.clock.advance(60_000);
    }
    expect(grants(at)).toEqual([1, 0]);
    await expect(at.drive(client.requestToken())).rejects.toSatisfy(isAuthenticationError);
    expect(grants(at)).toEqual([2, 0]);
  });

  it('error: a scope that the client may not have is refused, one that the token lacks is named', async () => {
    const scopes = ['bourse:trades-realtime:get'];
    const at = await world({ clients: [{ ...CLIENT, scopes }] });
    await expect(at.drive(at.make().token())).rejects.toSatisfy(isAuthenticationError);
    const narrow = at.make({ scopes });
    await at.drive(narrow.tradesRealtime());
    const error: unknown = await at.drive(narrow.dailyTrades().catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(FinnotechScopeError);
    expect((error as FinnotechScopeError).scope).toBe('bourse:daily-trades:get');
  });

  it('default: revoke ends it, the list shows the valid ones', async () => {
    const at = await world();
    const client = at.make({ scopes: ['bourse:trades-realtime:get', 'boomrang:tokens:get'] });
    await at.drive(client.token());
    expect(await at.drive(client.tokens())).toHaveLength(1);
    await at.drive(client.revokeToken());
    await at.drive(client.tradesRealtime());
    expect(at.count('token')).toBe(2);
    expect(await at.drive(client.tokens())).toHaveLength(1);
    expect(JSON.stringify(at.emulator.orders.requests)).not.toMatch(/canary|9912345678|\.token/);
  });
});

describe('a token store', () => {
  it('behavior: a second run does not request a token', async () => {
    const at = await world();
    let kept: FinnotechToken | undefined;
    const tokenStore = {
      load: async () => kept && (JSON.parse(JSON.stringify(kept)) as FinnotechToken),
      save: async (token: FinnotechToken | undefined) => {
        kept = token;
      },
    };
    const first = at.make({ tokenStore });
    await at.drive(first.tradesRealtime({ coId: '5' }));
    first.close();
    expect(kept).toMatchObject({ lifeTime: 864_000_000, expireTime: expect.any(Number) });
    await at.drive(at.make({ tokenStore }).tradesRealtime({ coId: '5' }));
    expect(grants(at)).toEqual([1, 0]);
    at.emulator.expireToken();
    await at.drive(at.make({ tokenStore }).tradesRealtime({ coId: '5' }));
    expect(grants(at)).toEqual([2, 0]);
  });

  it.each([
    { load: () => Promise.reject(new Error('disk')), save: () => {} },
    { load: () => ({ value: 5 }) as unknown as FinnotechToken, save: () => {} },
    {
      load: () => undefined,
      save: () => {
        throw new Error('disk');
      },
    },
  ])('error: one that fails is a warning and not the end of a call', async (tokenStore) => {
    const at = await world();
    await at.drive(at.make({ tokenStore }).tradesRealtime({ coId: '5' }));
    await at.clock.advanceUntil(() => at.warnings.length === 1);
    expect(grants(at)).toEqual([1, 0]);
  });
});

describe('limits', () => {
  it.each(['token', 'trades/realtime'] as const)(
    'error: a hanging %s ends at the deadline, nothing else waits',
    async (command) => {
      const at = await world();
      const client = at.make({ timeoutMs: 2000 });
      at.emulator.faults.hang(10, { command });
      await expect(at.drive(client.tradesRealtime())).rejects.toSatisfy(isTimeoutError);
    },
  );

  it('behavior: one aborted caller does not take the token from the others', async () => {
    const at = await world();
    const client = at.make();
    at.emulator.faults.latency(500, { command: 'token' });
    const controller = new AbortController();
    const given = client.tradesRealtime({}, { signal: controller.signal }).catch((error: unknown) => error);
    const other = client.tradesRealtime();
    controller.abort();
    expect(await at.drive(given)).toSatisfy(isAbortedError);
    expect((await at.drive(other)).result.length).toBeGreaterThan(0);
    expect(grants(at)).toEqual([1, 0]);
  });

  it('behavior: close settles everything with ClosedError', async () => {
    const at = await world();
    const client = at.make();
    at.emulator.faults.freeze();
    const waiting = [client.tradesRealtime(), client.token(), client.tokens()].map((work) =>
      work.catch((error: unknown) => error),
    );
    await at.clock.advance(10);
    client.close();
    for (const work of waiting) expect(await work).toSatisfy(isClosedError);
    await expect(client.tradesRealtime()).rejects.toSatisfy(isClosedError);
  });
});
