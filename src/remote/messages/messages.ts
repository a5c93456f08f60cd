import type { ExtraOperation } from '../../adapter/broker/ports';
import * as z from '../../adapter/schema/zod';
import type { Channel } from '../../broker';
import { ValidationError } from '../../errors';

/*
 * Everything that goes through the bus, as it must be to be believed: what breaks its schema is counted and dropped.
 */

const name = z.string().min(1).max(200);
const time = z.number();
const decimal = z
  .string()
  .max(100)
  .regex(/^-?\d+(?:\.\d+)?$/);

export const commandMessage = z.object({
  id: name,
  bot: name,
  operation: name,
  args: z.array(z.unknown()).max(8),
  /** When it was sent, by the bus's clock, UTC epoch ms. */
  time: z.int(),
  /** By the bus's clock, UTC epoch ms. */
  deadline: z.int(),
});

export type CommandMessage = z.infer<typeof commandMessage>;

/** How long the answer to a write is kept for whoever asks late, and that it was claimed, from its deadline on, in ms. */
export const KEPT_WRITE_MS = 600_000;

/** Names a command among those of all bots. */
export function nameOf({ bot, id }: Pick<CommandMessage, 'bot' | 'id'>): string {
  return `${bot} ${id}`;
}

const errorMessage = z.object({
  name,
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

export const answerMessage = z.union([
  z.strictObject({ result: z.unknown(), range: z.unknown().optional() }),
  /** `idUsed`: the venue refused an order because another one has its client id. */
  z.strictObject({ error: errorMessage, idUsed: z.boolean().optional() }),
]);

export type AnswerMessage = z.infer<typeof answerMessage>;

/** Channels that every bot of an account gets. */
export const PRIVATE_CHANNELS = ['orders', 'fills', 'positions', 'balances'] as const;

/** How the connector is; published every second. */
export const stateMessage = z.object({
  venue: name,
  token: z.int(),
  /** Of the connection to the venue: another one means that events may be missing. */
  epoch: z.int(),
  state: z.enum([
    'idle',
    'connecting',
    'authenticating',
    'syncing',
    'live',
    'stale',
    'reconnecting',
    'closed',
    'failed',
  ]),
  reason: z.string().optional(),
  /** The venue's clock, UTC epoch ms. */
  venueTime: time,
  /** The bus's clock, UTC epoch ms. */
  busTime: time,
  /** By interval, UTC epoch ms: no candle is older. */
  earliestCandles: z.record(z.string(), time),
  /** Round trip to the venue, in ms. */
  latencyMs: time.optional(),
  /** The private channels that are stale while the connection is live, and why. */
  stale: z.array(z.object({ channel: z.enum(PRIVATE_CHANNELS), error: errorMessage.optional() })).optional(),
});

export type StateMessage = z.infer<typeof stateMessage>;

/** How the subscription of a wish is. */
export const wishMessage = z.object({
  /** Different each time that the wish is served. */
  serial: name,
  state: z.enum(['live', 'stale', 'resyncing', 'closed']),
  confirmedBy: z.enum(['ack', 'firstData', 'sent']),
  error: errorMessage.optional(),
});

export type WishMessage = z.infer<typeof wishMessage>;

const meta = {
  venue: name,
  receivedTime: time,
  source: z.enum(['stream', 'read', 'reconcile']),
};

const prices = { open: decimal, high: decimal, low: decimal };
const levels = z.array(z.tuple([decimal, decimal.nullish()]));
const side = z.enum(['buy', 'sell']);

/** The records of each channel. What identifies one and what is reckoned with is checked. */
export const recordSchemas = {
  quotes: z.looseObject({
    ...meta,
    symbol: name,
    bid: decimal.optional(),
    ask: decimal.optional(),
    last: decimal.optional(),
    open: decimal.optional(),
    high: decimal.optional(),
    low: decimal.optional(),
    volume: decimal.optional(),
    time: time.optional(),
  }),
  trades: z.looseObject({ ...meta, symbol: name, price: decimal, quantity: decimal, time }),
  book: z.looseObject({ ...meta, symbol: name, bids: levels, asks: levels, time: time.optional() }),
  candles: z.looseObject({
    ...meta,
    symbol: name,
    interval: name,
    openTime: time,
    ...prices,
    close: decimal,
    volume: decimal,
    closed: z.boolean(),
  }),
  positions: z.looseObject({
    ...meta,
    id: name,
    symbol: name,
    side: z.enum(['long', 'short']),
    quantity: decimal,
  }),
  balances: z.looseObject({ ...meta, currency: name }),
  orders: z.looseObject({ ...meta, id: name, symbol: name, side, status: name, filledQuantity: decimal }),
  fills: z.looseObject({ ...meta, id: name, symbol: name, side, price: decimal, quantity: decimal, time }),
  news: z.looseObject({ ...meta, id: name, title: z.string(), body: z.string(), time }),
} as const satisfies Readonly<Record<Channel, z.ZodType>>;

/** What the methods resolve with that only the class of a venue has. */
export const extraResults = {
  record: z.looseObject({}),
  records: z.array(z.looseObject({})),
  decimal,
  text: z.string(),
} as const satisfies Readonly<Record<Exclude<ExtraOperation['result'], Channel>, z.ZodType>>;

const gap = z.object({
  channel: z.string().optional(),
  reason: z.string(),
  from: time.optional(),
  to: time,
});

const resynced = z.object({ proved: z.array(z.string()), unproved: z.array(z.string()) });

/** The newest record of a wish. */
export const latestMessage = z.object({ serial: name, record: z.unknown() });

/** One message of a log of records. */
export const recordMessage = z.union([
  z.strictObject({ record: z.unknown() }),
  z.strictObject({ gap }),
  z.strictObject({ resynced }),
]);

export type RecordMessage = z.infer<typeof recordMessage>;

/** What happened in the account. */
export const accountMessage = z.union([
  z.strictObject({ channel: z.enum(PRIVATE_CHANNELS), record: z.unknown() }),
  z.strictObject({ warning: z.object({ code: name, message: z.string(), error: errorMessage.optional() }) }),
]);

export type AccountMessage = z.infer<typeof accountMessage>;

/** The operation by which a bot asks for another try of a wish that the venue refused to serve. */
export const RENEW_WISH = 'renewWish';

/** What only this venue knows, in order of the names. */
const wishOptions = z.record(name, z.union([name, z.number(), z.boolean()]));

/** What a bot wants of a channel: a symbol, and what goes with it. */
export const wish = z.object({
  channel: z.enum(['quotes', 'trades', 'book', 'candles', 'news']),
  symbol: name.optional(),
  interval: name.optional(),
  options: wishOptions.optional(),
});

export type Wish = z.infer<typeof wish>;

/** All that one broker wants: texts of wishes. */
export const wishesMessage = z.array(z.string().max(1000));

/** The topics of one venue connection. */
export const TOPICS = {
  /** A value: {@link StateMessage}. */
  state: 'state',
  /** A log: {@link AccountMessage}. */
  account: 'account',
  /** What the broker of a name wants. */
  wishes: (owner: string) => `wishes ${owner}`,
  /** A value: {@link WishMessage}. */
  wish: (text: string) => `wish ${text}`,
  /** A value: the newest record of a wish. */
  latest: (text: string) => `latest ${text}`,
  /** A log: {@link RecordMessage}. */
  records: (text: string) => `records ${text}`,
} as const;

/** The same wish is always the same text. */
export function textOfWish({ channel, symbol, interval, options = {} }: Wish): string {
  const own = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    channel,
    symbol,
    interval,
    ...(own.length > 0 && { options: Object.fromEntries(own) }),
  });
}

/** The options of a subscription that every venue has; a bot sees to them itself, or they have a place of their own. */
const COMMON_OPTIONS: ReadonlySet<string> = new Set([
  'symbols',
  'interval',
  'depth',
  'warmup',
  'bufferSize',
  'signal',
  'timeoutMs',
]);

/** The options of a subscription that only its venue knows. @throws ValidationError for one that is no plain value */
export function venueOptionsOf(given: object): NonNullable<Wish['options']> {
  const own = Object.entries(given).filter(
    ([name, value]) => !COMMON_OPTIONS.has(name) && value !== undefined,
  );
  const { data, error } = wishOptions.safeParse(Object.fromEntries(own));
  if (data !== undefined) return data;
  const [field = 'options'] = error.issues[0]?.path ?? [];
  throw new ValidationError(String(field), 'must be a text, a number, or true or false');
}
