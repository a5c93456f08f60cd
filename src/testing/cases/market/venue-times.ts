import {
  type Balance,
  type Candle,
  type Fill,
  isValidationError,
  type Order,
  type Position,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld, StreamedRecord } from '../../harness';
import { marketOrder, priceMover, restingBuy } from '../orders/order-requests';
import { shortest } from './candle-requests';
import { type PublicRecord, streamOf, wait } from './public-streams';
import { collect, moveAndReceive, quotesOf } from './quote-streams';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_1971 = Date.UTC(1971, 0, 1);
const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59);
/** The most requests of a stream while one of its records is wrong: a poll a second for two minutes, and repairs. */
const MOST_REQUESTS = 150;

function timeOf(record: PublicRecord): number | undefined {
  return 'openTime' in record ? record.openTime : record.time;
}

/** How often the broker has warned of times far ahead. */
function farWarnings(world: ContractWorld): { count: number } {
  const seen = { count: 0 };
  world.broker.on('warning', ({ code }) => {
    if (code === 'farTime') seen.count += 1;
  });
  return seen;
}

/** Moves the price, again and again, until a record comes. */
async function nextRecord(
  world: ContractWorld,
  move: () => string,
  records: readonly unknown[],
): Promise<void> {
  const before = records.length;
  await wait(world, 'no record came', () => records.length > before, move);
}

async function reconnect(world: ContractWorld): Promise<void> {
  const { broker } = world;
  world.cutConnection();
  await world.until(() => broker.status.state !== 'live');
  await world.until(() => broker.status.state === 'live');
}

async function survives(world: ContractWorld, kind: StreamedRecord): Promise<void> {
  const { features } = world.broker.capabilities;
  if (!features.some((feature) => feature === `subscribe:${kind}`)) return;
  // A first record that is long past: records since then are not requested.
  world.farTimeOnce?.(kind, YEAR_1971);
  const controller = new AbortController();
  const records = await streamOf(world, kind, controller.signal);
  if (records === undefined) return;
  const warnings = farWarnings(world);
  const since = world.now();
  const move = await priceMover(world);
  const asked = world.requests();
  await nextRecord(world, move, records);
  await nextRecord(world, move, records);
  check(world.requests() - asked < MOST_REQUESTS, `too many requests after a time long past in ${kind}`);
  for (const time of [world.venueNow() + HOUR_MS, world.venueNow() + DAY_MS, YEAR_9999]) {
    const before = world.requests();
    if (world.farTimeOnce?.(kind, Math.floor(time / 60_000) * 60_000) !== true) return;
    await nextRecord(world, move, records);
    await nextRecord(world, move, records);
    const asked = world.requests() - before;
    check(asked < MOST_REQUESTS, `${asked} requests after a time far ahead in ${kind}`);
  }
  await reconnect(world);
  await nextRecord(world, move, records);
  const last = Math.max(...records.map((record) => timeOf(record) ?? 0));
  check(last <= world.venueNow() + 60_000, `a time of ${last} was shown in ${kind}`);
  await wait(world, `no warning of a time far ahead in ${kind}`, () => warnings.count > 0);
  const most = 2 + (world.now() - since) / 60_000;
  controller.abort();
  check(warnings.count <= most, `${warnings.count} warnings of times far ahead: one a minute is enough`);
}

