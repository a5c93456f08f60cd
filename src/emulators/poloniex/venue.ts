import type { Clock } from '../../core/clock';
import type { ExecutedLog } from '../execution-log';
import type { Market } from '../market/market';
import type { VenueContext, VenueRules } from '../start-venue';
import { UserLocks } from '../user-locks';
import { KillSwitches } from './account/kill-switch';
import { Quotas } from './account/quotas';
import { isSigned, type SignedCall } from './account/signature';
import { Wallet } from './account/wallet';
import { SpotBook } from './book';
import type { PoloniexFaults } from './faults';
import type { PoloniexInstrument } from './instruments';
import type { Row } from './json';
import { NumberSeries } from './numbers';
import type { ResolvedOptions } from './options';
import { OrderManager } from './orders/manager';
import type { SpotTrade } from './orders/order';
import { SmartOrderManager } from './orders/smart-manager';
import { PoloniexRefusal, unauthorized } from './refusal';
import { MarketRows } from './rows/market';
import { capturedBalance, capturedOrder } from './socket/captured-frames';
import { PrivateHub } from './socket/private-hub';
import { PublicHub } from './socket/public-hub';
import { Tape } from './tape';

/** The signature that authenticates a user. */
export interface Proof extends SignedCall {
  readonly key: string;
  readonly signature: string;
  /** In ms; undefined for the venue's own. */
  readonly recvWindow: number | undefined;
}

/** The modes of the venue as a whole. */
export interface ExchangeMode {
  readonly maintenance: boolean;
  /** Only LIMIT_MAKER orders are accepted. */
  readonly postOnly: boolean;
}

/** One emulated venue, without its ports. */
export class PoloniexVenue implements VenueRules {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly faults: PoloniexFaults;
  readonly log: ExecutedLog;
  readonly market: Market<PoloniexInstrument>;
  readonly book: SpotBook;
  readonly tape: Tape;
  readonly rows: MarketRows;
  readonly quotas: Quotas;
  readonly orders: OrderManager;
  readonly smartOrders: SmartOrderManager;
  readonly killSwitches: KillSwitches;
  readonly privateHub = new PrivateHub();
  readonly publicHub: PublicHub;
  readonly #wallets = new Map<string, Wallet>();
  readonly #locks: UserLocks;
  #mode: ExchangeMode = { maintenance: false, postOnly: false };

  constructor(context: VenueContext<PoloniexInstrument, PoloniexFaults>, options: ResolvedOptions) {
    const { clock, seed } = context;
    this.options = options;
    this.clock = clock;
    this.market = context.market;
    this.faults = context.faults;
    this.log = context.log;
    this.#locks = new UserLocks(
      clock,
      options.accounts.map(({ apiKey }) => apiKey),
    );
    const now = (): number => this.now();
    this.book = new SpotBook(this.market, seed, options.partialFills);
    this.tape = new Tape(this.market, clock, seed);
    this.rows = new MarketRows({ market: this.market, book: this.book, now, marketNow: () => clock.now() });
    this.quotas = new Quotas(clock);
    this.killSwitches = new KillSwitches(clock, now);
    const isCaptured = options.frames === 'captured';
    const orderIds = new NumberSeries(options.firstOrderId, 7n);
    const common = { clock, now, market: this.market };
    this.orders = new OrderManager({
      ...common,
      book: this.book,
      log: this.log,
      orderIds,
      tradeIds: new NumberSeries('62561238', 1n),
      rates: { maker: options.makerRate, taker: options.takerRate },
      mode: () => this.#mode,
      onEvent: (account, row) => this.privateHub.order(account, isCaptured ? capturedOrder(row) : row),
      onTrade: (trade) => this.#onTrade(trade),
    });
    const { triggeredClientOrderId } = options;
    this.smartOrders = new SmartOrderManager({
      ...common,
      orders: this.orders,
      ids: orderIds,
      triggeredClientOrderId,
    });
    this.publicHub = new PublicHub(this);
    const balanceIds = new NumberSeries(options.firstBalanceId, 6n);
    for (const account of options.accounts) {
      const { apiKey } = account;
      let version = 0;
      const captured = (row: Row): Row => {
        version += 1;
        return capturedBalance(row, version);
      };
      const onChange: ConstructorParameters<typeof Wallet>[3] = (rows) =>
        this.privateHub.balances(apiKey, isCaptured ? rows.map(captured) : rows);
      this.#wallets.set(apiKey, new Wallet(account, balanceIds, now, onChange));
    }
  }

  /** The venue's own time, UTC epoch milliseconds. */
  now(): number {
    // A virtual clock may stand between two milliseconds; the protocol has whole ones.
    return Math.floor(this.clock.now()) + this.faults.skewMs;
  }

  /** The instant, by the monotonic clock, whose state reads of orders and trades show. */
  readAt(): number {
    return this.clock.monotonic() - this.faults.lagMs;
  }

  get mode(): ExchangeMode {
    return this.#mode;
  }

  /** Changes the modes of the venue, and sends them. */
  setMode(mode: Partial<ExchangeMode>): void {
    this.#mode = { ...this.#mode, ...mode };
    this.publicHub.modeChanged();
  }

  /** The balances behind a key. @throws RangeError for one that does not exist */
  wallet(apiKey: string): Wallet {
    const wallet = this.#wallets.get(apiKey);
    if (!wallet) throw new RangeError(`There is no account with the key ${apiKey}`);
    return wallet;
  }

  /** The user who signed. @throws PoloniexRefusal */
  authenticate(proof: Proof): Wallet {
    const wallet = this.#wallets.get(proof.key);
    if (!wallet) throw unauthorized('Invalid API key');
    if (!isSigned(wallet.account.apiSecret, proof, proof.signature)) throw unauthorized('Invalid signature');
    if (this.#locks.isLocked(proof.key)) throw unauthorized('API key is locked');
    const { recvWindowMs, timestampRefusal } = this.options;
    const age = Math.abs(this.now() - Number(proof.signTimestamp));
    if (!(age <= (proof.recvWindow ?? recvWindowMs))) {
      throw new PoloniexRefusal(timestampRefusal.code, timestampRefusal.message, timestampRefusal.status);
    }
    return wallet;
  }

  kick(apiKey: string | undefined): void {
    for (const listener of this.privateHub.of(apiKey)) listener.finish();
  }

  lockAccount(minutes: number, apiKey: string | undefined): void {
    this.#locks.lock(minutes, apiKey);
  }

  expireSession(apiKey: string | undefined): void {
    for (const listener of this.privateHub.of(apiKey)) listener.forget();
  }

  close(): void {
    this.publicHub.close();
    this.killSwitches.close();
    this.smartOrders.close();
    this.orders.close();
  }

  /** Only the taker moved the market. */
  #onTrade({ order, price, quantity, role }: SpotTrade): void {
    if (role === 'TAKER') {
      this.tape.add(order.instrument.symbol, { price, quantity, takerSide: order.request.side });
    }
    this.publicHub.bookTaken(order.instrument.symbol);
  }
}
