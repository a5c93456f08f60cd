import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchEndToEnd } from './end-to-end/end-to-end';
import { guard } from './guard';
import { IN_PROCESS } from './in-process';
import type { BenchRow } from './measure';
import { writePage, writePlot } from './page';
import { lineOf } from './table';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    plot: { type: 'boolean', default: false },
    from: { type: 'string' },
    frames: { type: 'string', default: '50000' },
    'warm-up': { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '7' },
    profile: { type: 'string' },
  },
});

/** Each row at once; for a program standard output holds the result and nothing else. */
const show = (row: BenchRow): void => {
  if (!values.json) process.stdout.write(`${lineOf(row)}\n`);
};

async function inProcess(names: readonly string[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, bench] of Object.entries(IN_PROCESS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const some = await bench();
    some.forEach(show);
    rows.push(...some);
  }
  return rows;
}

function endToEnd(names: readonly string[]): Promise<BenchRow[]> {
  return benchEndToEnd({
    names,
    frames: Number(values.frames),
    warmUp: Number(values['warm-up']),
    rounds: Number(values.rounds),
    profile: values.profile,
    onRow: show,
  });
}

/** `end-to-end` and the beginnings of its rows' names, `guard`, names of groups in one process, or everything. */
async function run(): Promise<readonly BenchRow[]> {
  if (values.from !== undefined) return JSON.parse(readFileSync(values.from, 'utf8')).rows as BenchRow[];
  const [first, ...names] = positionals;
  if (first === 'end-to-end') return endToEnd(names);
  if (first === 'guard') {
    const rows = await guard();
    rows.forEach(show);
    return rows;
  }
  if (first === 'in-process') return inProcess(names);
  const unknown = positionals.find((name) => !Object.hasOwn(IN_PROCESS, name));
  if (unknown !== undefined) throw new RangeError(`There is no group ${unknown}`);
  if (first !== undefined) return inProcess(positionals);
  return [...(await inProcess([])), ...(await endToEnd([]))];
}

run()
  .then((rows) => {
    if (values.write) writePage(rows);
    if (values.plot) writePlot(rows);
    if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
    process.exitCode = rows.every(({ ratio, limit }) => ratio <= limit) ? 0 : 1;
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  });
