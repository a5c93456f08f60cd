/** What an order came to, as its bot knows it at the end. */
export interface BotOrder {
  readonly clientOrderId: string;
  /** `notSent` and `rejected` are certain; `unknown` is what could not be found out. */
  readonly outcome: 'accepted' | 'rejected' | 'notPlaced' | 'notSent' | 'unknown';
  /** The venue's number, where it was accepted. */
  readonly id?: string;
  /** Sum of its fills as the bot's events had them, in the smallest unit of the quantity. */
  readonly filled: number;
  /** The error with which the call ended, where it did. */
  readonly error?: string;
}

/** What the venue's own log has of an order. */
export interface VenueOrder {
  readonly clientOrderId: string;
  /** How often it was asked for. */
  readonly requests: number;
  /** How often it was accepted. */
  readonly placed: number;
  /** As {@link BotOrder.filled}. */
  readonly filled: number;
}

/** Units of a quantity of BTC. */
export const UNITS = 1e6;

/** Name of the bus's connection. */
export const NAME = 'scale';

export type ToVenue =
  | { readonly type: 'open'; readonly markets: number; readonly answerMs: number }
  /** Begins to send frames, and goes on on whatever connection the connector makes. */
  | {
      readonly type: 'send';
      readonly symbols: readonly string[];
      readonly perSecond: number;
      readonly trades: boolean;
    }
  | { readonly type: 'pause' }
  /** Answered as soon as the next order arrives. */
  | { readonly type: 'nextOrder' }
  | { readonly type: 'report' };

export type FromVenue =
  | { readonly type: 'opened'; readonly options: object; readonly symbols: readonly string[] }
  | { readonly type: 'order' }
  | {
      readonly type: 'report';
      readonly orders: readonly VenueOrder[];
      readonly logins: number;
      /** Subscriptions of the public socket, by channel and symbol, that were asked for more than once. */
      readonly doubled: readonly string[];
      readonly topics: number;
      readonly requests: number;
      readonly sent: number;
    }
  | { readonly type: 'failed'; readonly message: string };

export type ToConnector =
  | { readonly type: 'start'; readonly url: string; readonly options: object }
  | { readonly type: 'usage' };

export type FromConnector =
  | { readonly type: 'started' }
  | { readonly type: 'state'; readonly state: string }
  | {
      readonly type: 'usage';
      readonly cpuMs: number;
      readonly residentMb: number;
      readonly delayP99Ms: number;
    }
  | { readonly type: 'failed'; readonly message: string };

export type ToBots =
  | {
      readonly type: 'start';
      readonly url: string;
      readonly first: number;
      readonly count: number;
      /** Symbols of each bot, taken from `symbols` by the seed. */
      readonly each: number;
      readonly symbols: readonly string[];
      readonly channels: readonly ('quotes' | 'trades')[];
      readonly seed: number;
    }
  | { readonly type: 'trade'; readonly perSecond: number }
  /** Ends trading, and answers when every outcome is known. */
  | { readonly type: 'settle' }
  /** Orders that all leave at once, each with so much time. */
  | { readonly type: 'burst'; readonly each: number; readonly timeoutMs: number }
  | { readonly type: 'sample' };

/** What a process of bots saw since the last sample. */
export interface Sample {
  readonly deliveries: number;
  /** From the venue's write to the bot's listener, by tenths of a millisecond; the last one holds all that took longer. */
  readonly latency: readonly (readonly [tenths: number, count: number])[];
  readonly cpuMs: number;
  readonly residentMb: number;
  /** Bots whose broker and subscription are live. */
  readonly live: number;
  /** What some of the others are. */
  readonly others: readonly string[];
  /** Age of the oldest newest record of a live bot's symbol, in ms. */
  readonly oldestMs: number;
  /** The largest age at which a bot still called itself live, in ms. */
  readonly worstLiveMs: number;
  /** Records older than 3 s that came while bot and subscription were live. */
  readonly old: number;
  readonly gaps: number;
}

export type FromBots =
  | { readonly type: 'started' }
  | { readonly type: 'settled'; readonly orders: readonly BotOrder[] }
  | { readonly type: 'burst'; readonly ids: readonly string[] }
  | ({ readonly type: 'sample' } & Sample)
  | { readonly type: 'failed'; readonly message: string };

/** Microseconds of a clock that all processes of the machine share. */
export function sharedMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
