import { describe, expect, it } from 'vitest';
import { type ConnectionHooks, ConnectionMonitor } from '../../../src/adapter/connection/connection-monitor';
import { rememberRaw } from '../../../src/adapter/schema/raw-records';
import { VirtualClock } from '../../../src/core/virtual-clock';

const START = Date.UTC(2026, 0, 1);

/** A monitor whose protected part can be called. */
class Monitor extends ConnectionMonitor {
  venueTime = START;
  readonly heardNow = (latencyMs?: number): void => this.heard(latencyMs);
  readonly beginNow = (epoch: number): void => this.begin(epoch);
  readonly establishedNow = (): void => this.established();
  readonly stale = (part: string, nextTime?: number): void =>
    this.markStale(`${part} is silent`, part, nextTime);
  readonly fresh = (part: string): void => this.clear(part);
  readonly loseNow = (error: Error): void => this.lose(error);
  readonly compareClocks = (): void => this.checkSkew();

  constructor(clock: VirtualClock, hooks: ConnectionHooks, raw = false) {
    super({ clock, raw, hooks, timeToleranceMs: 60_000 });
  }

  serverTime(): number {
    return this.venueTime;
  }
}

function setUp(raw?: boolean) {
  const clock = new VirtualClock(START);
  const events: unknown[][] = [];
  const monitor = new Monitor(
    clock,
    {
      stale: (...args) => void events.push(['stale', ...args.filter((arg) => arg !== undefined)]),
      fresh: (epoch) => void events.push(['fresh', epoch]),
      lost: (epoch, error) => void events.push(['lost', epoch, error.message]),
      report: (code, message) => void events.push([code, message]),
    },
    raw,
  );
  return { clock, events, monitor };
}

describe('ConnectionMonitor', () => {
  it('behavior: a connection of two parts is fresh when both are', () => {
    const { events, monitor } = setUp();
    monitor.beginNow(7);
    monitor.establishedNow();
    expect(monitor.isHeard).toBe(true);
    monitor.stale('main');
    monitor.stale('stream', START + 5);
    monitor.fresh('main');
    expect(monitor.isHeard).toBe(false);
    monitor.fresh('stream');
    monitor.fresh('stream');
    expect(events).toEqual([
      ['stale', 7, 'main is silent'],
      ['stale', 7, 'stream is silent', START + 5],
      ['fresh', 7],
    ]);
    expect(monitor.isHeard).toBe(true);
  });

  it('behavior: a loss is reported once, also of a connection that is being opened, and not after its end', () => {
    const { events, monitor } = setUp();
    monitor.loseNow(new Error('before'));
    monitor.beginNow(1);
    monitor.loseNow(new Error('first'));
    monitor.loseNow(new Error('second'));
    monitor.beginNow(2);
    monitor.establishedNow();
    monitor.terminate();
    monitor.loseNow(new Error('third'));
    expect(events).toEqual([['lost', 1, 'first']]);
    expect(monitor.isUp).toBe(false);
  });

  it('behavior: what was stale in one attempt is not in the next', () => {
    const { monitor } = setUp();
    monitor.beginNow(1);
    monitor.stale('main');
    monitor.beginNow(2);
    monitor.establishedNow();
    expect(monitor.isHeard).toBe(true);
  });

  it('behavior: reports when and how fast the venue answered', () => {
    const { clock, monitor } = setUp();
    expect([monitor.lastInboundAgeMs, monitor.latencyMs]).toEqual([undefined, undefined]);
    monitor.heardNow(12);
    clock.advanceSync(40);
    expect([monitor.lastInboundAgeMs, monitor.latencyMs]).toEqual([40, 12]);
    monitor.heardNow();
    expect([monitor.lastInboundAgeMs, monitor.latencyMs]).toEqual([0, 12]);
  });

  it('behavior: tells when a connection that was lost was last heard, also while the next one is made', () => {
    const { clock, monitor } = setUp();
    monitor.beginNow(1);
    monitor.establishedNow();
    expect(monitor.lostTime).toBeUndefined();
    monitor.heardNow();
    clock.advanceSync(40);
    monitor.terminate();
    clock.advanceSync(40);
    monitor.beginNow(2);
    monitor.heardNow();
    monitor.terminate();
    expect(monitor.lostTime).toBe(START);
  });

  it('behavior: warns of the clocks once until they agree again', () => {
    const { events, monitor } = setUp();
    monitor.compareClocks();
    monitor.venueTime = START - 8000;
    monitor.compareClocks();
    monitor.compareClocks();
    monitor.venueTime = START;
    monitor.compareClocks();
    monitor.venueTime = START + 6000;
    monitor.compareClocks();
    expect(events).toEqual([
      ['clockSkew', "The local clock is 8 s ahead of the venue's"],
      ['clockSkew', "The local clock is 6 s behind the venue's"],
    ]);
  });

  it('behavior: a record has its raw form only with the option', () => {
    const record = {};
    rememberRaw(record, { own: 1 });
    expect(setUp().monitor.stamp('read', record)).toEqual({ receivedTime: START, source: 'read' });
    expect(setUp(true).monitor.stamp('read', record)).toEqual({
      receivedTime: START,
      source: 'read',
      raw: { own: 1 },
    });
    expect(setUp(true).monitor.stamp('stream')).toEqual({ receivedTime: START, source: 'stream' });
  });

  it('behavior: rows that cannot be read affect no other and are one warning', async () => {
    const { events, monitor } = setUp();
    const taken: number[] = [];
    const take = (row: number): void => {
      if (row % 2 === 1) throw new Error(`odd ${row}`);
      taken.push(row);
    };
    monitor.each([1, 2, 3, 4], take);
    await monitor.eachInSlices([5, 6], take);
    monitor.each([8], take);
    expect(taken).toEqual([2, 4, 6, 8]);
    expect(events).toEqual([
      ['unreadable', '2 of 4 records of the venue could not be read'],
      ['unreadable', 'A record of the venue could not be read'],
    ]);
  });
});
