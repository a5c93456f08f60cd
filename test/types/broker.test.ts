import { describe, expectTypeOf, test } from 'vitest';
import {
  type Balance,
  type Broker,
  type BrokerOperations,
  type Candle,
  type Feature,
  type Fill,
  type News,
  type Order,
  type OrderBook,
  type PlaceOrderRequest,
  type Position,
  type Quote,
  type Ranged,
  type Subscription,
  supports,
} from '../../src';
import type { FinnotechBroker } from '../../src/venues/finnotech';
import type { PoloniexBroker } from '../../src/venues/poloniex';
import type { XapiBroker } from '../../src/venues/xapi';

// Nothing here runs: what is tested is what compiles, see `npm run typecheck`.
const xapi = undefined as unknown as XapiBroker;

const finnotech = undefined as unknown as FinnotechBroker;

describe('FinnotechBroker', () => {
  test('default: is a Broker without orders', () => {
    expectTypeOf<FinnotechBroker>().toExtend<Broker>();
    expectTypeOf<FinnotechBroker>().not.toHaveProperty('placeOrder');
    expectTypeOf<FinnotechBroker>().not.toHaveProperty('fetchBalances');
    expectTypeOf<FinnotechBroker['fetchCandles']>().returns.resolves.toEqualTypeOf<Ranged<Candle>>();
    // @ts-expect-error the venue takes no orders
    expectTypeOf(() => finnotech.placeOrder({ symbol: 'x', side: 'buy', type: 'market' })).toBeFunction();
    // @ts-expect-error nor has it a book
    expectTypeOf(() => finnotech.subscribe('book', { symbols: ['x'] })).toBeFunction();
    const range = { symbol: 'x', from: 0 };
    // @ts-expect-error nor candles of five minutes
    expectTypeOf(() => finnotech.fetchCandles({ ...range, interval: '5m' })).toBeFunction();
    expectTypeOf(() =>
      finnotech.subscribe('candles', { symbols: ['x'], interval: '1m' }),
    ).returns.resolves.toEqualTypeOf<Subscription<Candle>>();
  });
});

const poloniex = undefined as unknown as PoloniexBroker;

describe('PoloniexBroker', () => {
  test('default: is a Broker for spot: orders and balances, no positions', () => {
    expectTypeOf<PoloniexBroker>().toExtend<Broker>();
    expectTypeOf<PoloniexBroker>().toExtend<
      Pick<BrokerOperations, 'cancelOrder' | 'fetchOpenOrders' | 'fetchBalances' | 'resolveOrder'>
    >();
    expectTypeOf<PoloniexBroker>().not.toHaveProperty('fetchPositions');
    expectTypeOf<PoloniexBroker>().not.toHaveProperty('closePosition');
    expectTypeOf(() =>
      poloniex.subscribe('candles', { symbols: ['BTC_USDT'], interval: '3d' }),
    ).returns.resolves.toEqualTypeOf<Subscription<Candle>>();
    // @ts-expect-error nor are they streamed
    expectTypeOf(() => poloniex.subscribe('positions', {})).toBeFunction();
    const range = { symbol: 'BTC_USDT', from: 0 };
    // @ts-expect-error the venue has no candles of a quarter
    expectTypeOf(() => poloniex.fetchCandles({ ...range, interval: '1q' })).toBeFunction();
    const order = { symbol: 'BTC_USDT', side: 'buy', quantity: '1' } as const;
    // @ts-expect-error nor orders for the day
    expectTypeOf(() => poloniex.placeOrder({ ...order, type: 'limit', timeInForce: 'day' })).toBeFunction();
    // @ts-expect-error nor a stop loss in an order
    expectTypeOf(() => poloniex.placeOrder({ ...order, type: 'limit', stopLoss: '1' })).toBeFunction();
    // @ts-expect-error nor take-profit orders
    expectTypeOf(() => poloniex.placeOrder({ ...order, type: 'takeProfit' })).toBeFunction();
  });
});

