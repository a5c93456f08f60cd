/** Numbers in a row, each a few above the one before: most of them are no number that JSON.parse keeps. */
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
