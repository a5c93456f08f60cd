import { inSlices, type Steps } from '../../core/slices';

/** What is processed at once: as much as a TCP socket reads. A WebSocket message comes as one chunk of any size. */
const PIECE_BYTES = 64 * 1024;

/** Hands on what a connection receives, large chunks in pieces with turns of the loop between them, in order. */
export class ChunkInbox {
  readonly #take: (piece: Buffer, isLast: boolean) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting: Buffer[] = [];
  #isWorking = false;
  #whenEmpty: (() => void) | undefined;

  /**
   * @param take - `isLast` marks the last piece of a chunk
   * @param onFailure - takes what `take` threw in a later turn; nothing is taken after it
   */
  constructor(take: (piece: Buffer, isLast: boolean) => void, onFailure: (error: unknown) => void) {
    this.#take = take;
    this.#onFailure = onFailure;
  }

  /** Takes a chunk: at once when it is small and nothing waits. */
  push(chunk: Buffer): void {
    if (!this.#isWorking && chunk.length <= PIECE_BYTES) {
      this.#take(chunk, true);
      return;
    }
    this.#waiting.push(chunk);
    if (this.#isWorking) return;
    this.#isWorking = true;
    inSlices(this.#steps()).then(() => this.#whenEmpty?.(), this.#onFailure);
  }

  /** Calls back once all that came has been taken: at once when nothing waits. */
  drained(then: () => void): void {
    if (this.#isWorking) this.#whenEmpty = then;
    else then();
  }

  *#steps(): Steps<void> {
    for (let chunk = this.#waiting.shift(); chunk !== undefined; chunk = this.#waiting.shift()) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        this.#take(chunk.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= chunk.length);
        yield;
      }
    }
    this.#isWorking = false;
  }
}
