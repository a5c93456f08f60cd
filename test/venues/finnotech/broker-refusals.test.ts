import { afterEach, describe, expect, it } from 'vitest';
import type { FinnotechCommand } from '../../../src/emulators';
import { type BrokerStatus, isAuthenticationError } from '../../../src/index';
import { closeWorlds, connected, SHARE, type World } from './broker-world';

const MINUTE_MS = 60_000;
const BODY = '{"status":"FAILED","error":{"code":"UNAUTHORIZED","message":"unauthorized"}}';
const SERVICES = ['trades/realtime', 'companiesIdInquiry', 'dailyTrades'] as const;

afterEach(closeWorlds);

function refuse(at: World, commands: readonly FinnotechCommand[], status = 401): void {
  for (const command of commands) at.emulator.faults.status(status, { body: BODY }, { command });
}

function statusesOf(at: World): BrokerStatus[] {
  const statuses: BrokerStatus[] = [];
  at.broker.on('status', (status) => statuses.push(status));
  return statuses;
}

const grants = (at: World): number => at.asked('token').length + at.asked('refreshToken').length;

describe('401 after a login that worked', () => {
  it('behavior: for 0.3 s it is stale for a moment, reported with the time of the next attempt', async () => {
    const at = await connected();
    const subscription = await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    const statuses = statusesOf(at);
    refuse(at, SERVICES);
    const error = await at.drive(at.broker.fetchQuotes([SHARE]).catch((thrown: unknown) => thrown));
    expect(isAuthenticationError(error) && error.retryable).toBe(true);
    await at.pass(300);
    expect([at.broker.status.state, subscription.state]).toEqual(['stale', 'stale']);
    await at.emulator.faults.clear();
    expect(await at.drive(at.broker.fetchQuotes([SHARE]))).toHaveLength(1);
    await at.pass(2000);
    expect(statuses.map(({ state }) => state)).toEqual(['stale', 'live']);
    expect(statuses[0]?.reason).toContain('The venue refuses the token');
    expect((statuses[0]?.nextAttemptTime ?? 0) - (statuses[0]?.since ?? 0)).toBe(1000);
    expect([at.broker.status.nextAttemptTime, subscription.state]).toEqual([undefined, 'live']);
    expect(at.broker.health().disconnects).toBe(0);
  });

  it('behavior: of every service for an hour a new token is requested after 1, 5 and 30 s, then once a minute', async () => {
    const at = await connected();
    await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    const statuses = statusesOf(at);
    refuse(at, SERVICES);
    const before = grants(at);
    // Users go on asking: what they ask makes no more tokens.
    for (let minute = 0; minute < 60; minute += 1) {
      const error = await at.drive(at.broker.fetchQuotes([SHARE]).catch((thrown: unknown) => thrown));
      expect(isAuthenticationError(error) && error.retryable).toBe(true);
      await at.pass(MINUTE_MS);
    }
    expect(grants(at) - before).toBeGreaterThan(30);
    expect(grants(at) - before).toBeLessThanOrEqual(66);
    expect(new Set(statuses.map(({ state }) => state))).toEqual(new Set(['stale']));
    const pauses = statuses.map(({ since, nextAttemptTime = 0 }) => Math.round(nextAttemptTime - since));
    expect(pauses.slice(0, 6)).toEqual([1000, 5000, 30_000, 60_000, 60_000, 60_000]);
    await at.emulator.faults.clear();
    await at.until(() => at.broker.status.state === 'live');
  });

  it.each([401, 403, 400])(
    'behavior: a token endpoint that answers %i for an hour is called once a minute',
    async (status) => {
      const at = await connected();
      const statuses = statusesOf(at);
      refuse(at, ['token', 'refreshToken'], status);
      at.emulator.expireToken();
      const before = grants(at);
      await at.pass(60 * MINUTE_MS);
      expect(grants(at) - before).toBeGreaterThan(55);
      expect(grants(at) - before).toBeLessThanOrEqual(66);
      expect(new Set(statuses.map(({ state }) => state))).toEqual(new Set(['stale']));
      const asked = grants(at);
      for (let call = 0; call < 50; call += 1) {
        const error = await at.drive(at.broker.fetchQuotes([SHARE]).catch((thrown: unknown) => thrown));
        expect(isAuthenticationError(error) && error.retryable).toBe(true);
      }
      expect(grants(at) - asked).toBeLessThanOrEqual(1);
      await at.emulator.faults.clear();
      await at.until(() => at.broker.status.state === 'live');
      expect(await at.drive(at.broker.fetchQuotes([SHARE]))).toHaveLength(1);
    },
  );

  it('behavior: without a heartbeat a call that was refused is still retried', async () => {
    const at = await connected({}, { heartbeat: false });
    refuse(at, SERVICES);
    await at.drive(at.broker.fetchQuotes([SHARE]).catch(() => {}));
    expect(at.broker.status.state).toBe('stale');
    await at.emulator.faults.clear();
    await at.until(() => at.broker.status.state === 'live');
  });

  it('behavior: also after a lost connection the venue is called again', async () => {
    const at = await connected();
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    await at.until(() => at.broker.status.state === 'reconnecting');
    refuse(at, [...SERVICES, 'token', 'refreshToken']);
    at.emulator.expireToken();
    await at.emulator.faults.accept();
    const before = grants(at);
    await at.pass(60 * MINUTE_MS);
    expect(at.broker.status.state).toBe('reconnecting');
    expect(isAuthenticationError(at.broker.status.error)).toBe(true);
    expect(grants(at) - before).toBeLessThanOrEqual(66);
    await at.emulator.faults.clear();
    await at.until(() => at.broker.status.state === 'live');
  });
});
