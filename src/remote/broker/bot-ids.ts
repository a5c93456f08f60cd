import type { Clock } from '../../core/clock';
import type { Random } from '../../core/random';
import { makeClientOrderId } from '../../orders/client-order-id';

/** Length of a client order id behind the name of its bot and a dash. All have it, so no bot's ids look like another's. */
const TAIL = 20;

/** Whether a bot of this name made the client order id, in this life or in a former one. */
export function isIdOf(bot: string, clientOrderId: unknown): boolean {
  return (
    typeof clientOrderId === 'string' &&
    clientOrderId.length === bot.length + 1 + TAIL &&
    clientOrderId.startsWith(`${bot}-`)
  );
}

/** A source of client order ids that name the bot; `undefined` where the venue takes none so long. */
export function idsOf(
  bot: string,
  pattern: RegExp,
  clock: Clock,
  random: Random,
): (() => string) | undefined {
  const make = (): string => `${bot}-${makeClientOrderId({ maxLength: TAIL }, clock, random)}`;
  return make().search(pattern) < 0 ? undefined : make;
}
