/** Slots of a ring that holds something, at least. */
const LEAST_SLOTS = 16;
/** Slots that an empty ring keeps at most: the memory of a backlog is given back once that has been read. */
const KEPT_SLOTS = 1024;

/** A queue in an array that is used in a circle: adding and taking cost the same however much it holds. */
export class Ring<T> {
  /** A power of two of them, so that a mask finds the slot of a place; none before the first record. */
  #slots: (T | undefined)[] = [];
  /** The slot of the oldest. */
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(record: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[this.#slotOf(this.#size)] = record;
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const record = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = this.#slotOf(1);
    this.#size -= 1;
    if (this.#size === 0 && this.#slots.length > KEPT_SLOTS) this.clear();
    return record;
  }

  /** The newest `count` of them, or all where there are fewer, oldest first; they stay. */
  last(count = this.#size): T[] {
    const records: T[] = [];
    for (let at = Math.max(0, this.#size - count); at < this.#size; at += 1) {
      records.push(this.#slots[this.#slotOf(at)] as T);
    }
    return records;
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
    this.#size = 0;
  }

  /** @param at - the place, 0 for the oldest */
  #slotOf(at: number): number {
    return (this.#head + at) & (this.#slots.length - 1);
  }

  #grow(): void {
    const slots: (T | undefined)[] = this.last();
    const length = Math.max(LEAST_SLOTS, 2 * this.#size);
    while (slots.length < length) slots.push(undefined);
    this.#slots = slots;
    this.#head = 0;
  }
}
