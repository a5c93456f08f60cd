import {
  addDecimals,
  type Balance,
  type Candle,
  compareDecimals,
  type Fill,
  isProtocolError,
  type Order,
  type Position,
  type Quote,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld, Nonsense, StreamedRecord } from '../../harness';
import { marketOrder, priceMover, restingBuy } from '../orders/order-requests';
import { shortest } from './candle-requests';
import { type PublicRecord, streamOf, wait } from './public-streams';

type PrivateRecord = Order | Fill | Position | Balance;

/** The most requests that one record may cause: those of reading the account, and the polls of half a minute. */
const MOST_REQUESTS = 60;

/** Every number of a record and of its levels that must not lie below zero, with prices of the instruments of a world. */
function isSensible(record: PublicRecord | PrivateRecord): boolean {
  const { high, low, open, close } = record as Partial<Candle>;
  if (high !== undefined && low !== undefined && compareDecimals(high, low) < 0) return false;
  if (close !== undefined && high !== undefined && compareDecimals(close, high) > 0) return false;
  if (close !== undefined && open !== undefined && low !== undefined && compareDecimals(open, low) < 0)
    return false;
  const mayBeNegative = new Set(['fee', 'unrealizedProfit', 'total', 'available', 'raw', 'reason', 'id']);
  const texts = Object.entries(record).flatMap(([name, value]) =>
    mayBeNegative.has(name) ? [] : Array.isArray(value) ? value.flat() : [value],
  );
  return !texts.some(
    (text) => typeof text === 'string' && /^-?(?:\d*\.?\d*e\+?\d|Infinity|NaN)|^-\d/.test(text),
  );
}

/** The warnings of the broker from now on. */
function warningsOf(world: ContractWorld): string[] {
  const codes: string[] = [];
  world.broker.on('warning', ({ code }) => codes.push(code));
  return codes;
}

/** A stream with one record that cannot be true: it is never emitted, the user is warned, and the next ones arrive. */
async function survives(world: ContractWorld, kind: StreamedRecord, how: Nonsense): Promise<void> {
  const controller = new AbortController();
  const records = await streamOf(world, kind, controller.signal);
  if (records === undefined) return;
  const move = await priceMover(world);
  const next = async (): Promise<void> => {
    const before = records.length;
    await wait(world, `no record of ${kind} came`, () => records.length > before, move);
  };
  await next();
  const warnings = warningsOf(world);
  const asked = world.requests();
  if (world.senseless?.(kind, how) === true) {
    await next();
    await next();
    check(records.every(isSensible), `a record of ${kind} that cannot be true was shown (${how})`);
    await wait(
      world,
      `no warning of a record of ${kind} that cannot be true (${how})`,
      () => warnings.length > 0,
      move,
    );
    check(world.requests() - asked < 2 * MOST_REQUESTS, `${world.requests() - asked} requests for ${kind}`);
  }
  controller.abort();
  await world.advance(1000);
}

