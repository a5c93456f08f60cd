import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../../src/emulators';
import { createBroker } from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import type { FinnotechBroker, FinnotechBrokerOptions } from '../../../src/venues/finnotech';

/** Saturday, 10 January 2026, 10:30:00 in Tehran: an hour and a half after the opening. */
export const START = Date.UTC(2026, 0, 10, 7, 0);

export const SHARE = 'IRO1MADN0001';
export const OTHER = 'IRO1FOLD0001';
export const RIGHT = 'IRR1MADN0101';

/** A venue on a clock that the test moves, and a broker of it. */
export interface World {
  readonly broker: FinnotechBroker;
  readonly emulator: FinnotechEmulator;
  readonly clock: VirtualClock;
  drive<T>(work: Promise<T>): Promise<T>;
  until(condition: () => boolean): Promise<void>;
  pass(ms: number): Promise<void>;
  /** What the venue was asked of a command. */
  asked(command: string): readonly Readonly<Record<string, unknown>>[];
}

const opened: { close(): Promise<void> }[] = [];

/** Ends what tests have left open. */
export async function closeWorlds(): Promise<void> {
  for (const one of opened.splice(0).reverse()) await one.close();
}

export async function world(
  emulated: FinnotechEmulatorOptions = {},
  options: Partial<FinnotechBrokerOptions> = {},
  start = START,
): Promise<World> {
  const clock = new VirtualClock(start);
  const emulator = await startEmulator('finnotech', { clock, seed: 3, ...emulated });
  opened.push(emulator);
  const broker = await createBroker('finnotech', {
    baseUrl: emulator.endpoints.http.url,
    ...emulator.credentials,
    clock,
    random: seededRandom(4),
    logger: silentLogger,
    ...options,
  });
  opened.push(broker);
  return {
    broker,
    emulator,
    clock,
    async drive(work) {
      let settled = false;
      const end = (): void => {
        settled = true;
      };
      work.then(end, end);
      await clock.advanceUntil(() => settled, { limitMs: 180_000 });
      return work;
    },
    until: (condition) => clock.advanceUntil(condition, { limitMs: 300_000, stepMs: 50 }),
    pass(ms) {
      const target = clock.monotonic() + ms;
      return clock.advanceUntil(() => clock.monotonic() >= target, { stepMs: 100, limitMs: 2 * ms + 1000 });
    },
    asked: (command) =>
      emulator.orders.requests.filter((request) => request.command === command).map(({ members }) => members),
  };
}

export async function connected(
  emulated?: FinnotechEmulatorOptions,
  options?: Partial<FinnotechBrokerOptions>,
  start?: number,
): Promise<World> {
  const made = await world(emulated, options, start);
  await made.drive(made.broker.connect());
  return made;
}