async function trades(
  world: ContractWorld,
  broker: BrokerWith<'placeOrder' | 'cancelOrder'>,
  kind: StreamedRecord,
  time: number,
): Promise<void> {
  if (world.farTimeOnce?.(kind, time) !== true) return;
  const warnings = farWarnings(world);
  const emitted: { orders: Order[]; fills: Fill[]; positions: Position[]; balances: Balance[] } = {
    orders: [],
    fills: [],
    positions: [],
    balances: [],
  };
  broker.on('order', (order) => emitted.orders.push(order));
  broker.on('fill', (fill) => emitted.fills.push(fill));
  broker.on('position', (position) => emitted.positions.push(position));
  broker.on('balance', (balance) => emitted.balances.push(balance));
  const resting = await world.drive(broker.placeOrder(await restingBuy(world)));
  const first = await world.drive(broker.placeOrder(marketOrder(world)));
  await world.until(() => emitted.fills.some(({ orderId }) => orderId === first.id));
  await world.drive(broker.cancelOrder({ id: resting.id }));
  await world.until(() =>
    emitted.orders.some(({ id, status }) => id === resting.id && status === 'canceled'),
  );
  await wait(world, `no warning of a time far ahead in ${kind}`, () => warnings.count > 0);
  for (const round of ['on the same connection', 'after a reconnect']) {
    if (round === 'after a reconnect') await reconnect(world);
    const before = [emitted.positions.length, emitted.balances.length] as const;
    const next = await world.drive(broker.placeOrder(marketOrder(world)));
    await world.until(() => emitted.orders.some(({ id, status }) => id === next.id && status === 'filled'));
    await world.until(() => emitted.fills.some(({ orderId }) => orderId === next.id));
    const has = (feature: 'subscribe:positions' | 'subscribe:balances') =>
      broker.capabilities.features.includes(feature);
    await world.until(
      () =>
        (!has('subscribe:positions') || emitted.positions.length > before[0]) &&
        (!has('subscribe:balances') || emitted.balances.length > before[1]),
    );
  }
  checkEqual(
    emitted.orders.filter(({ id }) => id === resting.id).at(-1)?.status,
    'canceled',
    `the order that was cancelled, with a time far ahead in ${kind}`,
  );
}

async function goesOn(world: ContractWorld): Promise<void> {
  const { broker } = world;
  const warnings = farWarnings(world);
  // One wrong time of the venue's clock has no effect, whether it is the first or a later one.
  world.misstateClockOnce?.(YEAR_9999);
  await world.drive(broker.connect());
  const move = await priceMover(world);
  const quotes = collect(await quotesOf(world));
  await moveAndReceive(world, move, quotes);
  world.misstateClockOnce?.(YEAR_9999);
  await reconnect(world);
  for (let round = 0; round < 2; round += 1) await moveAndReceive(world, move, quotes);
  const candles = (await streamOf(world, 'candles')) as Candle[] | undefined;
  if (candles !== undefined) {
    const early: Candle[] = [];
    let checked = 0;
    const look = (): boolean => {
      for (const candle of candles.slice(checked)) {
        checked += 1;
        if (candle.closed && candle.openTime + 60_000 > world.venueNow() + 1000) early.push(candle);
      }
      const closed = candles.filter(
        (candle) => candle.closed && candle.openTime > world.venueNow() - 300_000,
      );
      return closed.length > 0;
    };
    for (let tries = 0; tries < 40 && !look(); tries += 1) {
      move();
      await world.advance(10_000);
    }
    check(look(), 'no candle was closed');
    checkEqual(early, [], 'candles that were closed before their end');
  }
  const { ms, interval } = shortest(world);
  const from = Math.floor(world.venueNow() / ms) * ms - 10 * ms;
  const read = await world.drive(broker.fetchCandles({ symbol: world.symbol, interval, from }));
  const last = read.at(-1);
  check(last !== undefined, 'no candle was read');
  check(last.openTime > world.venueNow() - 5 * ms, `the last candle opened at ${last.openTime}`);
  for (const { openTime, closed } of read) {
    check(openTime >= from && openTime <= world.venueNow() + 1000, `a candle of ${openTime} was read`);
    check(!closed || openTime + ms <= world.venueNow() + 1000, `the candle of ${openTime} is not over`);
  }
  if (broker.capabilities.features.includes('placeOrder')) {
    await tradesOn(world, broker as BrokerWith<'placeOrder' | 'cancelOrder' | 'resolveOrder'>);
  }
  checkEqual(warnings.count, 0, 'warnings of times far ahead');
}

