import { describe, expect, test } from 'vitest';
import { LookTimer, type LookTimerOptions } from '../../../src/adapter/account/look-timer';
import { VirtualClock } from '../../../src/testing';

const INTERVAL_MS = 30_000;

function setup(look: LookTimerOptions['look']) {
  const clock = new VirtualClock();
  const timer = new LookTimer({ clock, intervalMs: INTERVAL_MS, look });
  timer.start();
  return { clock, timer, start: clock.monotonic() };
}

describe('LookTimer', () => {
  test('behavior: a thousand requests cause few reads, one at a time, the last of them after the last request', async () => {
    let running = 0;
    let most = 0;
    const begun: [string, number][] = [];
    const { clock, timer, start } = setup(async (reason) => {
      begun.push([reason, clock.monotonic()]);
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.schedule(700, resolve));
      running -= 1;
    });
    for (let count = 0; count < 500; count += 1) timer.request();
    await clock.advance(200);
    for (let count = 0; count < 500; count += 1) timer.request();
    await clock.advance(20_000);
    expect(begun.map(([reason, time]) => [reason, time - start])).toEqual([
      ['recheck', 50],
      ['recheck', 5050],
    ]);
    expect(most).toBe(1);
  });

  test('behavior: one request is one read, and audits keep their pace', async () => {
    const reasons: string[] = [];
    const { clock, timer } = setup(async (reason) => void reasons.push(reason));
    timer.request();
    await clock.advance(29_000);
    expect(reasons).toEqual(['recheck']);
    await clock.advance(2 * INTERVAL_MS);
    expect(reasons).toEqual(['recheck', 'audit', 'audit']);
  });

  test('behavior: when the connection is lost what waits is dropped', async () => {
    const reasons: string[] = [];
    const { clock, timer } = setup(async (reason) => void reasons.push(reason));
    timer.request();
    await clock.advance(100);
    timer.request();
    timer.stop();
    await clock.advance(10 * INTERVAL_MS);
    expect(reasons).toEqual(['recheck']);
  });

  test('behavior: what is requested while a connection is opened is read when it is open', async () => {
    const reasons: string[] = [];
    const { clock, timer } = setup(async (reason) => void reasons.push(reason));
    timer.stop();
    timer.request();
    await clock.advance(INTERVAL_MS);
    expect(reasons).toEqual([]);
    timer.start();
    await clock.advance(60);
    expect(reasons).toEqual(['recheck']);
  });
});
