import type { createClient, createCluster, createSentinel } from 'redis';
import { describe, expectTypeOf, test } from 'vitest';
import {
  type Broker,
  type Order,
  type OrderBook,
  type Subscription,
  type SymbolsOptions,
  supports,
} from '../../src';
import type { VenueBroker, VenueProfile, VenueTypes } from '../../src/adapter';
import { type RedisClient, RemoteBroker, type RemoteBrokerOptions } from '../../src/remote';
import type { FinnotechBroker } from '../../src/venues/finnotech';
import type { PoloniexPlaceOrderRequest } from '../../src/venues/poloniex';
import type { XapiBroker } from '../../src/venues/xapi';

// Nothing here runs: what is tested is what compiles, see `npm run typecheck`.
const options = undefined as unknown as RemoteBrokerOptions;
const xapi = undefined as unknown as RemoteBroker<'xapi'>;
const poloniex = undefined as unknown as RemoteBroker<'poloniex'>;

describe('RemoteBroker', () => {
  test('default: is a Broker, and of the venue that it is made for', () => {
    expectTypeOf(() => new RemoteBroker('xapi', options)).returns.toEqualTypeOf<RemoteBroker<'xapi'>>();
    expectTypeOf<RemoteBroker<'chp'>>().toExtend<Broker>();
    expectTypeOf<RemoteBroker<'finnotech'>>().toExtend<Broker>();
    expectTypeOf<RemoteBroker<'poloniex'>>().toExtend<Broker>();
    expectTypeOf<RemoteBroker<'xapi'>>().toExtend<Broker>();
    // @ts-expect-error there is no such venue
    expectTypeOf(() => new RemoteBroker('nasdaq', options)).toBeFunction();
  });

  test('default: the calls of the venue, with its own requests', () => {
    expectTypeOf<RemoteBroker<'xapi'>['placeOrder']>().toEqualTypeOf<XapiBroker['placeOrder']>();
    expectTypeOf<RemoteBroker<'xapi'>['fetchCandles']>().toEqualTypeOf<XapiBroker['fetchCandles']>();
    expectTypeOf<RemoteBroker<'poloniex'>['placeOrder']>()
      .parameter(0)
      .toEqualTypeOf<PoloniexPlaceOrderRequest>();
    expectTypeOf<RemoteBroker<'poloniex'>['placeOrder']>().returns.resolves.toEqualTypeOf<Order>();
    expectTypeOf(() => xapi.subscribe('book', { symbols: ['EURUSD'] })).returns.resolves.toEqualTypeOf<
      Subscription<OrderBook>
    >();
  });

  test('default: what only the class of the venue has, without its client', () => {
    expectTypeOf<RemoteBroker<'xapi'>['calculateProfit']>().toEqualTypeOf<XapiBroker['calculateProfit']>();
    expectTypeOf<RemoteBroker<'finnotech'>['fetchCompanyAssessment']>().toEqualTypeOf<
      FinnotechBroker['fetchCompanyAssessment']
    >();
    expectTypeOf<RemoteBroker<'poloniex'>>().not.toHaveProperty('fetchCalendar');
    expectTypeOf<RemoteBroker<'xapi'>>().not.toHaveProperty('client');
  });

  test('error: what the venue lacks does not compile', () => {
    // @ts-expect-error XAPI has no stream of trades
    expectTypeOf(() => xapi.subscribe('trades', { symbols: ['EURUSD'] })).toBeFunction();
    // @ts-expect-error nor a read of them
    expectTypeOf(() => xapi.fetchTrades({ symbol: 'EURUSD' })).toBeFunction();
    const buy = { symbol: 'BTC_USDT', side: 'buy', type: 'market' } as const;
    expectTypeOf(() => poloniex.placeOrder({ ...buy, quoteQuantity: '5' })).toBeFunction();
    // @ts-expect-error a buy at the market names the amount to spend
    expectTypeOf(() => poloniex.placeOrder({ ...buy, quantity: '1' })).toBeFunction();
    expectTypeOf<RemoteBroker<'finnotech'>>().not.toHaveProperty('placeOrder');
    expectTypeOf<RemoteBroker<'poloniex'>>().not.toHaveProperty('fetchPositions');
  });

  test('default: of a venue chosen at run time, supports narrows it', () => {
    const broker = undefined as unknown as RemoteBroker<'xapi' | 'finnotech'>;
    // @ts-expect-error ask supports() first
    expectTypeOf(() => broker.placeOrder).toBeFunction();
    const trade = () => (supports(broker as Broker, 'placeOrder') ? broker : undefined);
    expectTypeOf(trade).toBeFunction();
    const any: Broker = xapi;
    const placed = () => (supports(any, 'placeOrder') ? any : undefined);
    expectTypeOf<
      NonNullable<ReturnType<typeof placed>>['placeOrder']
    >().returns.resolves.toEqualTypeOf<Order>();
  });
});

describe('RemoteBroker of a venue from outside', () => {
  test('default: has the types that the venue states, and what its class adds', () => {
    interface Types extends VenueTypes {
      readonly operations: 'fetchBalances';
      readonly channels: { readonly quotes: SymbolsOptions };
    }
    type Own = VenueBroker<Types> & { fetchFees(): Promise<string> };
    const profile = undefined as unknown as VenueProfile;
    const own = () => new RemoteBroker<Types, Own>(profile, options);
    expectTypeOf(own).returns.toExtend<Broker>();
    expectTypeOf(own).returns.toHaveProperty('fetchBalances');
    expectTypeOf(own).returns.toHaveProperty('fetchFees');
    expectTypeOf(own).returns.not.toHaveProperty('placeOrder');
  });
});

describe('RedisClient', () => {
  test('default: a client, a cluster and a sentinel of the official package can be given', () => {
    expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>();
    expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>();
    expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<RedisClient>();
  });
});
