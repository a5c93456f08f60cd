import { isAscending } from './range';

/** One answer of a list that is read from a time on. */
export interface RowsRead<T> {
  /** The records made of the rows, in any order. */
  readonly records: readonly T[];
  /** How many rows the venue gave, those that make no record included. */
  readonly count: number;
}

/** A list that the venue gives by a time and a number of rows, and no cursor. */
export interface RowsPlan<T> {
  /** Where reading begins, UTC epoch ms. */
  readonly start: number;
  /** Whether rows follow `start` or precede it. */
  readonly direction: 'forward' | 'back';
  /** Reading ends when a record at or beyond this has come, UTC epoch ms. */
  readonly end: number;
  /** Rows of one request that begins at a time; at least 2. */
  size(time: number): number;
  read(time: number, count: number): Promise<RowsRead<T>>;
  timeOf(record: T): number;
  /**
   * Names a record, to tell one that stands on two pages.
   * @param nth - how many records of its answer that are equal otherwise came before it
   */
  keyOf(record: T, nth: number): string | number;
  /** The resolution of the venue's times, in ms: where one instant has more rows than the venue gives, the next is read. */
  readonly stepMs: number;
  /** No more records than this are wanted. @defaultValue no limit */
  readonly limit?: number | undefined;
}

/** What was read of a list. */
export interface RowsResult<T> {
  /** In the order of the answers. */
  readonly records: readonly T[];
  /** False where the venue is known to have, or may have, more between start and end than it gave. */
  readonly isWhole: boolean;
  /** Whether the venue's list ended before `end` was reached. */
  readonly isListEnd: boolean;
}

/** Most requests of one read. */
const MOST_PAGES = 2000;
/** Most rows that one request asks for, however many one instant has. */
const MOST_ROWS = 64_000;

/**
 * Reads a list that has no cursor: each request begins at the time of the last record of the one before.
 *
 * A page that is full of one and the same instant leads nowhere; a larger one is asked for, until it reaches the next
 * instant or the venue gives no more.
 */
export async function readRows<T>(plan: RowsPlan<T>): Promise<RowsResult<T>> {
  const { direction, end, stepMs, limit = Number.POSITIVE_INFINITY } = plan;
  const sign = direction === 'forward' ? 1 : -1;
  const all = new Records(plan);
  let time = plan.start;
  let size = plan.size(time);
  let isWhole = true;
  let stuck = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { records, count } = await plan.read(time, size);
    const last = all.take(records, sign) ?? time;
    const hasMoved = (last - time) * sign > 0;
    const isFull = count >= size;
    const isReached = (last - end) * sign >= 0 || all.size >= limit;
    if (isReached) return { records: all.list(), isWhole, isListEnd: false };
    // Fewer rows than asked for end the list; as many as the smaller page before had may be all that the venue gives.
    const isCapped = !isFull && stuck > 0 && count <= stuck;
    if (!isFull && !isCapped) return { records: all.list(), isWhole, isListEnd: true };
    if (hasMoved) {
      [time, stuck] = [last, 0];
      size = plan.size(time);
    } else if (!isCapped && size < MOST_ROWS) {
      stuck = count;
      size = Math.min(size * 2, MOST_ROWS);
    } else {
      isWhole = false;
      stuck = 0;
      time = Math.floor(time / stepMs) * stepMs + sign * stepMs;
      size = plan.size(time);
    }
  }
  return { records: all.list(), isWhole: false, isListEnd: false };
}

/** The records of all answers, each once. */
class Records<T> {
  readonly #plan: RowsPlan<T>;
  /** The first answer, while it is the only one and holds no record twice: most reads have no other. */
  #first: readonly T[] = [];
  #byKey: Map<string | number, T> | undefined;

  constructor(plan: RowsPlan<T>) {
    this.#plan = plan;
  }

  get size(): number {
    return this.#byKey?.size ?? this.#first.length;
  }

  /** In the order of the answers. */
  list(): readonly T[] {
    return this.#byKey === undefined ? this.#first : [...this.#byKey.values()];
  }

  /** Adds the records of an answer. Returns the time of the last of them; undefined where there is none. */
  take(records: readonly T[], sign: number): number | undefined {
    const { keyOf, timeOf } = this.#plan;
    if (this.size === 0 && keyOf === timeOf && isAscending(records, timeOf)) {
      this.#first = records;
      const last = records.at(sign > 0 ? -1 : 0);
      return last && timeOf(last);
    }
    if (this.#byKey === undefined) {
      this.#byKey = new Map();
      this.#add(this.#first, this.#byKey, sign);
    }
    return this.#add(records, this.#byKey, sign);
  }

  #add(records: readonly T[], byKey: Map<string | number, T>, sign: number): number | undefined {
    const { keyOf, timeOf } = this.#plan;
    const seen = new Map<string | number, number>();
    let last: number | undefined;
    for (const record of records) {
      const plain = keyOf(record, 0);
      const nth = seen.get(plain) ?? 0;
      seen.set(plain, nth + 1);
      byKey.set(nth === 0 ? plain : keyOf(record, nth), record);
      const time = timeOf(record);
      if (last === undefined || (time - last) * sign > 0) last = time;
    }
    return last;
  }
}
