import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { dependencies } from '../../package.json';
import venues from '../../src/venues/venues.json';
import { type BenchRow, median } from './measure';

const ROUNDS = 11;
const OWN_LIMIT_MS = 25;

/** Loads modules in a new process, as a file of the package would, and prints what that took. */
const LOAD = `
const { createRequire } = require('node:module');
const [from, ids] = JSON.parse(process.argv[1]);
const load = createRequire(from);
const began = process.cpuUsage();
const start = performance.now();
for (const id of ids) load(id);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(began);
console.log(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
`;

/** Prints which dependencies and modules of Node the package's own files load at import, in their order. */
const LIST = `
const Module = require('node:module');
const [from, [id]] = JSON.parse(process.argv[1]);
const own = Module.prototype.require;
const found = new Set();
Module.prototype.require = function (wanted) {
  if (!wanted.startsWith('.')) {
    const isOurs = ${JSON.stringify(Object.keys(dependencies))}.some((name) => wanted === name || wanted.startsWith(name + '/'));
    if (isOurs || Module.isBuiltin(wanted)) found.add(wanted);
  }
  return own.call(this, wanted);
};
Module.createRequire(from)(id);
console.log(JSON.stringify([...found]));
`;

interface Took {
  readonly wall: number;
  readonly cpu: number;
}

function run<T>(program: string, from: string, ids: readonly string[]): T {
  const args = ['-e', program, JSON.stringify([from, ids])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as T;
}

/**
 * What importing a venue of the built package takes in a new process, in ms. Its own part is what remains when the dependencies and the
 * modules of Node that it loads at import are loaded alone.
 */
export function benchStart(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const venue of Object.keys(venues)) {
    const file = resolve(__dirname, '../../dist', `${venue}.js`);
    const foreign = run<readonly string[]>(LIST, file, [file]);
    const whole: Took[] = [];
    const others: Took[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      whole.push(run(LOAD, file, [file]));
      others.push(run(LOAD, file, foreign));
    }
    const of = (all: readonly Took[], name: keyof Took): number => median(all.map((one) => one[name]));
    rows.push(
      {
        id: `start-${venue}-own-ms`,
        ratio: of(whole, 'wall') - of(others, 'wall'),
        perSecond: 0,
        limit: OWN_LIMIT_MS,
      },
      {
        id: `start-${venue}-own-cpu-ms`,
        ratio: of(whole, 'cpu') - of(others, 'cpu'),
        perSecond: 0,
        limit: 2 * OWN_LIMIT_MS,
      },
      { id: `start-${venue}-all-ms`, ratio: of(whole, 'wall'), perSecond: 0, limit: 300 },
    );
  }
  return rows;
}
