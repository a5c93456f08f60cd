/** The result of a request for a range. */
export interface RangeReport {
  /** Start of the requested range, UTC epoch ms, included. */
  readonly from: number;
  /** End of the requested range, UTC epoch ms, excluded. */
  readonly to: number;
  /** Whether the venue still has everything between; false when its history begins later. */
  readonly complete: boolean;
  /** The earliest time the venue could serve, UTC epoch ms; absent when the range is complete. */
  readonly availableFrom?: number;
}

/** Records of a range in order of time, with the report of how complete it is. */
export type Ranged<T> = readonly T[] & { readonly range: RangeReport };

/** How far a long read has come. */
export interface RangeProgress {
  /** Records so far. */
  readonly count: number;
  /** 0 to 1, by the part of the time range that is done. */
  readonly done: number;
}

/** Joins records and their report. */
export function ranged<T>(records: readonly T[], range: RangeReport): Ranged<T> {
  const copy = [...records];
  // Not enumerable, so that printing or serialising the result shows the records alone.
  Object.defineProperty(copy, 'range', { value: range, enumerable: false });
  return copy as unknown as Ranged<T>;
}
