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

/** Fills first: what an order has become depends on them, and a position on both. */
const ORDER = ['fills', 'orders', 'positions', 'balances'];

function rank(kind: string): number {
  const index = ORDER.indexOf(kind);
  return index < 0 ? ORDER.length : index;
}

/**
 * Runs the steps one after the other: fills, orders, positions, balances, then the rest as given.
 *
 * A step that the venue refuses leaves its kind unproved and does not stop the others.
 * @throws the error of a step that failed with the connection: the whole attempt is void then
 */
export async function reconcile(
  steps: readonly ReconcileStep[],
  options: { readonly signal: AbortSignal; onFailure(kind: string, error: Error): void },
): Promise<Resynced> {
  const proved: string[] = [];
  const unproved: string[] = [];
  const sorted = [...steps].sort((a, b) => rank(a.kind) - rank(b.kind));
  for (const { kind, run } of sorted) {
    options.signal.throwIfAborted();
    if (!run) {
      unproved.push(kind);
      continue;
    }
    try {
      const isWhole = await run(options.signal);
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
