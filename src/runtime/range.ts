import { type Ranged, type RangeProgress, type RangeReport, ranged } from '../broker';

/** A half-open stretch of time in UTC epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `[from, to)` into stretches of at most `maxMs`, in order, touching and not overlapping.
 * @param maxMs - at least 1
 */
export function splitRange(from: number, to: number, maxMs: number): readonly Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to; start += maxMs)
    spans.push({ from: start, to: Math.min(start + maxMs, to) });
  return spans;
}

/** How a long range is read. */
export interface RangePlan<T> {
  readonly from: number;
  readonly to: number;
  /** The longest stretch that one read can serve, in ms. */
  readonly maxMs: number;
  /** Reads at least what lies in the span, in any order; more of it is cut off. */
  read(span: Span): Promise<readonly T[]>;
  timeOf(record: T): number;
  /** Names a record, to tell a repeated one; those of different spans never collide, for spans do not overlap. */
  keyOf(record: T): string | number;
  /** How far back the venue promises to reach; before that, completeness is judged by what came. */
  readonly guaranteedFrom?: number | undefined;
  /** How far the first record may lie after `from` in a range that is complete, in ms. @defaultValue 0 */
  readonly toleranceMs?: number | undefined;
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** Reads a range page by page: sorted by time, cut to the range, no gap and no double. */
export async function* rangePages<T>(plan: RangePlan<T>): AsyncGenerator<Ranged<T>, void, undefined> {
  let count = 0;
  let first: number | undefined;
  for (const span of splitRange(plan.from, plan.to, plan.maxMs)) {
    const records = tidy(await plan.read(span), span, plan);
    count += records.length;
    first ??= records[0] === undefined ? undefined : plan.timeOf(records[0]);
    yield ranged(records, report(span, first, plan));
    plan.onProgress?.({ count, done: (span.to - plan.from) / (plan.to - plan.from) });
  }
}

/** Reads a whole range. */
export async function readRange<T>(plan: RangePlan<T>): Promise<Ranged<T>> {
  const records: T[] = [];
  for await (const page of rangePages(plan)) for (const record of page) records.push(record);
  const [first] = records;
  const start = first === undefined ? undefined : plan.timeOf(first);
  return ranged(records, report({ from: plan.from, to: plan.to }, start, plan));
}

function tidy<T>(records: readonly T[], span: Span, plan: RangePlan<T>): T[] {
  const byKey = new Map<string | number, T>();
  for (const record of records) {
    const time = plan.timeOf(record);
    // The later of two with one key is the newer state of it.
    if (time >= span.from && time < span.to) byKey.set(plan.keyOf(record), record);
  }
  return [...byKey.values()].sort((a, b) => plan.timeOf(a) - plan.timeOf(b));
}

function report<T>(span: Span, first: number | undefined, plan: RangePlan<T>): RangeReport {
  const { guaranteedFrom, toleranceMs = 0 } = plan;
  const reached = first !== undefined && first <= plan.from + toleranceMs;
  if (guaranteedFrom === undefined || span.from >= guaranteedFrom || reached)
    return { ...span, complete: true };
  // What came may begin earlier than the venue promises.
  const availableFrom = Math.min(first ?? guaranteedFrom, guaranteedFrom);
  if (availableFrom <= span.from) return { ...span, complete: true };
  return { ...span, complete: false, availableFrom };
}
