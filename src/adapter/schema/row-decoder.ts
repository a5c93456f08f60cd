import { ROWS_A_STEP, type Steps } from '../../core/slices';
import type { Decimal } from '../../model';
import { Attempts } from './attempts';
import { escaped } from './text-parts';

/**
 * A record whose numbers of some names are exact decimals, or are where they are short, and which lacks others that nobody
 * asks for.
 */
export type CutRow<
  R,
  Exact extends keyof R = never,
  Skipped extends keyof R = never,
  Short extends keyof R = never,
> = {
  readonly [K in keyof R as K extends Skipped ? never : K]: K extends Exact
    ? Decimal | Exclude<R[K], number>
    : K extends Short
      ? Decimal | R[K]
      : R[K];
};

/** The row of a decoder. */
export type RowOf<D> = D extends RowDecoder<infer T> ? T : never;

/** What a pattern has captured: the parts begin at 1. */
export type Parts = RegExpExecArray;

const COMMA = 0x2c;

/**
 * Reads a row straight from the text of a frame, where it stands as the venue usually writes it.
 *
 * Whatever else is there, it gives up, and the general path decides: parse, then check. A decoder that misses again and
 * again steps aside for a while, so that a venue that writes otherwise costs no more than the general path.
 */
export class RowDecoder<T> {
  /** Where the row that was read last ends. */
  end = 0;
  readonly #source: string;
  readonly #pattern: RegExp;
  readonly #make: (parts: Parts) => T | undefined;
  readonly #attempts = new Attempts();

  /**
   * @param source - of a regular expression, see `row`
   * @param make - makes the row of what was captured; `undefined` leaves it to the general path
   */
  constructor(source: string, make: (parts: Parts) => T | undefined) {
    this.#source = source;
    this.#pattern = new RegExp(source, 'y');
    this.#make = make;
  }

  /** The row that stands at a place of the text; `undefined` where the general path has to read it. Hot. */
  decode(text: string, at = 0): T | undefined {
    return this.#attempts.isDue() ? this.#attempts.noted(this.#read(text, at)) : undefined;
  }

  /** Reads the same row in a frame: what stands before it and behind it. */
  within(head: string, tail: string): RowDecoder<T> {
    return new RowDecoder(escaped(head) + this.#source + escaped(tail), this.#make);
  }

  /** Reads what is made of the row, which is let go at once: a long list of rows need not be held. */
  mapped<U>(map: (row: T) => U): RowDecoder<U> {
    return new RowDecoder(this.#source, (parts) => {
      const row = this.#make(parts);
      return row === undefined ? undefined : map(row);
    });
  }

  /** Reads texts that hold one such row, or several with commas between them: what stands before and behind. */
  listWithin(head: string, tail: string): (text: string) => readonly T[] | undefined {
    const attempts = new Attempts();
    return (text) => (attempts.isDue() ? attempts.noted(this.#readList(text, head, tail)) : undefined);
  }

  /**
   * The rows that fill a part of a text, with commas between them, in steps; `undefined` where the general path has to
   * read them. It does not step aside: that is for whoever knows what else the text holds.
   */
  *rowSteps(text: string, from: number, end: number): Steps<readonly T[] | undefined> {
    const rows: T[] = [];
    for (let at = from; at !== end; ) {
      at = this.#readSome(text, at, end, rows);
      if (at < 0) return undefined;
      if (at !== end) yield;
    }
    return rows;
  }

  /** The rows of one step. @returns where the next begins; the end where there is none; -1 where one cannot be read */
  #readSome(text: string, from: number, end: number, rows: T[]): number {
    let at = from;
    for (let count = 0; count < ROWS_A_STEP; count += 1) {
      const row = this.#read(text, at);
      if (row === undefined) return -1;
      rows.push(row);
      at = this.end;
      if (at === end) return end;
      if (text.charCodeAt(at) !== COMMA) return -1;
      at += 1;
      if (at >= end) return -1;
    }
    return at;
  }

  #read(text: string, at: number): T | undefined {
    const pattern = this.#pattern;
    pattern.lastIndex = at;
    const parts = pattern.exec(text);
    if (parts === null) return undefined;
    this.end = pattern.lastIndex;
    return this.#make(parts);
  }

  #readList(text: string, head: string, tail: string): readonly T[] | undefined {
    if (!text.startsWith(head) || !text.endsWith(tail)) return undefined;
    const end = text.length - tail.length;
    const rows: T[] = [];
    for (let at = head.length; ; at = this.end + 1) {
      const row = this.#read(text, at);
      if (row === undefined) return undefined;
      rows.push(row);
      if (this.end === end) return rows;
      if (text.charCodeAt(this.end) !== COMMA) return undefined;
    }
  }
}
