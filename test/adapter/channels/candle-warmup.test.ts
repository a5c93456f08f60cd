import { describe, expect, test } from 'vitest';
import { withWarmup } from '../../../src/adapter/channels/candle-warmup';
import type { Subscriber } from '../../../src/adapter/channels/subscribers';
import type { Candle } from '../../../src/model';
import { CandleVenue, figuresOf, MINUTE, type Minute, SYMBOL } from './candle-venue';

const MINUTE_OF: Minute = { open: 100, up: 1, down: 1, close: 101, volume: 5 };

/** A venue that has traded for so many minutes. */
async function venueAfter(closedBy: 'stream' | 'time', minutes: number, lagMs = 0): Promise<CandleVenue> {
  const venue = new CandleVenue(closedBy);
  venue.lagMs = lagMs;
  for (let minute = 0; minute < minutes; minute += 1) venue.set(minute, { ...MINUTE_OF, open: 100 + minute });
  await venue.clock.advance(minutes * MINUTE);
  return venue;
}

const numbersOf = (venue: CandleVenue, candles: readonly Candle[]): string[] =>
  candles.map(({ openTime, closed }) => `${(openTime - venue.timeOf(0)) / MINUTE}${closed ? '' : ' runs'}`);

describe('withWarmup', () => {
  test('default: the last closed ones in order, then the stream', async () => {
    const venue = await venueAfter('stream', 10);
    const { candles } = await venue.subscribe('1m', 4);
    await venue.clock.advance(MINUTE);
    venue.send(venue.set(10, MINUTE_OF));
    expect(numbersOf(venue, candles)).toEqual(['6', '7', '8', '9', '10']);
    expect(candles.map(({ source }) => source)).toEqual(['read', 'read', 'read', 'read', 'stream']);
  });

  test('behavior: fewer where the history is shorter, none where there is none', async () => {
    const venue = await venueAfter('stream', 2);
    expect(numbersOf(venue, (await venue.subscribe('1m', 4)).candles)).toEqual(['0', '1']);
    expect((await (await venueAfter('stream', 0)).subscribe('1m', 4)).candles).toEqual([]);
  });

  test('behavior: one that was streamed and is not listed yet comes all the same, once', async () => {
    const venue = await venueAfter('stream', 10, 1500);
    const first = await venue.subscribe('1m', 2);
    const frame = venue.set(10, MINUTE_OF);
    await venue.clock.advance(MINUTE);
    venue.send(frame);
    const second = await venue.subscribe('1m', 2);
    expect(numbersOf(venue, second.candles)).toEqual(['9', '10']);
    await venue.clock.advance(2 * MINUTE);
    expect(numbersOf(venue, first.candles)).toEqual(['7', '8', '9', '10']);
    expect(numbersOf(venue, second.candles)).toEqual(['9', '10']);
  });

  test('behavior: one that ended before the stream was there and is not listed yet is read later', async () => {
    const venue = await venueAfter('stream', 10, 1500);
    const { candles } = await venue.subscribe('1m', 2);
    expect(numbersOf(venue, candles)).toEqual(['7', '8']);
    await venue.clock.advance(10_000);
    expect(numbersOf(venue, candles)).toEqual(['7', '8', '9']);
  });

  test('behavior: one that has just ended is shown as running where time closes it, and then closed', async () => {
    const venue = await venueAfter('time', 10);
    const { candles } = await venue.subscribe('1m', 2);
    expect(numbersOf(venue, candles)).toEqual(['7', '8', '9 runs']);
    await venue.clock.advance(2000);
    expect(numbersOf(venue, candles)).toEqual(['7', '8', '9 runs', '9']);
  });

  test('behavior: a built interval begins with the venue’s candles and continues with built ones', async () => {
    const venue = await venueAfter('stream', 17);
    const { candles } = await venue.subscribe('5m', 2);
    expect(numbersOf(venue, candles)).toEqual(['5', '10', '15 runs']);
    for (let minute = 17; minute < 20; minute += 1) {
      const frame = venue.set(minute, MINUTE_OF);
      await venue.clock.advance(MINUTE);
      venue.send(frame);
    }
    const closed = candles.filter((candle) => candle.closed);
    expect(closed.map(figuresOf)).toEqual(venue.history('5m').slice(1).map(figuresOf));
    expect(closed.map(({ built }) => built)).toEqual([undefined, undefined, true]);
  });

  test('behavior: a running candle that was streamed while the past was read is not taken back', async () => {
    const venue = await venueAfter('time', 10);
    await venue.clock.advance(5000);
    const pushed: Candle[] = [];
    const { source, subscriber } = parts(venue, pushed, async () => {
      const running: Candle = { ...venue.set(10, MINUTE_OF), closed: false };
      venue.send({ ...running, volume: '0.1' });
      venue.send({ ...running, volume: '0.2' });
      return [{ ...running, source: 'read' as const, volume: '0.3' }];
    });
    source.attach(subscriber);
    await Promise.all(source.join?.({ failed() {}, recovered() {} }) ?? []);
    expect(pushed.map(({ volume }) => volume)).toEqual(['0.3']);
  });

  test('error: where the past cannot be read the topic is left', async () => {
    const venue = await venueAfter('stream', 10);
    const { source, subscriber } = parts(venue, [], () => Promise.reject(new Error('no history')));
    const detach = source.attach(subscriber);
    await expect(Promise.all(source.join?.({ failed() {}, recovered() {} }) ?? [])).rejects.toThrow(
      'no history',
    );
    detach();
    expect(venue.topics.isWhole('candles:')).toBe(true);
    expect(venue.channel.get('1m', SYMBOL)).toBeUndefined();
  });
});

function parts(venue: CandleVenue, pushed: Candle[], read: () => Promise<readonly Candle[]>) {
  const plain = venue.channel.source([SYMBOL], '1m', new AbortController().signal);
  const source = withWarmup(plain, { symbols: [SYMBOL], count: 2, read });
  const nothing = (): void => {};
  const subscriber: Subscriber<Candle> = {
    channel: 'candles',
    push: (candle) => void pushed.push(candle),
    gap: nothing,
    resynced: nothing,
    markStale: nothing,
    recover: nothing,
    report: nothing,
    fail: nothing,
  };
  return { source, subscriber };
}
