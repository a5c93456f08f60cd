/** A map that drops its oldest entry when it exceeds its bound. */
export class RecentMap<V> {
  // A Map: keys such as `__proto__` are keys like any other.
  readonly #entries = new Map<string, V>();
  // One iterator for good: a new one passes all holes that dropped entries left at the head, at every drop. It stands
  // before the oldest entry, as everything that it has passed was dropped.
  readonly #oldest = this.#entries.entries();
  readonly #limit: number;

  /** @param limit - most entries, at least 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Adds an entry as the newest; false, and nothing is changed, where its key is there. */
  add(key: string, value: V): boolean {
    if (this.#entries.has(key)) return false;
    this.#entries.set(key, value);
    this.#dropOldest();
    return true;
  }

  /** Sets an entry and makes it the newest. Returns the entry that was dropped. */
  set(key: string, value: V): { readonly key: string; readonly value: V } | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return this.#dropOldest();
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  #dropOldest(): { readonly key: string; readonly value: V } | undefined {
    if (this.#entries.size <= this.#limit) return undefined;
    const { value: oldest } = this.#oldest.next();
    if (!oldest) return undefined;
    this.#entries.delete(oldest[0]);
    return { key: oldest[0], value: oldest[1] };
  }
}
