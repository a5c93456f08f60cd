import { type Candle, FIXED_INTERVAL_MS, type Interval, isValidationError } from '../../../index';
import { check, checkEqual, checkRecord, rejection, sendsNothing } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { priceMover } from '../orders/order-requests';
import { figuresOf } from './candle-requests';
import { collect } from './quote-streams';

const MINUTE_MS = 60_000;

/** The venue's shortest stream interval, and the shortest of those that are built. */
function intervalsOf({ broker }: ContractWorld): readonly Interval[] {
  const { candleStreamIntervals, builtCandleIntervals } = broker.capabilities;
  return [...candleStreamIntervals.slice(0, 1), ...builtCandleIntervals.slice(0, 1)];
}

/** The minutes in which so many candles of each of these intervals end, and a minute more. */
function minutesOf(intervals: readonly Interval[], count: number): number {
  return (
    Math.max(...intervals.map((interval) => ((FIXED_INTERVAL_MS[interval] ?? 0) / MINUTE_MS) * count)) + 1
  );
}

/** Lets minutes pass in which prices move. */
async function run(world: ContractWorld, move: () => void, minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2; half += 1) {
    move();
    await world.advance(MINUTE_MS / 2);
  }
}

async function candlesOf(world: ContractWorld, interval: Interval, warmup?: number): Promise<Candle[]> {
  const broker = world.broker as BrokerWith<'subscribe:candles'>;
  const options = { symbols: [world.symbol], interval, warmup };
  return collect(await world.drive(broker.subscribe('candles', options)));
}

/**
 * Checks that the closed candles are the venue's own: each once, in order, none left out, and equal to its read.
 * @returns how many there are
 */
async function checkClosed(
  world: ContractWorld,
  candles: readonly Candle[],
  interval: Interval,
): Promise<number> {
  const closed = candles.filter((candle) => candle.closed);
  const [first] = closed;
  if (first === undefined) return 0;
  const request = { symbol: world.symbol, interval, from: first.openTime, to: world.venueNow() };
  const read = await world.drive(world.broker.fetchCandles(request));
  const ended = read.filter((candle) => candle.closed);
  checkEqual(
    closed.map(figuresOf),
    ended.slice(0, closed.length).map(figuresOf),
    `closed candles of ${interval}`,
  );
  // The last one may have ended a moment ago.
  check(
    ended.length - closed.length <= 1,
    `${closed.length} of ${ended.length} closed candles of ${interval}`,
  );
  return closed.length;
}

/** Streams of several intervals, each with so many candles of the past. */
async function streamsOf(
  world: ContractWorld,
  warmup?: number,
): Promise<ReadonlyMap<Interval, readonly Candle[]>> {
  const streams = new Map<Interval, readonly Candle[]>();
  for (const interval of intervalsOf(world)) streams.set(interval, await candlesOf(world, interval, warmup));
  return streams;
}

/** As {@link checkClosed}, of several streams, which must have so many closed candles each. */
async function checkStreams(
  world: ContractWorld,
  streams: ReadonlyMap<Interval, readonly Candle[]>,
  least: number,
): Promise<void> {
  for (const [interval, candles] of streams) {
    const count = await checkClosed(world, candles, interval);
    check(count >= least, `${count} closed candles of ${interval}`);
  }
}

export const candleStreamCases = [
  defineCase(
    346,
    'default: a subscription with warmup begins with the last closed candles, and the stream continues them',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      await run(world, move, 2);
      const streams = await streamsOf(world, 4);
      await run(world, move, minutesOf(intervalsOf(world), 1));
      for (const candles of streams.values()) {
        const past = candles.slice(0, 4);
        for (const candle of past) checkRecord(world, candle, 'read');
        checkEqual(
          past.map(({ closed }) => closed),
          [true, true, true, true],
          'whether the first candles are closed',
        );
      }
      await checkStreams(world, streams, 5);
    },
  ),

  defineCase(
    347,
    'behavior: every closed candle of a stream equals the venue’s read of it, also the first one and those that are built',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      await run(world, move, 2);
      const streams = await streamsOf(world);
      await run(world, move, minutesOf(intervalsOf(world), 2));
      await checkStreams(world, streams, 1);
      for (const interval of broker.capabilities.builtCandleIntervals) {
        const candles = streams.get(interval) ?? [];
        const isBuilt = candles.some(({ built, closed }) => built === true && closed);
        check(candles.length === 0 || isBuilt, `no closed candle of ${interval} is built`);
      }
    },
  ),

  defineCase(
    348,
    'behavior: after a lost connection the closed candles continue: none left out, none twice, each the venue’s own',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const streams = await streamsOf(world, 3);
      await run(world, move, 2);
      world.goDown();
      await world.until(() => broker.status.state !== 'live');
      await run(world, move, 3);
      await world.comeUp();
      await world.until(() => broker.status.state === 'live');
      await run(world, move, minutesOf(intervalsOf(world), 1));
      await checkStreams(world, streams, 4);
    },
  ),

  defineCase(
    349,
    'args: a warmup that is no whole number of 0 to 10000, or an interval of no stream, is refused and nothing is sent',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const [interval = '1m'] = broker.capabilities.candleStreamIntervals;
      const options = { symbols: [world.symbol], interval };
      const bad: readonly object[] = [
        ...[-1, 1.5, 10_001, Number.NaN, '5', null, true].map((warmup) => ({ ...options, warmup })),
        ...['7m', '', '__proto__', undefined].map((other) => ({ ...options, interval: other })),
      ];
      await sendsNothing(world, 'a bad option', async () => {
        for (const each of bad) {
          const work = broker.subscribe('candles', each as typeof options);
          await rejection(world, work, isValidationError, JSON.stringify(each));
        }
      });
    },
  ),

  defineCase(
    350,
    'behavior: subscriptions of several intervals, and one that joins or leaves, do not disturb each other',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      await run(world, move, 1);
      const [interval = '1m', other = interval] = intervalsOf(world);
      const leaving = await world.drive(
        broker.subscribe('candles', { symbols: [world.symbol], interval: other }),
      );
      const candles = await candlesOf(world, interval);
      await run(world, move, 3);
      const later = await candlesOf(world, other, 2);
      await world.drive(leaving.close());
      await run(world, move, minutesOf([other], 1));
      check((await checkClosed(world, candles, interval)) >= 4, `too few closed candles of ${interval}`);
      check((await checkClosed(world, later, other)) >= 3, `too few closed candles of ${other}`);
      checkEqual(
        broker.health().subscriptions.map(({ state }) => state),
        ['live', 'live'],
        'states',
      );
    },
  ),
];
