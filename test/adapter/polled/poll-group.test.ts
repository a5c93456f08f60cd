import { describe, expect, it } from 'vitest';
import type { PollMember } from '../../../src/adapter/polled/poll-group';
import { PolledChannel } from '../../../src/adapter/polled/polled-channel';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { AuthenticationError, TimeoutError } from '../../../src/errors';
import { setup } from './fixture';

const late = new TimeoutError('late', { sent: true });

function minute(probe?: (isRefused: boolean) => boolean) {
  const clock = new VirtualClock(0);
  const schedule = { delayMs: 5000, retryMs: 5000, venueNow: () => clock.now() };
  const options = probe && { probe: async (_signal: AbortSignal, isRefused: boolean) => probe(isRefused) };
  const at = setup(schedule, options, clock);
  const polls: string[] = [];
  const channel = (
    name: string,
    answers: readonly (Error | undefined)[],
    isIdle = () => false,
  ): PollMember => {
    const left = [...answers];
    return new PolledChannel<string>({
      name,
      connection: at.connection,
      group: at.group,
      timeoutMs: 5000,
      isIdle,
      take: () => {},
      async poll() {
        polls.push(`${name} ${Math.floor(clock.now() / 1000)}`);
        const answer = left.shift();
        if (answer) throw answer;
        return [];
      },
    });
  };
  return { ...at, polls, channel };
}

describe('PollGroup', () => {
  it('behavior: what failed is requested again soon, the rest with the next minute; one that works keeps the connection', async () => {
    const { channel, clock, events, group, polls } = minute();
    channel('a', [late, late]);
    channel('b', []);
    group.start();
    await clock.advance(70_000);
    expect(polls).toEqual(['a 5', 'b 5', 'a 10', 'a 20', 'a 65', 'b 65']);
    expect(events.filter((event) => event === 'failed')).toEqual([]);
  });

  it('behavior: where none works the connection is informed once a round, with the pause until the next', async () => {
    const { channel, clock, failures, group } = minute();
    channel('a', [late, late]);
    channel('b', [late, late]);
    group.start();
    await clock.advance(12_000);
    expect(failures.map(({ pauseMs }) => pauseMs)).toEqual([5000, 10_000]);
  });

  it('behavior: while all are idle it checks the venue, also after a refusal', async () => {
    const probes: boolean[] = [];
    const { channel, clock, events, failures, group } = minute((isRefused) => probes.push(isRefused) > 1);
    channel('a', [], () => true);
    group.start();
    await clock.advance(10_000);
    expect([probes, events]).toEqual([[false], []]);
    group.refused(new AuthenticationError('no', {}));
    group.refused(new AuthenticationError('no', {}));
    expect(failures.map(({ pauseMs }) => pauseMs)).toEqual([1000]);
    await clock.advance(1500);
    expect([probes, events.at(-1)]).toEqual([[false, true], 'answered']);
  });

  it('behavior: without a probe the loop ends while all are idle', async () => {
    let isIdle = false;
    const { clock, connection, group } = setup({ intervalMs: 1000, jitter: 0 });
    const poll = async () => [];
    const options = {
      name: 'a',
      connection,
      group,
      timeoutMs: 5000,
      poll,
      take: () => {},
      isIdle: () => isIdle,
    };
    const channel = new PolledChannel<string>(options);
    channel.start();
    await clock.advance(3000);
    expect(group.isRunning).toBe(true);
    isIdle = true;
    await clock.advance(1000);
    expect(group.isRunning).toBe(false);
  });
});
