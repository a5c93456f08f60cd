import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { type ChpEmulator, startEmulator } from '../../../src/emulators';
import type { Broker } from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import { ChpBroker, ChpClient } from '../../../src/venues/chp';
import type { CorpusLine, Outcome } from '../corpus';
import { answer, callByName, outcomeOf, watch } from './playing';

/** Where the client's name of a call is not that of the venue's method. */
const METHODS: Readonly<Record<string, string>> = {
  connect: 'Connected',
  updateTicks: 'AddTick',
  updateBidAsks: 'UpdateBidAsk',
};

/** An evening of the month that the documents' records are of. */
const START = Date.UTC(2020, 9, 16, 20, 50);

export async function playChp(line: CorpusLine): Promise<Outcome> {
  const clock = new VirtualClock(START);
  const emulator = await startEmulator('chp', { seed: 11, clock });
  emulator.market.pause();
  const { host, port } = emulator.endpoints.http;
  const options = {
    host,
    port,
    ...emulator.credentials,
    clock,
    logger: silentLogger,
    random: seededRandom(7),
  };
  const [method = '', args] = line.call ?? [];
  const command = METHODS[method] ?? `${method.charAt(0).toUpperCase()}${method.slice(1)}`;
  try {
    const result = await playClient(new ChpClient(options), emulator, clock, { line, method, args, command });
    if (!line.broker) return result;
    return {
      ...result,
      broker: await playBroker(new ChpBroker(options), emulator, clock, { line, command }),
    };
  } finally {
    await emulator.close();
  }
}

async function playClient(
  client: ChpClient,
  { faults }: ChpEmulator,
  clock: VirtualClock,
  { line, method, args, command }: { line: CorpusLine; method: string; args: unknown; command: string },
): Promise<Outcome> {
  try {
    if (method !== 'connect') await outcomeOf(clock, client.connect());
    answer(faults, command, line);
    return await outcomeOf(clock, callByName(client, method, args));
  } finally {
    client.close();
  }
}

async function playBroker(
  broker: ChpBroker,
  { faults }: ChpEmulator,
  clock: VirtualClock,
  { line, command }: { line: CorpusLine; command: string },
) {
  const recorded = watch(broker as unknown as Broker);
  try {
    if (line.broker?.['instruments']) {
      answer(faults, command, line, 2);
      await outcomeOf(clock, broker.connect());
      const { client } = await outcomeOf(clock, broker.fetchInstruments());
      return { instruments: client as readonly object[] };
    }
    await outcomeOf(clock, broker.connect());
    for (const channel of ['quotes', 'trades', 'book'] as const) {
      await recorded.follow(channel, { symbols: ['GAZP'] }, clock, line);
    }
    recorded.begin();
    answer(faults, command, line);
    const kinds = Object.keys(line.broker ?? {});
    await clock.advanceUntil(() => kinds.every((kind) => (recorded.records[kind]?.length ?? 0) > 0), {
      limitMs: 10_000,
    });
    return recorded.records;
  } finally {
    await outcomeOf(clock, broker.close());
  }
}
