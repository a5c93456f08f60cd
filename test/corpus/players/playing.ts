import type { Faults } from '../../../src/emulators';
import type { Broker, Channel } from '../../../src/index';
import type { VirtualClock } from '../../../src/testing';
import type { CorpusLine, Outcome } from '../corpus';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Moves the clock until the work has settled, and gives its value or its error. */
export async function outcomeOf(clock: VirtualClock, work: Promise<unknown>): Promise<Outcome> {
  let outcome: Outcome | undefined;
  work.then(
    (client) => {
      outcome = { client };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  await clock.advanceUntil(() => outcome !== undefined, { stepMs: 10, limitMs: 60_000 });
  return outcome ?? {};
}

/** Lets time pass, in steps small enough for sockets to keep up. */
export function pass(clock: VirtualClock, ms: number): Promise<void> {
  const end = clock.monotonic() + ms;
  return clock.advanceUntil(() => clock.monotonic() >= end, { stepMs: 10, limitMs: 2 * ms + 1000 });
}

/** Lets the venue answer over HTTP with the line's frame instead of its own, as often as said. */
export function answer(faults: Faults, command: string, line: CorpusLine, times = 1): void {
  const [frame = ''] = line.frames;
  faults.status(line.status ?? 200, { body: frame, headers: JSON_TYPE }, { command, times });
}

/** Calls a client's method by its name. */
export function callByName(client: object, method: string, args: unknown): Promise<unknown> {
  const call = (client as Record<string, (args?: unknown) => Promise<unknown>>)[method];
  if (call === undefined) throw new Error(`The client has no ${method}`);
  return args === undefined ? call.call(client) : call.call(client, args);
}

/** The private events of a broker and what they are called in a line. */
const KINDS = { order: 'orders', fill: 'fills', position: 'positions', balance: 'balances' } as const;

/** The records that a broker emits from some moment on. */
export interface EventRecorder {
  readonly records: Record<string, object[]>;
  /** Clears what was recorded until now. */
  begin(): void;
  /** Subscribes to a public channel where the line expects something of it. */
  follow(channel: Channel, options: object, clock: VirtualClock, line: CorpusLine): Promise<void>;
}

/** Listens to a broker. */
export function watch(broker: Broker): EventRecorder {
  const records: Record<string, object[]> = {};
  const keep = (kind: string, record: object): void => {
    records[kind]?.push(record);
  };
  const clear = (): void => {
    for (const kind of [...Object.values(KINDS), 'quotes', 'book', 'candles', 'trades', 'news'])
      records[kind] = [];
  };
  clear();
  for (const [event, kind] of Object.entries(KINDS)) {
    broker.on(event as 'order', (record) => keep(kind, record));
  }
  return {
    records,
    begin: clear,
    async follow(channel, options, clock, line) {
      if (line.broker?.[channel] === undefined) return;
      const subscribe = broker.subscribe as (
        channel: Channel,
        options: object,
      ) => Promise<{
        on(event: 'data', listener: (record: object) => void): unknown;
      }>;
      const { client, error } = await outcomeOf(clock, subscribe.call(broker, channel, options));
      if (error) throw error;
      (client as Awaited<ReturnType<typeof subscribe>>).on('data', (record) => keep(channel, record));
    },
  };
}
