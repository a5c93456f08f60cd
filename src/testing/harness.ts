import type { Broker, Feature, OrderJournal, OrderSide, PlaceOrderRequest, VenueId } from '../index';

/** A write whose request or reply can be lost on demand. */
export type LosableOperation = 'placeOrder' | 'modifyOrder' | 'cancelOrder';

/** A kind of record whose time or values a venue can be made to falsify. */
export type StreamedRecord =
  | 'quotes'
  | 'trades'
  | 'book'
  | 'candles'
  | 'orders'
  | 'fills'
  | 'positions'
  | 'balances';

/** Channels that a polled venue can leave unanswered one by one. */
export type HangingChannel = 'quotes' | 'candles' | 'orders';

/** How a world is made. */
export interface WorldOptions {
  /** How far the broker's clock is ahead of the venue's, in ms; below 0 it is behind. @defaultValue 0 */
  readonly clockOffsetMs?: number | undefined;
}

/**
 * How a venue puts a text into all its messages: as a refusal, in place of every value (as a text, or as the
 * JSON that it is), or instead of an answer.
 */
export type EchoForm = 'refusal' | 'values' | 'json' | 'garbage';

/**
 * How a value is wrong: a figure that the record need not have (a negative volume), one that it must have (a negative
 * price, high below low), or a number that no double holds (`1e400`).
 */
export type Nonsense = 'field' | 'value' | 'infinite';

/** A broker whose venue can be made to repeat the credentials, and all that the broker writes besides its events. */
export interface EchoingVenue {
  readonly broker: Broker;
  /** The credentials of the broker, account names among them. */
  readonly secrets: readonly string[];
  /** What the venue has given it since: tokens, the id of the session. */
  derived(): readonly string[];
  /** Records of the broker's logger and frames of its taps, as they came. */
  readonly written: unknown[];
  /** From now on every answer and event of the venue contains `text`, in every member that can hold a text. */
  echo(text: string, form: EchoForm): void;
  /** The venue sends normal answers again. */
  silence(): void;
}

/** How a proxy of the suite is spoken to. */
export type ProxyKind = 'http' | 'socks5';

/** A broker that connects through a proxy with a login, not connected yet. */
export interface ProxiedVenue {
  readonly broker: Broker;
  /** The login of the proxy, which must appear nowhere. */
  readonly secrets: readonly string[];
  /** How many tunnels the proxy has opened. */
  tunnels(): number;
  /** How many connections the proxy has open. */
  connections(): number;
  /** How the proxy meets new connections: it opens tunnels, refuses, says nothing, or ends half way. */
  set(behavior: 'serve' | 'refuse' | 'hang' | 'cut'): void;
  /** Breaks every connection. */
  cut(): void;
  /** Ends the broker and the proxy. */
  close(): Promise<void>;
}

/** The content of a hostile frame; each has about 1 MB, or costs as much to process. */
export const HOSTILE_FRAMES = [
  /** Rows that are the number 0. */
  'numbers',
  /** Rows that are empty objects. */
  'objects',
  /** 40,000 rows that are integers of 19 digits. */
  'longIntegers',
  /** An array nested 10,000 deep. */
  'nested',
  /** Many records after each other where the protocol knows no frames, else as `objects`. */
  'pieces',
] as const;

export type HostileFrame = (typeof HOSTILE_FRAMES)[number];

/**
 * A venue of its own for one case, and a broker that is not connected yet.
 *
 * The prices stand still unless {@link setPrice} moves them, and the account has no order and no position.
 */
export interface ContractWorld {
  readonly broker: Broker;
  /** Two instruments that can be traded, and one that the venue does not know. */
  readonly symbol: string;
  readonly otherSymbol: string;
  readonly unknownSymbol: string;
  /** A quantity that the account can pay for in both of them several times over. */
  readonly quantity: string;
  /**
   * The side on which a market order names that quantity.
   * @defaultValue 'buy'
   */
  readonly marketSide?: OrderSide | undefined;
  /** What must never appear in anything that leaves the SDK: the credentials at first. */
  readonly secrets: readonly string[];

