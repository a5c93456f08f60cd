import { VENUE_DEFAULTS, type VenueOptions } from '../options';

/** A portfolio of an account. */
export interface ChpEmulatorPortfolio {
  readonly name: string;
  /** Roubles. @defaultValue 10000000 */
  readonly cash?: number | string;
  /** 0 broker, 1 trusted management, 2 read only, 3 blocked, ... @defaultValue 0 */
  readonly status?: number;
  /** @defaultValue 'EQBR' */
  readonly exchange?: string;
}

/** A user that may connect. */
export interface ChpEmulatorAccount {
  readonly login: string;
  readonly password: string;
  /** The access token of the server; one for each account. */
  readonly token: string;
  readonly portfolios?: readonly ChpEmulatorPortfolio[];
}

/** How the server writes the keys of records. */
export type ChpKeyCase = 'document' | 'lower' | 'upper' | 'pascal';

/** Options of the CHP emulator. */
export interface ChpEmulatorOptions extends VenueOptions {
  /** 0 for any free port; the venue's own is 5001. @defaultValue 0 */
  readonly port?: number;
  /** The users: `{ login, password, token, portfolios }`. @defaultValue one: user_login with user_password, token user_token, portfolio ST123456-MO-01 */
  readonly accounts?: readonly ChpEmulatorAccount[];
  /** How many instruments are listed, up to 46,618; the built-in ones come first. @defaultValue all built-in ones */
  readonly symbols?: number;
  /**
   * Whether a poll answers each item once, or may answer the items of the last answer again.
   * @defaultValue 'consuming'
   */
  readonly poll?: 'consuming' | 'repeating';
  /** How the keys of records are written: as in the document, or in lower, upper or Pascal case. @defaultValue 'document' */
  readonly keyCase?: ChpKeyCase;
  /** Whether prices have the rounding errors of binary multiplication: 163.92000000000002. @defaultValue true */
  readonly floatNoise?: boolean;
  /** Whether orders take only what the book offers. @defaultValue true */
  readonly partialFills?: boolean;
  /**
   * How a call that SmartCOM refuses is reported: `result: false`, or `result: true` with a row that has a `reason`, as
   * an order that the exchange refuses always is.
   * @defaultValue 'envelope'
   */
  readonly refusals?: 'envelope' | 'row';
  /** The first order number. @defaultValue 7497776 */
  readonly firstOrderNumber?: number;
}

/** An account with all defaults filled in. */
export interface ResolvedAccount {
  readonly login: string;
  readonly password: string;
  readonly token: string;
  readonly portfolios: readonly Required<ChpEmulatorPortfolio>[];
}

/** Options with all defaults filled in. */
export interface ResolvedOptions extends Required<Omit<ChpEmulatorOptions, 'accounts' | 'symbols'>> {
  readonly accounts: readonly ResolvedAccount[];
  readonly symbols: number | undefined;
}

/** The largest number of symbols observed at the real venue. */
const MAX_SYMBOLS = 46_618;

const DEFAULT_ACCOUNT: ChpEmulatorAccount = {
  login: 'user_login',
  password: 'user_password',
  token: 'user_token',
};

/** Fills in the defaults. @throws RangeError for a number of symbols, or a list of accounts, out of range */
export function resolveOptions(options: ChpEmulatorOptions): ResolvedOptions {
  const { accounts = [DEFAULT_ACCOUNT], symbols } = options;
  if (symbols !== undefined && !(Number.isInteger(symbols) && symbols >= 0 && symbols <= MAX_SYMBOLS)) {
    throw new RangeError(`symbols must be a whole number from 0 to ${MAX_SYMBOLS}`);
  }
  if (new Set(accounts.map(({ token }) => token)).size !== accounts.length) {
    throw new RangeError('Accounts must have tokens of their own');
  }
  return {
    ...VENUE_DEFAULTS,
    port: 0,
    poll: 'consuming',
    keyCase: 'document',
    floatNoise: true,
    partialFills: true,
    refusals: 'envelope',
    firstOrderNumber: 7_497_776,
    ...options,
    symbols,
    accounts: accounts.map((account) => ({
      ...account,
      portfolios: (account.portfolios ?? [{ name: 'ST123456-MO-01' }]).map((portfolio) => ({
        cash: 10_000_000,
        status: 0,
        exchange: 'EQBR',
        ...portfolio,
      })),
    })),
  };
}
