import type { ExecutedLog } from '../execution-log';
import type { Market } from '../market/market';
import { type HttpEndpoint, startVenue, type VenueContext, type VenueEmulator } from '../start-venue';
import type { BalanceEvent } from './account/wallet';
import { PoloniexFaults } from './faults';
import { listInstruments, type PoloniexInstrument } from './instruments';
import { Decimal, plain, ZERO } from './money';
import { POLONIEX_NAMES, type PoloniexCommand, type PoloniexEvent } from './names';
import { type PoloniexEmulatorOptions, resolveOptions } from './options';
import { readOrder } from './orders/request';
import { connectionInfo, type PoloniexConnectionInfo, ports } from './ports';
import { type ExchangeMode, PoloniexVenue } from './venue';

/** Where an emulator listens. */
export interface PoloniexEndpoints {
  readonly http: HttpEndpoint;
  readonly ws: { readonly private: string; readonly public: string };
  /** PEM of the authority to trust, with TLS. */
  readonly ca?: string;
}

/** An order of the user's by another program: the members of `POST /orders`. */
export interface PoloniexOrderMembers {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type?: 'MARKET' | 'LIMIT' | 'LIMIT_MAKER';
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK';
  readonly price?: string;
  readonly quantity?: string;
  readonly amount?: string;
  readonly clientOrderId?: string;
}

/** A running local Poloniex venue. Where a method takes an `apiKey`, its absence means the first account. */
export interface PoloniexEmulator
  extends VenueEmulator<PoloniexInstrument, PoloniexFaults<PoloniexCommand, PoloniexEvent>> {
  readonly venue: 'poloniex';
  readonly endpoints: PoloniexEndpoints;
  /** The first account. */
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
  /** Prices, to be watched or set by hand. The bid is the last price. */
  readonly market: Market<PoloniexInstrument>;
  /**
   * What the server really executed, and what it received. `open` is a market order with all its fills, `pending`
   * a limit order that was accepted, `modify` one that replaces another, `fill` one execution of it, `delete` the end
   * of what was left.
   */
  readonly orders: ExecutedLog;
  /** Commands are REST's (createOrder, getOpenOrders, ...), the sockets' (auth, subscribe, ...) and their channels. */
  readonly faults: PoloniexFaults<PoloniexCommand, PoloniexEvent>;
  /** Books a deposit. @param amount - a decimal above 0, in units */
  deposit(currency: string, amount: string, apiKey?: string): void;
  /** Books a withdrawal of what is available. @throws RangeError for more than that */
  withdraw(currency: string, amount: string, apiKey?: string): void;
  /** Books a transfer from another account of the user. */
  transferIn(currency: string, amount: string, apiKey?: string): void;
  /** Books a transfer to another account of the user. @throws RangeError for more than is available */
  transferOut(currency: string, amount: string, apiKey?: string): void;
  /** Places an order as the venue's own web page would; returns its number. @throws Error where it is refused */
  placeOrder(order: PoloniexOrderMembers, apiKey?: string): string;
  /** Cancels an order, as the web page would. @throws Error where it is not active */
  cancelOrder(id: string, apiKey?: string): void;
  /** The balance of a user in a currency. */
  balance(currency: string, apiKey?: string): { readonly available: string; readonly hold: string };
  /** Turns maintenance or post-only mode on or off, and sends it on the channel `exchange`. */
  setMode(mode: Partial<ExchangeMode>): void;
  /** The open connections. */
  connections(): PoloniexConnectionInfo[];
  /** Drops every connection; orders, balances and the market stay. */
  restart(): void;
}

/**
 * Starts a Poloniex venue on loopback.
 * @throws Error when a port is taken, or TLS is asked for and selfsigned is not installed
 * @throws RangeError for an option out of range
 */
export async function startPoloniexEmulator(
  options: PoloniexEmulatorOptions = {},
): Promise<PoloniexEmulator> {
  const resolved = resolveOptions(options);
  const started = await startVenue({
    options: resolved,
    instruments: listInstruments(resolved.symbols),
    faults: new PoloniexFaults(POLONIEX_NAMES),
    rules: (context: VenueContext<PoloniexInstrument, PoloniexFaults>) =>
      new PoloniexVenue(context, resolved),
    ports,
  });
  const { rules: venue } = started;
  const { apiKey: firstKey = '', apiSecret = '' } = resolved.accounts[0] ?? {};
  const book =
    (event: BalanceEvent, sign: 1 | -1) =>
    (currency: string, amount: string, apiKey = firstKey): void =>
      bookMoney(venue, event, { currency, amount, sign, apiKey });
  return {
    venue: 'poloniex',
    ...started.emulator,
    endpoints: {
      http: started.http('rest'),
      ws: {
        private: started.webSocket('private', '/ws/private'),
        public: started.webSocket('public', '/ws/public'),
      },
      ...started.authority,
    },
    credentials: { apiKey: firstKey, apiSecret },
    deposit: book('deposit', 1),
    withdraw: book('withdraw', -1),
    transferIn: book('transfer_in', 1),
    transferOut: book('transfer_out', -1),
    placeOrder: (order, apiKey = firstKey) => {
      const request = readOrder({ ...order }, (symbol) => venue.market.instrument(symbol));
      return venue.orders.place(venue.wallet(apiKey), request, { source: 'WEB' });
    },
    cancelOrder: (id, apiKey = firstKey) =>
      venue.orders.cancel(venue.wallet(apiKey), venue.orders.find(apiKey, id)),
    balance: (currency, apiKey = firstKey) => {
      const { available, hold } = venue.wallet(apiKey).holding(currency);
      return { available: plain(available), hold: plain(hold) };
    },
    setMode: (mode) => venue.setMode(mode),
    connections: () => started.connections().map(connectionInfo),
  };
}

function bookMoney(
  venue: PoloniexVenue,
  event: BalanceEvent,
  entry: {
    readonly currency: string;
    readonly amount: string;
    readonly sign: 1 | -1;
    readonly apiKey: string;
  },
): void {
  const wallet = venue.wallet(entry.apiKey);
  const amount = new Decimal(entry.amount);
  if (!amount.gt(0)) throw new RangeError('An amount must be above 0');
  if (entry.sign < 0 && amount.gt(wallet.holding(entry.currency).available)) {
    throw new RangeError(`There is less than ${entry.amount} ${entry.currency} available`);
  }
  wallet.book(event, [{ currency: entry.currency, available: amount.times(entry.sign), hold: ZERO }]);
}
