import { seedOf } from './hash';
import { type Hours, hoursOf } from './hours';
import type { Instrument } from './instrument';
import { type Block, PriceTree, SEGMENT_MS, SEGMENTS } from './price-tree';

/** A price at an instant; `time` is when it was set. */
export interface Tick {
  /** Points. */
  readonly bid: number;
  readonly ask: number;
  readonly time: number;
}

/** A change of a price by hand: from `time` on it is paused, or shifted. All in ticks. */
interface Edit {
  readonly time: number;
  readonly frozen: number | undefined;
  readonly offset: number;
  readonly spread: number;
}

const MINUTE_MS = 60_000;
/** How far back the last change of a price is searched, in steps of the tick grid. */
const LOOK_BACK = 600;

/** The bid and ask of one instrument at any time: a pure function of seed and time, plus what was set by hand. */
export class PricePath {
  readonly instrument: Instrument;
  readonly hours: Hours;
  readonly #tree: PriceTree;
  readonly #tickMs: number;
  readonly #edits: Edit[] = [];
  #segmented: { readonly minute: number; readonly blocks: readonly Block[] } | undefined;
  #sampled: { readonly segment: number; readonly prices: readonly number[] } | undefined;
  /** The complete minutes of the last requested range. */
  #ranged:
    | {
        readonly from: number;
        readonly minute: number;
        readonly edits: number;
        readonly block: Block | undefined;
      }
    | undefined;
  #last: { readonly index: number; readonly edits: number; readonly tick: Tick } | undefined;

  constructor(seed: number, instrument: Instrument, tickMs: number) {
    this.instrument = instrument;
    this.hours = hoursOf(instrument.sessions);
    this.#tickMs = tickMs;
    const base = Math.max(20, Math.round(instrument.basePoints / instrument.tickPoints));
    this.#tree = new PriceTree(seedOf(seed, instrument.symbol), base, instrument.volatility, tickMs);
  }

  /** The quote at `time`. While the market is closed it is the last one before the close. */
  tick(time: number): Tick {
    const open = this.hours.lastOpen(time);
    const edit = this.#editAt(time);
    const { tickPoints } = this.instrument;
    const spread = (edit?.spread ?? Math.round(this.instrument.spreadPoints / tickPoints)) * tickPoints;
    if (edit && (edit.frozen !== undefined || edit.time > open)) {
      const bid = (edit.frozen ?? this.#live(edit, open)) * tickPoints;
      return { bid, ask: bid + spread, time: edit.time };
    }
    const index = Math.floor(open / this.#tickMs);
    if (this.#last?.index === index && this.#last.edits === this.#edits.length) return this.#last.tick;
    const bid = this.#live(edit, open);
    const changed = Math.max(this.#changedAt(index, edit, bid), edit?.time ?? 0);
    const tick = { bid: bid * tickPoints, ask: bid * tickPoints + spread, time: changed };
    this.#last = { index, edits: this.#edits.length, tick };
    return tick;
  }

  /** Puts the bid at a price in points; the process continues from there unless it is paused. */
  set(time: number, bid: number, ask: number, frozen: boolean): void {
    const { tickPoints } = this.instrument;
    const ticks = Math.max(1, Math.round(bid / tickPoints));
    const spread = Math.max(0, Math.round((ask - bid) / tickPoints));
    this.#edit(time, frozen ? ticks : undefined, ticks - this.#pure(time), spread);
  }

  /** Stops the price at its current value. */
  freeze(time: number): void {
    const { bid, ask } = this.tick(time);
    this.set(time, bid, ask, true);
  }

  /** Resumes the price from its current value. */
  thaw(time: number): void {
    if (this.#editAt(time)?.frozen === undefined) return;
    const { bid, ask } = this.tick(time);
    this.set(time, bid, ask, false);
  }

  /** Whether the price is paused. */
  frozenAt(time: number): boolean {
    return this.#editAt(time)?.frozen !== undefined;
  }

  /**
   * Visits what was traded in the minutes `[from, to)`, in blocks of at most `span` minutes that divide it,
   * oldest first, in ticks. Closed minutes are left out.
   */
  walk(from: number, to: number, span: number, visit: (startMinute: number, block: Block) => void): void {
    const whole = (start: number, size: number): boolean =>
      span % size === 0 && this.hours.openThroughout(start, size) && !this.#editedWithin(start, start + size);
    this.#tree.walk(from, to, whole, (start, size, block) => {
      if (!this.hours.openThroughout(start, size)) return;
      if (this.#editedWithin(start, start + size)) visit(start, this.#minuteByHand(start, block.volume));
      else visit(start, this.#shifted(block, this.#editAt(start * MINUTE_MS)));
    });
  }

  /** What was traded from the start of `from` until the instant `time`, as one block in ticks; undefined for nothing. */
  range(from: number, time: number): Block | undefined {
    const minute = Math.floor(time / MINUTE_MS);
    const cached = this.#ranged;
    let total = cached?.block;
    if (cached?.from !== from || cached.minute !== minute || cached.edits !== this.#edits.length) {
      total = undefined;
      this.walk(from, minute, 1440, (_start, block) => {
        total = merge(total, block);
      });
      this.#ranged = { from, minute, edits: this.#edits.length, block: total };
    }
    if (minute >= from && this.hours.openThroughout(minute, 1))
      total = merge(total, this.#partOfMinute(minute, time));
    return total;
  }

  #editAt(time: number): Edit | undefined {
    for (let at = this.#edits.length - 1; at >= 0; at -= 1) {
      const edit = this.#edits[at];
      if (edit && edit.time <= time) return edit;
    }
    return undefined;
  }

  /**
   * A change on the first millisecond of a span counts as within it: the span did not begin where the last one ended.
   */
  #editedWithin(fromMinute: number, toMinute: number): boolean {
    const last = this.#edits[this.#edits.length - 1];
    if (!last || last.time < fromMinute * MINUTE_MS) return false;
    return this.#edits.some(({ time }) => time >= fromMinute * MINUTE_MS && time < toMinute * MINUTE_MS);
  }

  #edit(time: number, frozen: number | undefined, offset: number, spread: number): void {
    this.#edits.push({ time, frozen, offset, spread });
  }

  /** The price of the process without changes by hand. */
  #pure(time: number): number {
    const segment = Math.floor(time / SEGMENT_MS);
    return this.#samplesOf(segment)[Math.floor((time - segment * SEGMENT_MS) / this.#tickMs)] ?? 1;
  }

  #segmentsOf(minute: number): readonly Block[] {
    if (this.#segmented?.minute !== minute) this.#segmented = { minute, blocks: this.#tree.segments(minute) };
    return this.#segmented.blocks;
  }

  #samplesOf(segment: number): readonly number[] {
    if (this.#sampled?.segment !== segment) {
      const block = this.#segmentsOf(Math.floor(segment / SEGMENTS))[segment % SEGMENTS];
      this.#sampled = { segment, prices: block ? this.#tree.samples(segment, block) : [] };
    }
    return this.#sampled.prices;
  }

  #live(edit: Edit | undefined, time: number): number {
    return edit?.frozen ?? Math.max(1, this.#pure(time) + (edit?.offset ?? 0));
  }

  /** When the price of a step was set: the start of the run of equal prices that it belongs to. */
  #changedAt(index: number, edit: Edit | undefined, bid: number): number {
    // The usual case while ticks are watched: only the newest step is new.
    if (this.#last?.index === index - 1 && this.#last.edits === this.#edits.length) {
      const same = this.#last.tick.bid === bid * this.instrument.tickPoints;
      return same ? this.#last.tick.time : index * this.#tickMs;
    }
    let first = index;
    for (let steps = 0; steps < LOOK_BACK; steps += 1) {
      const before = (first - 1) * this.#tickMs;
      if ((edit && before < edit.time) || this.#live(edit, before) !== bid) break;
      first -= 1;
    }
    return first * this.#tickMs;
  }

  #shifted(block: Block, edit: Edit | undefined): Block {
    if (!edit) return block;
    if (edit.frozen !== undefined) {
      return { open: edit.frozen, high: edit.frozen, low: edit.frozen, close: edit.frozen, volume: 0 };
    }
    const shift = (price: number): number => Math.max(1, price + edit.offset);
    return {
      open: shift(block.open),
      high: shift(block.high),
      low: shift(block.low),
      close: shift(block.close),
      volume: block.volume,
    };
  }

