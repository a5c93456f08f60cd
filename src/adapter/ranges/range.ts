import { type Ranged, type RangeProgress, type RangeReport, ranged } from '../../broker';
import type { VenueTimes } from '../../streaming/time/venue-times';

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

/** As {@link splitRange}, the latest stretch first: to search what lies near the end. */
export function* splitBack(from: number, to: number, maxMs: number): Generator<Span, void, undefined> {
  for (let end = to; end > from; end -= maxMs) yield { from: Math.max(from, end - maxMs), to: end };
}

/** What one read of a span gave, where there is more to say of it than its records. */
export interface SpanRead<T> {
  readonly records: readonly T[];
  /** Where what the venue has begins, where the read came upon that, UTC epoch ms. */
  readonly begins?: number | undefined;
  /** False where the venue has, or may have, more than it gave. @defaultValue true */
  readonly isWhole?: boolean | undefined;
}

/** How a long range is read. */
export interface RangePlan<T> {
  readonly from: number;
  readonly to: number;
  /** The longest stretch that one read can serve, in ms. */
  readonly maxMs: number;
  /** Reads at least what lies in the span, in any order; more of it is cut off. */
  read(span: Span): Promise<readonly T[] | SpanRead<T>>;
  timeOf(record: T): number;
  /**
   * Names a record, to tell a repeated one; those of different spans never collide, for spans do not overlap.
   * @defaultValue its time
   */
  keyOf?(record: T): string | number;
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
export function servedPart<T>({ from, to, earliest, times }: RangePlan<T>): Span {
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

/** What the reads of a range have shown so far. */
interface Progress {
  count: number;
  /** The time of the first record. */
  first: number | undefined;
  begins: number | undefined;
  isWhole: boolean;
}

/** Reads a range page by page: sorted by time, cut to the range, no gap and no double. */
export async function* rangePages<T>(plan: RangePlan<T>): AsyncGenerator<Ranged<T>, void, undefined> {
  const progress: Progress = { count: 0, first: undefined, begins: undefined, isWhole: true };
  for await (const { records, span } of spans(plan, progress)) {
    yield ranged(records, report(span, progress, plan));
  }
}

/** Reads a whole range. */
export async function readRange<T>(plan: RangePlan<T>): Promise<Ranged<T>> {
  const progress: Progress = { count: 0, first: undefined, begins: undefined, isWhole: true };
  const pages: (readonly T[])[] = [];
  for await (const { records } of spans(plan, progress)) pages.push(records);
  const all = pages.length === 1 ? (pages[0] as readonly T[]) : pages.flat();
  return ranged(all, report({ from: plan.from, to: plan.to }, progress, plan));
}

async function* spans<T>(
  plan: RangePlan<T>,
  progress: Progress,
): AsyncGenerator<{ readonly records: readonly T[]; readonly span: Span }, void, undefined> {
  const served = servedPart(plan);
  for (const part of splitRange(served.from, served.to, plan.maxMs)) {
    // The pages cover what was asked for, although less is read.
    const span = {
      from: part.from === served.from ? plan.from : part.from,
      to: part.to === served.to ? plan.to : part.to,
    };
    const answer = await plan.read(part);
    const read: SpanRead<T> = 'records' in answer ? answer : { records: answer };
    progress.begins = read.begins ?? progress.begins;
    progress.isWhole &&= read.isWhole !== false;
    const records = sortAndDedupe(read.records, span, plan);
    progress.count += records.length;
    progress.first ??= records[0] === undefined ? undefined : plan.timeOf(records[0]);
    yield { records, span };
    plan.onProgress?.({ count: progress.count, done: (span.to - plan.from) / (plan.to - plan.from) });
  }
}

/** The records of a span in order of time, each once. */
export function sortAndDedupe<T>(records: readonly T[], span: Span, plan: RangePlan<T>): readonly T[] {
  // Of records beyond the venue's clock that are kept, some before them may not be.
  const { keepsFar, keyOf, timeOf } = plan;
  if (keyOf === undefined && !keepsFar && isAscending(records, timeOf))
    return partWithin(records, span, plan);
  const byKey = new Map<string | number, T>();
  for (const record of records) {
    const time = plan.timeOf(record);
    // The later of two with one key is the newer state of it.
    if (isWithin(time, span, plan)) byKey.set(plan.keyOf?.(record) ?? time, record);
  }
  return [...byKey.values()].sort((a, b) => plan.timeOf(a) - plan.timeOf(b));
}

/** The records of a span, of a list in order of time: what does not belong to it stands at the ends. */
function partWithin<T>(records: readonly T[], span: Span, plan: RangePlan<T>): readonly T[] {
  const isIn = (at: number): boolean => isWithin(plan.timeOf(records[at] as T), span, plan);
  let start = 0;
  let end = records.length;
  while (start < end && !isIn(start)) start += 1;
  while (end > start && !isIn(end - 1)) end -= 1;
  return records.slice(start, end);
}

/** Whether each record has a later time than the one before it, as most venues give them. */
export function isAscending<T>(records: readonly T[], timeOf: (record: T) => number): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < records.length; at += 1) {
    const time = timeOf(records[at] as T);
    if (!(time > last)) return false;
    last = time;
  }
  return true;
}

function report<T>(span: Span, { first, begins, isWhole }: Progress, plan: RangePlan<T>): RangeReport {
  const { toleranceMs = 0, guaranteedFrom = begins } = plan;
  const reached = first !== undefined && first <= plan.from + toleranceMs;
  if (guaranteedFrom === undefined || span.from >= guaranteedFrom || reached)
    return { ...span, complete: isWhole };
  // What came may begin earlier than the venue promises.
  const availableFrom = Math.min(first ?? guaranteedFrom, guaranteedFrom);
  if (availableFrom <= span.from) return { ...span, complete: isWhole };
  return { ...span, complete: false, availableFrom };
}
