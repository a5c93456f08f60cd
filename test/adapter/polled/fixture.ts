import { PollGroup, type PollGroupOptions } from '../../../src/adapter/polled/poll-group';
import type { PollSchedule } from '../../../src/adapter/polled/poll-schedule';
import type { PolledConnection, PollFailure } from '../../../src/adapter/polled/polled-connection';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';

/** A group on a virtual clock, with what it reports to its connection. */
export function setup(
  schedule: PollSchedule,
  options: Partial<PollGroupOptions> = {},
  clock = new VirtualClock(0),
) {
  const events: string[] = [];
  const failures: PollFailure[] = [];
  const connection: PolledConnection = {
    venue: 'test',
    clock,
    now: () => clock.now(),
    answered: () => void events.push('answered'),
    failed(failure) {
      failures.push(failure);
      events.push('failed');
    },
    report: (code, message) => void events.push(`${code}: ${message}`),
  };
  const group = new PollGroup({ connection, random: seededRandom(1), schedule, ...options });
  return { clock, connection, group, events, failures };
}

/** What a subscription is told. */
export function subscriber() {
  const told: string[] = [];
  return {
    channel: 'orders' as const,
    told,
    push: () => void told.push('record'),
    fail: (error: Error) => void told.push(`failed ${error.message}`),
    markStale: (key: string) => void told.push(`stale ${key}`),
    recover: (key: string) => void told.push(`live ${key}`),
    report: (error: Error) => void told.push(`error ${error.message}`),
    gap: ({ reason }: { reason: string }) => void told.push(`gap ${reason}`),
    resynced: () => void told.push('resynced'),
  };
}
