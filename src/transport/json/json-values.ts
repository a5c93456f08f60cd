import { isAscii } from 'node:buffer';
import type { Clock } from '../../core/clock';
import { isProtocolError, ProtocolError } from '../../errors';
import { ChunkInbox } from '../socket/chunk-inbox';
import { JsonValueSplitter } from './splitter';
import { UNFINISHED_MS, UnfinishedValue } from './unfinished-value';

/** Reads values of usual forms straight from the text of a chunk; whatever else comes goes the long way. */
export interface ValueShortCut {
  /** Whether it is worth a try. */
  readonly isOpen: boolean;
  /** Where the value ends that begins there; -1 where it is not read. Has no effect but to keep it for `take`. */
  read(text: string, at: number): number;
  /** Hands on the value that was read. */
  take(): void;
}

/** What {@link JsonValues} works with. */
export interface JsonValuesOptions {
  readonly clock: Clock;
  readonly maxBytes: number;
  /** Whether each chunk is a message of its own, in which every value must end. */
  readonly isMessages: boolean;
  /** How long a value that begins now may grow, in ms; absent where a value is one small frame. */
  readonly answerableMs?: (() => number) | undefined;
  /** What it reads does not come by `onText`. */
  readonly shortCut?: ValueShortCut | undefined;
  /** The text of one value, in order. What it throws ends the connection. */
  onText(text: string): void;
  /** All values of a chunk have been handed on. */
  onChunkEnd?(): void;
  /**
   * Inbound activity: a value is complete, or an answer grows. Of a stream only complete values count, because what was
   * cut short may be followed by bytes that are not values.
   */
  onInbound(): void;
  /** The bytes cannot be parsed any further. @param chunk - those that came last; absent where none came */
  onBroken(error: ProtocolError, chunk?: Buffer): void;
  /** An internal error in a later turn of the loop: what arrived is lost. */
  onFailure(cause: unknown): void;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const OPEN = 0x7b;

/** JSON values that follow one another in the bytes of a connection, wherever the bytes are divided. */
export class JsonValues {
  readonly #options: JsonValuesOptions;
  readonly #splitter: JsonValueSplitter;
  readonly #inbox: ChunkInbox;
  readonly #unfinished: UnfinishedValue;
  #stopped = false;
  /** Whether a value has been finished by the bytes in hand. */
  #hasValue = false;

  constructor(options: JsonValuesOptions) {
    this.#options = options;
    this.#splitter = new JsonValueSplitter({
      maxBytes: options.maxBytes,
      onValue: (text) => this.#receive(text),
    });
    this.#unfinished = new UnfinishedValue({
      clock: options.clock,
      limitMs: () => options.answerableMs?.() || UNFINISHED_MS,
      onOverdue: (ageMs) => {
        const text = `A JSON value was cut short: it is unfinished after ${Math.round(ageMs)} ms`;
        options.onBroken(new ProtocolError(text));
      },
    });
    this.#inbox = new ChunkInbox(
      (piece, isLast) => this.#take(piece, isLast),
      (error) => options.onFailure(error),
    );
  }

  push(chunk: Buffer): void {
    this.#inbox.push(chunk);
  }

  /** Calls back once all that came has been taken. */
  drained(then: () => void): void {
    this.#inbox.drained(then);
  }

  /** What came below the values proves that none is under way. */
  finished(): void {
    this.#unfinished.finished();
  }

  /** A part of a message came. */
  partial(): void {
    this.#grew(false);
  }

  /** Nothing is reported any more. */
  stop(): void {
    this.#stopped = true;
    this.#unfinished.stop();
  }

  #take(piece: Buffer, isLast: boolean): void {
    if (this.#stopped) return;
    this.#hasValue = false;
    try {
      if (this.#options.shortCut?.isOpen === true && isAscii(piece)) this.#cut(piece, this.#options.shortCut);
      else this.#splitter.push(piece);
      if (this.#splitter.pendingBytes === 0) this.#whole();
      else if (!this.#options.isMessages || !isLast) this.#grew(this.#hasValue);
      else throw new ProtocolError('A JSON value was cut short: its message has ended');
      this.#options.onChunkEnd?.();
    } catch (error) {
      this.#options.onChunkEnd?.();
      if (!isProtocolError(error)) throw error;
      this.#options.onBroken(error, piece);
    }
  }

  /** Takes what the short cut reads, and leaves each other value to the splitter. */
  #cut(piece: Buffer, shortCut: ValueShortCut): void {
    const splitter = this.#splitter;
    const text = piece.toString('latin1');
    let at = splitter.isIdle ? this.#cutSome(text, 0, shortCut) : 0;
    while (at < piece.length) {
      at = splitter.pushOne(piece, at);
      if (splitter.isIdle) at = this.#cutSome(text, at, shortCut);
    }
  }

  /** @returns where the first value begins that the short cut does not read */
  #cutSome(text: string, from: number, shortCut: ValueShortCut): number {
    const { length } = text;
    let at = from;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED || code === SPACE || code === CARRIAGE_RETURN || code === TAB) {
        at += 1;
        continue;
      }
      if (code !== OPEN) return at;
      const end = shortCut.read(text, at);
      if (end < 0 || end - at > this.#options.maxBytes || !this.#begins()) return at;
      shortCut.take();
      if (this.#stopped) return at;
      at = end;
    }
    return at;
  }

  /** Nothing is unfinished: what came was values, or white space between them. */
  #whole(): void {
    this.#unfinished.finished();
    if (!this.#hasValue && !this.#stopped) this.#options.onInbound();
  }

  #grew(isNew: boolean): void {
    if (this.#stopped) return;
    if (this.#options.answerableMs) this.#options.onInbound();
    this.#unfinished.grew(isNew);
  }

  #receive(text: string): void {
    if (this.#begins()) this.#options.onText(text);
  }

  /** A value is complete; returns whether it may be handed on: a callback for the activity may end it all. */
  #begins(): boolean {
    if (!this.#hasValue && !this.#stopped) {
      this.#hasValue = true;
      this.#options.onInbound();
    }
    return !this.#stopped;
  }
}
