import type { CallOptions, FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { Priority } from '../../../transport/pace/pace-rule';
import type { ChpMode } from './open';

/** Where a {@link ChpApi} sends its requests, and within which bounds. */
export interface ChpApiOptions {
  readonly host: string;
  /** @defaultValue 5001 */
  readonly port?: number | string | undefined;
  /** HTTPS; the document calls it `ssh`. Certificates are always verified. @defaultValue false */
  readonly tls?: boolean | undefined;
  /** Certificate authorities (PEM) instead of the system's; only with `tls`. */
  readonly ca?: string | readonly string[] | undefined;
  /**
   * Plain HTTP is the document's default, so it needs no permission here; the option is taken as on other venues.
   * Beyond loopback one warning is logged either way.
   */
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
  /**
   * Requests a second that are sent, 1 to 10000; what comes faster waits within its deadline, and is refused as not sent
   * where its turn would come too late. The documents name no limit; the server passes calls to one SmartCOM session,
   * which takes them one after the other.
   * @defaultValue 50
   */
  readonly requestsPerSecond?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
}

/** What a {@link ChpClient} takes by name besides its four positions. */
export interface ChpNamedOptions extends Omit<ChpApiOptions, 'host' | 'port'> {
  /** Access token of the server. */
  readonly token: string;
  /** 0 demo, 1 production; the venue does not use it yet. @defaultValue 0 */
  readonly mode?: ChpMode | undefined;
  readonly random?: Random | undefined;
  /** Keep the venue's own object of every record, for `rawOf`. @defaultValue false */
  readonly raw?: boolean | undefined;
}

/** Where a {@link ChpClient} connects, who it is and how it behaves. */
export interface ChpClientOptions extends ChpNamedOptions, Pick<ChpApiOptions, 'host' | 'port'> {
  readonly login: string;
  readonly password: string;
}

/** What every call takes besides its arguments. */
export interface ChpCallOptions extends CallOptions {
  /** Names the call in errors; at most 100 characters. @defaultValue a new one */
  readonly requestId?: string | undefined;
  /** Place in the queue of requests. @defaultValue by method: cancels, orders, control, reads */
  readonly priority?: Priority | undefined;
  /**
   * Called right before the request is handed to the network: from then on the venue may have seen it. Once a request,
   * so once a name in Listen* and Cancel*.
   * What it throws keeps the request from leaving, and the call rejects with it as the cause and `sent: false`.
   */
  readonly beforeSend?: (() => void) | undefined;
}
