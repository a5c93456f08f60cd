import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candle } from '../../../src/model';
import { CandleVenue, figuresOf, MINUTE, type Minute, SYMBOL } from './candle-venue';

const MINUTE_OF: Minute = { open: 100, up: 1, down: 1, close: 101, volume: 5 };

/** Lets minutes pass, each of which the venue streams when it ends. */
async function run(
  venue: CandleVenue,
  from: number,
  to: number,
  without: readonly number[] = [],
): Promise<void> {
  for (let minute = from; minute < to; minute += 1) {
    const candle = without.includes(minute)
      ? undefined
      : venue.set(minute, { ...MINUTE_OF, open: 100 + minute });
    await venue.clock.advance(venue.timeOf(minute + 1) - venue.clock.now());
    if (candle) venue.send(candle);
    await venue.clock.advance(100);
  }
}

const closedOf = (candles: readonly Candle[]): readonly Candle[] => candles.filter(({ closed }) => closed);

describe('built candles', () => {
  test('default: one shows after each minute and is closed with its last, without a read', async () => {
    const venue = new CandleVenue('stream');
    const { candles } = await venue.subscribe('5m');
    await run(venue, 0, 6);
    expect(candles.map(({ openTime, closed, volume }) => [openTime, closed, volume])).toEqual([
      [venue.timeOf(0), false, '0.5'],
      [venue.timeOf(0), false, '1'],
      [venue.timeOf(0), false, '1.5'],
      [venue.timeOf(0), false, '2'],
      [venue.timeOf(0), true, '2.5'],
      [venue.timeOf(5), false, '0.5'],
    ]);
    expect(candles[4]).toMatchObject({
      open: '100',
      high: '105',
      low: '99',
      close: '101',
      built: true,
      interval: '5m',
      source: 'stream',
      symbol: SYMBOL,
    });
    expect(venue.reads).toEqual([]);
  });

  test('behavior: the first, partly seen one begins with the venue’s minutes, and several intervals share one topic', async () => {
    const venue = new CandleVenue('stream');
    await run(venue, 0, 3);
    const five = await venue.subscribe('5m');
    const fifteen = await venue.subscribe('15m');
    await run(venue, 3, 15);
    expect(venue.opened).toBe(1);
    expect(closedOf(five.candles).map(figuresOf)).toEqual(venue.history('5m').map(figuresOf));
    expect(closedOf(fifteen.candles).map(figuresOf)).toEqual(venue.history('15m').map(figuresOf));
    expect(closedOf(five.candles).every(({ built }) => built)).toBe(true);
    expect(venue.reads.map((read) => read.split(' ')[0])).toEqual(['1m', '1m']);
    await five.close();
    await run(venue, 15, 30);
    expect(closedOf(fifteen.candles)).toHaveLength(2);
    await fifteen.close();
    expect(venue.clock.pendingTimers).toBe(0);
  });

  test('behavior: one with a minute without trades is closed by time, as the venue’s own', async () => {
    const venue = new CandleVenue('stream');
    const { candles } = await venue.subscribe('5m');
    await run(venue, 0, 5, [2, 4]);
    expect(closedOf(candles)).toEqual([]);
    await venue.clock.advance(2000);
    const [closed] = closedOf(candles);
    expect(closed).toMatchObject({ openTime: venue.timeOf(0), volume: '1.5', source: 'read' });
    expect(closed).not.toHaveProperty('built');
    // Nothing is read of a market that is closed.
    const reads = venue.reads.length;
    await venue.clock.advance(60 * MINUTE);
    expect(venue.reads).toHaveLength(reads);
    expect(venue.clock.pendingTimers).toBe(0);
  });

  test('behavior: a minute that the venue corrects makes it the venue’s own', async () => {
    const venue = new CandleVenue('stream');
    const { candles } = await venue.subscribe('5m');
    await run(venue, 0, 3);
    venue.send(venue.set(1, { ...MINUTE_OF, close: 500, volume: 70 }));
    await run(venue, 3, 5);
    await venue.clock.advance(2000);
    expect(closedOf(candles).map(figuresOf)).toEqual(venue.history('5m').map(figuresOf));
    expect(closedOf(candles)[0]?.high).toBe('501');
  });

  test('behavior: a minute that cannot be true is not built in', async () => {
    const venue = new CandleVenue('stream');
    const { candles } = await venue.subscribe('5m');
    const wrong = { ...venue.set(0, MINUTE_OF), high: '1' };
    await venue.clock.advance(MINUTE);
    venue.send(wrong);
    await run(venue, 1, 5);
    await venue.clock.advance(2000);
    expect(closedOf(candles).map(figuresOf)).toEqual(venue.history('5m').map(figuresOf));
  });

  test('behavior: who leaves while the beginning is being read leaves nothing behind', async () => {
    const venue = new CandleVenue('stream');
    await run(venue, 0, 3);
    const source = venue.channel.source([SYMBOL], '5m', new AbortController().signal);
    const nothing = (): void => {};
    const silent = { gap: nothing, resynced: nothing, report: nothing, fail: nothing };
    const marks = { markStale: nothing, recover: nothing };
    const detach = source.attach({ channel: 'candles', push: nothing, ...silent, ...marks });
    const joins = source.join?.({ failed: nothing, recovered: nothing }) ?? [];
    detach();
    for (const join of await Promise.all(joins)) await join.leave();
    await venue.clock.advance(60 * MINUTE);
    expect(venue.clock.pendingTimers).toBe(0);
  });

  test('error: one whose end cannot be read is stale until it is', async () => {
    const venue = new CandleVenue('stream');
    const { candles, marks } = await venue.subscribe('5m');
    await run(venue, 0, 5, [1]);
    venue.isUp = false;
    await venue.clock.advance(2000);
    expect([...marks]).toEqual([`candles:5m:${SYMBOL} closing`]);
    expect(venue.channel.isWhole).toBe(false);
    expect(venue.warnings).toHaveLength(1);
    venue.isUp = true;
    await venue.clock.advance(6000);
    expect(marks.size).toBe(0);
    expect(closedOf(candles).map(figuresOf)).toEqual(venue.history('5m').map(figuresOf));
  });

  /** What happens to a minute: its prices, and how its frame comes. */
  const fate = fc.record({
    minute: fc.option(
      fc.record({
        open: fc.integer({ min: 50, max: 150 }),
        up: fc.nat(5),
        down: fc.nat(5),
        close: fc.integer({ min: 50, max: 150 }),
        volume: fc.nat(100),
      }),
      { nil: undefined, freq: 5 },
    ),
    // Later than the frame of the next minute now and then.
    delayMs: fc.oneof(
      { weight: 6, arbitrary: fc.nat(1500) },
      { weight: 1, arbitrary: fc.integer({ min: 58_000, max: 63_000 }) },
    ),
    isLost: fc.boolean().chain((lost) => (lost ? fc.boolean() : fc.constant(false))),
    isRepeated: fc.boolean(),
    /** Whether its first frame has other values; never of the last minute of a candle, which then is emitted. */
    isCorrected: fc.boolean(),
    /** Before the minute has ended: the share of its volume so far. */
    shares: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
  });

  test.each(['stream', 'time'] as const)(
    'behavior: closed ones are the venue’s history, each once, whatever the stream does (closed by %s)',
    async (closedBy) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fate, { minLength: 20, maxLength: 45 }),
          fc.integer({ min: 1, max: 12 }),
          fc.array(
            fc.record({ at: fc.integer({ min: 60, max: 2700 }), seconds: fc.integer({ min: 1, max: 400 }) }),
            {
              maxLength: 2,
            },
          ),
          fc.nat(1500),
          fc.nat(6),
          async (fates, begin, cuts, lagMs, warmup) => {
            const venue = new CandleVenue(closedBy);
            const { clock } = venue;
            venue.lagMs = lagMs;
            fates.forEach(({ minute, delayMs, isLost, isRepeated, isCorrected, shares }, index) => {
              if (minute === undefined) return;
              const end = venue.timeOf(index + 1) - clock.now();
              const candle = venue.set(index, minute);
              if (closedBy === 'time')
                shares.forEach((share, at) => {
                  const volume = `${(minute.volume * share) / 100}`;
                  const { open } = candle;
                  const running = { ...candle, high: open, low: open, close: open, volume, closed: false };
                  clock.schedule(end - 50_000 + at * 10_000, () => venue.send(running));
                });
              if (isLost) return;
              const isWrong = isCorrected && index % 5 !== 4 && delayMs < MINUTE / 2;
              const first = isWrong ? { ...candle, volume: '99', close: candle.low } : candle;
              clock.schedule(end + delayMs, () => venue.send(first));
              if (isRepeated || isWrong) clock.schedule(end + delayMs + 700, () => venue.send(candle));
            });
            // The last frame is never lost: silence says nothing of a stream.
            const after = fates.length + 10;
            const last = venue.set(after, MINUTE_OF);
            clock.schedule(venue.timeOf(after + 1) - clock.now(), () => venue.send(last));
            for (const { at, seconds } of cuts) {
              clock.schedule(at * 1000, () => venue.cut());
              clock.schedule((at + seconds) * 1000, () => void (venue.isUp || venue.reconnect()));
            }
            await clock.advance(begin * MINUTE + 500);
            const streams = venue.isUp
              ? [
                  { interval: '5m' as const, ...(await venue.subscribe('5m', warmup)) },
                  { interval: '15m' as const, ...(await venue.subscribe('15m')) },
                ]
              : [];
            await clock.advance((fates.length + 60) * MINUTE);
            for (const { interval, candles, marks } of streams) {
              const closed = closedOf(candles);
              const history = venue.history(interval);
              const first = history.findIndex(({ openTime }) => openTime === closed[0]?.openTime);
              const expected = first < 0 ? [] : history.slice(first);
              expect(closed.map(figuresOf)).toEqual(expected.map(figuresOf));
              // None of those that ended after the subscription is left out at the beginning.
              const own = history.filter(({ openTime }) => openTime > venue.timeOf(begin));
              expect(closed.length).toBeGreaterThanOrEqual(own.length);
              if (interval === '5m' && warmup > 0) {
                const past = history.filter(({ openTime }) => openTime + 5 * MINUTE <= venue.timeOf(begin));
                expect(closed.length).toBeGreaterThanOrEqual(Math.min(warmup, past.length));
              }
              expect(marks.size).toBe(0);
            }
          },
        ),
        { numRuns: 100 },
      );
    },
    60_000,
  );
});
