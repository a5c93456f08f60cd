import type { Timer } from '../../core/clock';
import type { Candle, Interval } from '../../model';
import { SymbolState } from './symbol-state';

/** The first pause in ms after a read that has not found what it was to find; later ones are longer. */
export const FIRST_RETRY_MS = 5000;

/** What of a candle tells whether it has grown. */
export type CandleFigures = Pick<Candle, 'openTime' | 'volume'>;

/** The candles of one symbol and interval. */
export class CandleState<I extends Interval> extends SymbolState<Candle> {
  readonly symbol: string;
  readonly interval: I;
  /** The last candle of the connection, streamed or read. */
  last: CandleFigures | undefined;
  /** From where on candles have not been emitted as closed, by their opening; undefined before any is known. */
  openFrom: number | undefined;
  /** The last candle emitted as closed; undefined before the first. */
  lastClosed: Candle | undefined;
  timer: Timer | undefined;
  /** The end of the candle that the timer waits for. */
  armedFor: number | undefined;
  isReading = false;
  /** Somebody asked for a read while one was under way. */
  isWanted = false;
  /** No read before this, monotonic ms. */
  readAt = Number.NEGATIVE_INFINITY;
  retryMs = FIRST_RETRY_MS;
  /** Candles that ended while the connection was gone have not been emitted. */
  isGap = false;

  constructor(key: string) {
    super(key);
    const { symbol, interval } = partsOf<I>(key);
    this.symbol = symbol;
    this.interval = interval;
  }

  /** The mark of an end that could not be read. */
  get unreadMark(): string {
    return `candles:${this.key} closing`;
  }

  /** Whether a candle, or a later one, has been emitted as closed. */
  hasClosed(openTime: number): boolean {
    return this.lastClosed !== undefined && this.lastClosed.openTime >= openTime;
  }
}

export function keyOf(interval: string, symbol: string): string {
  return `${interval}:${symbol}`;
}

/** The parts of a key: an interval has no colon in it. */
export function partsOf<I extends Interval>(key: string): { readonly symbol: string; readonly interval: I } {
  const at = key.indexOf(':');
  return { interval: key.slice(0, at) as I, symbol: key.slice(at + 1) };
}
