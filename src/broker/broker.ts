import type { VenueId } from '../core/venue-id';
import type { Candle, Instrument, Quote } from '../model';
import type { CallOptions } from './call-options';
import type { Capabilities } from './capabilities';
import type { Channel, SymbolsOptions } from './channels';
import type { BrokerEvents } from './events';
import type { Ranged } from './ranges';
import type { CandlesRequest } from './requests';
import type { BrokerHealth, BrokerStatus } from './status';
import type { Subscription } from './subscription';

/** The lifecycle of a broker and the reads that every venue has. */
export interface CommonBroker extends AsyncDisposable {
  readonly venue: VenueId;
  readonly capabilities: Capabilities;
  readonly status: BrokerStatus;

  on<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this;
  once<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this;
  off<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this;

  /**
   * Connects, authenticates and synchronises; resolves when `live`. The broker keeps the connection from then on. Reads
   * in `capabilities.readsWithoutConnect` need no connection.
   * @throws AuthenticationError when the venue refuses the credentials: one attempt, and no automatic one after that
   * @throws ConnectionError when the first connection cannot be made
   */
  connect(options?: CallOptions): Promise<void>;

  /** Ends everything within a second; pending calls reject with `ClosedError`. Never rejects, may be repeated. */
  close(): Promise<void>;

  health(): BrokerHealth;

  fetchInstruments(options?: CallOptions): Promise<readonly Instrument[]>;
  /** @throws ValidationError when the venue does not know the symbol */
  fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument>;
  fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]>;
}

/** Candles, of the intervals and with the fields that a venue takes. */
export interface FetchesCandles<R = CandlesRequest> {
  /**
   * All candles that open within a range (`from`), or the last ones (`limit`), in order and without duplicates, in as many
   * requests as the venue's limits need. The running one is the last, with `closed: false`, as far as the venue serves it;
   * all others are closed.
   *
   * With `limit` the report's `from` is the opening of the first candle; `complete` is false where the venue's history
   * ended before there were enough, and `availableFrom` is where it begins as far as is known.
   * @throws ValidationError unless exactly one of `from` and `limit` is given
   */
  fetchCandles(request: R, options?: CallOptions): Promise<Ranged<Candle>>;
  /** The same, page by page as the venue serves them: oldest first, with `limit` newest first; each page is in order. */
  candlePages(request: R, options?: CallOptions): AsyncGenerator<Ranged<Candle>, void, undefined>;
}

/** No value has this member: its name is the text of the compiler's error. */
export interface UseSupportsFirst extends SymbolsOptions {
  readonly "use supports(broker, 'subscribe:<channel>') first": never;
}

/** `subscribe` of a broker whose venue is not known: quotes, which every venue has. */
interface SubscribesToQuotes {
  /**
   * Opens a stream. Resolves when it is open; `confirmedBy` states how that is known.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  subscribe(channel: 'quotes', options: SymbolsOptions): Promise<Subscription<Quote>>;
  /** A channel that not every venue has: compiles behind `supports(broker, 'subscribe:<channel>')`. */
  subscribe(channel: Channel, options: UseSupportsFirst): Promise<unknown>;
}

/** What all venues have in common; the rest is granted by the venue, see {@link BrokerOperations}. */
export interface Broker extends CommonBroker, FetchesCandles, SubscribesToQuotes {}
