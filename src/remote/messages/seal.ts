import { createHmac, timingSafeEqual } from 'node:crypto';

/** Length of a signature in characters. */
const LENGTH = 43;

/** What a message must be. */
export interface Schema<T> {
  safeParse(value: unknown): { readonly data?: T | undefined };
}

/** A message and what it was read as. */
interface Reading {
  readonly key: string | undefined;
  readonly place: string;
  readonly message: string;
  readonly schema: Schema<unknown>;
  readonly value: unknown;
}

/** All brokers of a process are given a message one after the other: it is opened, parsed and checked once for them. */
let last: Reading | undefined;

/**
 * Signs messages with a key that connectors and bots share, and lets none through that is signed otherwise. Without a key
 * it lets every message through: whoever can write to the bus is trusted then.
 */
export class Seal {
  readonly #key: string | undefined;

  constructor(key: string | undefined) {
    this.#key = key;
  }

  /** @param place - where the message stands, so that it is worth nothing anywhere else */
  close(place: string, text: string): string {
    return this.#key === undefined ? text : this.#sign(this.#key, place, text) + text;
  }

  /** The text of a message; `undefined` where it is signed by somebody else, or for another place. */
  open(place: string, message: string): string | undefined {
    if (this.#key === undefined) return message;
    const text = message.slice(LENGTH);
    const wanted = Buffer.from(this.#sign(this.#key, place, text));
    const given = Buffer.from(message.slice(0, LENGTH));
    return wanted.length === given.length && timingSafeEqual(wanted, given) ? text : undefined;
  }

  /**
   * A message that is signed for its place and keeps its schema; `undefined` for any other. What it gives may be given to
   * others, and must not be changed.
   */
  read<T>(place: string, message: string, schema: Schema<T>): T | undefined {
    const isKnown = last?.message === message && last.schema === schema && last.key === this.#key;
    if (isKnown && last?.place === place) return last.value as T | undefined;
    const value = this.#read(place, message, schema);
    last = { key: this.#key, place, message, schema, value };
    return value;
  }

  #read<T>(place: string, message: string, schema: Schema<T>): T | undefined {
    const opened = this.open(place, message);
    if (opened === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(opened);
    } catch {
      return undefined;
    }
    return schema.safeParse(value).data;
  }

  #sign(key: string, place: string, text: string): string {
    return createHmac('sha256', key).update(`${place}\n${text}`).digest('base64url');
  }
}
