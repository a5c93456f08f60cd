import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import type { Broker } from '../../src/index';
import { PoloniexBroker } from '../../src/venues/poloniex';
import { XapiBroker } from '../../src/venues/xapi';

// Loses its connection again and again, a quarter of a virtual minute apart, as often as the first argument says, at the
// venue that the second names, and prints what it costs to live so.

const APART_MS = 15_000;
const WARM_UP = 0.2;

interface Reading {
  readonly heap: number;
  readonly timers: number;
  readonly resources: number;
}

interface World {
  readonly broker: Broker;
  readonly symbols: readonly string[];
  readonly emulator: {
    readonly faults: { reset(): void };
    readonly orders: { clear(): void };
    close(): Promise<void>;
  };
}

/** A venue on the clock, and a broker of it. */
const WORLDS: Readonly<Record<string, (clock: VirtualClock) => Promise<World>>> = {
  async xapi(clock) {
    const emulator = await startEmulator('xapi', { clock, tickMs: 1000, newsIntervalMs: 86_400_000 });
    const broker = new XapiBroker({
      clock,
      mainUrl: emulator.endpoints.ws.main,
      streamUrl: emulator.endpoints.ws.stream,
      reconnect: { stableMs: 5000 },
      ...emulator.credentials,
    });
    return { broker, emulator, symbols: ['EURUSD', 'GOLD'] };
  },
  async poloniex(clock) {
    const emulator = await startEmulator('poloniex', { clock, tickMs: 1000 });
    const { http, ws } = emulator.endpoints;
    const broker = new PoloniexBroker({
      clock,
      baseUrl: http.url,
      publicUrl: ws.public,
      privateUrl: ws.private,
      reconnect: { stableMs: 5000 },
      ...emulator.credentials,
    });
    return { broker, emulator, symbols: ['BTC_USDT', 'ETH_USDT'] };
  },
};

function read(clock: VirtualClock): Reading {
  globalThis.gc?.();
  globalThis.gc?.();
  return {
    heap: process.memoryUsage().heapUsed,
    timers: clock.pendingTimers,
    resources: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length,
  };
}

async function main(flaps: number, venue: string): Promise<void> {
  const clock = new VirtualClock();
  const world = await WORLDS[venue]?.(clock);
  if (!world) throw new RangeError(`There is no soak of ${venue}`);
  const { broker, emulator, symbols } = world;
  let live = 0;
  broker.on('status', ({ state }) => {
    if (state === 'live') live += 1;
  });
  const step = { stepMs: 100 };
  const connecting = broker.connect({ timeoutMs: 120_000 });
  connecting.catch(() => {});
  await clock.advanceUntil(() => live === 1, step);
  let quotes = 0;
  const subscribing = broker.subscribe('quotes', { symbols });
  const count = (): void => {
    quotes += 1;
  };
  subscribing.then((stream) => stream.on('data', count)).catch(() => {});
  await clock.advanceUntil(() => quotes > 0, step);

  let start: Reading | undefined;
  for (let flap = 1; flap <= flaps; flap += 1) {
    const [wasLive, wasQuotes] = [live, quotes];
    emulator.faults.reset();
    await clock.advanceUntil(() => live > wasLive && quotes > wasQuotes, step);
    // The server's own memory of what happened is not what is measured.
    emulator.orders.clear();
    const until = clock.now() + APART_MS;
    await clock.advanceUntil(() => clock.now() >= until, { stepMs: 1000 });
    if (start === undefined && flap >= flaps * WARM_UP) start = read(clock);
  }
  const end = read(clock);
  process.stdout.write(`${JSON.stringify({ flaps, live, quotes, start, end })}\n`);
  await Promise.all([broker.close(), emulator.close()]);
  process.stdout.write('closed\n');
}

main(Number(process.argv[2] ?? 50), process.argv[3] ?? 'xapi').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
