import type { Ranged } from '../../broker';
import type { Fill, Order } from '../../model';
import type { VenueTimes } from '../../streaming/time/venue-times';
import type { CheckedHistoryRequest } from './checks';
import { type RangePlan, readRange } from './range';

/** How a venue serves ended orders or own fills. */
export interface HistoryPlan<T extends Order | Fill>
  extends Pick<RangePlan<T>, 'read' | 'guaranteedFrom' | 'earliest'> {
  /** The venue's clock: what lies beyond it is not asked for. */
  readonly times: VenueTimes;
  /** The longest stretch that one read can serve, in ms. @defaultValue the whole range */
  readonly maxMs?: number | undefined;
  /** The time by which a record belongs to a range. @defaultValue that of a fill, the last change of an order */
  timeOf?(record: T): number;
}

/**
 * Reads ended orders or fills of a range. They are the account's own: none is left out because its time lies beyond the
 * venue's clock.
 */
export function readHistory<T extends Order | Fill>(
  { from, to, symbol, onProgress }: CheckedHistoryRequest,
  plan: HistoryPlan<T>,
): Promise<Ranged<T>> {
  return readRange<T>({
    timeOf: changeTimeOf,
    ...plan,
    maxMs: plan.maxMs ?? to - from,
    read: async (span) => {
      const answer = await plan.read(span);
      const read = 'records' in answer ? answer : { records: answer };
      return symbol === undefined
        ? read
        : { ...read, records: read.records.filter((record) => record.symbol === symbol) };
    },
    // A trade with oneself has one id and two sides; some venues number by symbol.
    keyOf: ({ id, side, symbol: market }) => `${market}\n${side}\n${id}`,
    from,
    to,
    keepsFar: true,
    onProgress,
  });
}

function changeTimeOf(record: Order | Fill): number {
  if ('time' in record) return record.time;
  return record.updatedTime ?? record.createdTime ?? record.receivedTime;
}