  /** The time of the broker's clock, UTC epoch ms. */
  now(): number;
  /** The time of the venue's clock, UTC epoch ms. */
  venueNow(): number;
  /** Advances time by `ms`. */
  advance(ms: number): Promise<void>;
  /** Advances time until `work` settles, and settles with its result. */
  drive<T>(work: PromiseLike<T>): Promise<T>;
  /** Advances time until `condition` holds; rejects when it does not within two minutes of the broker's clock. */
  until(condition: () => boolean): Promise<void>;

  /** How many requests the venue has received, keep-alives left out. */
  requests(): number;
  /** How many logins were attempted. */
  logins(): number;
  /** How many orders the venue has really accepted, working or executed at once. Every order case compares with it. */
  executedOrders(): number;

  /** Sets the best prices of an instrument, at once and permanently. */
  setPrice(symbol: string, bid: string, ask: string): void;
  /** Breaks every connection; the venue takes new ones. */
  cutConnection(): void;
  /** Breaks every connection and refuses new ones until {@link comeUp}. */
  goDown(): void;
  comeUp(): Promise<void>;
  /** Half-open: connections stay open and transfer nothing until {@link thaw}. */
  freeze(): void;
  thaw(): void;
  /**
   * The venue takes no byte from its connections any more, and goes on sending, until {@link readAgain}. Absent where that
   * is impossible.
   */
  stopReading?(): void;
  /** Ends {@link stopReading}: what waits in the connections is read. */
  readAgain?(): Promise<void>;
  /** The venue executes the next such write; its reply and the connection are lost. */
  dropReplyOnce(operation: LosableOperation): void;
  /** The next such write is lost on its way, and with it the connection. */
  dropRequestOnce(operation: LosableOperation): void;
  /**
   * Longest time in ms until a connection that transfers nothing is replaced. Absent where only requests are monitored,
   * each by its own deadline.
   */
  readonly silenceLimitMs?: number | undefined;
  /** Names of the venue's lasting connections, where there are several. */
  readonly connections?: readonly string[] | undefined;
  /**
   * The venue answers no poll of this channel any more, and all others as before, until {@link answerPolls}. Absent where
   * nothing is polled.
   * @returns false where the venue has no such channel
   */
  hangPolls?(channel: HangingChannel): boolean;
  /** Ends {@link hangPolls}. */
  answerPolls?(): Promise<void>;
  /** Half-open: this connection alone transfers nothing until {@link thaw}. */
  freezeConnection?(name: string): void;
  /** The answers to such a write take `ms` longer from now on. Absent where that is impossible. */
  delayReplies?(operation: LosableOperation, ms: number): void;
  /** Of the next answer to such a write only `bytes` bytes arrive; the connection continues after it. */
  truncateReplyOnce?(operation: LosableOperation, bytes: number): void;
  /** Of the next `times` private events only `bytes` bytes arrive each. Absent where that is impossible. */
  truncateEvents?(times: number, bytes: number): void;
  /** An order that passes every check of the SDK and that the venue refuses. */
  refusedOrder(): PlaceOrderRequest;
  /** Places a working order for the same account from outside; resolves with its id. Absent where that is impossible. */
  placeExternalOrder?(): Promise<string>;
  /** The venue sends its next `times` private events twice. Absent where that is impossible. */
  duplicateEvents?(times: number): void;
  /**
   * The venue answers the next such write with an inconclusive refusal, such as an error status or a server error;
   * with `applied` although it carries the write out. Absent where that is impossible.
   */
  refuseAmbiguously?(operation: LosableOperation, options: { readonly applied: boolean }): void;
  /**
   * From now on the venue answers look-ups of single orders and their state after 20 s, and the private stream shows an
   * order after one second. Absent where there is no such stream.
   */
  slowLookUps?(): void;
  /** Whether the venue refuses stop orders and levels on the wrong side of the market. @defaultValue false */
  readonly checksLevels?: true | undefined;
  /**
   * The venue refuses the broker's next order, because another order has its client id. Absent where a venue takes an id
   * again.
   * @param last - the id that the broker gave the order before
   */
  refuseUsedIdOnce?(last: string): Promise<void>;
  /**
   * Another broker of the same account on a journal, not connected yet: what a program is after a restart. The world
   * closes it. Absent where that is impossible.
   */
  brokerOn?(journal: OrderJournal): Broker;
  /**
   * In the next `times` events of the kind that have such a value, one at least cannot be true.
   * @returns false where the venue has no such event or value
   */
  senseless?(kind: StreamedRecord, how: Nonsense, times?: number): boolean;
  /** As {@link senseless}, of one row of the next answer to a read; of a book's answer as a whole. */
  senselessRead?(kind: 'candles' | 'book'): boolean;
  /** The next report of a filled order has a greater quantity than was ordered. Absent where that is impossible. */
  overfillOnce?(): void;
  /** A second broker, at a venue that echoes. Absent where there is none. */
  echoSecrets?(): EchoingVenue;
  /** As {@link echoSecrets}, of an account whose name is 1000. Absent where an account has no such name. */
  namedByNumber?(): EchoingVenue;
  /**
   * The next record of a kind that the venue pushes, or that a poll of it holds, has this time instead of its own. False
   * where the venue has none of the kind, or gives it no time. Absent where that is impossible.
   */
  farTimeOnce?(kind: StreamedRecord, time: number): boolean;
  /**
   * The next time that the venue sends of its own clock is this one, in whatever message. Absent where that is
   * impossible.
   */
  misstateClockOnce?(time: number): void;
  /** The next request of such a read is answered with 429 and this `Retry-After`. Absent where there is no HTTP. */
  rateLimitOnce?(operation: 'fetchCandles' | 'fetchAccounts', retryAfter: string): void;
  /** How many HTTP connections of the broker are open. Absent where there is no HTTP. */
  sockets?(): number;
  /**
   * The venue sends the rows of a hostile frame in place of its next price of a stream, or of its next answer to a poll
   * of prices. Absent where that is impossible.
   * @returns how many rows or values the warning must count at least
   */
  hostileFrame?(kind: HostileFrame): number;
  /** Nothing can be read of the next `times` private events about orders and fills. Absent where that is impossible. */
  spoilPrivateEvents?(times: number): void;
  /**
   * The venue answers its next request of the list of instruments with what `change` makes of the rows, as JSON.
   * Absent where that is impossible.
   */
  answerInstruments?(change: (rows: string) => string): void;
  /**
   * From now on no private event arrives, of orders, fills, positions or balances, while everything else continues.
   * Absent where that is impossible.
   */
  losePrivateEvents?(): void;
  /** The venue refuses the next reads of candles that the broker makes for its streams. Absent where that is impossible. */
  refuseCandles?(): void;
  /** So many trades of a symbol happen, within one second of the venue's clock. Absent where that is impossible. */
  tradeBurst?(symbol: string, count: number): Promise<void>;
  /** A public stream whose opening the venue can be made to refuse. Absent where that is impossible. */
  readonly refusableStream?: 'quotes' | 'candles' | undefined;
  /** From now on the venue refuses to open it; what is open stays. */
  refuseStreams?(): void;
  /** Ends {@link refuseStreams}. */
  acceptStreams?(): Promise<void>;
  /**
   * Runs `open`, whose quotes have no record before the venue has refused a request without naming it. Absent where
   * each refusal answers its own request.
   */
  refuseUnnamed?<T>(open: () => Promise<T>): Promise<T>;
  /** A second broker, behind a proxy. Absent where the harness has no proxy. */
  behindProxy?(kind: ProxyKind): Promise<ProxiedVenue>;
  /** A second broker, whose password is wrong. Absent where there is none. */
  wrongCredentials?(): Broker;
  /** The ways in which the venue can refuse a login, its usual one first; absent where none can be provoked. */
  readonly loginRefusals?: readonly string[] | undefined;
  /** From now on the venue refuses every login in one of these ways; existing sessions and tokens end. */
  refuseLogins?(refusal: string): void;
  /**
   * Whether a refused login is not tried again even after a successful one, because the venue locks accounts that do.
   */
  readonly refusalLatches?: boolean | undefined;
  /** From now on the venue ends each session right after its login; existing ones end. */
  kickLogins?(): void;
  /** Ends {@link refuseLogins} and {@link kickLogins}. */
  acceptLogins?(): Promise<void>;

  /** Stops the venue and whatever the case left open. */
  dispose(): Promise<void>;
}

/** How the suite reaches a venue. */
export interface ContractHarness {
  readonly venue: VenueId;
  /** What the venue grants, as its broker's `capabilities.features`: decides which cases apply. */
  readonly features: readonly Feature[];
  create(options?: WorldOptions): Promise<ContractWorld>;
}
