import { parseArgs } from 'node:util';
import { benchChpSymbols } from './chp-symbols';
import { benchEndToEnd } from './end-to-end/end-to-end';
import { benchByteSlices, benchFraming } from './framing';
import type { BenchRow } from './measure';
import { benchPoloniex } from './poloniex';
import { benchSymbols } from './symbols';
import { lineOf } from './table';
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

const IN_PROCESS: Readonly<Record<string, () => readonly BenchRow[]>> = {
  ticks: () => [benchTicks()],
  symbols: () => [benchSymbols()],
  chp: () => [benchChpSymbols()],
  poloniex: benchPoloniex,
  framing: () => [...benchFraming(), ...byteSliceRows()],
};

/** The group that takes minutes; the words behind it are beginnings of the names of its rows. */
const END_TO_END = 'end-to-end';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    frames: { type: 'string', default: '50000' },
    'warm-up': { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '7' },
    profile: { type: 'string' },
  },
});

const print = (text: string): void => {
  // For a program standard output holds the result and nothing else.
  if (!values.json) process.stdout.write(`${text}\n`);
};

const show = (row: BenchRow): void => print(lineOf(row));

async function run(): Promise<readonly BenchRow[]> {
  const [group, ...names] = positionals;
  if (group === END_TO_END) {
    const { frames, rounds, profile } = values;
    return benchEndToEnd({
      names,
      frames: Number(frames),
      warmUp: Number(values['warm-up']),
      rounds: Number(rounds),
      profile,
      onRow: show,
    });
  }
  const rows = Object.entries(IN_PROCESS)
    .filter(([name]) => positionals.length === 0 || positionals.includes(name))
    .flatMap(([, bench]) => bench());
  rows.forEach(show);
  return rows;
}

run()
  .then((rows) => {
    if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
    process.exitCode = rows.every(({ ratio, limit }) => ratio <= limit) ? 0 : 1;
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  });
