import { type Clock, systemClock } from 'venuekit';
import type { Instrument } from 'venuekit/emulators';

/** How the emulator is set up. */
export interface LarkEmulatorOptions {
  /** Every price follows from it. @defaultValue 1 */
  readonly seed?: number;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** @defaultValue 'EMULATED-KEY' */
  readonly apiKey?: string;
  /** @defaultValue 'emulated-secret' */
  readonly apiSecret?: string;
  /** What the account has, in units of each currency. @defaultValue 1,000,000 EUR, 10 BTC, 100 ETH */
  readonly balances?: Readonly<Record<string, string>>;
}

/** Options with all defaults filled in. */
export type LarkSettings = Required<LarkEmulatorOptions>;

export function resolveOptions(options: LarkEmulatorOptions): LarkSettings {
  return {
    seed: 1,
    clock: systemClock,
    apiKey: 'EMULATED-KEY',
    apiSecret: 'emulated-secret',
    balances: { EUR: '1000000', BTC: '10', ETH: '100' },
    ...options,
  };
}

/** A market of the venue: quantities are in units of `base`, prices in units of `quote`. */
export interface LarkMarket extends Instrument {
  readonly base: string;
  readonly quote: string;
}

function market(base: string, basePoints: number): LarkMarket {
  return {
    symbol: `${base}-EUR`,
    name: `${base} in EUR`,
    kind: 'crypto',
    base,
    quote: 'EUR',
    digits: 2,
    tickPoints: 1,
    spreadPoints: 10,
    basePoints,
    volatility: 0.02,
    contractSize: 1,
    lotMin: '0.0001',
    lotMax: '1000',
    lotStep: '0.0001',
    currency: base,
    profitCurrency: 'EUR',
    marginPercent: 100,
    stopsLevelPoints: 0,
    longOnly: true,
    trailingEnabled: false,
    commissionRate: '0',
    swapLongPoints: 0,
    swapShortPoints: 0,
    levels: 10,
  };
}

/** What is listed. */
export const MARKETS: readonly LarkMarket[] = [market('BTC', 4_200_000), market('ETH', 310_000)];
