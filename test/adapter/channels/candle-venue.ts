import { CandleChannel } from '../../../src/adapter/channels/candle-channel';
import { withWarmup } from '../../../src/adapter/channels/candle-warmup';
import type { Subscriber } from '../../../src/adapter/channels/subscribers';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ConnectionError } from '../../../src/errors';
import { addDecimals, type Candle, compareDecimals, type Interval } from '../../../src/model';
import { TopicRegistry } from '../../../src/streaming/topics/topics';

export const MINUTE = 60_000;
export const SYMBOL = 'EURUSD';
const START = Date.UTC(2026, 0, 5, 12);

const LENGTHS: Partial<Record<Interval, number>> = { '1m': 1, '5m': 5, '15m': 15 };

/** Prices of a minute in whole points; undefined where nothing was traded. */
export interface Minute {
  readonly open: number;
  readonly up: number;
  readonly down: number;
  readonly close: number;
  readonly volume: number;
}

/** A venue that streams minutes, and a broker's channel of it. */
export class CandleVenue {
  readonly clock = new VirtualClock(START);
  readonly topics = new TopicRegistry({ clock: this.clock });
  readonly channel: CandleChannel<'1m', '5m' | '15m'>;
  readonly warnings: string[] = [];
  /** What the venue was asked for: interval, and how many minutes. */
  readonly reads: string[] = [];
  opened = 0;
  isUp = true;
  /** How long after its end a minute is listed, in ms. */
  lagMs = 0;
  readonly #history = new Map<number, Candle>();

  constructor(closedBy: 'stream' | 'time') {
    const { clock } = this;
    this.channel = new CandleChannel(
      { clock, topics: this.topics },
      {
        connection: {
          serverTime: () => clock.now(),
          report: (code, text) => void this.warnings.push(`${code}: ${text}`),
        },
        confirmedBy: 'ack',
        open: async () => {
          this.opened += 1;
          if (!this.isUp) throw new ConnectionError('down', { failure: 'closed' });
        },
        close: async () => {},
        endOf: (_interval, openTime) => openTime + MINUTE,
        read: async ({ interval, from, to }) => {
          await Promise.resolve();
          if (!this.isUp) throw new ConnectionError('down', { failure: 'closed' });
          this.reads.push(`${interval} ${(to - from) / MINUTE}`);
          return this.history(interval).filter(({ openTime }) => openTime >= from && openTime < to);
        },
        closedBy,
        closeDelayMs: closedBy === 'time' ? 2000 : 0,
        maxMissed: 1000,
        built: ['5m', '15m'],
      },
    );
  }

  /** The opening of a minute by its number. */
  timeOf(minute: number): number {
    return START + minute * MINUTE;
  }

  /** What a minute has in the end. */
  set(minute: number, { open, up, down, close, volume }: Minute): Candle {
    const candle: Candle = {
      venue: 'test',
      receivedTime: this.clock.now(),
      source: 'stream',
      symbol: SYMBOL,
      interval: '1m',
      openTime: this.timeOf(minute),
      open: `${open}`,
      high: `${Math.max(open, close) + up}`,
      low: `${Math.min(open, close) - down}`,
      close: `${close}`,
      volume: `${volume / 10}`,
      closed: true,
    };
    this.#history.set(candle.openTime, candle);
    return candle;
  }

  /** The venue's candles of an interval, as it lists them now, oldest first. */
  history(interval: Interval): readonly Candle[] {
    const length = (LENGTHS[interval] ?? 1) * MINUTE;
    const now = this.clock.now();
    const candles: Candle[] = [];
    const minutes = [...this.#history.values()].sort((a, b) => a.openTime - b.openTime);
    for (const minute of minutes) {
      if (minute.openTime + MINUTE + this.lagMs > now) continue;
      const openTime = Math.floor(minute.openTime / length) * length;
      const last = candles.at(-1);
      const candle: Candle = {
        ...minute,
        source: 'read',
        interval,
        openTime,
        closed: openTime + length <= now,
      };
      if (last?.openTime !== openTime) candles.push(candle);
      else candles[candles.length - 1] = { ...join(last, minute), closed: candle.closed };
    }
    return candles;
  }

  /** A frame of the stream. */
  send(candle: Candle): void {
    const state = this.channel.get('1m', SYMBOL);
    if (this.isUp && state !== undefined) this.channel.take(state, candle);
  }

  cut(): void {
    this.isUp = false;
    this.topics.lost();
    this.channel.reset();
  }

  async reconnect(): Promise<void> {
    this.isUp = true;
    await this.topics.restore(new AbortController().signal);
  }

  /** Subscribes; the result collects what comes. */
  async subscribe(interval: '1m' | '5m' | '15m', warmup = 0) {
    const candles: Candle[] = [];
    const marks = new Set<string>();
    const plain = this.channel.source([SYMBOL], interval, new AbortController().signal);
    const read = async (_symbol: string, limit: number) => this.history(interval).slice(-limit);
    const source = warmup === 0 ? plain : withWarmup(plain, { symbols: [SYMBOL], count: warmup, read });
    const nothing = (): void => {};
    const subscriber: Subscriber<Candle> = {
      channel: 'candles',
      push: (candle) => void candles.push(candle),
      gap: nothing,
      resynced: nothing,
      markStale: (mark) => void marks.add(mark),
      recover: (mark) => void marks.delete(mark),
      report: nothing,
      fail: nothing,
    };
    const detach = source.attach(subscriber);
    const shares = await Promise.all(source.join?.({ failed: nothing, recovered: nothing }) ?? []);
    const close = async (): Promise<void> => {
      detach();
      await Promise.all(shares.map((share) => share.leave()));
    };
    return { candles, marks, close };
  }
}

function join(before: Candle, minute: Candle): Candle {
  return {
    ...before,
    high: compareDecimals(minute.high, before.high) > 0 ? minute.high : before.high,
    low: compareDecimals(minute.low, before.low) < 0 ? minute.low : before.low,
    close: minute.close,
    volume: addDecimals(before.volume, minute.volume),
  };
}

/** What must be the same of a candle however it came. */
export function figuresOf({ openTime, open, high, low, close, volume }: Candle): string {
  return [(openTime - START) / MINUTE, open, high, low, close, volume].join(' ');
}
