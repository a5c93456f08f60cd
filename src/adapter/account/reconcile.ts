import type { Resynced } from '../../broker';
import { isAbortedError, isClosedError, isNotConnectedError, isTransportError } from '../../errors';

/** Makes one kind of record whole after a gap. */
export interface ReconcileStep {
  /** The kind as `resynced` names it: `fills`, `orders`, `positions`, `balances`, ... */
  readonly kind: string;
  /** Resolves with whether everything was read to its end; absent where the venue cannot give back what was missed. */
  readonly run?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
}

/** Runs the steps in turn: one that is refused leaves its kind unproved, one that fails with the connection ends all. */
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
