import {
  addDecimals,
  type BrokerError,
  isBrokerError,
  isOrderRejectedError,
  isValidationError,
  type OrderRef,
  type PlaceOrderRequest,
} from '../../../index';
import { check, checkEqual, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { bestPrices, restingBuy } from './order-requests';

const ALIEN_ID = '987654321';

export const orderHintCases = [
  defineCase(
    525,
    'error: a limit that could be executed at once is executed, or refused with side, price, bid and ask',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { symbol, quantity } = world;
      const { bid, ask, tick } = await bestPrices(world);
      const price = addDecimals(ask, tick);
      const request = { symbol, side: 'buy', type: 'limit', quantity, price } as const;
      const outcome = await world.drive(
        broker.placeOrder(request).catch((error: unknown) => error as BrokerError),
      );
      if (!isBrokerError(outcome)) {
        check(outcome.status === 'filled' || outcome.filledQuantity !== '0', `it is ${outcome.status}`);
        return;
      }
      check(isOrderRejectedError(outcome) || isValidationError(outcome), `it is a ${outcome.name}`);
      checkEqual(world.executedOrders(), 0, 'orders at the venue');
      for (const part of ['buy', 'limit', price, bid, ask])
        check(outcome.message.includes(part), `no ${part} in: ${outcome.message}`);
    },
  ),

  defineCase(
    526,
    'args: the id alone, in the place of what names an order, is refused with the form that is meant',
    ['fetchOrder', 'cancelOrder', 'resolveOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await sendsNothing(world, 'an id alone', async () => {
        for (const id of ['999', 999] as unknown as OrderRef[]) {
          for (const work of [broker.fetchOrder(id), broker.cancelOrder(id), broker.resolveOrder(id)]) {
            const { message } = await rejection(world, work, isValidationError, String(id));
            check(message.startsWith("request must be { id: '999' }"), message);
          }
        }
      });
    },
  ),

  defineCase(
    527,
    'error: an id that the venue does not know is in the message',
    ['fetchOrder', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const work of [broker.fetchOrder({ id: ALIEN_ID }), broker.cancelOrder({ id: ALIEN_ID })]) {
        const { message } = await rejection(world, work, isBrokerError, 'an unknown id');
        check(message.includes(ALIEN_ID), message);
      }
    },
  ),

  defineCase(
    528,
    'args: words of other libraries are refused with the member or the value that is meant',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { quantity, price, ...rest } = await restingBuy(world);
      const request = { ...rest, quantity, price };
      await sendsNothing(world, 'a word of another library', async () => {
        for (const [given, field, meant] of [
          [{ ...rest, price, amount: quantity }, 'amount', 'quantity'],
          [{ ...rest, price, qty: quantity }, 'qty', 'quantity'],
          [{ ...rest, quantity, limit_price: price }, 'limit_price', 'price'],
          [{ ...request, instrument: 'x' }, 'instrument', 'symbol'],
          [{ ...request, clientOrderID: '1' }, 'clientOrderID', 'clientOrderId'],
          [{ ...request, side: 'BUY' }, 'side', 'buy'],
          [{ ...request, type: 'LIMIT' }, 'type', 'limit'],
          [{ ...request, timeInForce: 'GTC' }, 'timeInForce', 'gtc'],
        ] as const) {
          const work = broker.placeOrder(given as unknown as PlaceOrderRequest);
          const error = await rejection(world, work, isValidationError, field);
          checkEqual([error.field, error.suggestions], [field, [meant]], 'field and suggestions');
        }
      });
    },
  ),
];
