import { type Channel, type ChannelRecords, ranged } from '../../broker';
import type { Clock } from '../../core/clock';
import type { VenueId } from '../../core/venue-id';
import { ProtocolError } from '../../errors';
import type { OrderBook } from '../../model';
import {
  type Flaw,
  flawOfBalance,
  flawOfBook,
  flawOfCandle,
  flawOfFill,
  flawOfOrder,
  flawOfPosition,
  flawOfQuote,
  flawOfTrade,
  type NegativePrices,
} from '../../model/sense';
import { CountedWarning } from '../../streaming/counted-warning';
import { PRIVATE_EVENTS, type PrivateChannel } from '../channels/private-channels';

/** How long records are counted before the first warning, in ms: those of one flood are in one warning. */
const GATHER_MS = 1000;

const LISTS: Readonly<Record<string, Channel | undefined>> = {
  fetchQuotes: 'quotes',
  fetchTrades: 'trades',
  fetchCandles: 'candles',
  candlePages: 'candles',
  fetchOpenOrders: 'orders',
  fetchOrders: 'orders',
  fetchFills: 'fills',
  fetchPositions: 'positions',
  fetchBalances: 'balances',
};

const CHECKS: {
  readonly [C in Channel]?: (
    record: ChannelRecords[C],
    negatives: NegativePrices,
  ) => Flaw<ChannelRecords[C]> | undefined;
} = {
  quotes: flawOfQuote,
  candles: flawOfCandle,
  trades: flawOfTrade,
  book: flawOfBook,
  orders: flawOfOrder,
  fills: flawOfFill,
  positions: flawOfPosition,
  balances: flawOfBalance,
};

export interface SenseGateOptions {
  readonly venue: VenueId;
  readonly clock: Clock;
  readonly negatives: NegativePrices;
  report(code: string, message: string): void;
  recheck(): void;
}

/**
 * The one place where the values of records are judged, whichever venue they come from and whether streamed or read.
 *
 * Market data that cannot be true is left out, or its optional field alone. A private record is never left out
 * silently: what the stream said is not told, the user is warned and the account is read again; what that read says is
 * told. Of all of them the user is warned once a minute at most, with a count.
 */
export class SenseGate {
  readonly #options: SenseGateOptions;
  readonly #warning: CountedWarning;
  /** The last record with a flaw and what became of it: it comes once for each subscription, or is told after it. */
  #last: object | undefined;
  #lastRest: object | undefined;

  constructor(options: SenseGateOptions) {
    this.#options = options;
    this.#warning = new CountedWarning({
      clock: options.clock,
      gatherMs: GATHER_MS,
      tell: (counts, last) => {
        const summary = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
        const text = `Records have values that cannot be true (${summary}), the last of them: ${last}`;
        options.report('senseless', text);
      },
    });
  }

  /** Judges the market data of a channel: the record, the record without what is wrong, or nothing. Absent where all passes. */
  filterOf<C extends Channel>(
    channel: C,
  ): ((record: ChannelRecords[C]) => ChannelRecords[C] | undefined) | undefined {
    const check = CHECKS[channel];
    if (check === undefined || isPrivate(channel)) return undefined;
    const { negatives } = this.#options;
    return (record) => {
      const flaw = check(record, negatives);
      return flaw === undefined ? record : this.#refuse(channel, record, flaw);
    };
  }

  /** Leaves out of what was read what cannot be true. @throws ProtocolError where that is the whole answer */
  read<T>(operation: string, result: T): T {
    if (operation === 'fetchOrderBook') return this.#book(operation, result as OrderBook) as T;
    const channel = LISTS[operation];
    if (channel === undefined) return result;
    const records = result as readonly ChannelRecords[Channel][];
    // What the venue says of the account when asked is the caller's to judge: all of it is handed out, with a warning.
    if (isPrivate(channel)) for (const record of records) this.doubts(channel, record as never);
    else return this.#list(channel, records) as T;
    return result;
  }

  /** Whether a private record must not be told, for the venue is asked again; one that was asked for is told. */
  doubts<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): boolean {
    const flaw = CHECKS[channel]?.(record, this.#options.negatives);
    if (flaw === undefined || this.#last === record) return false;
    this.#last = record;
    const isStreamed = record.source === 'stream';
    if (isStreamed) this.#options.recheck();
    // What is private is told of at once.
    this.#warning.add(isStreamed ? 'asked for again' : 'told', `${channel}: ${flaw.reason}`, 0);
    return isStreamed;
  }

  close(): void {
    this.#warning.close();
  }

  #list(channel: Channel, records: readonly ChannelRecords[Channel][]): readonly ChannelRecords[Channel][] {
    type Filter = (record: ChannelRecords[Channel]) => ChannelRecords[Channel] | undefined;
    const filter = this.filterOf(channel) as Filter;
    let kept: ChannelRecords[Channel][] | undefined;
    for (let at = 0; at < records.length; at += 1) {
      const record = records[at] as ChannelRecords[Channel];
      const rest = filter(record);
      if (rest !== record) kept ??= records.slice(0, at);
      if (kept !== undefined && rest !== undefined) kept.push(rest);
    }
    if (kept === undefined) return records;
    return 'range' in records ? ranged(kept, records.range as Parameters<typeof ranged>[1]) : kept;
  }

  #book(operation: string, book: OrderBook): OrderBook {
    const flaw = flawOfBook(book, this.#options.negatives);
    if (flaw === undefined) return book;
    this.#refuse('book', book, flaw);
    throw new ProtocolError(`The book of ${book.symbol} cannot be true: ${flaw.reason}`, {
      venue: this.#options.venue,
      operation,
      sent: true,
    });
  }

  #refuse<T extends object>(channel: Channel, record: T, { reason, rest }: Flaw<T>): T | undefined {
    if (this.#last === record) return this.#lastRest as T | undefined;
    this.#last = record;
    this.#lastRest = rest;
    this.#warning.add(rest === undefined ? 'left out' : 'told without a field', `${channel}: ${reason}`);
    return rest;
  }
}

function isPrivate(channel: Channel): channel is PrivateChannel {
  return channel in PRIVATE_EVENTS;
}
