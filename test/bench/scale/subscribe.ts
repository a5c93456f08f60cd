import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator } from '../../../src/emulators';
import { createPace, type PacerRule } from '../../../src/transport/pace/pace-rule';
import { ChpBroker } from '../../../src/venues/chp';
import { paceOf, REQUESTS_PER_SECOND } from '../../../src/venues/chp/endpoints';
import { PoloniexBroker } from '../../../src/venues/poloniex';
import { XapiBroker } from '../../../src/venues/xapi';
import { REQUEST_INTERVAL_MS, SHORT_INTERVALS } from '../../../src/venues/xapi/endpoints';
import type { BenchRow } from '../measure';

const TOPICS = 1000;
/** What may come on top of the time that the pace takes. */
const LIMIT = 1.05;
/** What the answers of a venue may take that names no pace, in ms. */
const ANSWERED_MS = 1000;
/** The pace takes longer than a call may take unless told otherwise. */
const MOST_MS = 300_000;

/** Times of a virtual clock: what the machine does besides has no part in them. */
export interface SubscribeTimes {
  /** Until all topics were subscribed, in ms. */
  readonly tookMs: number;
  /** What the pace allows at best, in ms. */
  readonly paceMs: number;
}

/** How long a rule makes so many requests take that wait at once. */
function paceMsOf(rule: PacerRule, requests: number): number {
  const pace = createPace(rule);
  let now = 0;
  for (let sent = 0; sent < requests; sent += 1) {
    now += pace.delayMs(now, 'control');
    pace.take(now);
  }
  return now;
}

async function timed(clock: VirtualClock, subscribe: () => Promise<unknown>): Promise<number> {
  const began = clock.monotonic();
  await clock.drive(subscribe());
  return clock.monotonic() - began;
}

/** One command a symbol on the stream connection. */
export async function subscribeXapi(topics: number): Promise<SubscribeTimes> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('xapi', { instruments: topics, clock });
  emulator.market.pause();
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const broker = new XapiBroker({ mainUrl, streamUrl, clock, ...emulator.credentials });
  try {
    await clock.drive(broker.connect());
    const instruments = await clock.drive(broker.fetchInstruments());
    const symbols = instruments.slice(0, topics).map(({ symbol }) => symbol);
    const tookMs = await timed(clock, () => broker.subscribe('quotes', { symbols, timeoutMs: MOST_MS }));
    const rule = { minIntervalMs: REQUEST_INTERVAL_MS, burst: SHORT_INTERVALS };
    return { tookMs, paceMs: paceMsOf(rule, symbols.length) };
  } finally {
    await clock.drive(broker.close());
    await clock.drive(emulator.close());
  }
}

/** Two channels, of each half of the topics. No document names a pace of subscriptions. */
export async function subscribePoloniex(topics: number): Promise<SubscribeTimes> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { symbols: topics / 2, clock });
  emulator.market.pause();
  const { http, ws } = emulator.endpoints;
  const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
  const broker = new PoloniexBroker({ ...urls, clock, ...emulator.credentials });
  try {
    await clock.drive(broker.connect());
    const instruments = await clock.drive(broker.fetchInstruments());
    const symbols = instruments.slice(0, topics / 2).map(({ symbol }) => symbol);
    const tookMs = await timed(clock, () =>
      Promise.all([broker.subscribe('quotes', { symbols }), broker.subscribe('trades', { symbols })]),
    );
    return { tookMs, paceMs: ANSWERED_MS };
  } finally {
    await clock.drive(broker.close());
    await clock.drive(emulator.close());
  }
}

/** One request a symbol, at the pace of all requests: what the polls of the feeds take of it is no loss. */
export async function subscribeChp(topics: number): Promise<SubscribeTimes> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('chp', { symbols: topics, clock });
  emulator.market.pause();
  const { host, port } = emulator.endpoints.http;
  let requests = 0;
  const tap = ({ direction }: { readonly direction: 'in' | 'out' }): void => {
    if (direction === 'out') requests += 1;
  };
  const broker = new ChpBroker({ host, port, clock, tap, ...emulator.credentials });
  try {
    await clock.drive(broker.connect());
    const instruments = await clock.drive(broker.fetchInstruments());
    const symbols = instruments.slice(0, topics).map(({ symbol }) => symbol);
    requests = 0;
    const tookMs = await timed(clock, () => broker.subscribe('quotes', { symbols, timeoutMs: MOST_MS }));
    return { tookMs, paceMs: paceMsOf(paceOf(REQUESTS_PER_SECOND), requests) };
  } finally {
    await clock.drive(broker.close());
    await clock.drive(emulator.close());
  }
}

const rowOf = (id: string, { tookMs, paceMs }: SubscribeTimes): BenchRow => ({
  id,
  ratio: tookMs / paceMs,
  perSecond: Math.round((TOPICS / tookMs) * 1000),
  limit: LIMIT,
});

/** The time that subscribing to 1,000 topics takes, as a multiple of what the venue's pace allows. */
export async function scaleSubscribe(): Promise<BenchRow[]> {
  return [
    rowOf('subscribe-1000-xapi', await subscribeXapi(TOPICS)),
    rowOf('subscribe-1000-poloniex', await subscribePoloniex(TOPICS)),
    rowOf('subscribe-1000-chp', await subscribeChp(TOPICS)),
  ];
}
