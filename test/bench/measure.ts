/** One line of `npm run bench`. */
export interface BenchRow {
  readonly id: string;
  /** Median time over the median time of `JSON.parse` of the same text; seconds where the row says so. */
  readonly ratio: number;
  /** Frames, records or bytes per second. */
  readonly perSecond: number;
  /** The largest ratio that passes. */
  readonly limit: number;
}

/** Milliseconds that `run` takes. */
export function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** A figure of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

const ROUNDS = 9;

/** Runs both sides in turn, so that a slow moment of the machine hits both, and compares the medians. */
export function compare(
  id: string,
  limit: number,
  count: number,
  sides: { readonly base: () => void; readonly ours: () => void; readonly prepare?: () => void },
): BenchRow {
  const base: number[] = [];
  const ours: number[] = [];
  // One round for the compiler, not counted.
  sides.base();
  sides.prepare?.();
  sides.ours();
  for (let round = 0; round < ROUNDS; round += 1) {
    globalThis.gc?.();
    base.push(time(sides.base));
    sides.prepare?.();
    globalThis.gc?.();
    ours.push(time(sides.ours));
  }
  const took = median(ours);
  return { id, ratio: took / median(base), perSecond: Math.round((count / took) * 1000), limit };
}
