import { type BrokerStatus, isAuthenticationError } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';

const MINUTE_MS = 60_000;

/** Advances time by seconds and returns the time of each login in between. */
async function loginTimes(world: ContractWorld, seconds: number): Promise<number[]> {
  const times: number[] = [];
  let seen = world.logins();
  for (let second = 0; second < seconds; second += 1) {
    await world.advance(1000);
    for (; seen < world.logins(); seen += 1) times.push(world.now());
  }
  return times;
}

export const loginCases = [
  defineCase(
    112,
    'error: a refused first login is one attempt, however the venue reports it',
    [],
    async (world) => {
      for (const refusal of world.loginRefusals ?? []) {
        world.refuseLogins?.(refusal);
        const broker = world.wrongCredentials?.();
        if (!broker) return;
        const before = world.logins();
        const what = `connect, refused by ${refusal}`;
        const error = await rejection(world, broker.connect(), isAuthenticationError, what);
        check(!error.retryable, `${what}: it is marked as retryable`);
        await world.advance(2 * MINUTE_MS);
        checkEqual(
          [broker.status.state, world.logins() - before],
          ['failed', 1],
          `${what}: state and logins`,
        );
        await world.drive(broker.close());
        await world.acceptLogins?.();
      }
    },
    ['loginRefusals', 'refuseLogins', 'wrongCredentials', 'acceptLogins'],
  ),

  defineCase(
    113,
    'error: a login refused after one that worked is tried again with growing pauses, and the broker comes back',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.advance(2 * MINUTE_MS);
      const statuses: BrokerStatus[] = [];
      broker.on('status', (status) => statuses.push(status));
      world.refuseLogins?.(world.loginRefusals?.[0] ?? '');
      const times = await loginTimes(world, 600);
      if (world.refusalLatches) {
        checkEqual([broker.status.state, times.length], ['failed', 1], 'state and logins');
        return;
      }
      check(
        statuses.every(({ state }) => state !== 'failed' && state !== 'live'),
        `states: ${statuses.map(({ state }) => state).join(', ')}`,
      );
      check(times.length >= 5 && times.length <= 16, `${times.length} logins in ten minutes`);
      const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
      checkEqual(
        [...pauses.slice(0, 3)].sort((a, b) => a - b),
        pauses.slice(0, 3),
        'the first pauses',
      );
      check(
        pauses.slice(3).every((pause) => pause >= MINUTE_MS - 1000),
        `pauses: ${pauses.join(', ')} ms`,
      );
      const announced = statuses.filter(({ nextAttemptTime }) => nextAttemptTime !== undefined);
      check(announced.length >= 5, `${announced.length} attempts announced`);
      check(
        announced.every(({ reason = '' }) => reason !== ''),
        'an attempt was announced without a reason',
      );
      await world.acceptLogins?.();
      await world.until(() => broker.status.state === 'live');
      checkEqual(broker.status.nextAttemptTime, undefined, 'nextAttemptTime when live');
      await world.drive(broker.fetchQuotes([world.symbol]));
    },
    ['loginRefusals', 'refuseLogins', 'acceptLogins'],
  ),

  defineCase(
    114,
    'behavior: disconnected after every login, a broker logs in at most twice a minute, and comes back',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      world.kickLogins?.();
      const times = await loginTimes(world, 300);
      check(times.length >= 4, `${times.length} logins in five minutes`);
      for (const time of times) {
        const minute = times.filter((other) => other >= time && other < time + MINUTE_MS);
        check(minute.length <= 2, `${minute.length} logins in a minute`);
      }
      await world.acceptLogins?.();
      await world.until(() => broker.status.state === 'live');
    },
    ['kickLogins', 'acceptLogins'],
  ),
];
