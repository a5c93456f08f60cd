import { type BenchRow, median } from '../measure';
import { Peer } from '../peer';
import type { FromConsumer, ToConsumer } from './consumer';
import type { FromVenue, ToVenue } from './venue';

const TOPICS = 1000;
const PER_SECOND = 10_000;
/**
 * Share of the run in which memory may still grow: of each symbol the last 2,000 trades are remembered, and at ten a
 * second those fill in 200 s.
 */
const WARM_UP = 0.7;
/** How often what is alive is measured, in s. */
const COLLECT_EVERY = 30;
const MEMORY_LIMIT = 1.05;
const DELAY_LIMIT_MS = 5;

type Sample = Extract<FromConsumer, { type: 'sample' }>;

/** Many topics at a steady rate, and a consumer that never reads: is memory flat, and the event loop free? */
export async function scaleStreams(
  folder: string,
  minutes: number,
  print: (text: string) => void,
): Promise<BenchRow[]> {
  const venue = new Peer<ToVenue, FromVenue>(folder, 'scale/venue', 'venue');
  const consumer = new Peer<ToConsumer, FromConsumer>(folder, 'scale/consumer', 'consumer');
  try {
    const { options } = await venue.ask({ type: 'open', markets: TOPICS / 2 }, 'opened');
    const { symbols } = await consumer.ask({ type: 'connect', options, topics: TOPICS }, 'connected');
    let sent = 0;
    const follow = (message: FromVenue): void => {
      if (message.type === 'sent') sent = message.count;
    };
    venue.each(follow);
    venue.tell({ type: 'send', symbols, perSecond: PER_SECOND });
    const samples: Sample[] = [];
    const seconds = Math.round(minutes * 60);
    const warm = Math.ceil(seconds * WARM_UP);
    const live: number[] = [];
    while (samples.length < seconds) {
      const sample = await consumer.next('sample');
      samples.push(sample);
      if (samples.length % COLLECT_EVERY === 0 || samples.length === warm || samples.length === seconds) {
        const { liveMb } = await consumer.ask({ type: 'collect' }, 'collected');
        if (samples.length >= warm) live.push(liveMb);
        print(`${samples.length} s: ${liveMb.toFixed(1)} MB alive`);
      }
      if (samples.length % 10 === 0) {
        const { residentMb, heapMb, delayP99Ms, delayMaxMs, buffered, dropped } = sample;
        print(
          `${samples.length} s: ${sent.toLocaleString('en')} sent, ${residentMb.toFixed(0)} MB resident,` +
            ` ${heapMb.toFixed(0)} MB heap, delay ms p99 ${delayP99Ms.toFixed(1)} max ${delayMaxMs.toFixed(1)},` +
            ` ${buffered} waiting, ${dropped.toLocaleString('en')} dropped`,
        );
      }
    }
    const rate = sent / seconds;
    if (rate < PER_SECOND * 0.98) print(`The machine was too slow: ${rate.toFixed(0)} messages a second`);
    return rowsOf(samples, rate, live);
  } finally {
    await Promise.all([venue.end(), consumer.end()]);
  }
}

function rowsOf(samples: readonly Sample[], rate: number, live: readonly number[]): BenchRow[] {
  const steady = samples.slice(Math.ceil(samples.length * WARM_UP));
  const third = Math.max(1, Math.floor(steady.length / 3));
  const memoryOf = (part: readonly Sample[]): number => median(part.map(({ residentMb }) => residentMb));
  const perSecond = Math.round(rate);
  const [liveWarm = 0] = live;
  const liveEnd = live.at(-1) ?? 0;
  return [
    { id: 'streams-live-memory-growth', ratio: liveEnd / liveWarm, perSecond, limit: MEMORY_LIMIT },
    {
      id: 'streams-resident-memory-growth',
      ratio: memoryOf(steady.slice(-third)) / memoryOf(steady.slice(0, third)),
      perSecond,
      limit: MEMORY_LIMIT,
    },
    {
      id: 'streams-event-loop-delay-p99-ms',
      // That of the usual second: what else the machine does in single seconds is not ours.
      ratio: median(steady.map(({ delayP99Ms }) => delayP99Ms)),
      perSecond,
      limit: DELAY_LIMIT_MS,
    },
  ];
}
