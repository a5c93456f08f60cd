import { Deferred } from '../../core/deferred';
import type { SessionAttempt } from './session-steps';

/** The attempt under way, or the connection it has made. */
export class ConnectAttempt {
  readonly attempt: SessionAttempt;
  /** Whether the connection has been made. */
  connected = false;
  /** Whether a login has been begun on it. */
  loginBegun = false;
  readonly #controller = new AbortController();
  readonly #ended = new Deferred<never>();
  #end: Error | undefined;

  /** @param onLogin - called when the first login of the attempt begins */
  constructor(epoch: number, reconnect: boolean, onLogin: () => void) {
    const loginBegins = (): void => {
      if (this.loginBegun) return;
      this.loginBegun = true;
      onLogin();
    };
    this.attempt = Object.freeze({ epoch, reconnect, signal: this.#controller.signal, loginBegins });
  }

  /**
   * Runs a step until it settles or the connection ends, whether or not the step heeds its signal. The connection may end between
   * the end of the step and the turn of whoever awaits this.
   */
  async run(step: (attempt: SessionAttempt) => Promise<void>): Promise<void> {
    if (this.#end) throw this.#end;
    const work = (async () => step(this.attempt))();
    await Promise.race([work, this.#ended.promise]);
  }

  /** Stops the step under way. */
  end(reason: Error): void {
    this.#end ??= reason;
    this.#ended.reject(reason);
    this.#controller.abort(reason);
  }
}
