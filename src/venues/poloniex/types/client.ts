import type { CallOptions, FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { Priority } from '../../../transport/pace/pace-rule';

/** Which of the two sockets. */
export type PoloniexSocketName = 'public' | 'private';

/** Where a `PoloniexClient` connects, who it is and how it behaves. */
export interface PoloniexClientOptions {
  /** The key of the API; absent for public data alone. */
  readonly apiKey?: string | undefined;
  /** Its secret; goes with `apiKey`. */
  readonly apiSecret?: string | undefined;
  /** @defaultValue 'https://api.poloniex.com' */
  readonly baseUrl?: string | undefined;
  /** @defaultValue 'wss://ws.poloniex.com/ws/public' */
  readonly publicUrl?: string | undefined;
  /** @defaultValue 'wss://ws.poloniex.com/ws/private' */
  readonly privateUrl?: string | undefined;
  /** Certificate authorities (PEM) instead of the system's. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows plain text beyond loopback. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /** Deadline of a call in ms, 1 to 2147483647. @defaultValue 15000 */
  readonly timeoutMs?: number | undefined;
  /**
   * How old a signed request may be when the venue sees it, in ms, 1 to 60000.
   * @defaultValue the venue's own: no `recvWindow` is sent
   */
  readonly recvWindow?: number | undefined;
  /**
   * Share of the venue's quotas that this client may use, above 0 to 1: several programs of one key divide them.
   * @defaultValue 1
   */
  readonly quotaShare?: number | undefined;
  /** Largest REST answer in bytes. @defaultValue 64 MiB */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Sockets to the REST host that may be open at once, 1 to 1000; what comes beyond waits within its deadline: cancels first,
   * then orders, look-ups, control and reads.
   * @defaultValue 16
   */
  readonly maxSockets?: number | undefined;
  /** Largest frame of a socket in bytes. @defaultValue 1 MiB */
  readonly maxFrameBytes?: number | undefined;
  /** Requests that may wait for their turn or answer. @defaultValue 1000 */
  readonly maxPendingRequests?: number | undefined;
  /** Keep the venue's own object of every record, for `rawOf`. @defaultValue false */
  readonly raw?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
}

/** What a synchronisation with the venue's clock has found. */
export interface PoloniexTimeSync {
  /** The venue's time minus this machine's, in ms. */
  readonly offsetMs: number;
  /** Round trip of the sample that counts, in ms: the offset is off by at most half of it. */
  readonly roundTripMs: number;
}

/** What every call takes besides its arguments. */
export interface PoloniexCallOptions extends CallOptions {
  /** Names the call in errors; at most 100 characters. @defaultValue a new one */
  readonly requestId?: string | undefined;
  /** Place in the queue of requests. @defaultValue by method: cancels, orders, control, reads */
  readonly priority?: Priority | undefined;
  /**
   * Called right before the request is handed to the network: from then on the venue may have seen it.
   * What it throws keeps the request from leaving, and the call rejects with it as the cause and `sent: false`.
   */
  readonly beforeSend?: (() => void) | undefined;
}
