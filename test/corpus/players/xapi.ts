import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { type Faults, startEmulator, type XapiEmulator } from '../../../src/emulators';
import type { Broker } from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import { XapiBroker, XapiClient, type XapiStreamEvents } from '../../../src/venues/xapi';
import type { CorpusLine, Outcome } from '../corpus';
import { callByName, outcomeOf, pass, watch } from './playing';

const EVENTS = [
  'tickPrices',
  'balance',
  'candle',
  'keepAlive',
  'news',
  'profit',
  'trade',
  'tradeStatus',
  'unknown',
] as const satisfies readonly (keyof XapiStreamEvents)[];

/** The captured frames are of an afternoon in 2021; the document's are older. */
const START = Date.UTC(2026, 0, 7, 12, 0, 30);

export async function playXapi(line: CorpusLine): Promise<Outcome> {
  const clock = new VirtualClock(START);
  const emulator = await startEmulator('xapi', { seed: 11, clock, snapshots: false });
  emulator.market.pause();
  try {
    const result = line.client === undefined && !line.error ? {} : await playClient(line, emulator, clock);
    return line.broker ? { ...result, broker: await playBroker(line, emulator, clock) } : result;
  } finally {
    await emulator.close();
  }
}

async function playClient(line: CorpusLine, emulator: XapiEmulator, clock: VirtualClock): Promise<Outcome> {
  const { tcp } = emulator.endpoints;
  const client = new XapiClient({
    transport: 'tcp',
    host: tcp.host,
    mainPort: tcp.mainPort,
    streamPort: tcp.streamPort,
    tls: false,
    ...emulator.credentials,
    clock,
  });
  const events: (readonly [string, unknown])[] = [];
  const listen = client.stream.on as (event: string, listener: (record: unknown) => void) => unknown;
  for (const event of EVENTS) listen.call(client.stream, event, (record) => events.push([event, record]));
  try {
    const [method = '', args] = line.call ?? [];
    if (method === 'login') {
      answerTagged(emulator, 'login', line);
      return await outcomeOf(
        clock,
        client.connect().then(() => ({ connected: client.isConnected })),
      );
    }
    await outcomeOf(clock, client.connect());
    if (line.call) {
      answerTagged(emulator, method, line);
      return await outcomeOf(clock, callByName(client, method, args));
    }
    emulator.faults.rawBytes(line.frames.map((frame) => `${frame}\n\n`).join(''), { side: 'stream' });
    await pass(clock, 100);
    return { client: line.client === 'same' ? events[0]?.[1] : events };
  } finally {
    client.disconnect();
  }
}

/** The venue answers with the line's frame, and with the tag of the request, as it always does. */
function answerTagged(emulator: XapiEmulator, command: string, { frames }: CorpusLine, times = 1): void {
  const faults: Faults = emulator.faults;
  faults.rewrite(
    command,
    (honest) => {
      const [tag] = /"customTag":\s*"[^"]*"/.exec(honest) ?? [];
      const [frame = ''] = frames;
      return tag === undefined || frame.includes('customTag') ? frame : frame.replace('{', `{${tag},`);
    },
    { times },
  );
}

async function playBroker(line: CorpusLine, emulator: XapiEmulator, clock: VirtualClock) {
  const { tcp } = emulator.endpoints;
  const broker = new XapiBroker({
    transport: 'tcp',
    host: tcp.host,
    mainPort: tcp.mainPort,
    streamPort: tcp.streamPort,
    tls: false,
    ...emulator.credentials,
    clock,
    random: seededRandom(5),
    logger: silentLogger,
  });
  const symbol = /"symbol":\s*"([^"]+)"/.exec(line.frames.join(''))?.[1];
  if (line.call) answerTagged(emulator, line.call[0], line, 2);
  const recorded = watch(broker as unknown as Broker);
  try {
    await outcomeOf(clock, broker.connect());
    if (line.call) {
      const { client } = await outcomeOf(clock, broker.fetchInstruments());
      return { instruments: client as readonly object[] };
    }
    await recorded.follow('quotes', { symbols: [symbol ?? ''] }, clock, line);
    await recorded.follow('book', { symbols: [symbol ?? ''] }, clock, line);
    await recorded.follow('candles', { symbols: [symbol ?? ''], interval: '1m' }, clock, line);
    await recorded.follow('news', {}, clock, line);
    recorded.begin();
    for (const frame of line.frames) {
      emulator.faults.rawBytes(`${frame}\n\n`, { side: 'stream' });
      await pass(clock, 200);
    }
    if (line.frames.length > 1) await pass(clock, 10_000);
    return recorded.records;
  } finally {
    await outcomeOf(clock, broker.close());
  }
}
