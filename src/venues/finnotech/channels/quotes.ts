import { ChangedQuotes } from '../../../adapter/polled/changed-quotes';
import type { Polled } from '../../../adapter/polled/polled-channel';
import { PolledSymbolChannel } from '../../../adapter/polled/polled-symbol-channel';
import type { Quote } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { FinnotechConnection } from '../connection';
import type { FinnotechRealtimeRow } from '../generated/records';
import { instrumentOfTrade, toQuote } from '../map';
import type { Found } from '../reads/directory';
import type { FinnotechCallOptions } from '../types/client';

/** The last row of an instrument. */
interface QuoteRow {
  readonly symbol: string;
  readonly row: FinnotechRealtimeRow;
}

export type QuotesChannel = PolledSymbolChannel<Found, QuoteRow, Quote>;

/** Quotes once a minute: one request for all shares, and one for all rights. */
export function quotesChannel(
  connection: FinnotechConnection,
  polled: Polled,
  topics: TopicRegistry,
): QuotesChannel {
  const changed = new ChangedQuotes(connection.client.venueClock, connection.times);
  return new PolledSymbolChannel<Found, QuoteRow, Quote>({
    ...polled,
    name: 'quotes',
    topics,
    poll: (found, { signal, timeoutMs }) => quoteRows(connection, found, { signal, timeoutMs }),
    map: ({ symbol }, [last], source) =>
      changed.take(symbol, last?.row, (row) => toQuote(row, symbol, connection.stamp(source, row))),
    forget: (symbol) => changed.forget(symbol),
  });
}

/** The quotes of now, in the order asked for; an instrument without any trade has none. */
export async function readQuotes(
  connection: FinnotechConnection,
  found: readonly Found[],
  options: FinnotechCallOptions,
): Promise<readonly Quote[]> {
  const rows = await quoteRows(connection, found, options);
  return rows.map(({ symbol, row }) => toQuote(row, symbol, connection.stamp('read', row)));
}

/** One company is asked for by its id; several come out of the list of all, shares and rights apart. */
async function quoteRows(
  connection: FinnotechConnection,
  found: readonly Found[],
  options: FinnotechCallOptions,
): Promise<readonly QuoteRow[]> {
  const { client } = connection;
  const rows = new Map<string, FinnotechRealtimeRow>();
  for (const precedencyRight of [false, true]) {
    const wanted = found.filter((one) => one.precedencyRight === precedencyRight);
    const [first] = wanted;
    if (!first) continue;
    const coId = wanted.length === 1 ? first.coId : undefined;
    const result = await connection.rows(client.tradesRealtime({ precedencyRight, coId }, options));
    for (const row of result) {
      const symbol = instrumentOfTrade(row, connection.stamp('read'))?.instrument.symbol;
      if (symbol !== undefined) rows.set(symbol, row);
    }
    // A list of companies and a list of trades may name an instrument differently; the id and the flag decide.
    for (const one of wanted) {
      const [same, more] = result.filter(({ CoID }) => CoID === one.coId);
      if (same && !more && !rows.has(one.symbol)) rows.set(one.symbol, same);
    }
  }
  return found.flatMap(({ symbol }) => {
    const row = rows.get(symbol);
    return row ? [{ symbol, row }] : [];
  });
}
