/** Why a client's bytes are not commands. */
export type SplitFailure = 'tooLong' | 'notJson';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Cuts a stream of bytes into JSON objects that follow one another, with nothing or blanks between them. */
export class ValueSplitter {
  readonly #maxBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** @param maxBytes - the longest command */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes; calls `onValue` for each object they complete and returns the reason to close the connection,
   * if there is one.
   */
  push(bytes: Buffer, onValue: (text: string) => void): SplitFailure | undefined {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    let start = 0;
    let at = this.#scanned;
    for (; at < this.#pending.length; at += 1) {
      const byte = this.#pending[at] ?? 0;
      if (this.#depth === 0) {
        if (BLANKS.has(byte)) start = at + 1;
        else if (byte !== OPEN_BRACE) return 'notJson';
        else [this.#depth, start] = [1, at];
        continue;
      }
      if (at - start >= this.#maxBytes) return 'tooLong';
      if (!this.#endsValue(byte)) continue;
      const text = utf8(this.#pending.subarray(start, at + 1));
      if (text === undefined) return 'notJson';
      start = at + 1;
      onValue(text);
    }
    this.#pending = Buffer.from(this.#pending.subarray(start));
    this.#scanned = this.#pending.length;
    return undefined;
  }

  #endsValue(byte: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
