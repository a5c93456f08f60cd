import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type Broker,
  type Channel,
  type ChannelRecords,
  type Feature,
  type Granted,
  type OPERATION_NAMES,
  type OperationName,
  type Subscribes,
  type Subscription,
  supports,
} from '../../src/broker';
import type { Fill, Order, Quote } from '../../src/model';

function brokerWith(...features: Feature[]): Broker {
  return { capabilities: { features } } as unknown as Broker;
}

describe('supports', () => {
  test('default: true for what the capabilities list, operations and streams apart', () => {
    const broker = brokerWith('placeOrder', 'subscribe:orders');
    expect(supports(broker, 'placeOrder')).toBe(true);
    expect(supports(broker, 'subscribe:orders')).toBe(true);
    expect(supports(broker, 'cancelOrder')).toBe(false);
    expect(supports(broker, 'subscribe:fills')).toBe(false);
  });

  test('args: a name of Object.prototype is no feature', () => {
    expect(supports(brokerWith(), 'constructor' as Feature)).toBe(false);
  });
});

describe('types', () => {
  test('default: supports narrows, so that the call compiles', () => {
    const broker = brokerWith() as Broker;
    // @ts-expect-error not every venue takes orders
    expectTypeOf(broker.placeOrder).toBeAny();
    if (supports(broker, 'placeOrder') && supports(broker, 'subscribe:orders')) {
      expectTypeOf(broker.placeOrder).returns.resolves.toEqualTypeOf<Order>();
      expectTypeOf(broker.connect).returns.resolves.toBeVoid();
      const subscribe = () => broker.subscribe('orders', {});
      expectTypeOf(subscribe).returns.resolves.toEqualTypeOf<Subscription<Order>>();
      // @ts-expect-error fills were not asked for
      const fills = () => broker.subscribe('fills', {});
      expectTypeOf(fills).toBeFunction();
    }
  });

  test('default: every channel has its record', () => {
    expectTypeOf<Awaited<ReturnType<Subscribes<'quotes'>['subscribe']>>>().toEqualTypeOf<
      Subscription<Quote>
    >();
    expectTypeOf<Awaited<ReturnType<Subscribes<'fills'>['subscribe']>>>().toEqualTypeOf<Subscription<Fill>>();
    expectTypeOf<keyof ChannelRecords>().toEqualTypeOf<Channel>();
  });

  test('default: a grant is the operation alone, a list of names is complete', () => {
    expectTypeOf<keyof Granted<'fetchTrades'>>().toEqualTypeOf<'fetchTrades'>();
    expectTypeOf<Granted<'subscribe:news'>>().toEqualTypeOf<Subscribes<'news'>>();
    expectTypeOf<(typeof OPERATION_NAMES)[number]>().toEqualTypeOf<OperationName>();
    expectTypeOf<'subscribe:nothing'>().not.toExtend<Feature>();
  });
});
