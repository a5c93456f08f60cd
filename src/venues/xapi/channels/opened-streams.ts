import type { Clock } from '../../../core/clock';

/** How long after a command on the stream a refusal is taken for its answer, in ms. */
const REFUSAL_WINDOW_MS = 10_000;

interface OpenedStream {
  readonly symbol: string;
  /** Monotonic ms. */
  readonly time: number;
  fail(error: Error): void;
}

/** Streams that were written and have brought nothing yet: the venue acknowledges none, and its refusal names none. */
export class OpenedStreams {
  readonly #clock: Clock;
  readonly #streams = new Map<string, OpenedStream>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  written(topic: string, symbol: string, fail: (error: Error) => void): void {
    this.#streams.set(topic, { symbol, time: this.#clock.monotonic(), fail });
  }

  /** A record of the stream came: it was not refused. */
  proved(topic: string): void {
    this.#streams.delete(topic);
  }

  /** The connection is gone. */
  reset(): void {
    this.#streams.clear();
  }

  /**
   * The venue refused something on the stream: it ends the only stream that this can mean, by its text or because no other
   * was written of late. One that fits several ends none of them.
   * @returns whether it ended one
   */
  refused(error: Error): boolean {
    const since = this.#clock.monotonic() - REFUSAL_WINDOW_MS;
    const recent = [...this.#streams].filter(([, { time }]) => time >= since);
    const named = recent.filter(([, { symbol }]) => names(error.message, symbol));
    const [fitting, another] = named.length > 0 ? named : recent;
    if (fitting === undefined || another !== undefined) return false;
    const [topic, stream] = fitting;
    this.#streams.delete(topic);
    stream.fail(error);
    return true;
  }
}

/** Whether a text names a symbol as a word of its own: `EUR` does not name `EURUSD`, nor `OIL` the symbol `OIL.WTI`. */
function names(text: string, symbol: string): boolean {
  const word = symbol.replace(/[^\w]/g, '\\$&');
  return symbol !== '' && new RegExp(`(?<![\\w.])${word}(?!\\w|\\.\\w)`).test(text);
}
