import { type Ranged, type RangeProgress, type RangeReport, ranged } from '../broker';
import type { VenueTimes } from '../streaming/time/venue-times';

/** A half-open stretch of time in UTC epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `[from, to)` into stretches of at most `maxMs`, in order, touching and not overlapping, each made when it is
 * asked for.
 * @param maxMs - at least 1
 */
export function* splitRange(from: number, to: number, maxMs: number): Generator<Span, void, undefined> {
  for (let start = from; start < to; start += maxMs) yield { from: start, to: Math.min(start + maxMs, to) };
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
  /** Nothing is older than this, UTC epoch ms: what lies before is not asked for. @defaultValue no limit */
  readonly earliest?: number | undefined;
  /** The venue's clock: what lies beyond it is not asked for. @defaultValue no limit */
  readonly times?: VenueTimes | undefined;
  /**
   * Whether a record with a time beyond the venue's clock is one of a range that reaches until now: own orders and fills
   * are never left out, market data is.
   * @defaultValue false
   */
  readonly keepsFar?: boolean | undefined;
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** The part of a range in which there can be records; never empty. */
function servedPart<T>({ from, to, earliest, times }: RangePlan<T>): Span {
  const end = times === undefined ? to : Math.min(to, Math.max(Math.ceil(times.latest), from + 1));
  return { from: earliest === undefined ? from : Math.min(Math.max(from, earliest), end - 1), to: end };
}

/** Whether a record belongs to a range that was asked for. */
export function isWithin(
  time: number,
  { from, to }: Span,
  { times, keepsFar = false }: Pick<RangePlan<unknown>, 'times' | 'keepsFar'>,
): boolean {
  if (times?.isFar(time) === true) return keepsFar && to >= Math.floor(times.now());
  return time >= from && time < to;
}

/** Reads a range page by page: sorted by time, cut to the range, no gap and no double. */
export async function* rangePages<T>(plan: RangePlan<T>): AsyncGenerator<Ranged<T>, void, undefined> {
  let count = 0;
  let first: number | undefined;
  const served = servedPart(plan);
  for (const read of splitRange(served.from, served.to, plan.maxMs)) {
    // The pages cover what was asked for, although less is read.
    const span = {
      from: read.from === served.from ? plan.from : read.from,
      to: read.to === served.to ? plan.to : read.to,
    };
    const records = tidy(await plan.read(read), span, plan);
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
    if (isWithin(time, span, plan)) byKey.set(plan.keyOf(record), record);
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
