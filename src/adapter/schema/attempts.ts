/** So many misses one after the other, and nothing is tried for a while. */
const MAX_MISSES = 16;
/** So many times nothing is tried then. */
const REST = 1000;

/** Whether a short cut is worth a try: one that misses again and again is left alone for a while, and tried again later. */
export class Attempts {
  #misses = 0;
  #rest = 0;

  /** Whether to try it; to be asked once for each try. */
  isDue(): boolean {
    if (this.#rest === 0) return true;
    this.#rest -= 1;
    return false;
  }

  /** Notes what a try gave, `undefined` for a miss, and hands it back. */
  noted<T>(result: T | undefined): T | undefined {
    if (result !== undefined) {
      this.#misses = 0;
      return result;
    }
    this.#misses += 1;
    if (this.#misses === MAX_MISSES) {
      this.#rest = REST;
      // After the rest a single miss is enough.
      this.#misses = MAX_MISSES - 1;
    }
    return undefined;
  }
}
