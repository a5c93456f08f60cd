import type { Clock } from '../../core/clock';
import type { ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import type { VenueContext, VenueRules } from '../start-venue';
import type { FinnotechInstrument } from './companies';
import type { ResolvedOptions } from './options';
import { notFound, quotaUsedUp } from './refusal';
import { Tokens } from './tokens';
import { TradingDays } from './trading-days';

const MINUTE_MS = 60_000;
/** How many tracking codes are stored, to refuse one that is used twice. */
const REMEMBERED = 100_000;

/** One emulated venue, without its port. */
export class FinnotechVenue implements VenueRules {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: ExecutedLog;
  readonly tokens: Tokens;
  readonly market: Market<FinnotechInstrument>;
  readonly days: TradingDays;
  readonly #trackIds = new Set<string>();
  readonly #used = new Map<string, { readonly minute: number; count: number }>();

  constructor({ clock, market, faults, log }: VenueContext<FinnotechInstrument>, options: ResolvedOptions) {
    this.options = options;
    this.clock = clock;
    this.market = market;
    this.faults = faults;
    this.log = log;
    this.tokens = new Tokens(options);
    this.days = new TradingDays(market, options.alwaysOpen);
  }

  /** When the data was refreshed last: once a minute. */
  asOf(): number {
    const { refreshOffsetMs } = this.options;
    return Math.floor((this.clock.now() - refreshOffsetMs) / MINUTE_MS) * MINUTE_MS + refreshOffsetMs;
  }

  /** The instruments of a company, or of all; shares, rights, or both. @throws Refusal for a company that is not listed */
  listed(companyId: string | undefined, right?: boolean): readonly FinnotechInstrument[] {
    const all = this.market.instruments();
    if (companyId !== undefined && !all.some(({ coId }) => String(coId) === companyId))
      throw notFound('company');
    return all.filter(
      ({ coId, precedencyRight }) =>
        (companyId === undefined || String(coId) === companyId) &&
        (right === undefined || precedencyRight === right),
    );
  }

  /** Whether a tracking code is used for the first time. */
  takeTrackId(trackId: string): boolean {
    if (this.#trackIds.has(trackId)) return false;
    if (this.#trackIds.size >= REMEMBERED) this.#trackIds.clear();
    this.#trackIds.add(trackId);
    return true;
  }

  /** Counts a call of a client. @throws Refusal when the minute's calls are used up */
  countCall(clientId: string): void {
    const { quota } = this.options;
    if (quota === undefined) return;
    const now = this.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    let used = this.#used.get(clientId);
    if (used?.minute !== minute) {
      used = { minute, count: 0 };
      this.#used.set(clientId, used);
    }
    used.count += 1;
    if (used.count > quota) throw quotaUsedUp(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000));
  }

  kick(clientId: string | undefined): void {
    this.tokens.expire(clientId);
  }

  lockAccount(minutes: number, clientId: string | undefined): void {
    this.tokens.locks.lock(minutes, clientId);
  }

  expireSession(clientId: string | undefined): void {
    this.tokens.expire(clientId);
  }

  /** Clears every token. */
  restart(): void {
    this.tokens.forget();
  }
}
