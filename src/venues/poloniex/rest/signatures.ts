import type { Redactor } from '../../../errors/redact';

/** Signatures that an answer could still echo. Two equal requests of the same millisecond have the same one. */
export class SignaturesInUse {
  readonly #redactor: Redactor;
  readonly #users = new Map<string, number>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** One more request carries it: no text may show it. */
  add(signature: string): void {
    this.#users.set(signature, (this.#users.get(signature) ?? 0) + 1);
    this.#redactor.add(signature);
  }

  /** One request fewer carries it. */
  remove(signature: string): void {
    const users = (this.#users.get(signature) ?? 0) - 1;
    if (users > 0) {
      this.#users.set(signature, users);
      return;
    }
    this.#users.delete(signature);
    this.#redactor.remove(signature);
  }
}
