import { seededRandom } from '../../../../src/core/random';
import {
  isNotConnectedError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
} from '../../../../src/errors';
import { RemoteBroker, redisBus } from '../../../../src/remote';
import { type BotOrder, type FromBots, NAME, sharedMicros, type ToBots, UNITS } from './messages';

/** A record that is older tells nothing of now, in ms. */
const OLD_MS = 3000;
/** How often the age of what the bots have is looked at, in ms. */
const LOOK_MS = 50;
/** How long the outcome of an order may stay unknown, in ms. */
const SETTLE_MS = 120_000;
/** Longest latency that is counted apart, in tenths of a millisecond. */
const MOST_TENTHS = 100_000;
/** The time that an order has, in ms: longer than a takeover. */
const ORDER_MS = 10_000;
const ORDER = { symbol: 'BTC_USDT', type: 'limit', timeInForce: 'ioc', quantity: '0.0001' } as const;

const tell = (message: FromBots): void => void process.send?.(message);

type Broker = RemoteBroker<'poloniex'>;
type StartMessage = Extract<ToBots, { type: 'start' }>;

interface Bot {
  readonly name: string;
  readonly broker: Broker;
  readonly subscriptions: { readonly state: string }[];
  /** When the newest record came, by the clock of the process, in ms. */
  heardAt: number;
  /** The stamp of the newest record of each symbol and channel, in microseconds. */
  readonly stamps: Map<string, number>;
  orders: number;
}

const bots: Bot[] = [];
const latency = new Map<number, number>();
/** Fills of the whole account by order: each bot hears them all, and keeps those of its own. */
const fills = new Map<string, Map<string, number>>();
const outcomes: Promise<BotOrder>[] = [];
let deliveries = 0;
let old = 0;
let gaps = 0;
let worstLiveMs = 0;
let trading: NodeJS.Timeout | undefined;
let cpuBefore = process.cpuUsage();
/** The shared clock less that of the process, in microseconds: the largest of many, as the process may be interrupted between. */
const offset = Math.max(...Array.from({ length: 1000 }, () => sharedMicros() - performance.now() * 1000));

const isLive = ({ broker, subscriptions }: Bot): boolean =>
  broker.status.state === 'live' && subscriptions.every(({ state }) => state === 'live');

const describe = ({ name, broker, subscriptions }: Bot): string =>
  `${name}: ${broker.status.state} (${broker.status.reason}), ${subscriptions.map(({ state }) => state).join(', ')}`;

function heard(bot: Bot, key: string, stamp: number): void {
  // A snapshot of the emulator's own market has no stamp of ours.
  if (!(stamp > 0) || bot.stamps.get(key) === stamp) return;
  const now = performance.now();
  const micros = now * 1000 + offset - stamp;
  deliveries += 1;
  bot.heardAt = now;
  bot.stamps.set(key, stamp);
  const tenths = Math.min(MOST_TENTHS, Math.max(0, Math.round(micros / 100)));
  latency.set(tenths, (latency.get(tenths) ?? 0) + 1);
  if (micros > OLD_MS * 1000 && isLive(bot)) old += 1;
}

async function start(message: StartMessage): Promise<void> {
  const { url, first, count, each, symbols, channels, seed } = message;
  const bus = await redisBus({ redis: url, name: NAME });
  const random = seededRandom(seed + first);
  for (let at = 0; at < count; at += 1) {
    const name = `bot-${first + at}`;
    const broker: Broker = new RemoteBroker('poloniex', { bus, bot: name, timeoutMs: 60_000 });
    const bot: Bot = {
      name,
      broker,
      subscriptions: [],
      heardAt: performance.now(),
      stamps: new Map(),
      orders: 0,
    };
    broker.on('gap', () => {
      gaps += 1;
    });
    broker.on('error', (error) => process.stderr.write(`${name}: ${error.message}\n`));
    broker.on('warning', () => {});
    broker.on('fill', ({ id, orderId, quantity }) => {
      // Every bot of the process hears of every fill; one of them writes it down.
      if (orderId === undefined || bot !== bots[0]) return;
      const known = fills.get(orderId) ?? new Map<string, number>();
      fills.set(orderId, known.set(id, Math.round(Number(quantity) * UNITS)));
    });
    bots.push(bot);
  }
  await Promise.all(bots.map(({ broker }) => broker.connect()));
  await Promise.all(
    bots.map(async (bot) => {
      const from = Math.floor(random.next() * symbols.length);
      const own = Array.from(
        { length: Math.min(each, symbols.length) },
        (_, at) => symbols[(from + at) % symbols.length],
      );
      if (own.length === 0) return;
      for (const channel of channels) {
        const wanted = { symbols: own as string[] };
        const subscription =
          channel === 'quotes'
            ? await bot.broker.subscribe('quotes', wanted)
            : await bot.broker.subscribe('trades', wanted);
        bot.subscriptions.push(subscription);
        if (channel === 'quotes')
          (subscription as Awaited<ReturnType<typeof quotesOf>>).on('data', ({ symbol, volume }) =>
            heard(bot, symbol, Number(volume)),
          );
        else
          (subscription as Awaited<ReturnType<typeof tradesOf>>).on('data', ({ symbol, quantity }) =>
            heard(bot, `${symbol} trade`, Number(quantity)),
          );
      }
    }),
  );
  setInterval(look, LOOK_MS);
  tell({ type: 'started' });
}

