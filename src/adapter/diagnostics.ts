import { channel, type Channel as DiagnosticsChannel, tracingChannel } from 'node:diagnostics_channel';
import type {
  BrokerState,
  BrokerStatus,
  BrokerWarning,
  CallMessage,
  Channel,
  DiagnosticMessages,
  DiagnosticSource,
  Gap,
  JournalOperation,
  OrderJournal,
  Resynced,
} from '../broker';
import type { Clock } from '../core/clock';
import { isBrokerError, isOrderOutcomeUnknownError } from '../errors';
import type { Redactor } from '../errors/redact';
import { present } from '../model/map-context';
import type { CallRunner } from './calls';

// Held here for good: Node forgets a channel that nothing refers to.
const CALL = tracingChannel<CallMessage>('venuekit:call');
const CALL_EVENTS = [CALL.start, CALL.end, CALL.asyncStart, CALL.asyncEnd, CALL.error];
const STATUS = channelOf('venuekit:status');
const RECONNECT = channelOf('venuekit:reconnect');
const GAP = channelOf('venuekit:gap');
const RESYNCED = channelOf('venuekit:resynced');
const WARNING = channelOf('venuekit:warning');
const ORDER = channelOf('venuekit:order');
const DROPPED = channelOf('venuekit:dropped');

function channelOf<N extends keyof DiagnosticMessages>(name: N): DiagnosticsChannel<DiagnosticMessages[N]> {
  return channel(name) as DiagnosticsChannel<DiagnosticMessages[N]>;
}

interface DiagnosticsOptions {
  readonly calls: CallRunner;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/**
 * Publishes on the channels of `node:diagnostics_channel` what happens to a broker. While a channel has no subscriber, no
 * message is made for it.
 */
export class BrokerDiagnostics {
  readonly #options: DiagnosticsOptions;
  readonly #source: DiagnosticSource;
  #previous: BrokerState = 'idle';
  /** The connection that was lost last, until there is another. */
  #lost: { readonly epoch: number; readonly at: number } | undefined;

  constructor(options: DiagnosticsOptions) {
    const { venue, id } = options.calls;
    this.#options = options;
    this.#source = { venue, broker: id };
  }

  /** Runs a call and publishes it; the id is the one that `work` takes first. */
  call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    if (!CALL_EVENTS.some(({ hasSubscribers }) => hasSubscribers)) return work();
    const { calls, clock, redactor } = this.#options;
    const requestId = calls.nextRequestId();
    const message: { -readonly [M in keyof CallMessage]: CallMessage[M] } = {
      ...this.#source,
      operation,
      requestId,
    };
    const startedAt = clock.monotonic();
    const ended = (): void => {
      message.durationMs = clock.monotonic() - startedAt;
      CALL.asyncStart.publish(message);
      CALL.asyncEnd.publish(message);
    };
    // Not `tracePromise`: it would put the result, with its orders and balances, into the message.
    return CALL.start.runStores(message, () => {
      const running = calls.begin(requestId, work).then(
        (result) => {
          ended();
          return result;
        },
        (error: unknown) => {
          redactor.seal(error);
          message.error = error;
          if (isBrokerError(error) && error.sent !== undefined) message.sent = error.sent;
          CALL.error.publish(message);
          ended();
          throw error;
        },
      );
      CALL.end.publish(message);
      return running;
    });
  }

  status(status: BrokerStatus): void {
    const { state, epoch } = status;
    const { clock } = this.#options;
    if (STATUS.hasSubscribers) STATUS.publish({ ...this.#source, ...status, previous: this.#previous });
    this.#previous = state;
    if (state === 'reconnecting') this.#lost ??= { epoch, at: clock.monotonic() };
    if (state !== 'live' && state !== 'failed' && state !== 'closed') return;
    const lost = this.#lost;
    this.#lost = undefined;
    if (state !== 'live' || lost === undefined || !RECONNECT.hasSubscribers) return;
    const downMs = clock.monotonic() - lost.at;
    RECONNECT.publish({ ...this.#source, downMs, attempts: epoch - lost.epoch, epoch });
  }

  gap(scope: 'broker' | 'subscription', gap: Gap): void {
    if (GAP.hasSubscribers) GAP.publish({ ...this.#source, ...gap, scope });
  }

  resynced(result: Resynced): void {
    if (RESYNCED.hasSubscribers) RESYNCED.publish({ ...this.#source, ...result });
  }

  warning(warning: BrokerWarning): void {
    if (WARNING.hasSubscribers) WARNING.publish({ ...this.#source, ...warning });
  }

  dropped(from: Channel, count: number): void {
    if (DROPPED.hasSubscribers) DROPPED.publish({ ...this.#source, channel: from, count });
  }

  /** A write ended with this error: published where its outcome is not known. */
  unknownOutcome(error: unknown): void {
    if (!ORDER.hasSubscribers || !isOrderOutcomeUnknownError(error)) return;
    const { clientOrderId, orderId } = error;
    // A write is the only call that rejects with it, and has named it.
    const operation = error.operation as JournalOperation;
    ORDER.publish({
      ...this.#source,
      operation,
      outcome: 'unknown',
      ...present({ clientOrderId, orderId }),
    });
  }

  /** The journal, of which each outcome is published too: every write is settled there, once its outcome is known. */
  journal(journal: OrderJournal): OrderJournal {
    const { clientOrderIds } = journal;
    return {
      append: (entry) => journal.append(entry),
      settle: (settled) => {
        if (ORDER.hasSubscribers) {
          const { operation, outcome, clientOrderId, orderId } = settled;
          ORDER.publish({ ...this.#source, operation, outcome, ...present({ clientOrderId, orderId }) });
        }
        return journal.settle(settled);
      },
      unsettled: () => journal.unsettled(),
      ...(clientOrderIds && { clientOrderIds: (venue) => clientOrderIds.call(journal, venue) }),
    };
  }
}