describe('XapiBroker', () => {
  test('default: is a Broker, and each of its operations is that of the contract', () => {
    expectTypeOf<XapiBroker>().toExtend<Broker>();
    expectTypeOf<XapiBroker>().toExtend<
      Pick<BrokerOperations, 'cancelOrder' | 'fetchPositions' | 'resolveOrder'>
    >();
    expectTypeOf<XapiBroker['placeOrder']>().returns.resolves.toEqualTypeOf<Order>();
    expectTypeOf<XapiBroker['fetchCandles']>().returns.resolves.toEqualTypeOf<Ranged<Candle>>();
  });

  test('error: what the venue lacks does not compile', () => {
    // @ts-expect-error XAPI has no public trades
    expectTypeOf(() => xapi.fetchTrades({ symbol: 'EURUSD' })).toBeFunction();
    // @ts-expect-error nor a stream of them
    expectTypeOf(() => xapi.subscribe('trades', { symbols: ['EURUSD'] })).toBeFunction();
    // @ts-expect-error nor a channel of that name
    expectTypeOf(() => xapi.subscribe('nothing', {})).toBeFunction();
  });

  test('default: subscribe gives the record of its channel', () => {
    const symbols = ['EURUSD'];
    expectTypeOf(() => xapi.subscribe('quotes', { symbols })).returns.resolves.toEqualTypeOf<
      Subscription<Quote>
    >();
    expectTypeOf(() => xapi.subscribe('book', { symbols })).returns.resolves.toEqualTypeOf<
      Subscription<OrderBook>
    >();
    expectTypeOf(() => xapi.subscribe('candles', { symbols, interval: '1m' })).returns.resolves.toEqualTypeOf<
      Subscription<Candle>
    >();
    expectTypeOf(() => xapi.subscribe('orders', {})).returns.resolves.toEqualTypeOf<Subscription<Order>>();
    expectTypeOf(() => xapi.subscribe('fills', {})).returns.resolves.toEqualTypeOf<Subscription<Fill>>();
    expectTypeOf(() => xapi.subscribe('positions', {})).returns.resolves.toEqualTypeOf<
      Subscription<Position>
    >();
    expectTypeOf(() => xapi.subscribe('balances', {})).returns.resolves.toEqualTypeOf<
      Subscription<Balance>
    >();
    expectTypeOf(() => xapi.subscribe('news', {})).returns.resolves.toEqualTypeOf<Subscription<News>>();
  });

  test('args: options that do not belong to a channel, or are missing, do not compile', () => {
    // @ts-expect-error symbols are missing
    expectTypeOf(() => xapi.subscribe('quotes', {})).toBeFunction();
    expectTypeOf(() => xapi.subscribe('candles', { symbols: ['EURUSD'], interval: '5m' })).toBeFunction();
    // @ts-expect-error candles of one minute are streamed, and longer ones built up to an hour
    expectTypeOf(() => xapi.subscribe('candles', { symbols: ['EURUSD'], interval: '4h' })).toBeFunction();
  });

  test('args: order types and intervals that the venue lacks do not compile', () => {
    const order = { symbol: 'EURUSD', side: 'buy', quantity: '0.1' } as const;
    // @ts-expect-error there is no stop-limit order
    expectTypeOf(() => xapi.placeOrder({ ...order, type: 'stopLimit' })).toBeFunction();
    // @ts-expect-error nor an amount to spend
    expectTypeOf(() => xapi.placeOrder({ ...order, type: 'market', quoteQuantity: '5' })).toBeFunction();
    // @ts-expect-error nor a candle of two hours
    expectTypeOf(() => xapi.fetchCandles({ symbol: 'EURUSD', interval: '2h', from: 0 })).toBeFunction();
    const minutes = { symbol: 'EURUSD', interval: '1m' } as const;
    expectTypeOf(() => xapi.fetchCandles({ ...minutes, limit: 500 })).toBeFunction();
    // @ts-expect-error a range has a start or a number
    expectTypeOf(() => xapi.fetchCandles(minutes)).toBeFunction();
    // @ts-expect-error and not both
    expectTypeOf(() => xapi.fetchCandles({ ...minutes, from: 0, limit: 500 })).toBeFunction();
    expectTypeOf(() => xapi.placeOrder({ ...order, type: 'market' })).returns.resolves.toEqualTypeOf<Order>();
  });
});

describe('a broker chosen at run time', () => {
  const broker = undefined as unknown as Broker;

  test('error: what not every venue has does not compile without supports', () => {
    // @ts-expect-error ask supports() first
    expectTypeOf(() => broker.placeOrder({} as PlaceOrderRequest)).toBeFunction();
    // @ts-expect-error ask supports() first
    expectTypeOf(() => broker.subscribe('orders', {})).toBeFunction();
  });

  test('default: supports narrows it to what was asked, and leaves the rest', () => {
    const trade = () => (supports(broker, 'placeOrder') ? broker : undefined);
    expectTypeOf<
      NonNullable<ReturnType<typeof trade>>['placeOrder']
    >().returns.resolves.toEqualTypeOf<Order>();
    expectTypeOf<NonNullable<ReturnType<typeof trade>>['fetchQuotes']>().returns.resolves.toEqualTypeOf<
      readonly Quote[]
    >();
    // @ts-expect-error a misspelt feature
    expectTypeOf(() => supports(broker, 'placeOrders')).toBeFunction();
    expectTypeOf<'subscribe:quotes'>().toExtend<Feature>();
  });
});