/** An account with one record that cannot be true: in the end the emitted state equals that of the venue. */
async function isMadeGood(
  world: ContractWorld,
  broker: BrokerWith<'placeOrder' | 'cancelOrder' | 'fetchOpenOrders'>,
  kind: StreamedRecord,
  how: Nonsense,
): Promise<void> {
  const emitted = {
    orders: new Map<string, Order>(),
    fills: [] as Fill[],
    positions: new Map<string, Position>(),
  };
  const all: PrivateRecord[] = [];
  const warnings: string[] = [];
  const listeners = {
    order: (order: Order): void => {
      all.push(order);
      emitted.orders.set(order.id, order);
    },
    fill: (fill: Fill): void => {
      all.push(fill);
      emitted.fills.push(fill);
    },
    position: (position: Position): void => {
      all.push(position);
      emitted.positions.set(position.id, position);
    },
    balance: (balance: Balance) => void all.push(balance),
    warning: ({ code }: { readonly code: string }) => void warnings.push(code),
  };
  broker.on('order', listeners.order).on('fill', listeners.fill).on('position', listeners.position);
  broker.on('balance', listeners.balance).on('warning', listeners.warning);
  const request = await restingBuy(world);
  if (world.senseless?.(kind, how) === true) {
    const asked = world.requests();
    const resting = await world.drive(broker.placeOrder(request));
    const filled = await world.drive(broker.placeOrder(marketOrder(world)));
    await wait(world, `no warning of one of ${kind} that cannot be true (${how})`, () => warnings.length > 0);
    await world.advance(15_000);
    const requests = world.requests() - asked;
    check(requests < MOST_REQUESTS, `${requests} requests after one of ${kind} that cannot be true`);
    check(all.every(isSensible), `one of ${kind} that cannot be true was emitted (${how})`);
    checkEqual(
      emitted.orders.get(filled.id)?.status,
      'filled',
      `status of the order that was filled, ${kind} ${how}`,
    );
    checkEqual(emitted.orders.get(filled.id)?.filledQuantity, world.quantity, 'filled quantity');
    const fills = emitted.fills.filter(({ orderId }) => orderId === filled.id);
    const sum = fills.reduce((total, { quantity }) => addDecimals(total, quantity), '0');
    checkEqual(sum, world.quantity, `fills of that order, ${kind} ${how}`);
    const open = await world.drive(broker.fetchOpenOrders());
    checkEqual(
      open.map(({ id, quantity }) => [id, quantity]),
      [[resting.id, world.quantity]],
      'open orders',
    );
    const shown = emitted.orders.get(resting.id);
    checkEqual([shown?.status, shown?.quantity], ['open', world.quantity], 'the open order as emitted');
    if (broker.capabilities.features.includes('fetchPositions')) {
      const held = await world.drive((broker as unknown as BrokerWith<'fetchPositions'>).fetchPositions());
      for (const { id, quantity } of held) {
        checkEqual(
          emitted.positions.get(id)?.quantity ?? quantity,
          quantity,
          `position after ${kind} ${how}`,
        );
      }
    }
    await world.drive(broker.cancelOrder({ id: resting.id }));
  }
  broker.off('order', listeners.order).off('fill', listeners.fill).off('position', listeners.position);
  broker.off('balance', listeners.balance).off('warning', listeners.warning);
  await world.advance(6000);
}

const PUBLIC = ['quotes', 'trades', 'book', 'candles'] as const;
const PRIVATE = ['orders', 'fills', 'positions', 'balances'] as const;

