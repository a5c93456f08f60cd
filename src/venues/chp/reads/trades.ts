import type { CheckedTradesRequest } from '../../../adapter/ranges/checks';
import { type RowsResult, readRows } from '../../../adapter/ranges/rows';
import { type Ranged, ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import type { RecordSource, Trade } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import type { ChpConnection, ReadOptions } from '../connection';
import { type PriceGrid, sinceOf, toTrade } from '../map';

/** Trades of one page, and of a read without a limit. */
const PAGE = 500;

/** The venue's times are whole seconds. */
const STEP_MS = 1000;

export interface TradesPlan extends Partial<Pick<CheckedTradesRequest, 'to' | 'limit'>> {
  readonly symbol: string;
  readonly grid: PriceGrid;
  readonly source: RecordSource;
}

/** Reads the tape from a time on, to its end. @param from - UTC epoch ms, included */
export function readTradesSince(
  connection: ChpConnection,
  plan: TradesPlan,
  from: number,
  options: ReadOptions,
): Promise<RowsResult<Trade>> {
  const { to = Number.POSITIVE_INFINITY, limit } = plan;
  return readRows<Trade>({
    start: from,
    direction: 'forward',
    end: to,
    size: () => PAGE,
    // Negative: forward in time.
    read: (since, count) => readPage(connection, plan, since, -count, options),
    timeOf: ({ time }) => time,
    keyOf: ({ id, time, price, quantity }, nth) => id ?? `${time} ${price} ${quantity} ${nth}`,
    stepMs: STEP_MS,
    limit,
  });
}

/**
 * Trades of the tape, oldest first: of a range, or the newest.
 *
 * `complete` of the report says whether the venue gave all trades from the first one on, or from `from` on, as far as the
 * limit goes.
 */
export async function readTrades(
  connection: ChpConnection,
  grid: PriceGrid,
  { symbol, from, to, limit }: CheckedTradesRequest,
  options: ReadOptions,
): Promise<Ranged<Trade>> {
  const end = to ?? Number.POSITIVE_INFINITY;
  const plan: TradesPlan = { symbol, grid, source: 'read', to, limit };
  if (from === undefined) {
    const until = Math.min(end, connection.times.latest);
    const { records } = await readPage(connection, plan, until, limit ?? PAGE, options);
    const newest = sorted(records, ({ time }) => time < end).slice(-(limit ?? PAGE));
    return ranged(newest, { from: newest[0]?.time ?? until, to: until, complete: true });
  }
  const { records, isWhole } = await readTradesSince(connection, plan, from, options);
  const trades = sorted(records, ({ time }) => time >= from && time < end);
  const report = { from, to: to ?? connection.serverTime(), complete: isWhole };
  return ranged(limit === undefined ? trades : trades.slice(0, limit), report);
}

async function readPage(
  connection: ChpConnection,
  { symbol, grid, source }: TradesPlan,
  since: number,
  count: number,
  options: ReadOptions,
) {
  const rows = await connection.client.getTrades({ since: sinceOf(since), symbol, count }, options);
  const trades = await mapInSlices(
    rows,
    (row) => toTrade(row, connection.stamp(source, row), grid),
    stoppedBy(options.signal, { venue: 'chp' }),
  );
  const isKept = (trade: Trade | undefined): trade is Trade =>
    trade !== undefined && !connection.times.refuses(`a trade of ${symbol}`, trade.time);
  return { records: trades.filter(isKept), count: rows.length };
}

function sorted(trades: readonly Trade[], isWithin: (trade: Trade) => boolean): readonly Trade[] {
  return trades.filter(isWithin).sort((a, b) => a.time - b.time);
}
