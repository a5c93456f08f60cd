import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import type { Fill, Order } from '../../src/model';
import { memoryBus, RemoteBroker, type RemoteBrokerOptions, startConnector } from '../../src/remote';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setup() {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock, seed: 3 });
  closing.push(() => emulator.close());
  emulator.market.pause();
  const common = { clock, logger: silentLogger };
  const bus = memoryBus({ clock });
  const connector = await startConnector(
    () =>
      new PoloniexBroker({
        ...emulator.credentials,
        baseUrl: emulator.endpoints.http.url,
        publicUrl: emulator.endpoints.ws.public,
        privateUrl: emulator.endpoints.ws.private,
        random: seededRandom(5),
        ...common,
      }),
    { bus, ...common },
  );
  closing.push(() => connector.close());
  const drive = <T>(work: Promise<T>): Promise<T> => clock.drive(work);
  const bot = async (name: string, orders?: RemoteBrokerOptions['orders']) => {
    const broker = new RemoteBroker('poloniex', {
      bus,
      bot: name,
      orders,
      random: seededRandom(8),
      ...common,
    });
    closing.push(() => broker.close());
    const seen = { orders: [] as Order[], fills: [] as Fill[] };
    broker.on('order', (order) => seen.orders.push(order));
    broker.on('fill', (fill) => seen.fills.push(fill));
    await drive(broker.connect());
    return { broker, seen };
  };
  return { clock, emulator, drive, bot };
}

const ORDER = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.001', price: '40000' } as const;
/** Bought at once. */
const TAKING = { ...ORDER, price: '90000' } as const;

describe('bots of one account', () => {
  test('behavior: an order of another bot is external, and scope own leaves it alone', async () => {
    const { drive, bot, clock } = await setup();
    const anna = await bot('anna');
    const bert = await bot('bert');
    const placed = await drive(anna.broker.placeOrder(ORDER));
    await clock.advanceUntil(() => bert.seen.orders.length > 0, { limitMs: 5000 });
    expect(placed.origin).toBe('local');
    expect(bert.seen.orders.map(({ id, origin }) => [id, origin])).toEqual([[placed.id, 'external']]);
    const [read] = await drive(bert.broker.fetchOpenOrders());
    expect(read?.origin).toBe('external');
    expect((await drive(bert.broker.cancelAllOrders({ scope: 'own' }))).canceled).toEqual([]);
    const all = await drive(anna.broker.cancelAllOrders({ scope: 'own' }));
    expect(all.canceled.map(({ id }) => id)).toEqual([placed.id]);
  });

  test('default: with orders own a bot is shown its orders and fills, and no others', async () => {
    const { drive, bot, clock } = await setup();
    const anna = await bot('anna', 'own');
    const all = await bot('all');
    // One name begins with the other.
    const other = await bot('anna-2', 'own');
    const mine = await drive(anna.broker.placeOrder(ORDER));
    const theirs = await drive(other.broker.placeOrder(TAKING));
    const taken = await drive(anna.broker.placeOrder(TAKING));
    await clock.advanceUntil(() => all.seen.fills.length >= 2, { limitMs: 5000 });
    await clock.advance(1000);
    const ids = (orders: readonly { readonly id: string }[]) => [...new Set(orders.map(({ id }) => id))];
    expect(ids(all.seen.orders)).toEqual([mine.id, theirs.id, taken.id]);
    expect(ids(anna.seen.orders)).toEqual([mine.id, taken.id]);
    expect(ids(other.seen.orders)).toEqual([theirs.id]);
    expect(anna.seen.fills.map(({ orderId }) => orderId)).toEqual([taken.id]);
    expect(other.seen.fills.map(({ orderId }) => orderId)).toEqual([theirs.id]);
    const range = { from: clock.now() - 60_000, symbol: 'BTC_USDT' };
    expect(ids(await drive(anna.broker.fetchOrders(range)))).toContain(taken.id);
    expect(ids(await drive(anna.broker.fetchOrders(range)))).not.toContain(theirs.id);
    expect((await drive(other.broker.fetchFills(range))).map(({ orderId }) => orderId)).toEqual([theirs.id]);
    expect(ids(await drive(other.broker.fetchOpenOrders()))).toEqual([]);
  });

  test('behavior: a bot of the same name knows the orders of its former life without a journal', async () => {
    const { drive, bot } = await setup();
    const first = await bot('anna', 'own');
    const open = await drive(first.broker.placeOrder(ORDER));
    const taken = await drive(first.broker.placeOrder(TAKING));
    await first.broker.close();
    const stranger = await bot('anna-2', 'own');
    await drive(stranger.broker.placeOrder(TAKING));
    const second = await bot('anna', 'own');
    const read = await drive(second.broker.fetchOpenOrders());
    expect(read.map(({ id, origin }) => [id, origin])).toEqual([[open.id, 'local']]);
    const fills = await drive(
      second.broker.fetchFills({ from: taken.receivedTime - 60_000, symbol: 'BTC_USDT' }),
    );
    expect(fills.map(({ orderId }) => orderId)).toEqual([taken.id]);
    const { canceled } = await drive(second.broker.cancelAllOrders({ scope: 'own' }));
    expect(canceled.map(({ id }) => id)).toEqual([open.id]);
  });
});
