import { LIMITS } from '../../../core/limits';
import type { Decimal } from '../../../model';
import { closeReasonOf, commentOf, decimalOf, type TradeFields } from '../map';

/** A close that this process asked for. */
export interface OwnClosing {
  readonly clientOrderId: string;
  readonly positionId: string;
  readonly quantity: Decimal;
  /** The venue's clock when it was sent, UTC epoch ms. */
  readonly sentTime: number;
  /** The number that the venue gave it; absent while its answer is awaited or was lost. */
  id?: string;
  /** The closing fill it turned out to be. */
  fillId?: string;
}

/** How far the venue's clock may seem to run behind ours between a request and its execution, in ms. */
const CLOCK_TOLERANCE_MS = 5000;

/**
 * The closes that this process asked for, to distinguish them from those of others.
 *
 * A closed row names the closing request in `order2`, may carry its comment or that of the opening, and has no other
 * connection to it. So a row is ours by number, by comment, or as the user's close of that quantity of that position since.
 */
export class OwnCloseOrders {
  readonly #all = new Map<string, OwnClosing>();

  add(closing: OwnClosing): void {
    this.#all.set(closing.clientOrderId, closing);
    const [oldest] = this.#all.keys();
    if (this.#all.size > LIMITS.seenIds && oldest !== undefined) this.#all.delete(oldest);
  }

  /** Forgets a close that the venue refused. */
  remove(clientOrderId: string): void {
    this.#all.delete(clientOrderId);
  }

  get(clientOrderId: string): OwnClosing | undefined {
    return this.#all.get(clientOrderId);
  }

  /** The close that a closed row shows, where it is ours; from then on the two belong together. */
  matchCloseOrder(row: TradeFields, fillId: string): OwnClosing | undefined {
    let likely: OwnClosing | undefined;
    const comment = commentOf(row);
    for (const closing of this.#all.values()) {
      if (closing.fillId === fillId) return closing;
      if (closing.fillId !== undefined || closing.positionId !== row.position) continue;
      if (closing.id === row.order2 || closing.id === row.order || closing.clientOrderId === comment) {
        closing.fillId = fillId;
        return closing;
      }
      likely ??= isLikely(closing, row) ? closing : undefined;
    }
    if (likely) likely.fillId = fillId;
    return likely;
  }
}

function isLikely(closing: OwnClosing, row: TradeFields): boolean {
  // The number of ours is known and this row has another: somebody else closed it.
  if (closing.id !== undefined && row.order2 !== row.position && row.order2 !== row.order) return false;
  return (
    closeReasonOf(row.comment) === undefined &&
    closing.quantity === decimalOf(row.volume) &&
    (row.close_time ?? 0) >= closing.sentTime - CLOCK_TOLERANCE_MS
  );
}
