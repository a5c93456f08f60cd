import { isAscii } from 'node:buffer';
import { ProtocolError } from '../../errors';
import { ByteBuffer } from '../socket/byte-buffer';
import { textShape } from './text-shape';

/** What a {@link JsonValueSplitter} needs. */
export interface JsonValueSplitterOptions {
  /** Largest value in bytes. */
  readonly maxBytes: number;
  /** Receives the text of each complete object or array, in order, during `push`. */
  onValue(text: string): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** With bit 0x20 set, `{` and `[` become one byte, and so do `}` and `]`. */
const CASE_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LETTER_Z = 0x5a;
const NOT_ASCII = 0x80;
const FIRST_PRINTED = 0x20;
const SIGN = 1 << 31;
/** Below this many bytes checking each costs less than a call into the runtime. */
const SMALL_CHUNK = 64;

/**
 * Finds the objects and arrays in a stream of bytes, however it is sliced: no separator is needed between them, JSON
 * white space is skipped.
 *
 * It recognises only brackets and strings: the parser decides whether a value is valid. A
 * value that is unfinished behind a blank line, or behind a line break in a string, was cut short: the bytes of the
 * values after it would be read as its own without end. One that they happen to complete is left to the parser.
 *
 * It searches bytes, never characters, so that a chunk may end inside a UTF-8 character or an escape; bytes that are no
 * UTF-8 become U+FFFD. The time is linear in the bytes, nesting costs no stack, and a value that lies inside one chunk
 * is decoded from it without a copy.
 */
export class JsonValueSplitter {
  readonly #maxBytes: number;
  readonly #onValue: (text: string) => void;
  readonly #pending: ByteBuffer;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Whether what is pending ends with a line break. */
  #lineBegins = false;
  #ascii = true;
  #epoch = 0;
  #broken: ProtocolError | undefined;

  constructor(options: JsonValueSplitterOptions) {
    this.#maxBytes = options.maxBytes;
    this.#onValue = (text) => options.onValue(text);
    this.#pending = new ByteBuffer(options.maxBytes);
  }

  /** Whether what comes next begins a value, or is white space before it. */
  get isIdle(): boolean {
    return this.#depth === 0 && this.#broken === undefined;
  }

  /** Bytes of a value that is not complete yet. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /**
   * Takes the next bytes. What `onValue` throws comes out here; the rest of the chunk is lost then, and only `reset`
   * makes the splitter usable again.
   * @throws ProtocolError on anything but white space between values, when a value was cut short, or when it is larger
   *   than the bound; the stream cannot be followed any more, so the caller drops the connection
   */
  push(chunk: Uint8Array): void {
    this.#scan(chunk, 0, isAscii(chunk), false);
  }

  /**
   * As `push`, for bytes that begin within a chunk of ASCII; it stops behind the first value that ends in them.
   * @returns where it stopped, or the end of the chunk
   */
  pushOne(chunk: Uint8Array, from: number): number {
    return this.#scan(chunk, from, true, true);
  }

