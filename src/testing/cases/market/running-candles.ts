import { FIXED_INTERVAL_MS } from '../../../index';
import { check, checkEqual } from '../../check';
import { defineCase } from '../../contract-case';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Venues whose candles grow by whole minutes have the running one when the first of them is over, and may lag by one. */
const SHOWN_AFTER_MS = 2 * MINUTE_MS;

export const runningCandleCases = [
  defineCase(
    214,
    'behavior: at every interval a read ends with the running candle, the only one that is not closed',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { symbol } = world;
      for (const interval of broker.capabilities.candleIntervals) {
        const ms = FIXED_INTERVAL_MS[interval];
        // Longer ones begin where the venue's calendar puts it.
        if (ms === undefined || ms > DAY_MS) continue;
        const from = world.venueNow() - 3 * ms;
        const candles = await world.drive(
          broker.fetchCandles({ symbol, interval, from, to: world.venueNow() + ms }),
        );
        const now = world.venueNow();
        const open = candles.filter(({ closed }) => !closed);
        const what = `${interval}, ${open.length} of ${candles.length} are not closed`;
        check(
          open.every(({ openTime }) => openTime + ms > now - MINUTE_MS),
          `${what}: one is over`,
        );
        const last = candles.at(-1);
        // A day of the venue may begin at another hour; its last candle says when.
        const start = ms < DAY_MS ? Math.floor(now / ms) * ms : (last?.openTime ?? now);
        if (now - start < SHOWN_AFTER_MS) continue;
        checkEqual([last?.openTime, last?.closed], [start, false], what);
      }
    },
  ),
];
