import { type Broker, type CallOptions, supports } from '../broker';
import type { Clock } from '../core/clock';
import { BrokerError, isOrderOutcomeUnknownError, UnsupportedError } from '../errors';
import type { Order, Position } from '../model';
import { type Deadline, raceDeadline, startDeadline } from '../transport/deadline';
import { sleep } from '../transport/sleep';
import type { BrokerShutdown, ShutdownFailure } from './shutdown-report';

/** How long a broker may take to close, in ms: those of the SDK take a second at most. */
const CLOSE_MS = 2000;
/** Between two looks at positions that are being closed, in ms. */
const LOOK_MS = 250;

/** What to end, and in which time. */
export interface ShutDownBrokerOptions {
  readonly cancelOrders: 'own' | 'all' | 'none';
  /** Which positions are to be closed. */
  isToClose(position: Position): boolean;
  /** Whether any are to be closed. */
  readonly closePositions: boolean;
  readonly deadline: Deadline;
  readonly clock: Clock;
}

/** Ends what a broker has open, reads what is left, and closes it. Never rejects. */
export async function shutDownBroker(
  broker: Broker,
  options: ShutDownBrokerOptions,
): Promise<BrokerShutdown> {
  const shutdown = new Shutdown(broker, options);
  const report = await shutdown.run();
  const limit = startDeadline({ clock: options.clock, timeoutMs: CLOSE_MS, operation: 'close' });
  try {
    await raceDeadline(broker.close(), limit);
    return report;
  } catch (error) {
    const failure: ShutdownFailure = { step: 'close', error: errorOf(error) };
    return { ...report, isComplete: false, failures: [...report.failures, failure] };
  } finally {
    limit.dispose();
  }
}

class Shutdown {
  readonly #broker: Broker;
  readonly #options: ShutDownBrokerOptions;
  readonly #failures: ShutdownFailure[] = [];
  readonly #unknown: ShutdownFailure[] = [];
  readonly #canceled: Order[] = [];
  readonly #closing: Order[] = [];
  /** Which positions are to be closed, by id: each is decided once. */
  readonly #choices = new Map<string, boolean>();

  constructor(broker: Broker, options: ShutDownBrokerOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  async run(): Promise<BrokerShutdown> {
    const { state } = this.#broker.status;
    // Never connected, or closed by the program itself: there is nothing that it could do.
    if (state === 'idle' || state === 'closed') return this.#report(undefined, undefined);
    await this.#attempt('connect', () => this.#connected());
    if (this.#failures.length > 0) return this.#report(undefined, undefined);
    if (this.#options.cancelOrders !== 'none') await this.#cancelOrders(this.#options.cancelOrders);
    if (this.#options.closePositions) await this.#closePositions();
    return this.#report(await this.#openOrders(), await this.#positions());
  }

  /** Waits for a connection that is being made. */
  async #connected(): Promise<void> {
    const broker = this.#broker;
    const isUp = (): boolean => ['live', 'stale', 'syncing'].includes(broker.status.state);
    const limit = this.#limit('connect');
    let onStatus = (): void => {};
    try {
      await raceDeadline(
        new Promise<void>((resolve, reject) => {
          onStatus = () => {
            const { state, error, reason } = broker.status;
            if (isUp()) resolve();
            else if (state === 'failed' || state === 'closed') {
              const message = `The broker is ${state}${reason === undefined ? '' : `: ${reason}`}`;
              reject(error ?? new BrokerError(message, { venue: broker.venue }));
            }
          };
          broker.on('status', onStatus);
          onStatus();
        }),
        limit,
      );
    } finally {
      broker.off('status', onStatus);
      limit.dispose();
    }
  }

  async #cancelOrders(scope: 'own' | 'all'): Promise<void> {
    const broker = this.#broker;
    if (!supports(broker, 'cancelAllOrders')) {
      if (supports(broker, 'placeOrder')) this.#fail('cancelOrders', this.#unsupported('cancelAllOrders'));
      return;
    }
    const result = await this.#attempt('cancelOrders', (call) => broker.cancelAllOrders({ scope }, call));
    if (!result) return;
    this.#canceled.push(...result.canceled);
    for (const { order, error } of [...result.failed, ...result.unknown]) {
      this.#fail('cancelOrders', error, { order });
    }
  }

  async #closePositions(): Promise<void> {
    const broker = this.#broker;
    if (!supports(broker, 'closePosition') || !supports(broker, 'fetchPositions')) {
      this.#fail('closePositions', this.#unsupported('closePosition'));
      return;
    }
    const held = await this.#attempt('readPositions', (call) => broker.fetchPositions({}, call));
    await Promise.all(
      (held ?? []).filter(this.#isToClose).map(async (position) => {
        const close = (call: CallOptions) => broker.closePosition({ id: position.id }, call);
        const order = await this.#attempt('closePositions', close, { position });
        if (order) this.#closing.push(order);
      }),
    );
  }

