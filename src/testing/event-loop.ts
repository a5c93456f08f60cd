/** Tries of which the best counts: other work of the machine disturbs single ones. */
const TRIES = 3;

/**
 * Longest time that the event loop was held in one turn while `work` ran, in ms.
 *
 * A turn counts with the CPU time of the process where that is less than the time on the wall: what the machine gave to
 * others is no fault of ours.
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

/**
 * The least of the longest holds of up to three runs of `work`, in ms.
 * @param limitMs - a run below it is the last: what is asked for is shown then
 */
export async function longestHold(work: () => Promise<unknown>, limitMs: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < TRIES && best >= limitMs; count += 1) best = Math.min(best, await holdOf(work));
  return best;
}

/**
 * As {@link longestHold}, less the time that `JSON.parse` takes for a text beside each run: a machine that is busy, or a
 * full heap, slows both.
 */
export async function longestHoldBeside(
  text: string,
  work: () => Promise<unknown>,
  limitMs: number,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < TRIES && best >= limitMs; count += 1) {
    const before = parseTime(text);
    const hold = await holdOf(work);
    best = Math.min(best, hold - Math.max(before, parseTime(text)));
  }
  return best;
}

/** How long `JSON.parse` takes for a text, in ms. */
function parseTime(text: string): number {
  const start = performance.now();
  JSON.parse(text);
  return performance.now() - start;
}
