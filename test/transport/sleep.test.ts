import { describe, expect, test } from 'vitest';
import { Fanout } from '../../src/adapter/fanout';
import { sleep } from '../../src/transport/sleep';
import { VirtualClock } from '../../src/core/virtual-clock';
import { isAbortedError } from '../../src/errors';

describe('sleep', () => {
  test('default: waits on the clock', async () => {
    const clock = new VirtualClock();
    let awake = false;
    const waiting = sleep(clock, 100, new AbortController().signal).then(() => {
      awake = true;
    });
    await clock.advance(99);
    expect(awake).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: ends with its signal, before and while it waits', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const waiting = sleep(clock, 100, controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(isAbortedError(await waiting)).toBe(true);
    expect(isAbortedError(await sleep(clock, 100, controller.signal).catch((error: unknown) => error))).toBe(
      true,
    );
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('Fanout', () => {
  test('behavior: a sink that leaves while a record goes round stops nobody', () => {
    const fanout = new Fanout<number>();
    const heard: string[] = [];
    const first = {
      push: (record: number) => {
        heard.push(`first ${record}`);
        fanout.remove('a', first);
      },
    };
    fanout.add('a', first);
    fanout.add('a', { push: (record) => heard.push(`second ${record}`) });
    fanout.push('a', 1);
    fanout.push('a', 2);
    fanout.push('__proto__', 3);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
    expect(fanout.of('b')).toEqual([]);
  });
});