  readonly #isToClose = (position: Position): boolean => {
    if (!this.#options.closePositions) return false;
    const known = this.#choices.get(position.id);
    if (known !== undefined) return known;
    let isChosen = false;
    try {
      isChosen = this.#options.isToClose(position);
    } catch (error) {
      this.#fail('closePositions', error, { position });
    }
    this.#choices.set(position.id, isChosen);
    return isChosen;
  };

  async #openOrders(): Promise<readonly Order[] | undefined> {
    const broker = this.#broker;
    if (!supports(broker, 'fetchOpenOrders')) return undefined;
    return this.#attempt('readOrders', (call) => broker.fetchOpenOrders({}, call));
  }

  /** The positions that are held; while some are being closed, looks again until they are gone or the time is over. */
  async #positions(): Promise<readonly Position[] | undefined> {
    const broker = this.#broker;
    if (!supports(broker, 'fetchPositions')) return undefined;
    const limit = this.#limit('readPositions');
    try {
      for (;;) {
        const held = await this.#attempt('readPositions', (call) => broker.fetchPositions({}, call));
        const isDone = !held?.some(this.#isToClose) || this.#closing.length === 0;
        if (isDone || limit.remainingMs() <= LOOK_MS) return held;
        await sleep(this.#options.clock, LOOK_MS, limit.signal);
      }
    } finally {
      limit.dispose();
    }
  }

  #report(
    openOrders: readonly Order[] | undefined,
    positions: readonly Position[] | undefined,
  ): BrokerShutdown {
    const { cancelOrders } = this.#options;
    const { unresolvedOrders } = this.#broker.health();
    const isLeft = ({ origin }: Order): boolean =>
      cancelOrders === 'all' || (cancelOrders === 'own' && origin === 'local');
    const [failures, unknown] = [this.#failures, this.#unknown];
    const isComplete =
      failures.length + unknown.length + unresolvedOrders === 0 &&
      !openOrders?.some(isLeft) &&
      !positions?.some(this.#isToClose);
    return {
      venue: this.#broker.venue,
      isComplete,
      canceled: this.#canceled,
      closing: this.#closing,
      ...(openOrders && { openOrders }),
      ...(positions && { positions }),
      unknown,
      unresolvedOrders,
      failures,
    };
  }

  async #attempt<T>(
    step: ShutdownFailure['step'],
    run: (call: CallOptions) => Promise<T>,
    about?: Pick<ShutdownFailure, 'position'>,
  ): Promise<T | undefined> {
    try {
      // A broker that does not heed its time limit must not keep the process running.
      return await raceDeadline(run(this.#call()), this.#options.deadline);
    } catch (error) {
      this.#fail(step, error, about);
      return undefined;
    }
  }

  #fail(
    step: ShutdownFailure['step'],
    error: unknown,
    about?: Pick<ShutdownFailure, 'order' | 'position'>,
  ): void {
    const list = isOrderOutcomeUnknownError(error) ? this.#unknown : this.#failures;
    list.push({ ...about, step, error: errorOf(error) });
  }

  /** A step gets half of the time that is left, so that those behind it have the other half. */
  #call(): CallOptions & { readonly timeoutMs: number } {
    return { timeoutMs: Math.max(1, Math.floor(this.#options.deadline.remainingMs() / 2)) };
  }

  #limit(operation: string): Deadline {
    return startDeadline({ clock: this.#options.clock, operation, ...this.#call() });
  }

  #unsupported(operation: string): UnsupportedError {
    const { venue } = this.#broker;
    return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new BrokerError(String(error));
}
