import type { BrokerStatus } from '../../src/broker/status';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { ConnectionError } from '../../src/errors';
import {
  Session,
  type SessionAttempt,
  type SessionOptions,
  type SessionSteps,
} from '../../src/streaming/session/session';

export type StepName = 'connect' | 'authenticate' | 'synchronize';

/** What a step does: resolves, rejects with an error, or whatever the test says. */
export type Behaviour = Error | undefined | ((attempt: SessionAttempt) => Promise<void>);

export const hang = () => new Promise<void>(() => {});

export const reset = () => new ConnectionError('The venue reset the connection', { failure: 'reset' });

/** Steps that do what the test says and remember when they were called. */
export class TestSteps implements SessionSteps {
  readonly log: string[] = [];
  readonly times: Record<StepName, number[]> = { connect: [], authenticate: [], synchronize: [] };
  readonly attempts: SessionAttempt[] = [];
  readonly teardowns: { readonly epoch: number; readonly reason: Error }[] = [];
  behaviour: Partial<Record<StepName, Behaviour>> = {};
  onTeardown: () => void = () => {};
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  connect(attempt: SessionAttempt): Promise<void> {
    this.attempts.push(attempt);
    return this.#step('connect', attempt);
  }

  authenticate(attempt: SessionAttempt): Promise<void> {
    return this.#step('authenticate', attempt);
  }

  synchronize(attempt: SessionAttempt): Promise<void> {
    return this.#step('synchronize', attempt);
  }

  teardown(epoch: number, reason: Error): void {
    this.log.push(`teardown ${epoch}`);
    this.teardowns.push({ epoch, reason });
    this.onTeardown();
  }

  async #step(name: StepName, attempt: SessionAttempt): Promise<void> {
    this.log.push(`${name} ${attempt.epoch}`);
    this.times[name].push(this.#clock.monotonic());
    const behaviour = this.behaviour[name];
    if (behaviour instanceof Error) throw behaviour;
    if (behaviour) await behaviour(attempt);
  }
}

export function setup(options: Partial<SessionOptions> & { seed?: number; clock?: VirtualClock } = {}) {
  const { seed = 1, clock = new VirtualClock(), onStatus, ...rest } = options;
  const steps = new TestSteps(clock);
  const statuses: BrokerStatus[] = [];
  const session = new Session({
    steps,
    clock,
    random: seededRandom(seed),
    logger: silentLogger,
    onStatus: (status) => {
      statuses.push(status);
      onStatus?.(status);
    },
    ...rest,
  });
  const states = () => statuses.map((status) => status.state).join(' ');
  return { session, steps, clock, statuses, states };
}

/** A session whose connection is lost this long after it has come up, each time. */
export function flapping(upMs: number, seed = 1) {
  const made = setup({
    seed,
    onStatus: ({ state, epoch }) => {
      if (state === 'live') made.clock.schedule(upMs, () => made.session.lost(epoch, reset()));
    },
  });
  return made;
}
