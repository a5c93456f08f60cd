import { type BrokerOptions, noJournal, type OrderJournal, type ReconnectOptions } from '../../broker';
import type { Clock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { Logger } from '../../core/logger';
import type { Random } from '../../core/random';
import type { VenueId } from '../../core/venue-id';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import {
  clockOption,
  countOf,
  flag,
  loggerOption,
  parseOptions,
  randomOption,
  shaped,
} from '../schema/options';
import * as z from '../schema/zod';

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

const milliseconds = countOf(1, MAX_TIMEOUT_MS, 'ms');

const schema = z.object({
  timeoutMs: milliseconds.default(LIMITS.callMs),
  reconnect: z
    .strictObject({
      baseMs: milliseconds.optional(),
      factor: z.number().min(1).max(10).optional(),
      maxMs: milliseconds.optional(),
      stableMs: milliseconds.optional(),
      maxAttempts: z.union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)]).optional(),
    })
    .default({}),
  logger: loggerOption,
  clock: clockOption,
  random: randomOption,
  journal: shaped<OrderJournal>(['append', 'settle', 'unsettled'], 'must be an order journal').default(
    noJournal,
  ),
  raw: flag.default(false),
  loadInstruments: flag.default(true),
});

/** Reads the options that all brokers share. @throws ValidationError naming the first that breaks its rule */
export function parseBrokerOptions(venue: VenueId, options: BrokerOptions): BrokerSettings {
  return parseOptions(schema, options, { venue, owner: `the broker of ${venue}` });
}
