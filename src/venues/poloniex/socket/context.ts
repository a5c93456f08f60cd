import type { Redactor } from '../../../errors/redact';
import type { PoloniexSettings } from '../options';
import type { PoloniexSocketName } from '../types/client';

type SocketSettings = Pick<
  PoloniexSettings,
  | 'ca'
  | 'proxy'
  | 'clock'
  | 'random'
  | 'logger'
  | 'timeoutMs'
  | 'maxFrameBytes'
  | 'maxPendingRequests'
  | 'raw'
  | 'tap'
>;

/** What a socket needs of its client: where it goes, its bounds, and what is injected. */
export interface SocketContext extends SocketSettings {
  readonly name: PoloniexSocketName;
  readonly url: string;
  readonly redactor: Redactor;
  /** A new name for a call, for errors that its caller did not name. */
  nextId(): string;
  /** The text of the frame that authenticates; only for the private socket. */
  authenticate?(signal: AbortSignal): Promise<string>;
}