  #scan(chunk: Uint8Array, from: number, allAscii: boolean, onlyOne: boolean): number {
    if (this.#broken) throw this.#broken;
    const end = chunk.length;
    if (end === 0) return end;
    const epoch = this.#epoch;
    const bits = end < SMALL_CHUNK ? smallBits(chunk) : allAscii ? 0 : NOT_ASCII;
    if (this.#depth > 0 && (bits & NOT_ASCII) !== 0) this.#ascii = false;

    let depth = this.#depth;
    // A string or an escape of the previous chunk continues.
    let at = this.#escaped ? from + 1 : from;
    let inString = this.#inString;
    if (inString) {
      at = stringEnd(chunk, at, end);
      inString = at >= end;
      if (!inString) at += 1;
    }

    let start = from;
    while (at < end) {
      if (depth > 0) {
        // The hot loop, over all that lies inside a value. All brackets lie above the letter Z.
        do {
          const byte = chunk[at++] as number;
          if (byte === QUOTE) {
            at = stringEnd(chunk, at, end);
            inString = at >= end;
            if (inString) break;
            at += 1;
          } else if (byte > LETTER_Z) {
            if ((byte | CASE_BIT) === OPEN) depth += 1;
            else if ((byte | CASE_BIT) === CLOSE) depth -= 1;
          }
        } while (depth > 0 && at < end);
        if (depth === 0) {
          this.#depth = 0;
          this.#inString = false;
          this.#escaped = false;
          this.#lineBegins = false;
          this.#complete(chunk, start, at);
          if (this.#epoch !== epoch) return end;
          if (onlyOne) return at;
        }
      } else {
        const byte = chunk[at] as number;
        if ((byte | CASE_BIT) === OPEN) {
          depth = 1;
          start = at;
          this.#ascii = (bits & NOT_ASCII) === 0;
        } else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
          throw this.#garbage(chunk, at);
        }
        at += 1;
      }
    }

    if (depth > 0) {
      if (end < SMALL_CHUNK && bits >= 0) this.#lineBegins = false;
      else this.#checkLines(chunk, start);
      this.#keep(chunk, start, end);
    }
    this.#depth = depth;
    this.#inString = inString;
    // A backslash in the last place: what it escapes is the first byte of the next chunk.
    this.#escaped = at > end;
    return end;
  }

  /** Drops what is pending, for a new connection. Inside `onValue` it drops the rest of the chunk too. */
  reset(): void {
    this.#epoch += 1;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#lineBegins = false;
    this.#broken = undefined;
    this.#pending.clear();
  }

  /**
   * Searches for proof that the unfinished value, of which `chunk` holds the bytes from `start` on, was cut short.
   * The state is still that before the chunk.
   */
  #checkLines(chunk: Uint8Array, start: number): void {
    const end = chunk.length;
    // Compact JSON has no line breaks: nothing is checked twice then.
    if (end >= SMALL_CHUNK && asBuffer(chunk).indexOf(LINE_FEED, start) < 0) {
      this.#lineBegins = false;
      return;
    }
    let lineBegins = this.#lineBegins;
    let inString = this.#inString;
    let escaped = this.#escaped;
    for (let at = start; at < end; at += 1) {
      const byte = chunk[at];
      if (byte === LINE_FEED) {
        if (inString) throw this.#cutShort('a line break in a string');
        if (lineBegins) throw this.#cutShort('a blank line');
        lineBegins = true;
      } else if (byte !== CARRIAGE_RETURN) {
        lineBegins = false;
        if (escaped) escaped = false;
        else if (byte === QUOTE) inString = !inString;
        else if (byte === BACKSLASH) escaped = inString;
      }
    }
    this.#lineBegins = lineBegins;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#pending.length + end - start > this.#maxBytes) throw this.#tooLarge();
    this.#pending.append(chunk, start, end);
  }

  #complete(chunk: Uint8Array, start: number, end: number): void {
    let text: string;
    if (this.#pending.length === 0) {
      if (end - start > this.#maxBytes) throw this.#tooLarge();
      text = decode(asBuffer(chunk), start, end, this.#ascii);
    } else {
      this.#keep(chunk, start, end);
      text = decode(this.#pending.view(), 0, this.#pending.length, this.#ascii);
      this.#pending.clear();
    }
    try {
      this.#onValue(text);
    } catch (error) {
      this.#break('A receiver failed, so that bytes behind its value were lost');
      throw error;
    }
  }

  #garbage(chunk: Uint8Array, at: number): ProtocolError {
    const byte = (chunk[at] as number).toString(16).padStart(2, '0');
    const sample = textShape(asBuffer(chunk).toString('latin1', at, at + 120));
    return this.#break(`Expected a JSON object or array, got byte 0x${byte}`, sample);
  }

  #cutShort(proof: string): ProtocolError {
    return this.#break(`A JSON value was cut short: ${proof}`);
  }

  #tooLarge(): ProtocolError {
    return this.#break(`A JSON value is larger than ${this.#maxBytes} bytes`);
  }

  #break(message: string, sample?: string): ProtocolError {
    this.reset();
    this.#broken = new ProtocolError(message, sample === undefined ? {} : { sample });
    return this.#broken;
  }
}

/** The index of the quote that ends the string; `end` or, after a backslash in the last place, `end + 1` without one. */
function stringEnd(chunk: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = chunk[at];
    if (byte === QUOTE) return at;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** All bits of the bytes; below 0 where a control character, as a line break, is among them. */
function smallBits(chunk: Uint8Array): number {
  let bits = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at] as number;
    bits |= byte | ((byte - FIRST_PRINTED) & SIGN);
  }
  return bits;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** ASCII is copied as it is, which is several times faster than decoding UTF-8. */
function decode(bytes: Buffer, start: number, end: number, ascii: boolean): string {
  return bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
}
