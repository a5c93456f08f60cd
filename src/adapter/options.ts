import { z } from 'zod';
import { type BrokerOptions, noJournal, type OrderJournal, type ReconnectOptions } from '../broker';
import { type Clock, systemClock } from '../core/clock';
import { LIMITS } from '../core/limits';
import { defaultLogger, type Logger } from '../core/logger';
import { type Random, systemRandom } from '../core/random';
import { ValidationError } from '../errors';
import { MAX_TIMEOUT_MS } from '../transport/deadline';

/** The options of {@link BrokerOptions} with every default filled in. */
export interface BrokerSettings {
  readonly timeoutMs: number;
  readonly reconnect: ReconnectOptions;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: OrderJournal;
  readonly raw: boolean;
  readonly loadInstruments: boolean;
}

const milliseconds = z.int().min(1).max(MAX_TIMEOUT_MS);

/** An object with the named methods: what an injected part must be. */
function part<T>(...methods: readonly string[]): z.ZodType<T> {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
    `must be an object with ${methods.join(', ')}`,
  );
}

const schema = z.object({
  timeoutMs: milliseconds.default(LIMITS.callMs),
  reconnect: z
    .object({
      baseMs: milliseconds.optional(),
      factor: z.number().min(1).max(10).optional(),
      maxMs: milliseconds.optional(),
      stableMs: milliseconds.optional(),
      maxAttempts: z.union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)]).optional(),
    })
    .default({}),
  logger: part<Logger>('debug', 'info', 'warn', 'error').default(defaultLogger),
  clock: part<Clock>('now', 'monotonic', 'schedule').default(systemClock),
  random: part<Random>('next').default(systemRandom),
  journal: part<OrderJournal>('append', 'settle', 'unsettled').default(noJournal),
  raw: z.boolean().default(false),
  loadInstruments: z.boolean().default(true),
});

/**
 * Reads the options that all brokers share; those of the venue are left to its own parser.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function parseBrokerOptions(options: BrokerOptions): BrokerSettings {
  if (typeof options !== 'object' || options === null) {
    throw new ValidationError('options', 'must be an object', { value: options });
  }
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'options';
  throw new ValidationError(field, `is no valid option: ${issue?.message ?? 'unreadable'}`);
}
