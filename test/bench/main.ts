import { benchChpSymbols } from './chp-symbols';
import { benchByteSlices, benchFraming } from './framing';
import type { BenchRow } from './measure';
import { benchPoloniex } from './poloniex';
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

const benches: Readonly<Record<string, () => readonly BenchRow[]>> = {
  ticks: () => [benchTicks()],
  symbols: () => [benchSymbols()],
  chp: () => [benchChpSymbols()],
  poloniex: benchPoloniex,
  framing: () => [...benchFraming(), ...byteSliceRows()],
};

// Names behind the command run those alone: `npm run bench -- poloniex`.
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const rows = Object.entries(benches)
  .filter(([name]) => named.length === 0 || named.includes(name))
  .flatMap(([, bench]) => bench());

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ rows })}\n`);
} else {
  for (const { id, ratio, perSecond, limit } of rows) {
    const verdict = ratio <= limit ? 'ok  ' : 'OVER';
    process.stdout.write(
      `${verdict} ${id.padEnd(30)} ${ratio.toFixed(2)} of at most ${limit}, ${perSecond.toLocaleString('en')}/s\n`,
    );
  }
}
process.exitCode = rows.every(({ ratio, limit }) => ratio <= limit) ? 0 : 1;
