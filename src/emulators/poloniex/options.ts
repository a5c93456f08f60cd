import { VENUE_DEFAULTS, type VenueOptions } from '../options';

/** A user with one API key. */
export interface PoloniexEmulatorAccount {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** @defaultValue 12345, and one more for each account after */
  readonly userId?: number;
  /** @defaultValue '1234', and one more for each account after */
  readonly accountId?: string;
  /** Available units by currency. @defaultValue USDT 1000000, USDC 1000000, BTC 10, ETH 100, TRX 1000000 */
  readonly balances?: Readonly<Record<string, string>>;
}

/** The ports of a venue; 0 for any free one. */
export interface PoloniexPorts {
  readonly rest: number;
  /** Both sockets' paths are served on both sockets' ports. */
  readonly private: number;
  readonly public: number;
}

/** Options of the Poloniex emulator. */
export interface PoloniexEmulatorOptions extends VenueOptions {
  /** The ports by name: `{ rest, private, public }`. @defaultValue any free ones */
  readonly ports?: Partial<PoloniexPorts>;
  /** The users: `{ apiKey, apiSecret, userId, accountId, balances }`. @defaultValue one: key `EMULATED-KEY`, secret `emulated-secret` */
  readonly accounts?: readonly PoloniexEmulatorAccount[];
  /** How many markets are listed, up to 2,000; the built-in ones come first. @defaultValue all built-in ones */
  readonly symbols?: number;
  /** Whether orders take only what the book offers, or fill completely at the best price. @defaultValue true */
  readonly partialFills?: boolean;
  /** Whether requests are counted and refused with 429. @defaultValue true */
  readonly rateLimits?: boolean;
  /** How old a signature may be where the request gives no limit, in ms. @defaultValue 5000 */
  readonly recvWindowMs?: number;
  /**
   * How an old or early signature is refused: the documents do not state it.
   * @defaultValue 400, 400, 'Invalid timestamp'
   */
  readonly timestampRefusal?: { readonly status: number; readonly code: number; readonly message: string };
  /** The client's id on the order that a triggered smart order becomes. @defaultValue 'same' */
  readonly triggeredClientOrderId?: 'same' | 'empty';
  /**
   * The frames of the private socket: as the documents show them, or as captured live in October 2026, with events in
   * upper case and, of balances, `id` as a text and a `version`. @defaultValue 'documented'
   */
  readonly frames?: 'documented' | 'captured';
  /** Private connections that a user may have. @defaultValue 5 */
  readonly maxPrivateConnections?: number;
  /** How long a client may be silent, in ms. @defaultValue 30000 */
  readonly idleMs?: number;
  /** Requests that a socket may send in a second. @defaultValue 500 */
  readonly socketRequests?: number;
  /** Fraction of what a maker receives. @defaultValue '0.00145' */
  readonly makerRate?: string;
  /** Fraction of what a taker receives. @defaultValue '0.00155' */
  readonly takerRate?: string;
  /** The first order number. @defaultValue '205343650954092544' */
  readonly firstOrderId?: string;
  /** The first number of a change of a balance. @defaultValue '60018450912695041' */
  readonly firstBalanceId?: string;
}

/** Options with all defaults filled in. */
export interface ResolvedOptions
  extends Required<Omit<PoloniexEmulatorOptions, 'accounts' | 'symbols' | 'ports'>> {
  readonly accounts: readonly Required<PoloniexEmulatorAccount>[];
  readonly symbols: number | undefined;
  readonly ports: PoloniexPorts;
}

const MAX_SYMBOLS = 2000;

const DEFAULT_ACCOUNT: PoloniexEmulatorAccount = { apiKey: 'EMULATED-KEY', apiSecret: 'emulated-secret' };
const DEFAULT_BALANCES = { USDT: '1000000', USDC: '1000000', BTC: '10', ETH: '100', TRX: '1000000' };

/** Fills in the defaults. @throws RangeError for a number of markets, or a list of accounts, out of range */
export function resolveOptions(options: PoloniexEmulatorOptions): ResolvedOptions {
  const { accounts = [DEFAULT_ACCOUNT], symbols } = options;
  if (symbols !== undefined && !(Number.isInteger(symbols) && symbols >= 0 && symbols <= MAX_SYMBOLS)) {
    throw new RangeError(`symbols must be a whole number from 0 to ${MAX_SYMBOLS}`);
  }
  if (accounts.length === 0 || new Set(accounts.map(({ apiKey }) => apiKey)).size !== accounts.length) {
    throw new RangeError('The emulator needs accounts, with keys of their own');
  }
  return {
    ...VENUE_DEFAULTS,
    partialFills: true,
    rateLimits: true,
    recvWindowMs: 5000,
    timestampRefusal: { status: 400, code: 400, message: 'Invalid timestamp' },
    triggeredClientOrderId: 'same',
    frames: 'documented',
    maxPrivateConnections: 5,
    idleMs: 30_000,
    socketRequests: 500,
    makerRate: '0.00145',
    takerRate: '0.00155',
    firstOrderId: '205343650954092544',
    firstBalanceId: '60018450912695041',
    ...options,
    symbols,
    ports: { rest: 0, private: 0, public: 0, ...options.ports },
    accounts: accounts.map((account, index) => ({
      userId: 12_345 + index,
      accountId: String(1234 + index),
      balances: DEFAULT_BALANCES,
      ...account,
    })),
  };
}
