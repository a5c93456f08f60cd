import type { CallOptions, FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';

/** A token of the client-credentials grant: plain data, to be kept by a {@link FinnotechTokenStore}. It is a secret. */
export interface FinnotechToken {
  readonly value: string;
  /** What it opens, such as `bourse:trades-realtime:get`. */
  readonly scopes: readonly string[];
  /** How long it lives from its creation, in ms. */
  readonly lifeTime: number;
  /** Jalali, Tehran wall time, `13970730111355`, as it came. */
  readonly creationDate: string;
  readonly refreshToken?: string;
  /** When it ends, UTC epoch ms. */
  readonly expireTime: number;
}

/** Where a token is kept from one run of a program to the next. What it throws is a warning, not the end of a call. */
export interface FinnotechTokenStore {
  /** The token that was saved last; undefined when there is none. */
  load(): FinnotechToken | undefined | Promise<FinnotechToken | undefined>;
  /** Called with each new token, and with undefined when the token is no good any more. */
  save(token: FinnotechToken | undefined): void | Promise<void>;
}

/** A row of the list of tokens, as it came. */
export interface FinnotechTokenRow {
  readonly [field: string]: unknown;
}

/** Who a {@link FinnotechClient} is, where it connects and how it behaves. */
export interface FinnotechClientOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** National id of the client's owner, 10 digits. */
  readonly nid: string;
  /** What the token is to open. @defaultValue the scopes of all seven bourse services */
  readonly scopes?: readonly string[] | undefined;
  /** @defaultValue 'sandbox' */
  readonly environment?: 'sandbox' | 'production' | undefined;
  /** Another host than the environment's, such as `https://api.finnotech.ir`. */
  readonly baseUrl?: string | undefined;
  readonly tokenStore?: FinnotechTokenStore | undefined;
  /** Called with what went wrong in the background: a refresh that failed, a store that threw. */
  readonly onWarning?: ((error: Error) => void) | undefined;
  /** Certificate authorities (PEM) instead of the system's. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows plain HTTP beyond loopback. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /** Deadline of a call in ms, over the whole answer, 1 to 2147483647. @defaultValue 15000 */
  readonly timeoutMs?: number | undefined;
  /** Largest answer in bytes, after decompression. @defaultValue 64 MiB */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Sockets to the host that may be open at once, 1 to 1000; what comes beyond waits within its deadline: cancels first,
   * then orders, look-ups, control and reads.
   * @defaultValue 16
   */
  readonly maxSockets?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  /** Keep the venue's own object of every record, for `rawOf`. @defaultValue false */
  readonly raw?: boolean | undefined;
}

/** What every call takes besides its arguments. */
export interface FinnotechCallOptions extends CallOptions {
  /** Names the call in errors and taps; at most 100 characters. @defaultValue a new one */
  readonly requestId?: string | undefined;
}
