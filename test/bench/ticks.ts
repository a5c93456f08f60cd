import { systemClock } from '../../src/core/clock';
import { seededRandom } from '../../src/core/random';
import type { Quote } from '../../src/model';
import { StreamSubscription } from '../../src/streaming/delivery/stream-subscription';
import { TopicRegistry } from '../../src/streaming/topics/topics';
import { createStreams } from '../../src/venues/xapi/channels/streams';
import { XapiConnection } from '../../src/venues/xapi/connection';
import { createCandleSource } from '../../src/venues/xapi/reads/candles';
import { type BenchRow, compare } from './measure';

const FRAMES = 100_000;
const SYMBOLS = ['EURUSD', 'GBPUSD', 'USDJPY', 'GOLD', 'US500', 'DE30', 'OIL.WTI', 'BITCOIN'];

/** Tick frames as the venue sends them, no two alike. */
function tickFrames(): string[] {
  const random = seededRandom(1);
  return Array.from({ length: FRAMES }, (_, index) => {
    const bid = Number((1 + random.next()).toFixed(5));
    const spread = Math.floor(random.next() * 20) + 1;
    const data = {
      ask: Number((bid + spread / 100_000).toFixed(5)),
      askVolume: 100_000 + Math.floor(random.next() * 900_000),
      bid,
      bidVolume: 100_000 + Math.floor(random.next() * 900_000),
      high: Number((bid + 0.01 + random.next() / 100).toFixed(5)),
      level: 0,
      low: Number((bid - 0.01 - random.next() / 100).toFixed(5)),
      quoteId: 5,
      spreadRaw: Number((spread / 100_000).toFixed(5)),
      spreadTable: Number((spread / 10).toFixed(1)),
      symbol: SYMBOLS[index % SYMBOLS.length],
      timestamp: 1_700_000_000_000 + index * 7,
    };
    return JSON.stringify({ command: 'tickPrices', data });
  });
}

/** From the raw string to the unified quote in a user's listener, through every layer between but the socket. */
export function benchTicks(): BenchRow {
  const frames = tickFrames();
  const nothing = (): void => {};
  const connection = new XapiConnection(
    { environment: 'demo', userId: '1000', password: 'PASSWORD', clock: systemClock, raw: false },
    { stale: nothing, fresh: nothing, lost: nothing, report: nothing },
  );
  const streams = createStreams(connection, new TopicRegistry(), createCandleSource(connection));
  const plan = streams.ticks.quotes(SYMBOLS, 200, new AbortController().signal);
  const { stream } = connection.client;
  const { shortCut } = stream;
  let heard = 0;
  let last: Quote | undefined;
  let leave = nothing;

  return compare('ticks-raw-to-quote', 2, FRAMES, {
    base: () => {
      for (const frame of frames) JSON.parse(frame);
    },
    // A new subscriber every round: to the old one the frames would be older than what it had.
    prepare: () => {
      leave();
      const quotes = new StreamSubscription<Quote>({
        channel: 'quotes',
        confirmedBy: plan.confirmedBy,
        clock: systemClock,
        onClose: nothing,
        onListenerError: nothing,
      });
      leave = plan.attach(quotes);
      heard = 0;
      quotes.on('data', (quote) => {
        heard += 1;
        last = quote;
      });
    },
    ours: () => {
      // As the connection hands them on.
      for (const frame of frames) {
        if (shortCut.read(frame, 0) === frame.length) shortCut.take();
        else stream.receive(frame);
      }
      if (heard !== FRAMES || last === undefined) throw new Error(`${heard} quotes of ${FRAMES} frames`);
    },
  });
}
