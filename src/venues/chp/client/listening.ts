import { ValidationError } from '../../../errors';
import { checkNames } from '../wire/arguments';

/** What is listened to, as far as this client knows: the server's own list can differ. */
export class ListeningList {
  readonly #field: string;
  readonly #names = new Set<string>();

  /** @param field - name of the property, for errors */
  constructor(field: string) {
    this.#field = field;
  }

  /** A copy, in the order in which the names came. */
  get(): string[] {
    return [...this.#names];
  }

  /**
   * Replaces the list; an empty array clears it. Nothing is sent.
   * @throws ValidationError when it is no array of names
   */
  set(names: unknown): void {
    if (!Array.isArray(names)) {
      throw new ValidationError(this.#field, 'must be an array of names', { value: names, venue: 'chp' });
    }
    const checked = checkNames(names, this.#field);
    this.#names.clear();
    for (const name of checked) this.#names.add(name);
  }

  add(name: string): void {
    this.#names.add(name);
  }

  remove(name: string): void {
    this.#names.delete(name);
  }
}
