import { mix, unit } from './hash';

/** Open, high, low and close in ticks, and the volume in lots, of a span of time. */
export interface Block {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Minutes of a block of each level; every block is split into a whole number of the next. */
const SPANS = [1440, 240, 60, 30, 15, 5, 1] as const;
const DAY = 1440;
/** Segments of a minute. */
export const SEGMENTS = 6;
/** Length of the shortest blocks; prices within them are drawn one by one. */
export const SEGMENT_MS = 10_000;
const SEGMENT_LEVEL = 20;
const SAMPLE_LEVEL = 21;
/** Days between the support points of the long waves that move the daily price. */
const WAVES = [1, 3, 9, 27, 81, 243] as const;

/** Decides whether the walk takes the block of `span` minutes from `start` as a whole or descends into it. */
export type TakeWhole = (start: number, span: number) => boolean;

/**
 * Prices as a pure function of seed and time, from the top down: a day is drawn first, then split into
 * blocks that open where the last one closed, stay inside the day and touch its high and low, and so on
 * to the tick. So every interval agrees with every other, and any range costs only what it returns.
 */
export class PriceTree {
  readonly #seed: number;
  readonly #base: number;
  readonly #volatility: number;
  readonly #samplesPerSegment: number;

  /** @param base - the mean price in ticks */
  constructor(seed: number, base: number, volatility: number, tickMs: number) {
    this.#seed = seed;
    this.#base = base;
    this.#volatility = volatility;
    this.#samplesPerSegment = SEGMENT_MS / tickMs;
  }

  /** Visits the blocks that cover the minutes `[from, to)`, oldest first. */
  walk(
    from: number,
    to: number,
    takeWhole: TakeWhole,
    visit: (start: number, span: number, block: Block) => void,
  ): void {
    for (let day = Math.floor(from / DAY); day * DAY < to; day += 1) {
      this.#descend(0, day * DAY, this.#day(day), from, to, takeWhole, visit);
    }
  }

  /** The block of one minute since the epoch. */
  minute(minute: number): Block {
    let found: Block | undefined;
    this.walk(
      minute,
      minute + 1,
      () => false,
      (_start, _span, block) => {
        found = block;
      },
    );
    if (!found) throw new Error(`No block for minute ${minute}`);
    return found;
  }

  /** The ten-second segments of a minute. */
  segments(minute: number): Block[] {
    return this.#split(this.minute(minute), SEGMENTS, SEGMENT_LEVEL, minute);
  }

  /**
   * The prices of a segment at each step of the tick grid; the first is its open, the last its close, both
   * extremes occur.
   * @param index - number of the segment since the epoch
   */
  samples(index: number, segment: Block): number[] {
    const prices: number[] = [];
    this.#sampleSegment(segment, index, prices);
    return prices;
  }

  #descend(
    level: number,
    start: number,
    block: Block,
    from: number,
    to: number,
    takeWhole: TakeWhole,
    visit: (start: number, span: number, block: Block) => void,
  ): void {
    const span = SPANS[level] ?? 1;
    if (start >= to || start + span <= from) return;
    if (span === 1 || (start >= from && start + span <= to && takeWhole(start, span))) {
      visit(start, span, block);
      return;
    }
    const next = SPANS[level + 1] ?? 1;
    let at = start;
    for (const child of this.#split(block, span / next, level, start)) {
      this.#descend(level + 1, at, child, from, to, takeWhole, visit);
      at += next;
    }
  }

  #day(day: number): Block {
    const open = this.#dayOpen(day);
    const close = this.#dayOpen(day + 1);
    const reach = this.#base * this.#volatility * 0.5;
    return {
      open,
      close,
      high: Math.max(open, close) + Math.round(unit(this.#seed, 30, day) * reach),
      low: Math.max(1, Math.min(open, close) - Math.round(unit(this.#seed, 31, day) * reach)),
      volume: 20_000 + (mix(this.#seed, 32, day) % 40_000),
    };
  }

  #dayOpen(day: number): number {
    let shift = 0;
    WAVES.forEach((period, wave) => {
      const support = Math.floor(day / period);
      const left = unit(this.#seed, 40 + wave, support) * 2 - 1;
      const right = unit(this.#seed, 40 + wave, support + 1) * 2 - 1;
      shift += Math.sqrt(period) * (left + (right - left) * (day / period - support));
    });
    return Math.max(1, Math.round(this.#base * (1 + shift * this.#volatility * 0.4)));
  }

  #split(block: Block, count: number, level: number, index: number): Block[] {
    const { open, high, low, close } = block;
    const reach = high - low;
    const key = index * 64;
    const blocks: { open: number; high: number; low: number; close: number; volume: number }[] = [];
    let left = open;
    let volumeLeft = block.volume;
    for (let child = 0; child < count; child += 1) {
      const progress = (child + 1) / count;
      // A bridge: free in the middle, tied to the parent's close at the end.
      const drift = open + (close - open) * progress;
      const noise =
        (unit(this.#seed, level, key + child) - 0.5) * reach * 1.6 * Math.sqrt(progress * (1 - progress));
      const right = child === count - 1 ? close : Math.min(high, Math.max(low, Math.round(drift + noise)));
      // A part of a random walk spans the whole divided by the root of the number of parts.
      const wanted = (reach / Math.sqrt(count)) * (0.6 + 0.8 * unit(this.#seed, level, key + 20 + child));
      const wick = Math.max(0, wanted - Math.abs(right - left));
      const upper = wick * unit(this.#seed, level, key + 40 + child);
      const volume =
        child === count - 1
          ? volumeLeft
          : Math.min(
              volumeLeft,
              Math.floor((block.volume / count) * (0.5 + unit(this.#seed, level + 10, key + child))),
            );
      volumeLeft -= volume;
      blocks.push({
        open: left,
        close: right,
        high: Math.min(high, Math.max(left, right) + Math.round(upper)),
        low: Math.max(low, Math.min(left, right) - Math.round(wick - upper)),
        volume,
      });
      left = right;
    }
    // The child nearest to an extreme of the parent gets that extreme.
    let top = blocks[0];
    let bottom = blocks[0];
    for (const child of blocks) {
      if (top && child.high > top.high) top = child;
      if (bottom && child.low < bottom.low) bottom = child;
    }
    if (top) top.high = high;
    if (bottom) bottom.low = low;
    return blocks;
  }

  #sampleSegment(segment: Block, index: number, prices: number[]): void {
    const { open, high, low, close } = segment;
    const count = this.#samplesPerSegment;
    const key = index * 256;
    const highAt = 1 + (mix(this.#seed, SAMPLE_LEVEL, key) % (count - 2));
    const lowCandidate = 1 + (mix(this.#seed, SAMPLE_LEVEL, key + 1) % (count - 2));
    const lowAt = lowCandidate === highAt ? 1 + (highAt % (count - 2)) : lowCandidate;
    let last = open;
    for (let at = 0; at < count; at += 1) {
      if (at === 0) last = open;
      else if (at === count - 1) last = close;
      else if (at === highAt) last = high;
      else if (at === lowAt) last = low;
      else if (unit(this.#seed, SAMPLE_LEVEL + 1, key + at) < 0.3) {
        const drift = open + (close - open) * (at / count);
        const noise = (unit(this.#seed, SAMPLE_LEVEL + 2, key + at) - 0.5) * (high - low);
        last = Math.min(high, Math.max(low, Math.round((drift + last + noise * 2) / 2)));
      }
      prices.push(last);
    }
  }
}
