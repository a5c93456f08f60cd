import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import type { Order, Quote } from '../../src/model';
import { remoteBrokerOf } from '../../src/remote/broker/remote-broker';
import type { Bus } from '../../src/remote/bus/bus';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { startConnector } from '../../src/remote/connector/connector';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { profile } from '../../src/venues/poloniex/profile';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Kills = (call: string | symbol, args: readonly unknown[]) => boolean;

/** A bus whose process dies: from then on it says and hears nothing. @param kills - whether it dies before the answer to a call */
function mortal(bus: Bus, kills: Kills = () => false): { readonly bus: Bus; die(): void } {
  let isDead = false;
  const dead = (): Promise<never> => Promise.reject(new Error('The process is dead'));
  const guarded = new Proxy(bus, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (isDead) return dead;
      return (...args: unknown[]) => {
        isDead = kills(name, args);
        const answer: unknown = value.apply(target, args);
        return isDead ? dead() : answer;
      };
    },
  });
  return {
    bus: guarded,
    die: () => {
      isDead = true;
    },
  };
}

async function setup() {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock, seed: 3 });
  closing.push(() => emulator.close());
  emulator.market.pause();
  const { credentials, endpoints } = emulator;
  const options = {
    ...credentials,
    baseUrl: endpoints.http.url,
    publicUrl: endpoints.ws.public,
    privateUrl: endpoints.ws.private,
    clock,
    random: seededRandom(5),
    logger: silentLogger,
  };
  const bus = memoryBus({ clock });
  const brokers: PoloniexBroker[] = [];
  const connect = async (holder: string, kills?: Kills) => {
    const life = mortal(bus, kills);
    const connector = await startConnector(
      () => {
        const broker = new PoloniexBroker(options);
        brokers.push(broker);
        return broker;
      },
      { bus: life.bus, clock, holder, logger: silentLogger },
    );
    closing.push(() => connector.close());
    return { connector, die: life.die };
  };
  const bot = (name: string) => {
    const broker = remoteBrokerOf(profile, {
      bus,
      clock,
      bot: name,
      logger: silentLogger,
      random: seededRandom(8),
    });
    closing.push(() => broker.close());
    return broker;
  };
  const until = (condition: () => boolean) => clock.advanceUntil(condition, { limitMs: 60_000 });
  const drive = <T>(work: Promise<T>): Promise<T> => clock.drive(work);
  return { clock, emulator, bus, brokers, connect, bot, until, drive };
}

const ORDER = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.001', price: '40000' } as const;

