import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { startEmulator } from '../../../src/emulators';
import { VirtualClock } from '../../../src/testing';
import { FinnotechBroker, FinnotechClient } from '../../../src/venues/finnotech';
import type { CorpusLine, Outcome } from '../corpus';
import { answer, callByName, outcomeOf } from './playing';

/** The emulator's names of the calls that are named otherwise here. */
const COMMANDS: Readonly<Record<string, string>> = {
  tradesRealtime: 'trades/realtime',
  requestToken: 'token',
};

/** The day of the page's sample, 19 January 2020, 11:00 in Tehran. */
const START = Date.UTC(2020, 0, 19, 7, 30);

export async function playFinnotech(line: CorpusLine): Promise<Outcome> {
  const clock = new VirtualClock(START);
  const emulator = await startEmulator('finnotech', { seed: 11, clock });
  emulator.market.pause();
  const options = {
    baseUrl: emulator.endpoints.http.url,
    ...emulator.credentials,
    clock,
    random: seededRandom(4),
    logger: silentLogger,
  };
  const [method = '', args] = line.call ?? [];
  const client = new FinnotechClient(options);
  const broker = new FinnotechBroker(options);
  try {
    if (method !== 'requestToken') await outcomeOf(clock, client.token());
    // A refused token is replaced and the call made once more.
    answer(emulator.faults, COMMANDS[method] ?? method, line, line.status === undefined ? 1 : 2);
    const answered = callByName(client, method, args);
    const rows = answered.then((value) => (value as { readonly result?: unknown }).result ?? value);
    const result = await outcomeOf(clock, rows);
    if (!line.broker) return result;
    await outcomeOf(clock, broker.connect());
    answer(emulator.faults, COMMANDS[method] ?? method, line);
    const read = await outcomeOf(clock, broker.fetchQuotes(['IRO1MADN0001']));
    if (read.error) throw read.error;
    return { ...result, broker: { quoteReads: read.client as readonly object[] } };
  } finally {
    client.close();
    await outcomeOf(clock, broker.close());
    await emulator.close();
  }
}
