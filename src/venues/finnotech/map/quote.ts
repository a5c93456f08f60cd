import type { Quote } from '../../../model';
import { type MapContext, present, recordMeta } from '../../../model/map-context';
import type { FinnotechRealtimeRow } from '../generated/records';
import { tehranTime } from './time';

/**
 * The last trade and the figures of the day. There is no bid and no ask; the day's weighted closing price is no field of
 * a quote and stays in the row.
 */
export function toQuote(row: FinnotechRealtimeRow, symbol: string, context: MapContext): Quote {
  return {
    ...recordMeta('finnotech', context),
    symbol,
    ...present<Quote>({
      last: row.LastPrice ?? undefined,
      open: row.OpeningPrice ?? undefined,
      high: row.MaxPrice ?? undefined,
      low: row.minPrice ?? undefined,
      volume: row.TradeVolume ?? undefined,
      time: tehranTime(row.TradeDateGre),
    }),
  };
}
