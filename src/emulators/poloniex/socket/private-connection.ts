import type { SocketTerms } from '../../network/venue-socket';
import type { Wallet } from '../account/wallet';
import { type Members, membersOf } from '../members';
import { PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';
import { carryOutOrder, ORDER_COMMANDS } from './order-entry';
import { PRIVATE_CHANNELS, type PrivateChannel, type PrivateListener } from './private-hub';
import { PoloniexSocket, type SocketRequest } from './socket';

const CHANNELS: readonly string[] = PRIVATE_CHANNELS;

/** A socket that receives one user's order and balance events, and sends its orders. */
export class PrivateConnection extends PoloniexSocket implements PrivateListener {
  readonly #subscriptions = new Map<string, Set<string>>();
  /** Numbers of requests that are not answered yet. */
  readonly #open = new Set<string>();
  #wallet: Wallet | undefined;

  constructor(venue: PoloniexVenue, terms: SocketTerms) {
    super(venue, terms);
    venue.privateHub.add(this);
  }

  get account(): string | undefined {
    return this.#wallet?.account.apiKey;
  }

  /** Ends its authentication: it stays open, receives no events and may do nothing. */
  forget(): void {
    this.#wallet = undefined;
    this.#subscriptions.clear();
  }

  isSubscribed(channel: PrivateChannel, symbol: string | undefined): boolean {
    const symbols = this.#subscriptions.get(channel);
    if (!symbols) return false;
    return channel === 'balances' || symbol === undefined || symbols.has('all') || symbols.has(symbol);
  }

  protected handle(request: SocketRequest): void {
    const { command, members } = request;
    if (command === 'auth') this.#authenticate(members);
    else if (ORDER_COMMANDS.has(command)) this.#order(request, this.#proved());
    else throw new PoloniexRefusal(400, `Invalid event value ${JSON.stringify(command)}`);
  }

  protected subscribe(channel: string, symbols: readonly string[]): void {
    this.#proved();
    if (!CHANNELS.includes(channel)) {
      throw new PoloniexRefusal(400, `Invalid channel value ${JSON.stringify([channel])}`);
    }
    const isOrders = channel === 'orders';
    const wanted = symbols.length > 0 ? symbols : ['all'];
    const unknown = wanted.filter((symbol) => symbol !== 'all' && !this.venue.market.instrument(symbol));
    if (isOrders && unknown.length > 0) {
      throw new PoloniexRefusal(24_101, `Invalid symbol value ${JSON.stringify(unknown)}`);
    }
    const known = this.#subscriptions.get(channel) ?? new Set();
    for (const symbol of wanted) known.add(symbol);
    this.#subscriptions.set(channel, known);
    const echoed = isOrders && symbols.length > 0 ? { symbols } : {};
    this.send({ channel, event: 'subscribe', ...echoed }, 'subscribe');
  }

  protected unsubscribe(channel: string, symbols: readonly string[]): void {
    const known = this.#subscriptions.get(channel);
    for (const symbol of symbols) known?.delete(symbol);
    const all = symbols.length === 0 || symbols.includes('all') || channel === 'balances';
    if (all || known?.size === 0) this.#subscriptions.delete(channel);
  }

  protected channels(): string[] {
    return [...this.#subscriptions.keys()];
  }

  protected ended(): void {
    this.venue.privateHub.remove(this);
  }

  #proved(): Wallet {
    if (!this.#wallet) throw new PoloniexRefusal(401, 'Authentication required');
    return this.#wallet;
  }

  #authenticate(members: Members): void {
    const { venue } = this;
    const params = membersOf(members['params']) ?? {};
    const text = (name: string): string => String(params[name] ?? '');
    let wallet: Wallet;
    try {
      wallet = venue.authenticate({
        method: 'GET',
        path: '/ws',
        search: '',
        body: '',
        key: text('key'),
        signTimestamp: text('signTimestamp'),
        signature: text('signature'),
        recvWindow: undefined,
      });
    } catch (error) {
      if (!(error instanceof PoloniexRefusal)) throw error;
      const data = { success: false, message: 'Authentication failed!', ts: venue.now() };
      this.send({ data, channel: 'auth' }, 'auth');
      return;
    }
    if (
      wallet.account.apiKey !== this.account &&
      venue.privateHub.countOf(wallet.account.apiKey) >= venue.options.maxPrivateConnections
    ) {
      this.fail('Too many connections', 'auth');
      this.finishAfterwards();
      return;
    }
    this.#wallet = wallet;
    this.send({ data: { success: true, ts: venue.now() }, channel: 'auth' }, 'auth');
    if (venue.faults.rules.take('kickLogin', this.side, 'auth')) this.finishAfterwards();
  }

  #order({ command, members }: SocketRequest, wallet: Wallet): void {
    const id = members['id'];
    if (typeof id !== 'string' && typeof id !== 'number') throw new PoloniexRefusal(400, 'Invalid id value');
    // The answers to two requests under one number could not be distinguished.
    if (this.#open.has(String(id))) throw new PoloniexRefusal(400, `Request id ${id} is in use`);
    const { rules } = this.venue.faults;
    const delayMs = rules.take('delayApply', this.side, command)?.ms ?? 0;
    const terms = { delayMs, fail: rules.take('fail', this.side, command) };
    const run = (): void => {
      this.#open.delete(String(id));
      const data = carryOutOrder(this.venue, wallet, command, membersOf(members['params']) ?? {}, terms);
      this.send({ id, data }, command);
    };
    if (delayMs <= 0 || command === 'createOrder') {
      run();
      return;
    }
    this.#open.add(String(id));
    this.later(delayMs, run);
  }
}
