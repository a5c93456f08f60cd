import { describe, expect, it } from 'vitest';
import {
  PolledSymbolChannel,
  type PolledSymbolOptions,
} from '../../../src/adapter/polled/polled-symbol-channel';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { TimeoutError, VenueError } from '../../../src/errors';
import { TopicRegistry } from '../../../src/streaming/topics/topics';
import { subscribe } from '../../streaming/subscription-setup';
import { setup } from './fixture';

interface Row {
  readonly symbol: string;
  readonly value: number;
}

const never = () => new AbortController().signal;
const late = new TimeoutError('late', { sent: true });

/** A channel that is polled on the minute; what the venue answers for a symbol is up to the test. */
function minute(more: Partial<PolledSymbolOptions<{ symbol: string }, Row, string>> = {}) {
  const clock = new VirtualClock(0);
  const schedule = { delayMs: 5000, retryMs: 5000, venueNow: () => clock.now() };
  const at = setup(schedule, {}, clock);
  const topics = new TopicRegistry();
  const asked: string[] = [];
  const venue = new Map<string, number | Error>();
  const symbols = new PolledSymbolChannel<{ symbol: string }, Row, string>({
    name: 'quotes',
    connection: at.connection,
    group: at.group,
    timeoutMs: 5000,
    topics,
    async poll(targets) {
      asked.push(targets.map(({ symbol }) => symbol).join());
      return targets.map(({ symbol }) => {
        const value = venue.get(symbol) ?? 0;
        if (typeof value === 'object') throw value;
        return { symbol, value };
      });
    },
    map: ({ symbol }, rows, source) => rows.map(({ value }) => `${symbol} ${value} ${source}`),
    forget: (symbol) => asked.push(`forget ${symbol}`),
    ...more,
  });
  at.group.start();
  const open = async (names: readonly string[]) => {
    const source = symbols.source(
      names.map((symbol) => ({ symbol })),
      never(),
    );
    const made = subscribe('quotes');
    const seen: unknown[] = [];
    const errors: string[] = [];
    made.subscription.on('error', ({ message }) => errors.push(message));
    const push = made.subscription.push.bind(made.subscription);
    made.subscription.push = (record) => {
      seen.push(record);
      push(record);
    };
    const detach = source.attach(made.subscription as never);
    const joins = source.join?.({ failed() {}, recovered() {} }) ?? [];
    const shares = Promise.all(joins);
    await clock.advance(0);
    return {
      seen,
      errors,
      state: () => made.subscription.state,
      shares,
      async leave() {
        detach();
        await Promise.all((await shares).map((share) => share.leave()));
      },
    };
  };
  const lose = () => {
    topics.lost();
    at.group.stop();
    symbols.lose();
  };
  const reconnect = async () => {
    await topics.restore(never());
    at.group.start();
  };
  return { ...at, clock, symbols, topics, asked, venue, open, lose, reconnect };
}