export const senselessCases = [
  defineCase(
    341,
    'behavior: a value of a quote that cannot be true is left out, and the quote has the others',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = warningsOf(world);
      const quotes = (await streamOf(world, 'quotes', new AbortController().signal)) as Quote[];
      const move = await priceMover(world);
      await wait(world, 'no quote came', () => quotes.length > 0, move);
      const figures = ({ volume, bidQuantity, askQuantity }: Quote) =>
        [volume, bidQuantity, askQuantity].filter((figure) => figure !== undefined).length;
      const usual = Math.max(...quotes.map(figures));
      const before = quotes.length;
      check(world.senseless?.('quotes', 'field') === true, 'no figure can be wrong');
      let price = '';
      const step = (): void => {
        price = move();
      };
      await wait(
        world,
        'no quote lacks a value',
        () => quotes.slice(before).some((q) => figures(q) < usual),
        step,
      );
      const cut = quotes.slice(before).find((quote) => figures(quote) < usual);
      check(cut?.bid !== undefined || cut?.last !== undefined, `the prices of ${price} were left out too`);
      check(quotes.every(isSensible), 'a figure that cannot be true was shown');
      await wait(world, 'no warning', () => warnings.includes('senseless'), step);
      await wait(
        world,
        'no complete quote came again',
        () => figures(quotes.at(-1) as Quote) === usual,
        step,
      );
    },
    ['senseless'],
  ),

  defineCase(
    342,
    'behavior: market data that cannot be true is left out with a warning, and the stream continues',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const kind of PUBLIC) await survives(world, kind, 'value');
    },
    ['senseless'],
  ),

  defineCase(
    343,
    'behavior: market data with a number out of range is left out with a warning, and the stream continues',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const kind of PUBLIC) await survives(world, kind, 'infinite');
    },
    ['senseless'],
  ),

  defineCase(
    344,
    'behavior: candles that cannot be true are left out of what is read, with a warning; a whole answer is a ProtocolError',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = warningsOf(world);
      const { ms, interval } = shortest(world);
      const request = { symbol: world.symbol, interval, from: Math.floor(world.now() / ms) * ms - 10 * ms };
      const usual = await world.drive(broker.fetchCandles(request));
      check(usual.length > 0, 'no candle was read');
      check(world.senselessRead?.('candles') === true, 'no candle can be wrong');
      const read = await world.drive(broker.fetchCandles(request));
      check(read.length < usual.length && read.every(isSensible), 'a candle that cannot be true was read');
      check(read.range !== undefined, 'the report of the range was lost');
      await wait(world, 'no warning', () => warnings.includes('senseless'));
      if (!broker.capabilities.features.includes('fetchOrderBook')) return;
      if (world.senselessRead?.('book') !== true) return;
      const book = (broker as BrokerWith<'fetchOrderBook'>).fetchOrderBook({ symbol: world.symbol });
      await rejection(world, book, isProtocolError, 'a book that cannot be true');
    },
    ['senselessRead'],
  ),

  defineCase(
    611,
    'behavior: a private record that cannot be true is not emitted, the user is warned, and the account is read at once',
    ['placeOrder', 'cancelOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const kind of PRIVATE) await isMadeGood(world, broker, kind, 'value');
    },
    ['senseless'],
  ),

  defineCase(
    612,
    'behavior: a private record with a number out of range loses nothing, and the user is warned',
    ['placeOrder', 'cancelOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const kind of PRIVATE) await isMadeGood(world, broker, kind, 'infinite');
    },
    ['senseless'],
  ),

  defineCase(
    613,
    'behavior: more filled than ordered is emitted as reported, with a warning',
    ['placeOrder', 'subscribe:orders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = warningsOf(world);
      const orders: Order[] = [];
      broker.on('order', (order) => orders.push(order));
      const request = await restingBuy(world);
      const { id } = await world.drive(broker.placeOrder(request));
      await world.advance(3000);
      world.overfillOnce?.();
      world.setPrice(world.symbol, request.price, request.price);
      const isOver = ({ filledQuantity, quantity }: Order) =>
        quantity !== undefined && compareDecimals(filledQuantity, quantity) > 0;
      await wait(world, 'no order was overfilled', () =>
        orders.some((order) => order.id === id && isOver(order)),
      );
      checkEqual(warnings.filter((code) => code === 'overfill').length, 1, 'warnings of it');
    },
    ['overfillOnce'],
  ),

  defineCase(
    614,
    'behavior: many private records that cannot be true are one warning, and reads are few',
    ['placeOrder', 'cancelOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = warningsOf(world);
      const emitted = new Map<string, Order>();
      broker.on('order', (order) => emitted.set(order.id, order));
      const request = await restingBuy(world);
      check(world.senseless?.('orders', 'value', 40) === true, 'no order can be wrong');
      const asked = world.requests();
      const ids: string[] = [];
      for (let count = 0; count < 10; count += 1) {
        ids.push((await world.drive(broker.placeOrder(request))).id);
      }
      await world.advance(20_000);
      check(world.requests() - asked < 150, `${world.requests() - asked} requests`);
      check(warnings.length > 0 && warnings.length <= 2, `${warnings.length} warnings`);
      checkEqual(
        ids.map((id) => emitted.get(id)?.status),
        ids.map(() => 'open'),
        'orders as emitted',
      );
      const open = await world.drive(broker.fetchOpenOrders());
      checkEqual(new Set(open.map(({ id }) => id)).size, ids.length, 'open orders');
    },
    ['senseless'],
  ),
];
