import type { AuditOptions } from '../../adapter/account/audit-options';
import { auditIntervalOf } from '../../adapter/account/audit-options';
import {
  clientOptionsOf,
  clockOption,
  countOf,
  credential,
  flag,
  loggerOption,
  parseOptions,
  randomOption,
  shaped,
} from '../../adapter/schema/options';
import * as z from '../../adapter/schema/zod';
import type { BrokerOptions } from '../../broker';
import { LIMITS } from '../../core/limits';
import type { VenueId } from '../../core/venue-id';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import type { Bus } from '../bus/bus';

/** What a remote broker is made with. */
export interface RemoteBrokerOptions extends BrokerOptions, AuditOptions {
  /** Where the connector is found. */
  readonly bus: Bus;
  /**
   * Names the bot among those of the connector, 1 to 64 letters, digits, `_` and `-`: two that run at the same time have
   * different names.
   * @defaultValue a random name
   */
  readonly bot?: string | undefined;
  /**
   * Which orders and fills of the account the bot is shown, as events, in subscriptions, and by the reads of several. Its own
   * are those that it placed, those in its journal, and those whose client order id was made by a bot of its name. A fill
   * whose order cannot be found is shown. An order that is named is read in any case.
   * @defaultValue 'all'
   */
  readonly orders?: 'own' | 'all' | undefined;
  /** The key that the connector and its bots share. @defaultValue none: messages are not signed */
  readonly key?: string | undefined;
}

const BOT_RULE = 'must be 1 to 64 letters, digits, _ and -';

const schema = z.strictObject({
  bus: shaped<Bus>(['send', 'follow', 'wish'], 'must be a bus, such as memoryBus() or await redisBus(...)'),
  bot: z
    .string(BOT_RULE)
    .regex(/^[\w-]{1,64}$/, BOT_RULE)
    .optional(),
  orders: z.enum(['own', 'all'], "must be 'own' or 'all'").default('all'),
  key: credential.optional(),
  timeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  clock: clockOption,
  random: randomOption,
  logger: loggerOption,
  raw: flag.default(false),
});

/**
 * Checks the options of a remote broker.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function readRemoteOptions(venue: VenueId, options: RemoteBrokerOptions) {
  const own = clientOptionsOf(options, {}, 'RemoteBroker');
  const { bus, bot, orders, key, random } = parseOptions(schema, own, {
    venue,
    owner: 'RemoteBroker',
    secretFields: new Set(['key']),
  });
  const name = bot ?? `bot-${Math.floor(random.next() * 36 ** 8).toString(36)}`;
  return { bus, bot: name, orders, key, auditIntervalMs: auditIntervalOf(options, venue) };
}