describe('a connector that dies', () => {
  test('behavior: the standby takes over, and bots go on with a gap; nothing is placed twice', async () => {
    const world = await setup();
    const first = await world.connect('first');
    await world.until(() => world.brokers[0]?.status.state === 'live');
    const second = await world.connect('second');
    const bot = world.bot('one');
    await world.drive(bot.connect());
    const quotes = await world.drive(
      bot.subscribe('quotes', { symbols: ['BTC_USDT'] } as never) as Promise<never>,
    );
    const heard: Quote[] = [];
    (quotes as { on(event: 'data', listener: (quote: Quote) => void): void }).on('data', (quote) =>
      heard.push(quote),
    );
    const states: string[] = [];
    const gaps: unknown[] = [];
    bot.on('status', ({ state }) => states.push(state));
    bot.on('gap', (gap) => gaps.push(gap));
    const placed = await world.drive(bot.placeOrder({ ...ORDER, clientOrderId: 'a1' }));
    expect([first.connector.state, second.connector.state]).toEqual(['leading', 'standby']);

    const died = world.clock.monotonic();
    first.die();
    await world.until(() => second.connector.state === 'leading');
    expect(world.clock.monotonic() - died).toBeLessThan(5000);
    await world.until(() => bot.status.state === 'live' && states.includes('reconnecting'));
    expect(gaps).toHaveLength(1);
    // The first one knows by itself that it may write no more.
    expect(first.connector.state).toBe('standby');
    const orders: Order[] = [];
    bot.on('order', (order) => orders.push(order));
    const open = await world.drive(bot.fetchOpenOrders());
    expect(open.map(({ id, clientOrderId, origin }) => [id, clientOrderId, origin])).toEqual([
      [placed.id, 'a1', 'local'],
    ]);
    // The same order asked for again is the one that there is.
    expect((await world.drive(bot.placeOrder({ ...ORDER, clientOrderId: 'a1' }))).id).toBe(placed.id);
    await world.drive(bot.cancelOrder(placed));
    expect(orders.at(-1)).toMatchObject({ id: placed.id, status: 'canceled' });
    expect(world.emulator.orders.ofKind('open', 'pending')).toHaveLength(1);
    const count = heard.length;
    world.emulator.market.setPrice('BTC_USDT', '42000', '42001');
    await world.until(() => heard.length > count);
  });

  test('behavior: an order that was under way when it died has its outcome found out, and is executed once', async () => {
    const world = await setup();
    const first = await world.connect('first');
    await world.until(() => world.brokers[0]?.status.state === 'live');
    await world.connect('second');
    const bot = world.bot('one');
    await world.drive(bot.connect());
    world.emulator.faults.latency(1000, { side: 'rest', command: 'createOrder' });
    const placing = bot.placeOrder({ ...ORDER, clientOrderId: 'b1' }, { timeoutMs: 60_000 });
    const outcome = placing.then(
      () => 'placed',
      (error: Error) => error.name,
    );
    await world.until(() => world.emulator.orders.requests.some(({ command }) => command === 'createOrder'));
    first.die();
    await world.until(() => bot.status.state !== 'live');
    await world.until(() => bot.status.state === 'live');
    await world.drive(outcome);
    const found = await world.drive(bot.resolveOrder({ clientOrderId: 'b1' }, { timeoutMs: 30_000 }));
    expect(found.outcome).toBe('accepted');
    expect(world.emulator.orders.ofKind('open', 'pending')).toHaveLength(1);
  });
});

describe('an order that did not come to the venue', () => {
  test('behavior: one that its connector claimed is settled, although connectors die again and again', async () => {
    const world = await setup();
    await world.connect(
      'first',
      (call, args) => call === 'claim' && JSON.stringify(args).includes('placeOrder'),
    );
    const bot = world.bot('one');
    await world.drive(bot.connect());
    const placing = bot.placeOrder({ ...ORDER, clientOrderId: 'd1' }, { timeoutMs: 60_000 });
    for (const [index, holder] of ['second', 'third'].entries()) {
      const next = await world.connect(holder);
      await world.until(() => world.brokers[index + 1]?.status.state === 'live');
      // Less than the venue is given to show an order.
      const began = world.clock.monotonic();
      await world.until(() => world.clock.monotonic() >= began + 4000);
      next.die();
    }
    await expect(world.drive(placing)).rejects.toMatchObject({ name: 'OrderOutcomeUnknownError' });
    const found = await world.drive(bot.resolveOrder({ clientOrderId: 'd1' }, { timeoutMs: 5000 }));
    expect(found.outcome).toBe('notPlaced');
    expect(world.emulator.orders.requests.filter(({ command }) => command === 'createOrder')).toEqual([]);
  });

  test('behavior: one that no connector took is withdrawn, and settled without any', async () => {
    const world = await setup();
    const first = await world.connect('first');
    const bot = world.bot('one');
    await world.drive(bot.connect());
    first.die();
    const order = { ...ORDER, clientOrderId: 'c1' };
    await expect(world.drive(bot.placeOrder(order, { timeoutMs: 1000 }))).rejects.toMatchObject({
      name: 'OrderOutcomeUnknownError',
    });
    const asked = world.clock.monotonic();
    const found = await world.drive(bot.resolveOrder({ clientOrderId: 'c1' }));
    expect(found).toMatchObject({ outcome: 'notPlaced' });
    expect(world.clock.monotonic() - asked).toBeLessThan(1000);

    // Until its deadline a successor would execute it.
    const waiting = bot.placeOrder({ ...ORDER, clientOrderId: 'c2' }, { timeoutMs: 60_000 });
    await expect(world.drive(waiting)).rejects.toMatchObject({ name: 'NotConnectedError', sent: false });
    expect(bot.health().unresolvedOrders).toBe(0);
    await world.connect('second');
    await world.until(() => bot.status.state === 'live');
    await world.clock.advance(10_000);
    expect(world.emulator.orders.requests.filter(({ command }) => command === 'createOrder')).toEqual([]);
    // The id is free.
    await world.drive(bot.placeOrder({ ...ORDER, clientOrderId: 'c2' }));
    expect(world.emulator.orders.ofKind('open', 'pending')).toHaveLength(1);
  });
});