describe('PolledSymbolChannel', () => {
  it('default: symbols that are opened at one moment are one request, and a later subscriber receives the last record', async () => {
    const { asked, clock, open } = minute();
    const first = await open(['A', 'B']);
    const second = await open(['A']);
    expect(asked.filter((request) => !request.startsWith('forget'))).toEqual(['A,B']);
    expect(first.seen).toEqual(['A 0 stream', 'B 0 stream']);
    expect(second.seen).toEqual(['A 0 stream']);
    await clock.advance(6000);
    expect(asked.at(-1)).toBe('A,B');
  });

  it('behavior: one of separate requests that fails is stale by itself, retried alone, and live when it works', async () => {
    const { asked, clock, events, open, venue } = minute({ separate: true });
    const [a, b] = [await open(['A']), await open(['B'])];
    venue.set('A', late);
    asked.length = 0;
    await clock.advance(12_000);
    expect(asked).toEqual(['A', 'B', 'A']);
    expect([a.state(), a.errors, b.state(), b.errors]).toEqual(['stale', ['late'], 'live', []]);
    expect(events).toEqual(['pollFailed: The quotes of A could not be polled: late', 'answered']);
    venue.set('A', 1);
    await clock.advance(60_000);
    expect([a.state(), a.seen.at(-1)]).toEqual(['live', 'A 1 stream']);
  });

  it('behavior: one that the venue refuses is requested again with the next minute, not sooner', async () => {
    const { asked, clock, open, venue } = minute({ separate: true });
    await open(['A', 'B']);
    venue.set('A', new VenueError('gone', { code: 'X' }));
    asked.length = 0;
    await clock.advance(60_000);
    expect(asked).toEqual(['A', 'B']);
  });

  it('behavior: what resumes is read after a lost connection; what was left meanwhile is dropped and not requested', async () => {
    const { asked, open, lose, reconnect, symbols } = minute({ separate: true, resumes: true });
    const kept = await open(['A']);
    const left = await open(['B']);
    asked.length = 0;
    lose();
    expect([asked, symbols.isResumed]).toEqual([[], false]);
    await left.leave();
    expect(asked).toEqual(['forget B']);
    await reconnect();
    expect([asked, symbols.isResumed]).toEqual([['forget B', 'A'], true]);
    expect(kept.seen.at(-1)).toBe('A 0 reconcile');
  });

  it('behavior: one that cannot be read after a lost connection is not resumed', async () => {
    const { open, lose, reconnect, symbols, venue } = minute({ separate: true, resumes: true });
    await open(['A']);
    lose();
    venue.set('A', late);
    await reconnect();
    expect(symbols.isResumed).toBe(false);
  });

  it('behavior: rows that a poll brings for one who left, and joined again meanwhile, are dropped', async () => {
    let answer: (rows: readonly Row[]) => void = () => {};
    let polls = 0;
    const { clock, open } = minute({
      poll: async () => {
        polls += 1;
        if (polls !== 2) return [{ symbol: 'A', value: polls }];
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const first = await open(['A']);
    await clock.advance(6000);
    await first.leave();
    const second = await open(['A']);
    answer([{ symbol: 'A', value: 2 }]);
    await clock.advance(0);
    expect(second.seen).toEqual(['A 3 stream']);
  });

  it('behavior: rows of a symbol that cannot be read affect no other and are one warning', async () => {
    const { clock, events, open, venue } = minute({
      map({ symbol }, rows) {
        if (rows.some(({ value }) => value < 0)) throw new Error('no such value');
        return rows.map(({ value }) => `${symbol} ${value}`);
      },
    });
    const both = await open(['A', 'B']);
    venue.set('A', -1);
    venue.set('B', 5);
    await clock.advance(6000);
    expect(both.seen.at(-1)).toBe('B 5');
    expect(events).toEqual(['answered', 'unreadable: The quotes of a symbol could not be read']);
  });
});

describe('many symbols at once', () => {
  const NAMES = Array.from({ length: 25 }, (_, index) => `S${index}`);
  const requests = () => {
    const waiting: (() => void)[] = [];
    return { waiting, ask: () => new Promise<void>((resolve) => waiting.push(resolve)) };
  };

  it.each(['listened to', 'polled each by itself'])(
    'behavior: symbols that are %s are requested ten at a time, each as one before it has its answer',
    async (way) => {
      const { waiting, ask } = requests();
      const { clock, open } = minute(
        way === 'listened to'
          ? { listen: { open: ask, close: async () => {} } }
          : {
              separate: true,
              poll: (targets) => ask().then(() => targets.map((row) => ({ ...row, value: 0 }))),
            },
      );
      const { shares } = await open(NAMES);
      expect(waiting).toHaveLength(10);
      waiting[0]?.();
      await clock.advance(0);
      expect(waiting).toHaveLength(11);
      for (let answered = 1; answered < NAMES.length; answered += 1) {
        waiting[answered]?.();
        await clock.advance(0);
      }
      expect(await shares).toHaveLength(NAMES.length);
      expect(waiting).toHaveLength(NAMES.length);
    },
  );
});
