import { VENUE_DEFAULTS, type VenueOptions } from '../options';

/** A user that may log in. */
export interface XapiEmulatorAccount {
  readonly userId: string;
  readonly password: string;
  /** @defaultValue 'USD' */
  readonly currency?: string;
  /** @defaultValue 100000 */
  readonly balance?: number | string;
  /** Answers the right password with BE004. @defaultValue false */
  readonly disabled?: boolean;
}

/** Options of the XAPI emulator. Limits are those of the document's section 4.1. */
export interface XapiEmulatorOptions extends VenueOptions {
  /** The ports by name: `{ main, stream, wsMain, wsStream }`. @defaultValue any free ones */
  readonly ports?: {
    readonly main?: number;
    readonly stream?: number;
    readonly wsMain?: number;
    readonly wsStream?: number;
  };
  /** The users: `{ userId, password, ... }`. @defaultValue one: user 1000 with password PASSWORD */
  readonly accounts?: readonly XapiEmulatorAccount[];
  /** How many instruments are listed; the built-in ones come first, the rest is made up. @defaultValue all built-in ones */
  readonly instruments?: number;
  /** 'always' keeps every market open, 'venue' follows the sessions of the real one. @defaultValue 'always' */
  readonly hours?: 'always' | 'venue';
  /** Time between two news items in ms. @defaultValue 300000 */
  readonly newsIntervalMs?: number;
  /** Time between the reply to tradeTransaction and its execution in ms. @defaultValue 50 */
  readonly processingMs?: number;
  /** Whether a status 1 (pending) precedes the final status of an order. @defaultValue true */
  readonly announcePending?: boolean;
  /**
   * How price, stop, money and market-hours faults of an order are reported: at once by an error reply, or by a
   * status 4 after the order was acknowledged. @defaultValue 'reply'
   */
  readonly marketChecks?: 'reply' | 'status';
  /** Which customComment a closed trade shows: that of the closing request where it has one, or the opening's. @defaultValue 'closing' */
  readonly closedTradeComment?: 'closing' | 'opening';
  /** Whether a new quote or balance subscription gets the current value at once. @defaultValue true */
  readonly snapshots?: boolean;
  /** Margin level in percent below which positions are closed. @defaultValue 50 */
  readonly stopOutLevel?: number;
  /** The first order number, beyond 2^53 for 64-bit tests. @defaultValue 7497776 */
  readonly firstOrderNumber?: number | bigint;
  /** Longest command in bytes; a longer one drops the connection. @defaultValue 1024 */
  readonly maxCommandBytes?: number;
  /** Least time between two commands in ms. @defaultValue 200 */
  readonly minIntervalMs?: number;
  /** Short intervals in a row that drop a connection; Infinity to switch the rule off. @defaultValue 6 */
  readonly maxShortIntervals?: number;
  /** Time for the first data of a connection in ms. @defaultValue 1000 */
  readonly firstDataMs?: number;
  /** Connections from one address. @defaultValue 50 */
  readonly maxConnections?: number;
  /** How long a wrong login and password pair stays blocked in ms. @defaultValue 600000 */
  readonly lockMs?: number;
  /**
   * Silence after which a session times out, in ms; the document asks for a ping every 10 minutes.
   * @defaultValue 660000
   */
  readonly sessionIdleMs?: number;
}

/** Options with nothing left open. */
export interface ResolvedOptions
  extends Required<Omit<XapiEmulatorOptions, 'ports' | 'accounts' | 'instruments'>> {
  readonly ports: {
    readonly main: number;
    readonly stream: number;
    readonly wsMain: number;
    readonly wsStream: number;
  };
  readonly accounts: readonly Required<XapiEmulatorAccount>[];
  readonly instruments: number | undefined;
}

/** Fills in the defaults. */
export function resolveOptions(options: XapiEmulatorOptions): ResolvedOptions {
  const accounts = options.accounts ?? [{ userId: '1000', password: 'PASSWORD' }];
  return {
    ...VENUE_DEFAULTS,
    hours: 'always',
    newsIntervalMs: 300_000,
    processingMs: 50,
    announcePending: true,
    marketChecks: 'reply',
    closedTradeComment: 'closing',
    snapshots: true,
    stopOutLevel: 50,
    firstOrderNumber: 7_497_776,
    maxCommandBytes: 1024,
    minIntervalMs: 200,
    maxShortIntervals: 6,
    firstDataMs: 1000,
    maxConnections: 50,
    lockMs: 600_000,
    sessionIdleMs: 660_000,
    ...options,
    ports: { main: 0, stream: 0, wsMain: 0, wsStream: 0, ...options.ports },
    accounts: accounts.map((account) => ({ currency: 'USD', balance: 100_000, disabled: false, ...account })),
    instruments: options.instruments,
  };
}
