import { describe, expect, it } from 'vitest';
import { PolledChannel, type PolledChannelOptions } from '../../../src/adapter/polled/polled-channel';
import { TimeoutError } from '../../../src/errors';
import { setup, subscriber } from './fixture';

const EVERY_SECOND = { intervalMs: 1000, jitter: 0 };
const never = () => new AbortController().signal;
const late = () => new TimeoutError('late', { sent: true });

function polled(answer: () => Promise<readonly string[]>, more: Partial<PolledChannelOptions<string>> = {}) {
  const at = setup(EVERY_SECOND);
  const taken: string[] = [];
  const channel = new PolledChannel<string>({
    name: 'orders',
    connection: at.connection,
    group: at.group,
    timeoutMs: 5000,
    poll: answer,
    take: (rows, source) => taken.push(...rows.map((row) => `${source} ${row}`)),
    ...more,
  });
  const subscription = subscriber();
  channel.subscribers.add(subscription);
  return { ...at, channel, taken, told: subscription.told };
}

describe('PolledChannel', () => {
  it('behavior: a poll that fails makes it stale with an error and a warning, the next that works live', async () => {
    const answers = [['a'], late(), late(), ['b']];
    const { channel, clock, events, taken, told } = polled(async () => {
      const answer = answers.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    });
    channel.start();
    await clock.advance(1500);
    expect([told, events.splice(0)]).toEqual([
      ['stale ', 'error late'],
      ['answered', 'pollFailed: The orders could not be polled: late', 'failed'],
    ]);
    await clock.advance(1000);
    expect(events.splice(0)).toEqual(['failed']);
    await clock.advance(2000);
    expect([told, events]).toEqual([['stale ', 'error late', 'stale ', 'live '], ['answered']]);
    expect(taken).toEqual(['stream a', 'stream b']);
  });

  it('behavior: where a lost poll may have consumed records, the next that works is a gap before its rows', async () => {
    const answers = [['a'], late(), new Error('refused'), ['b'], ['c']];
    const seen: string[] = [];
    const { channel, clock } = polled(
      async () => {
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      {
        mayHaveConsumed: (error) => error instanceof TimeoutError,
        recovered: (from) => seen.push(`gap from ${from}`),
        take: (rows) => seen.push(...rows),
      },
    );
    channel.start();
    await clock.advance(10_000);
    expect(seen).toEqual(['a', 'gap from 0', 'b', 'c']);
  });

  it('behavior: a read waits for a poll that began after it, and gets the error of that poll', async () => {
    const answers: { resolve(rows: readonly string[]): void; reject(error: Error): void }[] = [];
    const { channel, clock } = polled(
      () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    );
    await expect(channel.refresh(never())).rejects.toMatchObject({
      name: 'NotConnectedError',
      venue: 'test',
    });
    channel.start();
    const settled: string[] = [];
    const note = (name: string, work: Promise<void>) =>
      work.then(
        () => settled.push(name),
        (error: Error) => settled.push(`${name}: ${error.message}`),
      );
    void note('first', channel.refresh(never()));
    answers[0]?.resolve([]);
    await clock.advance(0);
    expect([settled, answers.length]).toEqual([[], 2]);
    answers[1]?.resolve([]);
    await clock.advance(0);
    expect(settled).toEqual(['first']);
    void note('second', channel.refresh(never()));
    await clock.advance(0);
    answers[2]?.reject(late());
    await clock.advance(0);
    expect(settled).toEqual(['first', 'second: late']);
    const aborted = channel.refresh(AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ name: 'AbortedError' });
  });

  it('behavior: stopped, those who wait get an error, it is healthy, and a late answer is dropped', async () => {
    let answer: (rows: readonly string[]) => void = () => {};
    let polls = 0;
    const { channel, clock, group, taken, told } = polled(() => {
      polls += 1;
      if (polls === 1) return Promise.reject(late());
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    channel.start();
    await clock.advance(1100);
    const waiting = channel.refresh(never());
    group.stop();
    await expect(waiting).rejects.toMatchObject({ name: 'NotConnectedError' });
    answer(['x']);
    await clock.advance(5000);
    expect([taken, told, polls]).toEqual([[], ['stale ', 'error late', 'live '], 2]);
  });

  it('default: polled once while a connection is made, its rows are taken as those of a read', async () => {
    const { channel, taken } = polled(async () => ['a']);
    expect(await channel.once(never(), 'read')).toEqual(['a']);
    expect(taken).toEqual(['read a']);
  });
});
