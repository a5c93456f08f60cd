import { benchBundles } from './bundles';
import { benchByteSlices, benchFraming } from './framing';
import type { BenchRow } from './measure';
import { benchOrderCurve } from './order-curve';
import { benchPlaceOrder } from './place-order/place-order';
import { benchPoloniex } from './poloniex';
import { benchReplies } from './replies';
import { benchStart } from './start';
import { benchSymbols } from './symbols';
import { benchTicks } from './ticks';

const SECONDS_LIMIT = 3;
const MEMORY_LIMIT = 4;

function byteSliceRows(): BenchRow[] {
  const { ms, memoryRatio } = benchByteSlices();
  return [
    {
      id: 'framing-20mb-1-byte-seconds',
      ratio: ms / 1000,
      perSecond: Math.round((20 * 1024 * 1024 * 1000) / ms),
      limit: SECONDS_LIMIT,
    },
    { id: 'framing-20mb-1-byte-memory', ratio: memoryRatio, perSecond: 0, limit: MEMORY_LIMIT },
  ];
}

/** The groups of rows that need no server, in the order in which they run. */
export const IN_PROCESS: Readonly<Record<string, () => readonly BenchRow[] | Promise<readonly BenchRow[]>>> =
  {
    ticks: () => [benchTicks()],
    symbols: () => [benchSymbols()],
    poloniex: benchPoloniex,
    orders: benchOrderCurve,
    replies: benchReplies,
    'place-order': benchPlaceOrder,
    start: benchStart,
    bundles: benchBundles,
    framing: () => [...benchFraming(), ...byteSliceRows()],
  };
