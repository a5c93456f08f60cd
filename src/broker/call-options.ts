/** The options of every call. */
export interface CallOptions {
  /** Ends the wait: the call rejects with `AbortedError`, a write already sent with `OrderOutcomeUnknownError`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Longest wait in ms, 1 to 2147483647, from the call to its end, time in queues included.
   * @defaultValue the broker's `timeoutMs`
   */
  readonly timeoutMs?: number | undefined;
}
