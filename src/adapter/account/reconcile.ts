import type { Resynced } from '../../broker';
import { isAbortedError, isClosedError, isNotConnectedError, isTransportError } from '../../errors';

/** Makes one kind of record whole after a gap. */
export interface ReconcileStep {
  /** The kind as `resynced` names it: `fills`, `orders`, `positions`, `balances`, ... */
  readonly kind: string;
  /**
   * Resolves with whether everything was read to its end. Absent where the venue cannot give back what was missed: the
   * kind is then `unproved`.
   */
  readonly run?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
}

/**
 * Runs the steps one after the other. One that the venue refuses leaves its kind unproved and does not stop the others.
 * @throws the error of a step that failed with the connection: the whole attempt is void then
 */
export async function reconcile(
  steps: readonly ReconcileStep[],
  options: { readonly signal: AbortSignal; onFailure(kind: string, error: Error): void },
): Promise<Resynced> {
  const proved: string[] = [];
  const unproved: string[] = [];
  for (const { kind, run } of steps) {
    options.signal.throwIfAborted();
    try {
      const isWhole = (await run?.(options.signal)) === true;
      (isWhole ? proved : unproved).push(kind);
    } catch (error) {
      if (options.signal.aborted || endsTheAttempt(error)) throw error;
      unproved.push(kind);
      options.onFailure(kind, error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { proved, unproved };
}

function endsTheAttempt(error: unknown): boolean {
  return (
    isTransportError(error) || isNotConnectedError(error) || isClosedError(error) || isAbortedError(error)
  );
}
