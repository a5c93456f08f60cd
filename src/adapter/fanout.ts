/** Takes records. */
export interface Sink<T> {
  push(record: T): void;
}

const NOBODY: readonly never[] = [];

/**
 * Hands records to those who listen for a key.
 *
 * Lists are replaced, never changed: a sink may leave while a record is on its way, and a push allocates nothing.
 */
export class Fanout<T, S extends Sink<T> = Sink<T>> {
  readonly #sinks = new Map<string, readonly S[]>();

  add(key: string, sink: S): void {
    this.#sinks.set(key, [...this.of(key), sink]);
  }

  remove(key: string, sink: S): void {
    const rest = this.of(key).filter((other) => other !== sink);
    if (rest.length > 0) this.#sinks.set(key, rest);
    else this.#sinks.delete(key);
  }

  /** Those who listen for a key. */
  of(key: string): readonly S[] {
    return this.#sinks.get(key) ?? NOBODY;
  }

  push(key: string, record: T): void {
    const sinks = this.#sinks.get(key);
    if (sinks === undefined) return;
    for (let index = 0; index < sinks.length; index += 1) sinks[index]?.push(record);
  }
}