describe('a connector that stands still', () => {
  test('error: it sends nothing more once its lease may be another’s, although nobody has told it', async () => {
    const world = await setup();
    const only = await world.connect('only');
    await world.until(() => world.brokers[0]?.status.state === 'live');
    const [broker] = world.brokers as [PoloniexBroker];
    // What a stopped process sees when it goes on: time has passed, and none of its timers has run.
    const now = world.clock.monotonic.bind(world.clock);
    world.clock.monotonic = () => now() + 3000;
    const error = await broker.placeOrder(ORDER, { timeoutMs: 60_000 }).catch((failure: Error) => failure);
    world.clock.monotonic = now;
    expect(error).toMatchObject({ name: 'NotConnectedError', sent: false });
    expect(world.emulator.orders.ofKind('open', 'pending')).toHaveLength(0);
    expect(only.connector.state).toBe('leading');
  });
});

describe('a stream that nobody wants any more', () => {
  test('behavior: whoever subscribes later gets what the venue has then, and nothing of before', async () => {
    const world = await setup();
    const first = await world.connect('first');
    const one = world.bot('one');
    await world.drive(one.connect());
    const firstBid = async (bot: typeof one): Promise<string | undefined> => {
      const quotes = await world.drive(bot.subscribe('quotes', { symbols: ['BTC_USDT'] } as never));
      const heard: Quote[] = [];
      quotes.on('data', (quote) => heard.push(quote));
      const bid = (): string | undefined => heard.find((quote) => quote.bid !== undefined)?.bid;
      await world.until(() => bid() !== undefined);
      await world.drive(quotes.close());
      return bid();
    };
    world.emulator.market.setPrice('BTC_USDT', '41000', '41001');
    expect(await firstBid(one)).toBe('41000');
    await world.clock.advance(30_000);
    world.emulator.market.setPrice('BTC_USDT', '42000', '42001');
    expect(await firstBid(one)).toBe('42000');
    // The connector that served it is gone, and could not say that it ended.
    const second = await world.connect('second');
    first.die();
    await world.until(
      () => second.connector.state === 'leading' && world.brokers[1]?.status.state === 'live',
    );
    world.emulator.market.setPrice('BTC_USDT', '43000', '43001');
    const two = world.bot('two');
    await world.drive(two.connect());
    expect(await firstBid(two as typeof one)).toBe('43000');
  });
});

test('behavior: two bots of one name each keep what they subscribed to', async () => {
  const world = await setup();
  await world.connect('first');
  const [one, two] = [world.bot('same'), world.bot('same')];
  await world.drive(Promise.all([one.connect(), two.connect()]));
  const quotes = await Promise.all(
    (
      [
        [one, 'BTC_USDT'],
        [two, 'ETH_USDT'],
      ] as const
    ).map(([bot, symbol]) => world.drive(bot.subscribe('quotes', { symbols: [symbol] } as never))),
  );
  await world.clock.advance(30_000);
  expect(quotes.map(({ state }) => state)).toEqual(['live', 'live']);
  expect(await world.bus.wishes()).toHaveProperty('size', 2);
});
