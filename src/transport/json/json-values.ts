import type { Clock } from '../../core/clock';
import { isProtocolError, ProtocolError } from '../../errors';
import { ChunkInbox } from '../socket/chunk-inbox';
import { JsonValueSplitter } from './splitter';
import { UNFINISHED_MS, UnfinishedValue } from './unfinished-value';

/** What {@link JsonValues} works with. */
export interface JsonValuesOptions {
  readonly clock: Clock;
  readonly maxBytes: number;
  /** Whether each chunk is a message of its own, in which every value must end. */
  readonly isMessages: boolean;
  /** How long a value that begins now may grow, in ms; absent where a value is one small frame. */
  readonly answerableMs?: (() => number) | undefined;
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
      this.#splitter.push(piece);
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
    if (this.#stopped) return;
    if (!this.#hasValue) {
      this.#hasValue = true;
      this.#options.onInbound();
      // A callback for the activity may have ended it; the compiler cannot know that.
      if (this.#stopped as boolean) return;
    }
    this.#options.onText(text);
  }
}
