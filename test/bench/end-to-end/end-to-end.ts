import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from '../compile';
import { type BenchRow, median, type Spread, spreadOf } from '../measure';
import { newContender, newServer } from '../peer';
import { FLOODS, type Flood } from './floods';
import { CONTENDERS, type Contender, type Endpoints, type Measured } from './messages';

export interface EndToEndOptions {
  /** Beginnings of the names of rows; all of them when there is none. */
  readonly names: readonly string[];
  readonly frames: number;
  /** Frames before them that do not count. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Where a CPU profile of each contender of the first round is written. */
  readonly profile?: string | undefined;
  /** Called with each row as soon as it is measured. */
  onRow?(row: EndToEndRow): void;
  onRound?(text: string): void;
}

/** A contender beside the bare one. */
export interface EndToEndRow extends BenchRow {
  readonly cpuMs: Spread;
  readonly wallMs: Spread;
  /** What the bare contender took. */
  readonly bareCpuMs: Spread;
  /** Smallest and largest ratio of the rounds. */
  readonly ratios: Spread;
  /** Wall time as a multiple of the bare contender's. */
  readonly wallRatio: number;
  readonly residentMb: number;
}

/** The word of a contender in the name of its row. */
const WORDS = { client: 'client', listener: 'listener', forAwait: 'for-await' } as const;

type Compared = keyof typeof WORDS;

/** Nothing is asked of the raw clients: a little above what was measured. */
const CLIENT_LIMIT = 2;

const COMPARED = Object.keys(WORDS) as readonly Compared[];

/** A read has one way to be made. */
const rowName = (flood: string, contender: Compared): string =>
  FLOODS[flood]?.read === undefined ? `${flood}-${WORDS[contender]}` : flood;

/**
 * Sends frames to a bare client, the raw client of a venue, and its broker with a listener and with `for await`; each
 * in a process of its own, one after the other in each round.
 */
export async function benchEndToEnd(options: EndToEndOptions): Promise<EndToEndRow[]> {
  const { names } = options;
  const isWanted = (name: string): boolean =>
    names.length === 0 || names.some((start) => name.startsWith(start));
  const rows: EndToEndRow[] = [];
  const folder = await compile();
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true });
  for (const [name, flood] of Object.entries(FLOODS)) {
    const wanted = COMPARED.filter(
      (contender) =>
        (contender === 'client' ? flood.client : flood.limits[contender]) !== undefined &&
        isWanted(rowName(name, contender)),
    );
    if (wanted.length === 0) continue;
    const results = await runFlood(folder, name, ['bare', ...wanted], options);
    for (const contender of wanted) {
      const row = rowOf(name, contender, flood, options.frames, results);
      rows.push(row);
      options.onRow?.(row);
    }
  }
  return rows;
}

type Results = ReadonlyMap<Contender, readonly Measured[]>;

async function runFlood(
  folder: string,
  name: string,
  contenders: readonly Contender[],
  options: EndToEndOptions,
): Promise<Results> {
  const results = new Map<Contender, Measured[]>(CONTENDERS.map((contender) => [contender, []]));
  const server = newServer(folder, name);
  try {
    const { endpoints } = await server.ask({ type: 'open', flood: name }, 'opened');
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contender of contenders) {
        const isProfiled = options.profile !== undefined && round === 0;
        const profile = isProfiled
          ? resolve(options.profile as string, `${name}-${contender}.cpuprofile`)
          : undefined;
        const measured = await runContender(folder, { server, endpoints, name, contender, profile }, options);
        options.onRound?.(`${name} ${contender} ${measured.cpuMs.toFixed(0)} ms`);
        // A profiler costs time: its round does not count.
        if (!isProfiled || options.rounds === 1) results.get(contender)?.push(measured);
      }
    }
  } finally {
    await server.end();
  }
  return results;
}

type Sizes = Pick<EndToEndOptions, 'frames' | 'warmUp'>;

interface Run {
  readonly server: ReturnType<typeof newServer>;
  readonly endpoints: Endpoints;
  readonly name: string;
  readonly contender: Contender;
  readonly profile: string | undefined;
}

async function runContender(folder: string, run: Run, { frames, warmUp }: Sizes): Promise<Measured> {
  const { server, endpoints, name, contender, profile } = run;
  const peer = newContender(folder, `${name}, ${contender}`);
  try {
    await peer.ask(
      { type: 'connect', flood: name, contender, endpoints, records: frames, warmUp, profile },
      'connected',
    );
    // Anew for each contender: the times of frames are those of now, as a venue's are.
    await server.ask({ type: 'generate', frames: frames + warmUp }, 'generated');
    await peer.ask({ type: 'start' }, 'started');
    const measured = peer.next('measured');
    server.tell({ type: 'flood' });
    return (await measured).measured;
  } finally {
    await peer.end();
  }
}

/** One contender alone, once. */
export async function measureFlood(name: string, contender: Contender, sizes: Sizes): Promise<Measured> {
  const folder = await compile();
  const server = newServer(folder, name);
  try {
    const { endpoints } = await server.ask({ type: 'open', flood: name }, 'opened');
    return await runContender(folder, { server, endpoints, name, contender, profile: undefined }, sizes);
  } finally {
    await server.end();
  }
}

function rowOf(
  name: string,
  contender: Compared,
  flood: Flood,
  frames: number,
  results: Results,
): EndToEndRow {
  const ours = results.get(contender) as readonly Measured[];
  const bare = results.get('bare') as readonly Measured[];
  const cpuMs = spreadOf(ours.map((one) => one.cpuMs));
  const wallMs = spreadOf(ours.map((one) => one.wallMs));
  const bareCpuMs = spreadOf(bare.map((one) => one.cpuMs));
  return {
    id: rowName(name, contender),
    ratio: cpuMs.median / bareCpuMs.median,
    perSecond: Math.round((frames / cpuMs.median) * 1000),
    limit: flood.limits[contender] ?? CLIENT_LIMIT,
    cpuMs,
    wallMs,
    bareCpuMs,
    ratios: spreadOf(ours.map((one, round) => one.cpuMs / (bare[round] as Measured).cpuMs)),
    wallRatio: wallMs.median / median(bare.map((one) => one.wallMs)),
    residentMb: median(ours.map((one) => one.residentMb)),
  };
}
