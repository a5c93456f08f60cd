/** Attempts, of which the best counts: other work of the machine disturbs single ones. */
const TRIES = 3;

/**
 * The longest time that the event loop was blocked in one turn while `work` ran, in ms.
 *
 * A turn counts with the CPU time of the process where that is less than the elapsed time: time that the machine gave
 * to other processes does not count.
 */
async function holdOf(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const look = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    longest = Math.max(longest, Math.min(now - wall, (user + system) / 1000));
    wall = now;
    cpu = process.cpuUsage();
  };
  let isOver = false;
  const beat = (): void => {
    look();
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  try {
    await work();
  } finally {
    isOver = true;
    look();
  }
  return longest;
}

/** An ordinary frame of about 1 MB: what `JSON.parse` takes for it says how fast the machine is, and how busy. */
const ORDINARY_FRAME = `[${Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"price":"1.2345","text":"abcdefghij"}`).join(',')}]`;

/** As many bytes of nothing but small values, which cost memory rather than reading: a machine can be slow in one alone. */
const FRAME_OF_SMALL_VALUES = `[${Array(333_333).fill('{}').join(',')}]`;

/** What they take on the machine that limits are meant for, in ms: one that takes longer is given more in proportion. */
const ORDINARY_PARSE_MS = 5;
const SMALL_VALUES_PARSE_MS = 30;

/** How long the event loop was blocked, and the limit. */
export interface Hold {
  readonly ms: number;
  readonly limitMs: number;
}

/**
 * The hold of up to three runs of `work` that is least beside its limit.
 *
 * A run below the limit is the last: it satisfies the limit.
 * @param limitMs - what a hold must stay below; more in proportion on a machine that takes longer than 5 ms to parse an
 *   ordinary frame of 1 MB, or 30 ms for one of small values
 * @param beside - a text whose `JSON.parse` may be one turn more: its time, measured beside each run, is subtracted
 */
export async function longestHold(
  work: () => Promise<unknown>,
  limitMs: number,
  beside?: string,
): Promise<Hold> {
  let best: Hold = { ms: Number.POSITIVE_INFINITY, limitMs };
  for (let count = 0; count < TRIES && best.ms >= best.limitMs; count += 1) {
    const before = times(beside);
    const hold = await holdOf(work);
    const after = times(beside);
    const slowness = Math.max(before.slowness, after.slowness);
    const limit = limitMs * Math.max(1, slowness);
    const ms = hold - Math.max(before.beside, after.beside);
    if (ms / limit < best.ms / best.limitMs) best = { ms, limitMs: limit };
  }
  return best;
}

function times(beside: string | undefined): { readonly slowness: number; readonly beside: number } {
  return {
    slowness: Math.max(
      parseTime(ORDINARY_FRAME) / ORDINARY_PARSE_MS,
      parseTime(FRAME_OF_SMALL_VALUES) / SMALL_VALUES_PARSE_MS,
    ),
    beside: beside === undefined ? 0 : parseTime(beside),
  };
}

/** How long `JSON.parse` takes for a text, in ms. */
function parseTime(text: string): number {
  const start = performance.now();
  JSON.parse(text);
  return performance.now() - start;
}
