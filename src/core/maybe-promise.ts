/** A value that is there, or one that is still to come. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** Whether a value is still to come; waiting for one that is there would cost turns. */
export function isPending<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function';
}
