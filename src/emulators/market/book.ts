import { mix } from './hash';

/** One price level: the best bid and ask are level 0. */
export interface Level {
  /** Points. */
  readonly bid: number;
  readonly ask: number;
  /** Lots on offer. */
  readonly bidVolume: number;
  readonly askVolume: number;
}

/**
 * The book below a quote, a pure function of its arguments.
 * @param tickPoints - distance between levels in points
 */
export function bookOf(
  seed: number,
  quote: { readonly bid: number; readonly ask: number; readonly time: number },
  tickPoints: number,
  levels: number,
): Level[] {
  let gap = 0;
  return Array.from({ length: levels }, (_, level) => {
    // Each level lies beyond the one before it: the distances add up.
    if (level > 0) gap += tickPoints * (1 + (mix(seed, 50, level) % 3));
    return {
      bid: Math.max(1, quote.bid - gap),
      ask: quote.ask + gap,
      bidVolume: (level + 1) * (10 + (mix(seed, 51 + level, quote.time) % 90)),
      askVolume: (level + 1) * (10 + (mix(seed, 71 + level, quote.time) % 90)),
    };
  });
}
