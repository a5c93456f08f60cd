import type { SessionAttempt } from './session-steps';

const ignore = (): void => {};

/** The attempt under way, or the connection it has made. */
export class SessionLink {
  readonly attempt: SessionAttempt;
  /** Whether the connection has been made. */
  connected = false;
  /** Whether a login has been begun on it. */
  loginBegun = false;
  readonly #controller = new AbortController();
  readonly #ended: Promise<never>;
  #reject: (reason: Error) => void = ignore;
  #end: Error | undefined;

  constructor(epoch: number, reconnect: boolean) {
    this.attempt = Object.freeze({ epoch, reconnect, signal: this.#controller.signal });
    this.#ended = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.#ended.catch(ignore);
  }

  /** Runs a step until it settles or the link ends, whether or not the step heeds its signal. */
  async run(step: (attempt: SessionAttempt) => Promise<void>): Promise<void> {
    if (this.#end) throw this.#end;
    const work = (async () => step(this.attempt))();
    await Promise.race([work, this.#ended]);
    // The end may have come after the step was done and before its turn was.
    if (this.#end) throw this.#end;
  }

  /** Stops the step under way. */
  end(reason: Error): void {
    this.#end ??= reason;
    this.#reject(reason);
    this.#controller.abort(reason);
  }
}
