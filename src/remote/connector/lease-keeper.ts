import type { Clock, Timer } from '../../core/clock';
import type { Bus, Lease } from '../bus/bus';

/** How much sooner than on the bus a lease counts as ended here, as a part of its length. */
const MARGIN = 1 / 6;
/** How often a lease is prolonged within its length. */
const RENEWALS = 3;
/** How often one that stands by asks for it within its length. */
const ATTEMPTS = 6;

export interface LeaseKeeperOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Names the process. */
  readonly holder: string;
  /** How long a lease lasts without being prolonged, in ms. */
  readonly leaseMs: number;
  /** The lease is ours. */
  taken(lease: Lease): void;
  /** It is not ours any more: nothing may be sent. */
  lost(reason: string): void;
  /** The bus could not be asked. */
  failed(error: unknown): void;
}

/**
 * Takes the lease of a connection as soon as nobody else has it, and keeps it.
 *
 * Whether it is held is judged by this process alone, by two clocks and with a margin: a process that was stopped for a while
 * knows by itself, before it asks anybody, that its lease may be another's.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  #lease: Lease | undefined;
  /** Until when it is held for sure: monotonic ms, and wall time in UTC epoch ms. */
  #until = { monotonic: 0, wall: 0 };
  /** The newest token that we know of. */
  #newest = 0;
  /** When it may be asked for again, monotonic ms. */
  #notBefore = 0;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** The lease, while it is ours for sure. */
  get held(): Lease | undefined {
    const { clock } = this.#options;
    const { monotonic, wall } = this.#until;
    return clock.monotonic() < monotonic && clock.now() < wall ? this.#lease : undefined;
  }

  /** Resolves when the lease has been asked for once. */
  start(): Promise<void> {
    return this.#turn();
  }

  /** Gives the lease back. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease !== undefined) await this.#options.bus.leaveLease(lease).catch(() => {});
  }

  /** Stops holding the lease, so that another connector may take it; this one asks for it again after a pause. */
  async resign(reason: string, pauseMs: number): Promise<void> {
    const lease = this.#lease;
    this.#notBefore = this.#options.clock.monotonic() + pauseMs;
    this.#drop(reason);
    if (lease !== undefined) await this.#options.bus.leaveLease(lease).catch(() => {});
  }

  async #turn(): Promise<void> {
    try {
      await (this.#lease === undefined ? this.#take() : this.#keep(this.#lease));
    } catch (error) {
      if (!this.#isStopped) this.#options.failed(error);
    }
    // Whoever was asked may have stopped it meanwhile.
    if (this.#isStopped) return;
    if (this.#lease !== undefined && this.held === undefined) this.#drop('it could not be prolonged in time');
    const { clock, leaseMs } = this.#options;
    const pauseMs = leaseMs / (this.#lease === undefined ? ATTEMPTS : RENEWALS);
    this.#timer = clock.schedule(pauseMs, () => void this.#turn());
  }

  async #take(): Promise<void> {
    const { bus, clock, holder, leaseMs } = this.#options;
    if (clock.monotonic() < this.#notBefore) return;
    const until = this.#untilFromNow();
    const lease = await bus.takeLease(holder, leaseMs, this.#newest);
    if (lease === undefined) return;
    if (this.#isStopped) {
      await bus.leaveLease(lease);
      return;
    }
    this.#newest = Math.max(this.#newest, lease.token);
    this.#lease = lease;
    this.#until = until;
    this.#options.taken(lease);
  }

  async #keep(lease: Lease): Promise<void> {
    // One that may have ended must not be used while the bus is asked, nor be given new life by it.
    if (this.held === undefined) return;
    const until = this.#untilFromNow();
    const state = await this.#options.bus.keepLease(lease, this.#options.leaseMs);
    if (this.#lease !== lease) return;
    if (state === 'kept') this.#until = until;
    else this.#drop(state === 'lost' ? 'another connector holds it' : 'the bus has lost its data');
  }

  #untilFromNow() {
    const { clock, leaseMs } = this.#options;
    const restMs = leaseMs * (1 - MARGIN);
    return { monotonic: clock.monotonic() + restMs, wall: clock.now() + restMs };
  }

  #drop(reason: string): void {
    if (this.#lease === undefined) return;
    this.#lease = undefined;
    this.#options.lost(reason);
  }
}
