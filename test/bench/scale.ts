import { parseArgs } from 'node:util';
import { compile } from './compile';
import type { BenchRow } from './measure';
import { scaleBadFrames } from './scale/bad-frames';
import { scaleStreams } from './scale/streams';
import { lineOf } from './table';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
  },
});

const print = (text: string): void => {
  if (!values.json) process.stdout.write(`${text}\n`);
};

const RUNS: Readonly<Record<string, (folder: string) => Promise<readonly BenchRow[]>>> = {
  'bad-frames': () => scaleBadFrames(),
  streams: (folder) => scaleStreams(folder, Number(values.minutes), print),
};

async function run(): Promise<readonly BenchRow[]> {
  const unknown = positionals.find((name) => !Object.hasOwn(RUNS, name));
  if (unknown !== undefined)
    throw new RangeError(`There is no run ${unknown}: ${Object.keys(RUNS).join(', ')}`);
  const folder = await compile();
  const rows: BenchRow[] = [];
  for (const [name, scale] of Object.entries(RUNS)) {
    if (positionals.length === 0 || positionals.includes(name)) rows.push(...(await scale(folder)));
  }
  return rows;
}

run()
  .then((rows) => {
    for (const row of rows) print(lineOf(row));
    if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
    process.exitCode = rows.every(({ ratio, limit }) => ratio <= limit) ? 0 : 1;
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  });