const quotesOf = (broker: Broker) => broker.subscribe('quotes', { symbols: [] });
const tradesOf = (broker: Broker) => broker.subscribe('trades', { symbols: [] });

function look(): void {
  const now = performance.now();
  for (const bot of bots)
    if (bot.subscriptions.length > 0 && isLive(bot)) worstLiveMs = Math.max(worstLiveMs, now - bot.heardAt);
}

function trade(perSecond: number): void {
  let next = 0;
  trading = setInterval(() => {
    const bot = bots[next % bots.length] as Bot;
    next += 1;
    if (bot.broker.status.state === 'live') outcomes.push(place(bot, ORDER_MS));
  }, 1000 / perSecond);
}

async function place(bot: Bot, timeoutMs: number): Promise<BotOrder> {
  bot.orders += 1;
  const clientOrderId = `${bot.name}-${bot.orders}`;
  const side = bot.orders % 2 === 0 ? 'sell' : 'buy';
  const price = side === 'buy' ? '47500' : '45000';
  const base = { clientOrderId, filled: 0 };
  try {
    const { id } = await bot.broker.placeOrder({ ...ORDER, side, price, clientOrderId }, { timeoutMs });
    return { ...base, outcome: 'accepted', id };
  } catch (error) {
    const said = { ...base, error: String(error) };
    if (isOrderRejectedError(error)) return { ...said, outcome: 'rejected' };
    if (isNotConnectedError(error)) return { ...said, outcome: 'notSent' };
    if (!isOrderOutcomeUnknownError(error)) return { ...said, outcome: 'unknown' };
    return { ...said, ...(await resolve(bot, clientOrderId)) };
  }
}

async function resolve(bot: Bot, clientOrderId: string): Promise<Pick<BotOrder, 'outcome' | 'id'>> {
  const until = performance.now() + SETTLE_MS;
  for (let pauseMs = 1000; performance.now() < until; pauseMs = Math.min(4000, pauseMs * 2)) {
    try {
      const found = await bot.broker.resolveOrder(
        { clientOrderId, symbol: ORDER.symbol },
        { timeoutMs: 20_000 },
      );
      if (found.outcome === 'accepted') return { outcome: 'accepted', id: found.order.id };
      if (found.outcome !== 'unknown') return { outcome: found.outcome };
    } catch {
      // Asked again: the connection may be gone.
    }
    await new Promise((again) => setTimeout(again, pauseMs));
  }
  return { outcome: 'unknown' };
}

async function settle(): Promise<void> {
  clearInterval(trading);
  const orders = await Promise.all(outcomes);
  // The fills of the last orders may be on their way.
  await new Promise((done) => setTimeout(done, 2000));
  tell({
    type: 'settled',
    orders: orders.map((order) => ({
      ...order,
      filled: [...(fills.get(order.id ?? '')?.values() ?? [])].reduce((sum, units) => sum + units, 0),
    })),
  });
}

async function burst(each: number, timeoutMs: number): Promise<void> {
  const ids: string[] = [];
  const ended = bots.flatMap((bot) =>
    Array.from({ length: each }, () => {
      const clientOrderId = `${bot.name}-late-${ids.length}`;
      ids.push(clientOrderId);
      return bot.broker
        .placeOrder({ ...ORDER, side: 'buy', price: '40000', clientOrderId }, { timeoutMs })
        .then(
          () => 'accepted',
          (error: Error) => (isOrderOutcomeUnknownError(error) ? 'sent' : error.message),
        );
    }),
  );
  const results = await Promise.all(ended);
  tell({ type: 'burst', ids: ids.filter((_, at) => results[at] === 'sent' || results[at] === 'accepted') });
}

function sample(): void {
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuBefore = process.cpuUsage();
  const now = performance.now() * 1000 + offset;
  let oldest = 0;
  for (const bot of bots) for (const stamp of bot.stamps.values()) oldest = Math.max(oldest, now - stamp);
  tell({
    type: 'sample',
    deliveries,
    latency: [...latency],
    cpuMs: (user + system) / 1000,
    residentMb: process.memoryUsage().rss / 2 ** 20,
    live: bots.filter(isLive).length,
    others: bots
      .filter((bot) => !isLive(bot))
      .slice(0, 2)
      .map(describe),
    oldestMs: oldest / 1000,
    worstLiveMs,
    old,
    gaps,
  });
  deliveries = 0;
  latency.clear();
  worstLiveMs = 0;
  old = 0;
  gaps = 0;
}

async function take(message: ToBots): Promise<void> {
  if (message.type === 'start') await start(message);
  else if (message.type === 'trade') trade(message.perSecond);
  else if (message.type === 'settle') await settle();
  else if (message.type === 'burst') await burst(message.each, message.timeoutMs);
  else sample();
}

process.on('message', (message: ToBots) => {
  take(message).catch((error: unknown) =>
    tell({ type: 'failed', message: String((error as Error).stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
