import { isAbortedError, isValidationError, multiplyDecimals, type PlaceOrderRequest } from '../../../index';
import { checkEqual, learnUnknown, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { restingBuy } from './order-requests';
import { refusesAll } from './refused-orders';

export const orderInputCases = [
  defineCase(
    455,
    'args: an unknown symbol, side, type or time in force is refused and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const good = await restingBuy(world);
      await learnUnknown(world, [world.unknownSymbol, '__proto__', 'undefined', '1']);
      const of = (field: string, values: readonly unknown[]) =>
        refusesAll(
          world,
          broker,
          good,
          field,
          values.map((value) => ({ [field]: value })),
        );
      await of('symbol', [world.unknownSymbol, '', '__proto__', 1, undefined, 'a\r\nb', 'x'.repeat(10_000)]);
      await of('side', ['BUY', '', 'long', 0, undefined, null, '__proto__']);
      await of('type', ['LIMIT', '', 'iceberg', 0, undefined, null, 'constructor']);
      await of('timeInForce', ['GTC', '', 'forever', 0, null]);
    },
  ),

  defineCase(
    456,
    'args: an expiry that is past, is in seconds or does not apply is refused and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      if (!broker.capabilities.timesInForce.includes('gtd')) return;
      await world.drive(broker.connect());
      const good = await restingBuy(world);
      const now = world.now();
      const times: readonly unknown[] = [
        now - 1,
        Math.floor(now / 1000) + 3600,
        Number.NaN,
        new Date(Number.NaN),
        '2030-01-01',
        undefined,
      ];
      await refusesAll(
        world,
        broker,
        good,
        'expireTime',
        times.map((expireTime) => ({ timeInForce: 'gtd', expireTime })),
      );
      await refusesAll(world, broker, good, 'expireTime', [
        { timeInForce: 'gtc', expireTime: now + 3_600_000 },
      ]);
    },
  ),

  defineCase(
    457,
    'args: a clientOrderId that the venue would not take is a ValidationError and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const ids: readonly unknown[] = ['', 1, 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(10_000), null];
      await refusesAll(
        world,
        broker,
        await restingBuy(world),
        'clientOrderId',
        ids.map((clientOrderId) => ({ clientOrderId })),
      );
    },
  ),

  defineCase(
    458,
    'error: the same clientOrderId with another request is a ValidationError, and there is one order',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '777' };
      const first = broker.placeOrder(request);
      const error = await rejection(
        world,
        broker.placeOrder({ ...request, side: 'sell' }),
        isValidationError,
        'the second',
      );
      checkEqual(error.field, 'clientOrderId', 'field');
      await world.drive(first);
      await rejection(
        world,
        broker.placeOrder({ ...request, type: 'market', price: undefined }),
        isValidationError,
        'the third',
      );
      checkEqual(world.executedOrders(), 1, 'orders at the venue');
    },
  ),

  defineCase(
    459,
    'args: an order whose signal is aborted already is an AbortedError, sent false, and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      await sendsNothing(world, 'an aborted order', async () => {
        const error = await rejection(
          world,
          broker.placeOrder(request, { signal: AbortSignal.abort() }),
          isAbortedError,
          'an order',
        );
        checkEqual(error.sent, false, 'sent');
      });
    },
  ),

  defineCase(
    460,
    'args: an invalid reference to an order is a ValidationError and nothing is sent',
    ['cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await sendsNothing(world, 'a bad reference', async () => {
        for (const ref of [{ id: 1 }, { id: '' }, {}, { clientOrderId: 1 }, undefined, null, '1', []]) {
          await rejection(
            world,
            broker.cancelOrder(ref as { id: string }),
            isValidationError,
            `cancel of ${JSON.stringify(ref)}`,
          );
        }
      });
    },
  ),

  defineCase(461, 'args: cancelAllOrders requires a scope', ['cancelAllOrders'], async (world, broker) => {
    await world.drive(broker.connect());
    await sendsNothing(world, 'a bad cancelAllOrders', async () => {
      for (const request of [{}, { scope: 'mine' }, undefined]) {
        await rejection(
          world,
          broker.cancelAllOrders(request as { scope: 'own' }),
          isValidationError,
          JSON.stringify(request),
        );
      }
    });
  }),

  defineCase(
    462,
    'args: a request is read once, from its own members only',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const good = await restingBuy(world);
      const reads = new Map<string, number>();
      const watched = {};
      for (const [name, value] of Object.entries(good)) {
        Object.defineProperty(watched, name, {
          enumerable: true,
          get() {
            reads.set(name, (reads.get(name) ?? 0) + 1);
            // A second reading would give another order.
            return name === 'quantity' && (reads.get(name) ?? 0) > 1
              ? multiplyDecimals(world.quantity, '2')
              : value;
          },
        });
      }
      const order = await world.drive(broker.placeOrder(watched as PlaceOrderRequest));
      checkEqual(order.quantity, world.quantity, 'quantity');
      await refusesAll(world, broker, {} as PlaceOrderRequest, 'symbol', [{}]);
      await sendsNothing(world, 'inherited members', () =>
        rejection(world, broker.placeOrder(Object.create(good)), isValidationError, 'inherited members'),
      );
    },
  ),
];
