import {
  type BrokerError,
  type Candle,
  type Interval,
  isUnsupportedError,
  isValidationError,
} from '../../../index';
import { check, checkEqual, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { checkCandles, lastThirty, shortest } from './candle-requests';

export const candleCases = [
  defineCase(
    205,
    'default: fetchCandles gives what opens in [from, to), in order, without duplicates',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = lastThirty(world);
      const candles = await world.drive(broker.fetchCandles(request));
      check(candles.length > 1, `${candles.length} candles`);
      checkCandles(world, candles, request);
      const { ms } = shortest(world);
      for (const { openTime, closed } of candles) {
        const what = `the candle at ${openTime}, closed ${closed}`;
        // A venue whose data lags may know only an interval later that a candle is final; never too early.
        check(!closed || openTime + ms <= world.now(), `${what}, is not over`);
        check(closed || openTime + 2 * ms > world.now(), `${what}, is long over`);
      }
      const { range } = candles;
      checkEqual([range.from, range.to], [request.from, request.to], 'range');
      check(
        range.complete || range.availableFrom !== undefined,
        'a range that is not complete must say from where it is',
      );
    },
  ),

  defineCase(
    206,
    'behavior: a range inside another gives the same candles, to the boundary',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const whole = lastThirty(world);
      const { ms } = shortest(world);
      const part = { ...whole, from: whole.from + 10 * ms, to: whole.to - 10 * ms };
      const [all, inner] = [
        await world.drive(broker.fetchCandles(whole)),
        await world.drive(broker.fetchCandles(part)),
      ];
      const bare = ({ openTime, open, high, low, close }: Candle) =>
        [openTime, open, high, low, close].join(' ');
      const expected = all.filter(({ openTime }) => openTime >= part.from && openTime < part.to);
      checkEqual(inner.map(bare), expected.map(bare), 'candles of the inner range');
    },
  ),

  defineCase(207, 'behavior: candlePages join to what fetchCandles gives', [], async (world, broker) => {
    await world.drive(broker.connect());
    const request = lastThirty(world);
    const pages: Candle[] = [];
    await world.drive(
      (async () => {
        for await (const page of broker.candlePages(request)) pages.push(...page);
      })(),
    );
    const whole = await world.drive(broker.fetchCandles(request));
    checkCandles(world, pages, request);
    checkEqual(
      pages.map(({ openTime }) => openTime),
      whole.map(({ openTime }) => openTime),
      'times',
    );
  }),

  defineCase(
    208,
    'args: a range that ends before it begins, or is no time, is a ValidationError and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { symbol, interval, from, to } = lastThirty(world);
      const bad: readonly (readonly [number | Date, number | Date])[] = [
        [to, from],
        [Number.NaN, to],
        [from, Number.NaN],
        [Number.POSITIVE_INFINITY, to],
        [new Date(Number.NaN), to],
        [String(from) as unknown as number, to],
        [from + 0.5, to],
      ];
      await sendsNothing(world, 'a bad range', async () => {
        for (const [start, end] of bad) {
          const work = broker.fetchCandles({ symbol, interval, from: start, to: end });
          await rejection(world, work, isValidationError, `range ${String(start)} to ${String(end)}`);
        }
      });
    },
  ),

  defineCase(
    209,
    'args: an interval that the venue does not have is refused and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const refusal = (error: unknown): error is BrokerError =>
        isValidationError(error) || isUnsupportedError(error);
      await sendsNothing(world, 'a bad interval', async () => {
        for (const interval of ['7m', '', '__proto__', undefined]) {
          const request = { ...lastThirty(world), interval: interval as Interval };
          await rejection(world, broker.fetchCandles(request), refusal, `interval ${interval}`);
        }
      });
    },
  ),
];
