import { checkArguments, isUnwritable } from '../../../adapter/schema/arguments';
import * as z from '../../../adapter/schema/zod';
import { PRIVATE_CHANNELS, PUBLIC_CHANNELS } from '../socket/channels';
import type { PoloniexSocketName } from '../types/client';
import type { PoloniexSubscribeArguments } from '../types/stream';

const SYMBOL_RULE = 'must be a symbol such as BTC_USDT, or all';
const symbol = z
  .string(SYMBOL_RULE)
  .min(1, SYMBOL_RULE)
  .max(64, SYMBOL_RULE)
  .refine((value) => value.trim() === value && !isUnwritable(value), SYMBOL_RULE);

const SYMBOLS_RULE = 'must be an array of symbols, not empty';
const symbols = z.exactOptional(z.array(symbol, SYMBOLS_RULE).min(1, SYMBOLS_RULE));

const DEPTH_RULE = 'must be 5, 10 or 20';

const SUBSCRIPTIONS = {
  public: z
    .strictObject({
      channel: z.literal(PUBLIC_CHANNELS, 'must be a channel of the public socket'),
      symbols,
      depth: z.exactOptional(z.literal([5, 10, 20], DEPTH_RULE)),
    })
    .refine(({ channel, depth }) => depth === undefined || channel === 'book', {
      error: 'belongs to the book channel alone',
      path: ['depth'],
    }),
  private: z.strictObject({
    channel: z.literal(PRIVATE_CHANNELS, 'must be a channel of the private socket'),
    symbols,
  }),
};

/** @throws ValidationError naming the field, its rule and its value */
export function checkSubscription(
  socket: PoloniexSocketName,
  given: unknown,
  operation: string,
): PoloniexSubscribeArguments<string> {
  const schema: z.ZodType<PoloniexSubscribeArguments<string>> = SUBSCRIPTIONS[socket];
  return checkArguments(schema, given, operation, 'poloniex');
}
