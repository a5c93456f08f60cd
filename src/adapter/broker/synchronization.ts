import type { BrokerEvents, Gap, Resynced } from '../../broker';
import { present } from '../../model/map-context';
import type { SafeEmitter } from '../../streaming/safe-emitter';
import type { SessionAttempt } from '../../streaming/session/session';
import type { TopicRegistry } from '../../streaming/topics/topics';
import type { SubscriptionHub } from '../channels/subscription-hub';
import type { BrokerDiagnostics } from '../diagnostics';
import type { InstrumentCache } from './instrument-cache';
import type { BrokerSettings } from './options';
import type { VenueAdapter } from './ports';

export interface SynchronizationOptions {
  readonly settings: BrokerSettings;
  readonly events: SafeEmitter<BrokerEvents>;
  readonly hub: SubscriptionHub;
  readonly topics: TopicRegistry;
  readonly instruments: InstrumentCache;
  readonly diagnostics: BrokerDiagnostics;
  adapter(): VenueAdapter;
  /** Whether a connection has not been replaced. */
  isCurrent(epoch: number): boolean;
}

/** The step of a session after its login: what was missed is told, and every kind of record is brought up to date. */
export class Synchronization {
  readonly #options: SynchronizationOptions;

  constructor(options: SynchronizationOptions) {
    this.#options = options;
  }

  async run(attempt: SessionAttempt): Promise<void> {
    const { adapter, hub, isCurrent, settings, topics } = this.#options;
    if (attempt.reconnect) {
      const from = adapter().connection.lostTime;
      const to = settings.clock.now();
      const gap: Gap = { reason: 'The connection was lost', ...present({ from }), to };
      hub.gap(gap);
      this.gap(gap);
    }
    // A first attempt that failed has marked them as lost; after a reconnect the venue's part opens them again.
    if (!attempt.reconnect && topics.isLost) await topics.restore(attempt.signal);
    const result = await this.#reconcile(attempt);
    if (!attempt.reconnect || !isCurrent(attempt.epoch)) return;
    hub.resynced(result);
    this.resynced(result);
  }

  /** Tells of a gap of the account; subscriptions have their own. */
  gap(gap: Gap): void {
    const { diagnostics, events } = this.#options;
    diagnostics.gap('broker', gap);
    events.emit('gap', gap);
  }

  /** Tells what of the account was made whole; subscriptions are told apart. */
  resynced(result: Resynced): void {
    const { diagnostics, events } = this.#options;
    diagnostics.resynced(result);
    events.emit('resynced', result);
  }

  /** Brings every kind of record up to date; the gap has been told. */
  async #reconcile(attempt: SessionAttempt): Promise<Resynced> {
    const { instruments, settings } = this.#options;
    const adapter = this.#options.adapter();
    const { connection, orders, sync, needsInstruments = true } = adapter;
    const isDue = settings.loadInstruments && !instruments.isComplete;
    const loading = isDue ? instruments.load() : Promise.resolve();
    // Its failure is that of the attempt, whenever it comes.
    loading.catch(() => {});
    if (needsInstruments) await loading;
    await orders?.restore(attempt.signal);
    const synchronizing = sync?.run(attempt, connection.lostTime) ?? adapter.synchronize?.(attempt);
    const [result = { proved: [], unproved: [] }] = await Promise.all([synchronizing, loading]);
    orders?.resume();
    adapter.live?.();
    instruments.start();
    return result;
  }
}
