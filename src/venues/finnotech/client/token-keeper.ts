import type { Clock, Timer } from '../../../core/clock';
import type { Random } from '../../../core/random';
import { AuthenticationError, ClosedError, isAuthenticationError, isTransportError } from '../../../errors';
import { refusalPause } from '../../../streaming/session/reconnect-policy';
import { backoffDelay } from '../../../transport/backoff';
import { isDeadlineReason, raceAbort, withSent } from '../../../transport/deadline';
import type { FinnotechToken, FinnotechTokenStore } from '../types/client';
import { readStoredToken } from '../wire/envelope';

/** How a token is obtained. */
export interface TokenSource {
  /** The client-credentials grant. */
  request(): Promise<FinnotechToken>;
  /** The refresh-token grant. */
  refresh(refreshToken: string): Promise<FinnotechToken>;
}

/** What a {@link TokenKeeper} needs. */
export interface TokenKeeperParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly source: TokenSource;
  readonly store: FinnotechTokenStore | undefined;
  /** What went wrong in the background. */
  readonly warn: (error: unknown) => void;
  /** Each token that is in use from now on. */
  readonly onToken: (token: FinnotechToken) => void;
}

/** A token is renewed when this share of what is left of its life has passed, and up to {@link JITTER} later. */
const REFRESH_AT = 0.8;
const JITTER = 0.1;

/** Waits between refreshes that fail while the token is still good. */
const RETRY = { baseMs: 60_000, factor: 2, maxMs: 900_000 };

/** After so long without a token that was called invalid, in ms, the next one is replaced at once. */
const DROP_WINDOW_MS = 120_000;

