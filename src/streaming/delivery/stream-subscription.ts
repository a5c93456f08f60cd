import type { Channel } from '../../broker/channels';
import type {
  Gap,
  Resynced,
  Subscription,
  SubscriptionConfirmation,
  SubscriptionEvents,
  SubscriptionState,
} from '../../broker/subscription';
import type { Clock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { OverflowError, ValidationError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import type { RecordMeta } from '../../model';
import { onAbort } from '../../transport/abort-listeners';
import { SafeEmitter, type SafeEmitterOptions } from '../safe-emitter';
import { type RecordOrder, VenueOrder } from '../time/venue-order';
import { within } from '../within';
import { BoundedBuffer } from './bounded-buffer';
import type { StreamEnd } from './buffer-iterator';
import { orderFor, policyFor } from './channel-policies';
import { Delivery } from './delivery';
import type { OverflowPolicy } from './overflow-policy';

const MAX_BUFFER = 1_000_000;

export interface StreamSubscriptionOptions<T> extends SafeEmitterOptions {
  readonly channel: Channel;
  readonly confirmedBy: SubscriptionConfirmation;
  /** 1 to 1000000. @defaultValue 10000 */
  readonly bufferSize?: number | undefined;
  /** Records that the buffer holds beyond that. @defaultValue 0 */
  readonly backlog?: number | undefined;
  readonly clock: Clock;
  readonly redactor?: Redactor | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue 'live' */
  readonly state?: Exclude<SubscriptionState, 'closed'> | undefined;
  /** Called once, when the subscription has ended in whatever way; what it throws goes to `onUnheardError`. */
  onClose(): void | Promise<void>;
  /** Called with each gap that it emits. */
  onGap?(gap: Gap): void;
  /** Called with the number of records lost to overflow since the last time. */
  onDropped?(count: number): void;
  /** Whether a time lies beyond the venue's clock: such a record is turned away. @defaultValue no time does */
  isFar?(time: number): boolean;
  /** What is left of a record that cannot be true; nothing where it must not be delivered. @defaultValue all of it */
  readonly filter?: ((record: T) => T | undefined) | undefined;
}

/**
 * The subscription of every venue.
 *
 * While neither a listener nor an iterator is there the buffer holds what comes, under the policy of the channel; see
 * {@link Delivery} for who then gets it. After `close` the iterator still delivers what had arrived, then is done;
 * after a failure it delivers that, then throws once.
 */
export class StreamSubscription<T extends Pick<RecordMeta, 'receivedTime'>> implements Subscription<T> {
  readonly channel: Channel;
  readonly confirmedBy: SubscriptionConfirmation;
  readonly #options: StreamSubscriptionOptions<T>;
  readonly #clock: Clock;
  readonly #emitter: SafeEmitter<SubscriptionEvents<T>>;
  readonly #buffer: BoundedBuffer<T>;
  readonly #bufferSize: number;
  readonly #delivery: Delivery<T>;
  readonly #filter: ((record: T) => T | undefined) | undefined;
  readonly #order: VenueOrder<T> | undefined;
  /** The state that was set last; what is shown is worse while anything is in doubt. */
  #claimed: SubscriptionState;
  readonly #doubts = new Set<string>();
  #state: SubscriptionState;
  #end: StreamEnd | undefined;
  #closing: Promise<void> | undefined;
  #release: (() => void) | undefined;
  #last: T | undefined;
  #outdated = 0;
  #toldDropped = 0;

  /** @throws ValidationError when `bufferSize` is out of range */
  constructor(options: StreamSubscriptionOptions<T>) {
    const { bufferSize = LIMITS.subscriptionBuffer, backlog = 0, channel, clock, signal } = options;
    if (!Number.isInteger(bufferSize) || bufferSize < 1 || bufferSize > MAX_BUFFER) {
      throw new ValidationError('bufferSize', `must be a whole number from 1 to ${MAX_BUFFER}`, {
        value: bufferSize,
      });
    }
    this.channel = channel;
    this.confirmedBy = options.confirmedBy;
    this.#options = options;
    this.#clock = clock;
    this.#bufferSize = bufferSize;
    this.#filter = options.filter;
    this.#emitter = new SafeEmitter(options);
    // The tables are typed by channel; that T is the channel's record is what the caller guarantees.
    this.#buffer = new BoundedBuffer(bufferSize + backlog, policyFor(channel) as OverflowPolicy<T>, clock);
    // The compiler does not see through the event map of a T it does not know yet.
    const emitter = this.#emitter as SafeEmitter<{ data: (record: T) => void }>;
    this.#delivery = new Delivery(this.#buffer, emitter);
    const order = orderFor(channel) as RecordOrder<T> | undefined;
    this.#order = order && new VenueOrder(order, clock, options.isFar);
    this.#claimed = options.state ?? 'live';
    this.#state = this.#claimed;
    if (signal?.aborted) void this.#finish({});
    else this.#release = signal && onAbort(signal, () => void this.#finish({}));
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  get lastDataTime(): number | undefined {
    return this.#last?.receivedTime;
  }

  get dropped(): number {
    this.#buffer.update();
    return this.#buffer.dropped;
  }

  get buffered(): number {
    this.#buffer.update();
    return this.#buffer.size;
  }

  /** Records turned away because the venue made them before one already delivered, or for a time that cannot be. */
  get outdated(): number {
    return this.#outdated;
  }

  on<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this {
    this.#emitter.on(event, listener);
    if (event === 'data') this.#delivery.attached();
    return this;
  }

  once<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this {
    this.#emitter.once(event, listener);
    if (event === 'data') this.#delivery.attached();
    return this;
  }

  off<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this {
    this.#emitter.off(event, listener);
    return this;
  }

  /** @throws ValidationError while another iterator is open */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return this.#delivery.iterate(this.#end);
  }

  close(): Promise<void> {
    return this.#finish({});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Takes a record from the venue: the hot path. Does nothing once closed. */
  push(pushed: T): void {
    if (this.#state === 'closed') return;
    // Before the order of times: what is left out must outdate nothing.
    const record = this.#filter === undefined ? pushed : this.#filter(pushed);
    if (record === undefined) return;
    if (this.#order !== undefined && !this.#order.admits(record)) {
      this.#outdated += 1;
      return;
    }
    this.#last = record;
    if (!this.#delivery.push(record)) this.#overflow();
    this.#tellDropped();
  }

  /** Says what the data is worth from here on; `closed` is reached by {@link close} and {@link fail} only. */
  setState(state: SubscriptionState): void {
    if (this.#state === 'closed' || state === 'closed') return;
    // What is rebuilt is rebuilt as a whole.
    if (state === 'resyncing') this.#doubts.clear();
    this.#claimed = state;
    this.#show();
  }

  /** A part of the data is outdated, whatever the connection is worth: `stale` instead of `live` until {@link recover}. */
  markStale(key: string): void {
    this.#doubts.add(key);
    this.#show();
  }

  /** Ends {@link markStale} of the same key; `resyncing` ends all. */
  recover(key: string): void {
    this.#doubts.delete(key);
    this.#show();
  }

  /** Tells of a stretch in which events may have been missed; the state is set apart from it. */
  gap(gap: Gap): void {
    if (this.#state === 'closed') return;
    this.#options.onGap?.(gap);
    this.#emitter.emit('gap', gap);
  }

  /** Tells what was made whole after a gap; the state is set apart from it. */
  resynced(result: Resynced): void {
    if (this.#state !== 'closed') this.#emitter.emit('resynced', result);
  }

  /** Emits an error that does not end it. @param isWarned - the broker has warned of it: where nobody listens no more is said */
  report(error: Error, isWarned = false): void {
    if (isWarned && this.#emitter.listenerCount('error') === 0) return;
    this.#options.redactor?.seal(error);
    if (this.#state !== 'closed') this.#emitter.emit('error', error);
  }

  /** Ends the subscription with an error: an `error` event, and the iterator throws it after what had arrived. */
  fail(error: Error): void {
    if (this.#state === 'closed') return;
    this.#options.redactor?.seal(error);
    void this.#finish({ error });
  }

  #tellDropped(): void {
    const { dropped } = this.#buffer;
    if (dropped === this.#toldDropped) return;
    this.#options.onDropped?.(dropped - this.#toldDropped);
    this.#toldDropped = dropped;
  }

  #show(): void {
    const state = this.#claimed === 'live' && this.#doubts.size > 0 ? 'stale' : this.#claimed;
    if (this.#state === 'closed' || this.#state === state) return;
    this.#state = state;
    this.#emitter.emit('state', state);
  }

  #finish(end: StreamEnd): Promise<void> {
    this.#closing ??= this.#shut(end);
    return this.#closing;
  }

  #shut(end: StreamEnd): Promise<void> {
    this.#delivery.flush();
    // A listener of what was just delivered may have closed it.
    if (this.#closing !== undefined) return this.#closing;
    this.#release?.();
    this.#tellDropped();
    this.#state = 'closed';
    this.#end = end;
    this.#delivery.end(end);
    // Before the events, so that a listener which calls close() gets the promise of this very end.
    const told = within(this.#clock, LIMITS.closeMs, async () => this.#options.onClose());
    this.#closing = told
      .catch((error: unknown) => this.#options.onUnheardError?.(error as Error))
      .catch(() => {});
    if (end.error) this.#emitter.emit('error', end.error);
    this.#emitter.emit('state', 'closed');
    return this.#closing;
  }

  #overflow(): void {
    const message = `The ${this.channel} subscription holds ${this.#bufferSize} unread events and may lose none: read faster, listen with on('data'), or raise bufferSize`;
    this.fail(new OverflowError(message, { operation: `subscribe:${this.channel}` }));
  }
}
