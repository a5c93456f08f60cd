import type { TopicDriver } from '../../../streaming/topics/topics';
import type { XapiStream } from '../client/stream';

/** What the venue sends of a symbol's prices. */
export interface TickParams {
  /** Least ms between two updates. */
  readonly minArrivalTime: number;
  /** Levels from the best one; `Infinity` for all. */
  readonly levels: number;
}

/** What the venue takes an absent minArrivalTime for (2.5.0, streaming getTickPrices). */
export const DEFAULT_ARRIVAL_MS = 200;

/** Told of every topic that is written, so that a later refusal can be laid at its door. */
export type OnWritten = (topic: string) => void;

/** Prices of a symbol: quotes and book share them, the venue keeps one subscription for a symbol. */
export function ticksDriver(
  stream: XapiStream,
  symbol: string,
  onWritten: (topic: string, params: TickParams) => void,
): TopicDriver<TickParams> {
  const start = async ({ minArrivalTime, levels }: TickParams, signal?: AbortSignal): Promise<void> => {
    const every = minArrivalTime === DEFAULT_ARRIVAL_MS ? {} : { minArrivalTime };
    const deep = Number.isFinite(levels) ? { maxLevel: levels - 1 } : {};
    await stream.getTickPrices({ symbol, ...every, ...deep }, { signal });
    onWritten(ticksKey(symbol), { minArrivalTime, levels });
  };
  return {
    key: ticksKey(symbol),
    merge: (all) => ({
      minArrivalTime: Math.min(...all.map(({ minArrivalTime }) => minArrivalTime)),
      levels: Math.max(...all.map(({ levels }) => levels)),
    }),
    equal: (a, b) => a.minArrivalTime === b.minArrivalTime && a.levels === b.levels,
    open: async (params, signal) => {
      await start(params, signal);
      return 'sent';
    },
    // The document does not say that a second getTickPrices of a symbol changes the first one.
    change: async (params, signal) => {
      await stream.stopTickPrices({ symbol }, { signal });
      await start(params, signal);
    },
    close: () => stream.stopTickPrices({ symbol }),
  };
}

export function ticksKey(symbol: string): string {
  return `ticks:${symbol}`;
}

/** A topic without parameters. */
export function plainDriver(
  key: string,
  open: (signal?: AbortSignal) => Promise<void>,
  close: () => Promise<void>,
): TopicDriver<undefined> {
  return {
    key,
    merge: () => undefined,
    equal: () => true,
    open: async (_params, signal) => {
      await open(signal);
      return 'sent';
    },
    close,
  };
}
