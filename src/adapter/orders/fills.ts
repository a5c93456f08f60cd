import type { Fill } from '../../model';

/** Fills that wait for their order at most; then the oldest goes out first. */
const MAX_HELD = 1000;

/** Keeps a fill that is faster than the answer to its order until that has been told of; it is never lost. */
export class FillGate {
  readonly #emit: (fill: Fill) => void;
  readonly #underway = new Set<{ readonly symbol: string }>();
  #held: Fill[] = [];

  constructor(emit: (fill: Fill) => void) {
    this.#emit = emit;
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
  take(fill: Fill, isKnown: boolean): void {
    if (isKnown || fill.orderId === undefined || !this.#isExpected(fill.symbol)) {
      this.#emit(fill);
      return;
    }
    this.#held.push(fill);
    const oldest = this.#held.length > MAX_HELD ? this.#held.shift() : undefined;
    if (oldest) this.#emit(oldest);
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
    for (const fill of ready) this.#emit(fill);
  }
}
