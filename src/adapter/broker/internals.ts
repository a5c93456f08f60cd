import type { CallOptions, OrderResolution } from '../../broker';
import type { AuthenticationError } from '../../errors';
import type { NamedEntry } from '../orders/resolve';
import type { ExtraOperation, VenueAdapter, VenueProfile } from './ports';

/** What a connector needs of a broker beyond the contract. */
export class BrokerInternals {
  /** Throws what keeps a write from leaving; asked in the turn in which its first byte does. */
  guard: () => void = () => {};
  readonly #profile: VenueProfile;
  readonly #adapter: () => Pick<VenueAdapter, 'connection' | 'orders' | 'reads'>;

  constructor(profile: VenueProfile, adapter: () => Pick<VenueAdapter, 'connection' | 'orders' | 'reads'>) {
    this.#profile = profile;
    this.#adapter = adapter;
  }

  /** The venue's clock, UTC epoch ms. */
  serverTime(): number {
    return this.#adapter().connection.serverTime();
  }

  /** A method of the venue's class beyond the contract; `undefined` where it has none of that name. */
  extra(name: string): ExtraOperation | undefined {
    const { extras = {} } = this.#profile;
    return Object.hasOwn(extras, name) ? extras[name] : undefined;
  }

  /** How many times in a row a venue that refuses the login may be asked again. */
  refusalsAllowed(error: AuthenticationError): number {
    return this.#profile.refusalsAllowed?.(error) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether this code of a refused order says that another order has its client id. */
  saysIdUsed(code: string): boolean {
    return this.#adapter().orders?.saysIdUsed(code) ?? false;
  }

  /**
   * What became of a placing that another process sent, which sends nothing more; `undefined` where there are no orders.
   * @param quietMs - for how long that process has sent nothing for certain, in ms
   */
  async resolveEntry(
    entry: NamedEntry,
    quietMs: number,
    options: CallOptions,
  ): Promise<OrderResolution | undefined> {
    return this.#adapter().orders?.resolveEntry(entry, quietMs, options);
  }

  /** Nothing is older than this, by interval, UTC epoch ms; of an interval that is not there nothing is known. */
  earliestCandles(): Readonly<Record<string, number>> {
    const { candles } = this.#adapter().reads;
    const range = { symbol: '', from: 0, to: 1 };
    const known = this.#profile.capabilities.candleIntervals.flatMap((interval) => {
      const earliest = candles.earliest?.({ ...range, interval });
      return earliest === undefined ? [] : [[interval, earliest] as const];
    });
    return Object.fromEntries(known);
  }
}

const known = new WeakMap<object, BrokerInternals>();

/** @internal */
export function keepInternals(broker: object, internals: BrokerInternals): BrokerInternals {
  known.set(broker, internals);
  return internals;
}

/** Those of a broker that is made of this kit; undefined for any other. */
export function internalsOf(broker: object): BrokerInternals | undefined {
  return known.get(broker);
}
