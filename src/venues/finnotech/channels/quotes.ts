import type { Call } from '../../../adapter/calls';
import type { Quote, RecordSource } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { FinnotechConnection } from '../connection';
import { instrumentOfTrade, toQuote } from '../map';
import type { Found } from '../reads/directory';
import type { FinnotechCallOptions } from '../types/client';
import type { FinnotechRealtimeRow } from '../types/rows';
import { MinuteFeed } from './minute-feed';

/** Quotes: read on demand, and once a minute for those who subscribe. */
export class Quotes {
  readonly feed: MinuteFeed<Quote>;
  readonly #connection: FinnotechConnection;
  /** The last row of each symbol as text, to tell one that has not changed. */
  readonly #seen = new Map<string, string>();

  constructor(connection: FinnotechConnection, topics: TopicRegistry) {
    this.#connection = connection;
    this.feed = new MinuteFeed<Quote>({
      name: 'quotes',
      topics,
      together: true,
      read: (found, source, signal) => this.#changed(found, source, signal),
      forget: (symbol) => this.#seen.delete(symbol),
      // One request is for all of them: it is refused as a whole.
      refused: () => {},
    });
  }

  /** The connection is gone: the next row of each symbol is told, changed or not. */
  lose(): void {
    this.feed.lose();
    this.#seen.clear();
  }

  /** The quotes of now, in the order asked for; an instrument without any trade has none. */
  async read(found: readonly Found[], call: Call): Promise<readonly Quote[]> {
    const rows = await this.#rows(found, call);
    return found.flatMap(({ symbol }) => {
      const row = rows.get(symbol);
      return row ? [toQuote(row, symbol, this.#connection.stamp('read', row))] : [];
    });
  }

  async #changed(
    found: readonly Found[],
    source: RecordSource,
    signal: AbortSignal,
  ): Promise<readonly Quote[]> {
    const rows = await this.#rows(found, { signal, timeoutMs: this.#connection.polling.pollTimeoutMs });
    const quotes: Quote[] = [];
    for (const { symbol } of found) {
      const row = rows.get(symbol);
      const text = row && JSON.stringify(row);
      if (!row || text === undefined || this.#seen.get(symbol) === text) continue;
      this.#seen.set(symbol, text);
      const quote = toQuote(row, symbol, this.#connection.stamp(source, row));
      if (quote.time !== undefined) this.#connection.client.venueClock.observeRecord(symbol, quote.time);
      if (!this.#connection.times.refuses(`a quote of ${symbol}`, quote.time)) quotes.push(quote);
    }
    return quotes;
  }

  /** One company is asked for by its id; several come out of the list of all, shares and rights apart. */
  async #rows(
    found: readonly Found[],
    options: FinnotechCallOptions,
  ): Promise<ReadonlyMap<string, FinnotechRealtimeRow>> {
    const rows = new Map<string, FinnotechRealtimeRow>();
    for (const precedencyRight of [false, true]) {
      const wanted = found.filter((one) => one.precedencyRight === precedencyRight);
      const [first] = wanted;
      if (!first) continue;
      const { result } = await this.#connection.client.tradesRealtime(
        { precedencyRight, ...(wanted.length === 1 ? { coId: first.coId } : {}) },
        options,
      );
      this.#connection.answered();
      for (const row of result) {
        const symbol = instrumentOfTrade(row, this.#connection.stamp('read'))?.instrument.symbol;
        if (symbol !== undefined) rows.set(symbol, row);
      }
      // A list of companies and a list of trades may name an instrument differently; the id and the flag decide.
      for (const one of wanted) {
        const same = result.filter(({ CoID }) => CoID === one.coId);
        if (!rows.has(one.symbol) && same.length === 1) rows.set(one.symbol, same[0] as FinnotechRealtimeRow);
      }
    }
    return rows;
  }
}
