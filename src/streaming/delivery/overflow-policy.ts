/** Only the latest record of each key is kept once the reader has fallen behind. */
export interface ConflationPolicy<T> {
  readonly kind: 'conflate';
  keyOf(this: void, record: T): string;
  /** Records that are never replaced and never dropped, such as closed candles. @defaultValue none */
  keep?(this: void, record: T): boolean;
  /** What happens when more keys than fit wait; it fails in any case when all are to be kept. @defaultValue 'dropOldest' */
  readonly whenFull?: 'dropOldest' | 'fail';
}

/**
 * What a buffer does when its reader falls behind.
 *
 * - `conflate`: only the latest record of each key is kept. Falling behind means that the buffer is full, or has not
 *   been empty for {@link MAX_LAG_MS}: until then every record is kept, so that a prompt reader misses none, and a
 *   slow one never works through prices that were superseded long ago.
 * - `dropOldest`: at the bound the oldest record makes room.
 * - `fail`: at the bound nothing more is taken.
 */
export type OverflowPolicy<T> =
  | ConflationPolicy<T>
  | { readonly kind: 'dropOldest' }
  | { readonly kind: 'fail' };

/** How long a conflating buffer may go without being read empty before it keeps only the latest of each key. */
export const MAX_LAG_MS = 1000;
