import type { Clock } from '../../core/clock';
import { AuthenticationError, isAuthenticationError } from '../../errors';
import { errorCodeOf } from './error-codes';

/**
 * Remembers that a login was refused, so that no second one is sent by mistake.
 *
 * The venue disables a login and password for ten minutes after a wrong attempt, and may blacklist who goes on. The
 * credentials of a client never change, so a refusal without an end (EX004, EX006, EX010, EX017, BE004, BE005) holds for
 * the life of the client; EX007 and BE118 end after their time.
 */
export class LoginGate {
  readonly #clock: Clock;
  #refusal: AuthenticationError | undefined;
  /** On the monotonic clock, so that setting the machine's clock does not open the gate early. */
  #opensAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes note of why a login failed. */
  failed(error: unknown): void {
    if (!isAuthenticationError(error)) return;
    const latches = errorCodeOf(error.code ?? '')?.latchesLogin === true;
    if (!latches && error.until === undefined) return;
    this.#refusal = error;
    this.#opensAt =
      error.until === undefined
        ? Number.POSITIVE_INFINITY
        : this.#clock.monotonic() + (error.until - this.#clock.now());
  }

  /** @throws AuthenticationError with `sent: false` while another login must not be sent */
  check(): void {
    const refusal = this.#refusal;
    if (refusal === undefined) return;
    if (this.#clock.monotonic() >= this.#opensAt) {
      this.#refusal = undefined;
      return;
    }
    const { code, until } = refusal;
    const when =
      until === undefined
        ? 'make a new client with other credentials'
        : `the venue listens again at ${new Date(until).toISOString()}`;
    throw new AuthenticationError(`No login was sent: the venue refused the last one with ${code}; ${when}`, {
      venue: 'xapi',
      operation: 'login',
      sent: false,
      code,
      until,
    });
  }
}
