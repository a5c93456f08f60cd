import type { ExtraOperation } from '../../adapter/broker/ports';
import type { SpanRead } from '../../adapter/ranges/range';
import type { AccountFilter, Channel, ChannelRecords, OrderRef, Ranged } from '../../broker';
import { ProtocolError } from '../../errors';
import type {
  Account,
  AccountSummary,
  Balance,
  Candle,
  Fill,
  Instrument,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../../model';
import { extraResults, recordSchemas } from '../messages/messages';
import { isIdOf } from './bot-ids';
import type { RemoteConnection, RequestOptions } from './connection';

/** What the connector's broker can be asked, and its answers as records that have arrived here. */
export class RemoteReads {
  readonly #connection: RemoteConnection;

  readonly #bot: string;

  /** @param bot - whose orders are its own */
  constructor(connection: RemoteConnection, bot: string) {
    this.#connection = connection;
    this.#bot = bot;
  }

  /** A record of a channel. @throws ProtocolError when it breaks its schema */
  record<C extends Channel>(channel: C, value: unknown): ChannelRecords[C] {
    const record = recordOf(channel, value, this.#connection.now());
    // To the connector the orders of all its bots are its own.
    return channel === 'orders'
      ? ({ ...record, origin: this.#originOf(record as Partial<Order>) } as unknown as ChannelRecords[C])
      : record;
  }

  instruments(options?: RequestOptions): Promise<readonly Instrument[]> {
    return this.#list('fetchInstruments', [], options);
  }

  async quotes(symbols: readonly string[], options: RequestOptions): Promise<readonly Quote[]> {
    return this.#records('quotes', 'fetchQuotes', [symbols], options);
  }

  async candles(request: object, options: RequestOptions): Promise<SpanRead<Candle>> {
    return this.#span('candles', 'fetchCandles', request, options);
  }

  trades(request: object, options: RequestOptions): Promise<Ranged<Trade>> {
    return this.#ranged('trades', 'fetchTrades', request, options);
  }

  async orderBook(symbol: string, depth: number | undefined, options: RequestOptions): Promise<OrderBook> {
    const request = depth === undefined ? { symbol } : { symbol, depth };
    return this.record('book', await this.#connection.request('fetchOrderBook', [request], options));
  }

  accounts(options: RequestOptions): Promise<readonly Account[]> {
    return this.#list('fetchAccounts', [], options);
  }

  async accountSummary(account: string | undefined, options: RequestOptions): Promise<AccountSummary> {
    const args = account === undefined ? [{}] : [{ account }];
    return (await this.#connection.request('fetchAccountSummary', args, options)) as AccountSummary;
  }

  balances(account: string | undefined, options: RequestOptions): Promise<readonly Balance[]> {
    return this.#records('balances', 'fetchBalances', account === undefined ? [{}] : [{ account }], options);
  }

  positions(filter: AccountFilter, options: RequestOptions): Promise<readonly Position[]> {
    return this.#records('positions', 'fetchPositions', [filter], options);
  }

  openOrders(filter: AccountFilter, options: RequestOptions): Promise<readonly Order[]> {
    return this.#records('orders', 'fetchOpenOrders', [filter], options);
  }

  async order(ref: OrderRef, options: RequestOptions): Promise<Order> {
    return this.record('orders', await this.#connection.request('fetchOrder', [ref], options));
  }

  orders(request: object, options: RequestOptions): Promise<SpanRead<Order>> {
    return this.#span('orders', 'fetchOrders', request, options);
  }

  fills(request: object, options: RequestOptions): Promise<SpanRead<Fill>> {
    return this.#span('fills', 'fetchFills', request, options);
  }

  async serverTime(options: RequestOptions): Promise<number> {
    return (await this.#connection.request('fetchServerTime', [], options)) as number;
  }

  /** What only the class of the venue has. @throws ProtocolError when the answer is not what was described */
  async extra(
    operation: string,
    { result }: ExtraOperation,
    args: readonly unknown[],
    options: RequestOptions,
  ): Promise<unknown> {
    if (Object.hasOwn(recordSchemas, result))
      return this.#records(result as Channel, operation, args, options);
    const answer = await this.#connection.request(operation, args, options);
    const { data, success } = extraResults[result as keyof typeof extraResults].safeParse(answer);
    if (!success) throw new ProtocolError(`The answer to ${operation} is no ${result}`, { operation });
    return data;
  }

  #originOf({ clientOrderId }: Partial<Order>): Order['origin'] {
    return isIdOf(this.#bot, clientOrderId) ? 'local' : 'external';
  }

  async #list<T>(
    operation: string,
    args: readonly unknown[],
    options?: RequestOptions,
  ): Promise<readonly T[]> {
    const rows = await this.#connection.request(operation, args, options);
    if (!Array.isArray(rows)) throw new ProtocolError(`The answer to ${operation} is no list`, { operation });
    return rows as readonly T[];
  }

  async #records<C extends Channel>(
    channel: C,
    operation: string,
    args: readonly unknown[],
    options: RequestOptions,
  ): Promise<readonly ChannelRecords[C][]> {
    const rows = await this.#list(operation, args, options);
    return rows.map((row) => this.record(channel, row));
  }

  async #ranged<C extends Channel>(
    channel: C,
    operation: string,
    request: object,
    options: RequestOptions,
  ): Promise<Ranged<ChannelRecords[C]>> {
    const rows = await this.#list(operation, [request], options);
    const records = rows.map((row) => this.record(channel, row));
    const { range } = rows as unknown as Ranged<unknown>;
    return Object.defineProperty(records, 'range', { value: range }) as unknown as Ranged<ChannelRecords[C]>;
  }

  async #span<C extends Channel>(
    channel: C,
    operation: string,
    request: object,
    options: RequestOptions,
  ): Promise<SpanRead<ChannelRecords[C]>> {
    const records = await this.#ranged(channel, operation, request, options);
    const { availableFrom, complete } = records.range;
    return { records, begins: availableFrom, isWhole: complete || availableFrom !== undefined };
  }
}

/** The record that was made last: brokers of one process make it of the same message, most often in one millisecond. */
let last:
  | { readonly channel: Channel; readonly value: unknown; readonly time: number; readonly record: object }
  | undefined;

function recordOf<C extends Channel>(channel: C, value: unknown, receivedTime: number): ChannelRecords[C] {
  if (last !== undefined && last.value === value && last.channel === channel && last.time === receivedTime)
    return last.record as ChannelRecords[C];
  const { data, error } = recordSchemas[channel].safeParse(value);
  if (data === undefined) {
    const path = error?.issues[0]?.path.join('.');
    throw new ProtocolError(`A record of ${channel} cannot be read`, { operation: channel, path });
  }
  const stamped = { ...data, receivedTime };
  const record = channel === 'book' ? withLevels(stamped as never) : stamped;
  last = { channel, value, time: receivedTime, record };
  return record as unknown as ChannelRecords[C];
}

/** A quantity that is not known is null on its way. */
function withLevels(book: Pick<OrderBook, 'bids' | 'asks'>) {
  const levels = (side: OrderBook['bids']) =>
    Object.freeze(side.map(([price, quantity]) => Object.freeze([price, quantity ?? undefined] as const)));
  return { ...book, bids: levels(book.bids), asks: levels(book.asks) };
}