async function tradesOn(
  world: ContractWorld,
  broker: BrokerWith<'placeOrder' | 'cancelOrder' | 'resolveOrder'>,
): Promise<void> {
  const fills: Fill[] = [];
  broker.on('fill', (fill) => fills.push(fill));
  const filled = await world.drive(broker.placeOrder(marketOrder(world)));
  await world.until(() => fills.some(({ orderId }) => orderId === filled.id));
  const order = await restingBuy(world);
  const resting = await world.drive(broker.placeOrder(order));
  checkEqual((await world.drive(broker.cancelOrder({ id: resting.id }))).status, 'canceled', 'status');
  // A reply is lost: the outcome of the order is found in the venue's history.
  world.dropReplyOnce('placeOrder');
  const clientOrderId = '33';
  const outcome = broker.placeOrder({ ...marketOrder(world), clientOrderId }).catch(() => undefined);
  await world.drive(outcome);
  await world.until(() => broker.status.state === 'live');
  const resolution = await world.drive(broker.resolveOrder({ clientOrderId, symbol: world.symbol }));
  checkEqual(resolution.outcome, 'accepted', 'outcome of an order whose reply was lost');
  if (!broker.capabilities.timesInForce.includes('gtd')) return;
  const until = (ms: number) => ({
    ...order,
    timeInForce: 'gtd' as const,
    expireTime: world.venueNow() + ms,
  });
  const expiring = await world.drive(broker.placeOrder(until(1_800_000)));
  checkEqual(expiring.status, 'open', 'status of an order that expires in half an hour');
  const late = broker.placeOrder(until(-1_800_000));
  await rejection(world, late, isValidationError, 'an order that expired half an hour ago');
}

export const venueTimeCases = [
  defineCase(
    331,
    'behavior: a market record with a time far ahead neither stops its stream nor moves a cursor, also over a reconnect',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const kind of ['quotes', 'trades', 'book', 'candles'] as const) await survives(world, kind);
    },
    ['farTimeOnce'],
  ),

  defineCase(
    332,
    'behavior: a private record with a time far ahead is emitted and makes no later one outdated, also over a reconnect',
    ['placeOrder', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const times = [world.venueNow() + HOUR_MS, world.venueNow() + DAY_MS, YEAR_9999];
      for (const [index, kind] of (['orders', 'fills', 'positions', 'balances'] as const).entries()) {
        await trades(world, broker, kind, times[index % times.length] ?? YEAR_9999);
      }
    },
    ['farTimeOnce'],
  ),

  defineCase(
    333,
    'behavior: with a local clock an hour slow everything works',
    [],
    (world) => goesOn(world),
    [],
    { clockOffsetMs: -HOUR_MS },
  ),

  defineCase(
    334,
    'behavior: with a local clock an hour fast everything works',
    [],
    (world) => goesOn(world),
    [],
    { clockOffsetMs: HOUR_MS },
  ),

  defineCase(
    335,
    'args: a range from 0, or to the year 9999, is read as far as there can be data, and only on request',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { ms, interval } = shortest(world);
      const { symbol } = world;
      const asks = async <T>(most: number, what: string, work: () => Promise<T>): Promise<T> => {
        const before = world.requests();
        const result = await world.drive(work());
        const asked = world.requests() - before;
        check(asked <= most, `${what}: ${asked} requests`);
        return result;
      };
      const from = world.venueNow() - 10 * ms;
      const read = await asks(10, 'candles to the year 9999', () =>
        broker.fetchCandles({ symbol, interval, from, to: YEAR_9999 }),
      );
      check(read.length > 0, 'no candle to the year 9999');
      checkEqual([read.range.from, read.range.to], [from, YEAR_9999], 'range');
      await asks(10, 'the first page of all candles', async () => {
        for await (const page of broker.candlePages({ symbol, interval, from: 0, to: YEAR_9999 })) {
          checkEqual(page.range.from, 0, 'start of the first page');
          break;
        }
      });
      const { features } = broker.capabilities;
      const history = broker as BrokerWith<'fetchOrders' | 'fetchFills'>;
      const range = { from: world.venueNow() - DAY_MS, to: YEAR_9999 };
      if (features.includes('fetchOrders')) await asks(40, 'orders', () => history.fetchOrders(range));
      if (features.includes('fetchFills')) await asks(40, 'fills', () => history.fetchFills(range));
    },
  ),
];
