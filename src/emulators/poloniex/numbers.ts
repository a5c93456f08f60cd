/** Increasing numbers, each a few above the previous one. Most of them are beyond what JSON.parse keeps exactly. */
export class NumberSeries {
  #next: bigint;
  readonly #step: bigint;

  constructor(first: string, step: bigint) {
    this.#next = BigInt(first);
    this.#step = step;
  }

  next(): bigint {
    const number = this.#next;
    this.#next += this.#step;
    return number;
  }
}
