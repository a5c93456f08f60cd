import { parseArgs } from 'node:util';
import { compile } from './compile';
import type { BenchRow } from './measure';
import { scaleBadFrames } from './scale/bad-frames';
import { FULL, SHORT, type Sizes } from './scale/remote/part';
import { PARTS, scaleRemote } from './scale/remote/remote';
import { scaleStreams } from './scale/streams';
import { scaleSubscribe } from './scale/subscribe';
import { lineOf } from './table';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    bots: { type: 'string' },
    seconds: { type: 'string' },
    times: { type: 'string' },
  },
});

const print = (text: string): void => {
  if (!values.json) process.stdout.write(`${text}\n`);
};

/** The sizes of a run of `remote`, of which single ones can be given: how often, how long, how many bots. */
function sizes(): Sizes {
  const { full, bots, seconds, times } = values;
  const base = full ? FULL : SHORT;
  const kinds = ['kills', 'restarts', 'pauses'] as const;
  return {
    ...base,
    ...(bots !== undefined && { bots: Number(bots) }),
    ...(seconds !== undefined && { seconds: Number(seconds), memorySeconds: Number(seconds) }),
    ...(times !== undefined && Object.fromEntries(kinds.map((kind) => [kind, Number(times)]))),
  };
}

const remote = (folder: string, parts: readonly string[]): Promise<readonly BenchRow[]> =>
  scaleRemote(folder, parts, sizes(), Number(values.seed), print);

const RUNS: Readonly<
  Record<string, (folder: string, parts: readonly string[]) => Promise<readonly BenchRow[]>>
> = {
  remote,
  'bad-frames': () => scaleBadFrames(),
  streams: (folder) => scaleStreams(folder, Number(values.minutes), print),
  subscribe: () => scaleSubscribe(),
};

/** `remote` and the names of its parts, or one of the others. Without a name: `remote`, whole. */
async function run(): Promise<readonly BenchRow[]> {
  const [name = 'remote', ...parts] = positionals;
  const scale = Object.hasOwn(RUNS, name) ? RUNS[name] : undefined;
  if (scale === undefined) throw new RangeError(`There is no run ${name}: ${Object.keys(RUNS).join(', ')}`);
  const unknown = parts.find((part) => name !== 'remote' || !Object.hasOwn(PARTS, part));
  if (unknown !== undefined)
    throw new RangeError(
      `There is no part ${unknown} of ${name}: of remote there are ${Object.keys(PARTS).join(', ')}`,
    );
  return scale(await compile(), parts);
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
