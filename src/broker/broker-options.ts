import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Random } from '../core/random';
import type { OrderJournal } from './order-journal';

/**
 * How a lost connection is restored.
 *
 * Whatever these say, a broker whose sessions end within seconds of their login logs in at most twice a minute, and one
 * that the venue refuses after it was accepted is tried again after 1, 5 and 30 s, then once a minute; never at XAPI,
 * which locks who does so. A refused first login is never repeated by itself.
 */
export interface ReconnectOptions {
  /** Upper bound of the first delay in ms. @defaultValue 500 */
  readonly baseMs?: number | undefined;
  /** Growth of the bound with each attempt. @defaultValue 2 */
  readonly factor?: number | undefined;
  /** Largest bound in ms. @defaultValue 30000 */
  readonly maxMs?: number | undefined;
  /** How long a connection must hold before the count of attempts restarts, in ms. @defaultValue 60000 */
  readonly stableMs?: number | undefined;
  /** Attempts in a row before the broker fails. @defaultValue Infinity */
  readonly maxAttempts?: number | undefined;
}

/** A frame that went over a connection, secrets removed. */
export interface FrameTapEvent {
  readonly direction: 'in' | 'out';
  /** Which connection, such as `main` or `stream`. */
  readonly connection: string;
  /** Counts connections. */
  readonly epoch: number;
  /** Counts frames of the connection and direction. */
  readonly sequence: number;
  readonly time: number;
  readonly data: string;
}

/** The options of every broker, in addition to those of its venue. */
export interface BrokerOptions {
  /** Default deadline of a call in ms. @defaultValue 15000 */
  readonly timeoutMs?: number | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly journal?: OrderJournal | undefined;
  /** Attach the venue's own object to every record. @defaultValue false */
  readonly raw?: boolean | undefined;
  /** Load the instruments while syncing, so that orders are checked against them first. @defaultValue true */
  readonly loadInstruments?: boolean | undefined;
  /** Receives every frame, for recording; it must not throw and must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
}
