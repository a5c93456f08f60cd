import { type Candle, type CandlesRequest, isValidationError, type Ranged } from '../../../index';
import { check, checkEqual, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { checkCandles, figuresOf, shortest } from './candle-requests';

/** The last candles of the shortest interval. */
function last(world: ContractWorld, limit: number, to?: number): Promise<Ranged<Candle>> {
  const { interval } = shortest(world);
  return world.drive(world.broker.fetchCandles({ symbol: world.symbol, interval, limit, to }));
}

/** A range that begins early enough to contain them. */
function range(world: ContractWorld, candles: readonly Candle[], to: number): Promise<Ranged<Candle>> {
  const { interval, ms } = shortest(world);
  const from = (candles[0]?.openTime ?? to) - 3 * ms;
  return world.drive(world.broker.fetchCandles({ symbol: world.symbol, interval, from, to }));
}

export const lastCandleCases = [
  defineCase(
    228,
    'default: fetchCandles with limit gives the last candles of the range that ends now, in order',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const candles = await last(world, 20);
      checkEqual(candles.length, 20, 'candles');
      checkCandles(world, candles, { from: 0, to: world.venueNow() + 1 });
      const expected = await range(world, candles, world.venueNow() + 1);
      checkEqual(candles.map(figuresOf), expected.slice(-20).map(figuresOf), 'candles');
      checkEqual(
        [candles.range.from, candles.range.complete, candles.range.availableFrom],
        [candles[0]?.openTime, true, undefined],
        'report',
      );
    },
  ),

  defineCase(
    229,
    'default: limit with to gives the last candles that open before it',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const newest = await last(world, 20);
      const to = newest[10]?.openTime ?? 0;
      const candles = await last(world, 5, to);
      checkEqual(candles.map(figuresOf), newest.slice(5, 10).map(figuresOf), 'candles');
      checkEqual(candles.range.to, to, 'end of the range');
    },
  ),

  defineCase(
    230,
    'behavior: candlePages with limit come newest first and join to what fetchCandles gives',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { interval } = shortest(world);
      const request = { symbol: world.symbol, interval, limit: 30 };
      const pages: Candle[] = [];
      await world.drive(
        (async () => {
          for await (const page of broker.candlePages(request)) pages.unshift(...page);
        })(),
      );
      const whole = await last(world, 30);
      checkEqual(
        pages.map(({ openTime }) => openTime),
        whole.map(({ openTime }) => openTime),
        'times',
      );
    },
  ),

  defineCase(
    231,
    'behavior: every interval has its last candles: no more than asked for, each once, and a report',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const interval of broker.capabilities.candleIntervals) {
        const request: CandlesRequest = { symbol: world.symbol, interval, limit: 3 };
        const work = broker.fetchCandles(request).catch((error: unknown) => {
          // An interval may need a field that only its venue has.
          if (isValidationError(error)) return undefined;
          throw error;
        });
        const candles = await world.drive(work);
        if (candles === undefined) continue;
        checkCandles(world, candles, { from: 0, to: world.venueNow() + 1 });
        check(candles.length > 0 && candles.length <= 3, `${candles.length} candles of ${interval}`);
        const { complete, availableFrom } = candles.range;
        checkEqual(complete, candles.length === 3, `whether ${interval} is complete`);
        checkEqual(availableFrom, complete ? undefined : candles[0]?.openTime, `begin of ${interval}`);
      }
    },
  ),

  defineCase(
    232,
    'args: both from and limit, neither, or a limit that is no whole number above 0 is a ValidationError and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { interval, ms } = shortest(world);
      const request = { symbol: world.symbol, interval };
      const from = world.now() - 10 * ms;
      const bad: readonly object[] = [
        request,
        { ...request, from, limit: 5 },
        ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null].map((limit) => ({
          ...request,
          limit,
        })),
        { ...request, limit: 5, to: Number.NaN },
      ];
      await sendsNothing(world, 'a bad limit', async () => {
        for (const each of bad) {
          const work = broker.fetchCandles(each as CandlesRequest);
          await rejection(world, work, isValidationError, `a request of ${Object.keys(each).join(', ')}`);
        }
      });
    },
  ),
];
