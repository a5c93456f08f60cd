import { type Ranged, ranged } from '../../broker';
import { type RangePlan, type SpanRead, servedPart, sortAndDedupe } from './range';

const DAY_MS = 86_400_000;

/** Least records of a first stretch within a day: many cost a venue no more than one. */
const LEAST = 100;

/** How long nothing may have been recorded before the venue's history counts as ended, in ms; no holidays are longer. */
const QUIET_MS = 31 * DAY_MS;

/** How the last records before a time are read. */
export interface LastPlan<T> extends RangePlan<T> {
  /** How many are wanted, at least 1. */
  readonly limit: number;
  /** How much time one record covers at most, in ms. */
  readonly lengthMs: number;
}

/** What one read gave: records in order, of the stretch from `from` on. */
interface Stretch<T> {
  readonly records: readonly T[];
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

/** Reads the last records page by page, newest first; each page is in order. */
export async function* lastPages<T>(plan: LastPlan<T>): AsyncGenerator<Ranged<T>, void, undefined> {
  for await (const { records, from, to, isWhole } of stretches(plan)) {
    if (records.length > 0) yield ranged(records, { from, to, complete: isWhole });
  }
}

/** Reads the last records, in order. */
export async function readLast<T>(plan: LastPlan<T>): Promise<Ranged<T>> {
  const pages: (readonly T[])[] = [];
  let isWhole = true;
  for await (const stretch of stretches(plan)) {
    pages.unshift(stretch.records);
    isWhole &&= stretch.isWhole;
  }
  const records = pages.flat();
  const from = records[0] === undefined ? plan.to : plan.timeOf(records[0]);
  const complete = isWhole && records.length === plan.limit;
  return ranged(records, { from, to: plan.to, complete, ...(complete ? {} : { availableFrom: from }) });
}

/** Back in time in growing stretches, until there are enough records or the venue's history ends. */
async function* stretches<T>(plan: LastPlan<T>): AsyncGenerator<Stretch<T>, void, undefined> {
  const { limit, lengthMs, maxMs, guaranteedFrom = Number.POSITIVE_INFINITY, onProgress } = plan;
  const served = servedPart(plan);
  const least = lengthMs < DAY_MS ? Math.max(limit, LEAST) : limit;
  const quietMs = Math.max(QUIET_MS, 3 * lengthMs);
  let count = 0;
  /** The oldest record so far: nothing lies between it and what has been read. */
  let oldest = served.to;
  let isEnd = false;
  for (let { to } = served, factor = 1; !isEnd; factor *= 2) {
    const wantedMs = Math.max(least, (limit - count) * factor) * lengthMs;
    const from = Math.max(served.from, to - Math.min(wantedMs, maxMs));
    const answer = await plan.read({ from, to });
    const read: SpanRead<T> = 'records' in answer ? answer : { records: answer };
    const span = { from, to: to === served.to ? plan.to : to };
    const records = sortAndDedupe(read.records, span, plan).slice(count - limit);
    count += records.length;
    const [first] = records;
    if (first !== undefined) oldest = plan.timeOf(first);
    // What the venue promises to have it does not have: there was no trading.
    const isQuiet = oldest - from >= quietMs && from <= guaranteedFrom;
    isEnd = count >= limit || from <= served.from || read.begins !== undefined || isQuiet;
    const begin = count >= limit ? oldest : from;
    yield { records, from: begin, to: span.to, isWhole: read.isWhole !== false };
    onProgress?.({ count, done: isEnd ? 1 : count / limit });
    to = from;
  }
}
