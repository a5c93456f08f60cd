import type { BrokerState, CallOptions, Capabilities } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { ClosedError, NotConnectedError } from '../../errors';
import type { Call, CallRunner } from '../calls';
import type { BrokerDiagnostics } from '../diagnostics';
import type { SenseGate } from './sense-gate';

export interface VenueCallsOptions {
  readonly venue: VenueId;
  readonly capabilities: Capabilities;
  readonly runner: CallRunner;
  readonly diagnostics: BrokerDiagnostics;
  readonly sense: SenseGate;
  state(): BrokerState;
  /** Whether `close` has been called. */
  isClosing(): boolean;
  /** A call of a user failed. */
  failed(error: unknown): void;
}

/** Calls that need the venue: they run while there is a connection, and what they read is judged. */
export class VenueCalls {
  readonly #options: VenueCallsOptions;
  readonly #needNoSession: ReadonlySet<string>;

  constructor(options: VenueCallsOptions) {
    this.#options = options;
    const { readsWithoutConnect = [] } = options.capabilities;
    const pages = readsWithoutConnect.includes('fetchCandles') ? ['candlePages'] : [];
    this.#needNoSession = new Set<string>([...readsWithoutConnect, ...pages]);
  }

  /** @throws NotConnectedError before anything is sent, unless connected, or the venue answers it without a session */
  run<R>(operation: string, options: CallOptions | undefined, body: (call: Call) => Promise<R>): Promise<R> {
    return this.#options.diagnostics.call(operation, () => this.#run(operation, options, body));
  }

  closedError(operation: string): ClosedError {
    return new ClosedError('The broker is closed', { venue: this.#options.venue, operation, sent: false });
  }

  async #run<R>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<R>,
  ): Promise<R> {
    const { failed, runner, sense } = this.#options;
    try {
      return await runner.run(operation, options, async (call) => {
        this.#requireConnection(operation, call.requestId);
        return sense.read(operation, await body(call));
      });
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  /** @throws ClosedError, NotConnectedError unless the connection stands */
  #requireConnection(operation: string, requestId: string): void {
    const { isClosing, venue } = this.#options;
    const state = this.#options.state();
    if (state === 'live' || state === 'stale' || state === 'syncing') return;
    if (isClosing() || state === 'closed') throw this.closedError(operation);
    // An answer of the venue is as good without a session as with one, and its failure as clear.
    if (this.#needNoSession.has(operation)) return;
    throw new NotConnectedError(`${operation} needs a connection, the broker is ${state}`, {
      venue,
      operation,
      requestId,
    });
  }
}
