import type { Fill } from '../../model';

/** Fills that wait for their order at most; then the oldest goes out first. */
const MAX_HELD = 1000;

export interface FillGateOptions {
  /** Whether the order has been told of. */
  isKnown(orderId: string): boolean;
  emit(fill: Fill): void;
}

/** Keeps a fill that is faster than the answer to its order until that has been told of; it is never lost. */
export class FillGate {
  readonly #options: FillGateOptions;
  readonly #underway = new Set<{ readonly symbol: string }>();
  #held: Fill[] = [];

  constructor(options: FillGateOptions) {
    this.#options = options;
  }

  /** An order of this symbol is on its way; to be ended by calling what is returned. */
  expect(symbol: string): () => void {
    const order = { symbol };
    this.#underway.add(order);
    return () => {
      this.#underway.delete(order);
      if (!this.#isExpected(symbol)) this.#release((fill) => fill.symbol === symbol);
    };
  }

  /** Passes a fill on, or keeps it when its order is not known and may be told of at any moment. */
  take(fill: Fill): void {
    const { orderId, symbol } = fill;
    const { emit, isKnown } = this.#options;
    // Most of the time no order is on its way, and nothing has to be looked up.
    if (orderId === undefined || !this.#isExpected(symbol) || isKnown(orderId)) {
      emit(fill);
      return;
    }
    this.#held.push(fill);
    const oldest = this.#held.length > MAX_HELD ? this.#held.shift() : undefined;
    if (oldest) emit(oldest);
  }

  orderKnown(id: string): void {
    if (this.#held.length > 0) this.#release((fill) => fill.orderId === id);
  }

  close(): void {
    this.#release(() => true);
  }

  #isExpected(symbol: string): boolean {
    for (const order of this.#underway) if (order.symbol === symbol) return true;
    return false;
  }

  #release(which: (fill: Fill) => boolean): void {
    const ready = this.#held.filter(which);
    if (ready.length === 0) return;
    this.#held = this.#held.filter((fill) => !ready.includes(fill));
    for (const fill of ready) this.#options.emit(fill);
  }
}
