import { type Candle, compareDecimals, FIXED_INTERVAL_MS, type Interval } from '../../../index';
import { check, checkRecord } from '../../check';
import type { ContractWorld } from '../../harness';

/** The venue's shortest interval of a fixed length. */
export function shortest(world: ContractWorld): { interval: Interval; ms: number } {
  for (const interval of world.broker.capabilities.candleIntervals) {
    const ms = FIXED_INTERVAL_MS[interval];
    if (ms !== undefined) return { interval, ms };
  }
  return { interval: '1d', ms: 86_400_000 };
}

/** The candles of the last thirty intervals, the running one included. */
export function lastThirty(world: ContractWorld) {
  const { interval, ms } = shortest(world);
  const to = Math.floor(world.now() / ms) * ms + ms;
  return { symbol: world.symbol, interval, from: to - 30 * ms, to };
}

/** What of a candle must be the same however it came. */
export function figuresOf({ openTime, open, high, low, close, volume }: Candle): string {
  return [openTime, open, high, low, close, volume].join(' ');
}

export function checkCandles(
  world: ContractWorld,
  candles: readonly Candle[],
  request: { from: number; to: number },
): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const candle of candles) {
    checkRecord(world, candle, 'read');
    check(
      candle.openTime >= request.from && candle.openTime < request.to,
      `a candle of ${candle.openTime} is outside the range`,
    );
    check(candle.openTime > last, `the candle of ${candle.openTime} follows that of ${last}`);
    last = candle.openTime;
    for (const price of [candle.open, candle.close]) {
      check(
        compareDecimals(price, candle.high) <= 0 && compareDecimals(price, candle.low) >= 0,
        `open or close beyond high or low at ${candle.openTime}`,
      );
    }
  }
}