/**
 * Keeps one good token: from the store, else from the venue; asked for once however many calls wait; renewed ahead of
 * its end; kept while the token endpoint is down and the token still good.
 *
 * Credentials that are refused at first are not tried again. Refused after they were accepted, or with tokens that are
 * called invalid one after the other, they may be good and something before the venue at fault: another token is asked
 * for after 1, 5 and 30 s, then once a minute, by the first call that comes after that.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  #token: FinnotechToken | undefined;
  #loading: Promise<void> | undefined;
  #flight: Promise<FinnotechToken> | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #refused: AuthenticationError | undefined;
  /** Refusals of the token endpoint in a row, and from when on it may be asked again, monotonic. */
  #refusals = 0;
  #askAgainAt = Number.POSITIVE_INFINITY;
  /** Tokens that were called invalid in a row, and when the last one was, monotonic. */
  #drops = 0;
  #droppedAt = Number.NEGATIVE_INFINITY;
  /** Whether the venue has taken the credentials, or a token, for good since the start. */
  #accepted = false;
  #saving: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
  }

  /**
   * A token that is good as far as is known.
   * @throws what the venue answered; ClosedError; what the signal was aborted with
   */
  async get(signal: AbortSignal): Promise<FinnotechToken> {
    this.#checkOpen();
    this.#loading ??= this.#warned(() => this.#load());
    await within(this.#loading, signal);
    const token = this.#good();
    if (token) return token;
    this.#checkRefusal();
    return within(this.#renew(), signal);
  }

  /** A token has opened a service: a refusal that follows may pass. */
  worked(): void {
    this.#accepted = true;
  }

  /** A new token by the client-credentials grant, whatever there is; also after refused credentials. */
  async request(signal: AbortSignal): Promise<FinnotechToken> {
    this.#checkOpen();
    this.#refused = undefined;
    await within(this.#flight?.catch(() => {}) ?? Promise.resolve(), signal);
    const token = this.#single(() => this.#parts.source.request());
    return within(token, signal);
  }

  /** A new token by the refresh-token grant; by the client-credentials grant where there is no refresh token. */
  async refresh(signal: AbortSignal): Promise<FinnotechToken> {
    await this.get(signal);
    return within(this.#renew(), signal);
  }

  /**
   * The venue calls a token invalid: it is no longer used.
   * @returns whether another one may do: false when tokens are called invalid one after the other
   */
  drop(value: string): boolean {
    // Others got the same answer before: there is a new one already, or on its way.
    if (this.#token?.value !== value) return true;
    const now = this.#parts.clock.monotonic();
    const age = now - this.#droppedAt;
    if (age > DROP_WINDOW_MS) this.#drops = 0;
    else if (age < refusalPause(this.#drops - 1)) return false;
    this.#drops += 1;
    this.#droppedAt = now;
    this.forget();
    return true;
  }

  /** The token in use, good or not; undefined when there is none. */
  get current(): FinnotechToken | undefined {
    return this.#token;
  }

  /** Forgets the token, here and in the store. */
  forget(): void {
    this.#token = undefined;
    this.#timer?.cancel();
    this.#save(undefined);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedError('The client was closed', { venue: 'finnotech', sent: false });
  }

  /** @throws AuthenticationError while the token endpoint, which has refused us, is not to be asked again */
  #checkRefusal(): void {
    const refused = this.#refused;
    const { clock } = this.#parts;
    const waitMs = this.#askAgainAt - clock.monotonic();
    if (!refused || waitMs <= 0) return;
    if (!this.#accepted) throw refused;
    const message = `${refused.message}; another token is asked for in ${Math.ceil(waitMs / 1000)} s`;
    throw new AuthenticationError(message, { ...refused, retryable: true, sent: false });
  }

  #good(): FinnotechToken | undefined {
    const token = this.#token;
    return token && token.expireTime > this.#parts.clock.now() ? token : undefined;
  }

  async #load(): Promise<void> {
    const stored = await this.#parts.store?.load();
    // A token that was requested meanwhile is newer.
    if (stored === undefined || this.#token) return;
    this.#token = readStoredToken(stored) as FinnotechToken;
    this.#parts.onToken(this.#token);
    if (this.#good()) this.#planRefresh();
  }

  /** The refresh grant where there is a refresh token, else, or when that is refused, the client-credentials grant. */
  #renew(): Promise<FinnotechToken> {
    return this.#single(async () => {
      const { source, warn } = this.#parts;
      const refreshToken = this.#token?.refreshToken;
      if (refreshToken === undefined) return source.request();
      try {
        return await source.refresh(refreshToken);
      } catch (error) {
        // Whether the venue took the refresh token is not known when the way failed: it is tried again later.
        if (isTransportError(error)) throw error;
        warn(error);
        return source.request();
      }
    });
  }

  /** One request for a token at a time; everybody waits for the same one. */
  #single(run: () => Promise<FinnotechToken>): Promise<FinnotechToken> {
    this.#flight ??= this.#obtain(run).finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #obtain(run: () => Promise<FinnotechToken>): Promise<FinnotechToken> {
    try {
      const token = await run();
      this.#checkOpen();
      this.#token = token;
      this.#failures = 0;
      this.#refused = undefined;
      this.#refusals = 0;
      this.#accepted = true;
      this.#parts.onToken(token);
      this.#save(token);
      this.#planRefresh();
      return token;
    } catch (error) {
      if (!isAuthenticationError(error)) throw error;
      this.#refused = error;
      if (!this.#accepted) throw error;
      this.#askAgainAt = this.#parts.clock.monotonic() + refusalPause(this.#refusals);
      this.#refusals += 1;
      throw retryable(error);
    }
  }

  #planRefresh(): void {
    const { clock, random } = this.#parts;
    const left = (this.#token?.expireTime ?? 0) - clock.now();
    this.#schedule(Math.max(0, left) * (REFRESH_AT + random.next() * JITTER));
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#closed) return;
    this.#timer = this.#parts.clock.schedule(delayMs, () => void this.#refreshAhead(), { keepAlive: false });
  }

  async #refreshAhead(): Promise<void> {
    try {
      await this.#renew();
    } catch (error) {
      if (this.#closed) return;
      this.#parts.warn(error);
      // Once the token has ended the next call asks for one.
      if (!this.#good()) return;
      const { random } = this.#parts;
      const least = RETRY.baseMs / 2;
      this.#schedule(least + backoffDelay(this.#failures, RETRY, random));
      this.#failures += 1;
    }
  }

  /** Saves in the order of events. */
  #save(token: FinnotechToken | undefined): void {
    const { store } = this.#parts;
    if (store) this.#saving = this.#saving.then(() => this.#warned(() => store.save(token)));
  }

  /** What goes wrong in it is a warning. */
  async #warned(run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#parts.warn(error);
    }
  }
}

/** A refusal after credentials that were accepted: the same call may succeed later. */
function retryable(error: AuthenticationError): AuthenticationError {
  return new AuthenticationError(error.message, { ...error, retryable: true, cause: error });
}

/** Waits for work that others wait for too: the signal ends this wait and not the work. */
async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await raceAbort(work, signal);
  } catch (error) {
    throw signal.aborted && isDeadlineReason(error) ? withSent(error, false) : error;
  }
}