  /** One minute until `time`, when nothing was set by hand in it: this runs for every tick. */
  #untouchedPart(minute: number, time: number): Block {
    const edit = this.#editAt(minute * MINUTE_MS);
    const last = Math.floor(time / SEGMENT_MS);
    let total: Block | undefined;
    for (let segment = minute * SEGMENTS; segment < last; segment += 1) {
      const block = this.#segmentsOf(minute)[segment % SEGMENTS];
      if (block) total = merge(total, this.#shifted(block, edit));
    }
    const steps = Math.floor((time - last * SEGMENT_MS) / this.#tickMs) + 1;
    for (const price of this.#samplesOf(last).slice(0, steps)) {
      total = merge(
        total,
        this.#shifted({ open: price, high: price, low: price, close: price, volume: 0 }, edit),
      );
    }
    return total ?? { open: 1, high: 1, low: 1, close: 1, volume: 0 };
  }

  #minuteByHand(minute: number, volume: number): Block {
    return { ...this.#partOfMinute(minute, (minute + 1) * MINUTE_MS - 1), volume };
  }

  /** One minute until `time`, tick by tick, with what was set by hand in it. */
  #partOfMinute(minute: number, time: number): Block {
    const start = minute * MINUTE_MS;
    if (!this.#editedWithin(minute, minute + 1)) return this.#untouchedPart(minute, time);
    let total: Block | undefined;
    const see = (price: number): void => {
      total = merge(total, { open: price, high: price, low: price, close: price, volume: 0 });
    };
    const edits = this.#edits.filter((edit) => edit.time >= start && edit.time <= time);
    let next = 0;
    for (let at = start; at <= time; at += this.#tickMs) {
      see(this.#live(this.#editAt(at), at));
      for (let edit = edits[next]; edit && edit.time < at + this.#tickMs; edit = edits[next]) {
        see(this.#live(edit, edit.time));
        next += 1;
      }
    }
    return total ?? { open: 1, high: 1, low: 1, close: 1, volume: 0 };
  }
}

/** Adds a later block to an earlier one. */
export function merge(earlier: Block | undefined, later: Block): Block {
  if (!earlier) return later;
  return {
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
  };
}
