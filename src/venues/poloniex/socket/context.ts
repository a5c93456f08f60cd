import type { FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { Redactor } from '../../../errors/redact';
import type { PoloniexSocketName } from '../types/client';

/** What a socket needs of its client: where it goes, its bounds, and what is injected. */
export interface SocketContext {
  readonly name: PoloniexSocketName;
  readonly url: string;
  /** PEM; replaces the system's authorities. */
  readonly ca?: string | readonly string[] | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Deadline of a call that names none, in ms. */
  readonly timeoutMs: number;
  readonly maxFrameBytes: number;
  /** Requests that may wait for their turn or answer, in each kind: subscriptions, pings, orders, cancels. */
  readonly maxPendingRequests: number;
  /** Whether the venue's own objects are to be remembered. */
  readonly raw: boolean;
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  readonly redactor: Redactor;
  /** A new name for a call, for errors that its caller did not name. */
  nextId(): string;
  /** The text of the frame that authenticates; only for the private socket. */
  authenticate?(signal: AbortSignal): Promise<string>;
}
