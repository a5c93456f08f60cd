import type { SessionAttempt } from './session-steps';

const ignore = (): void => {};

/** The attempt under way, or the connection it has made. */
export class ConnectAttempt {
  readonly attempt: SessionAttempt;
  /** Whether the connection has been made. */
  connected = false;
  /** Whether a login has been begun on it. */
  loginBegun = false;
  readonly #controller = new AbortController();
  readonly #ended: Promise<never>;
  #reject: (reason: Error) => void = ignore;
  #end: Error | undefined;

  /** @param onLogin - called when the first login of the attempt begins */
  constructor(epoch: number, reconnect: boolean, onLogin: () => void) {
    const loginBegins = (): void => {
      if (this.loginBegun) return;
      this.loginBegun = true;
      onLogin();
    };
    this.attempt = Object.freeze({ epoch, reconnect, signal: this.#controller.signal, loginBegins });
    this.#ended = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.#ended.catch(ignore);
  }

  /**
   * Runs a step until it settles or the connection ends, whether or not the step heeds its signal. The connection may end between
   * the end of the step and the turn of whoever awaits this.
   */
  async run(step: (attempt: SessionAttempt) => Promise<void>): Promise<void> {
    if (this.#end) throw this.#end;
    const work = (async () => step(this.attempt))();
    await Promise.race([work, this.#ended]);
  }

  /** Stops the step under way. */
  end(reason: Error): void {
    this.#end ??= reason;
    this.#reject(reason);
    this.#controller.abort(reason);
  }
}
