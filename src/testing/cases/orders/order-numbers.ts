import { addDecimals, isValidationError, multiplyDecimals, subtractDecimals } from '../../../index';
import { checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { marketOrder, restingBuy, tickOf } from './order-requests';
import { NO_DECIMALS, refusesAll } from './refused-orders';

export const orderNumberCases = [
  defineCase(
    451,
    'args: a quantity that is no positive decimal is a ValidationError and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await refusesAll(
        world,
        broker,
        marketOrder(world),
        'quantity',
        [...NO_DECIMALS, undefined].map((quantity) => ({ quantity })),
      );
    },
  ),

  defineCase(
    452,
    'args: a quantity off the lot step or out of bounds is refused with legal ones, never rounded',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { lotStep, minQuantity, maxQuantity } = await world.drive(broker.fetchInstrument(world.symbol));
      const quantities: string[] = [];
      if (lotStep !== undefined)
        quantities.push(addDecimals(world.quantity, multiplyDecimals(lotStep, '0.5')));
      if (minQuantity !== undefined) quantities.push(multiplyDecimals(minQuantity, '0.5'));
      if (maxQuantity !== undefined) quantities.push(addDecimals(maxQuantity, lotStep ?? '1'));
      await refusesAll(
        world,
        broker,
        marketOrder(world),
        'quantity',
        quantities.map((quantity) => ({ quantity })),
      );
      if (lotStep === undefined) return;
      const request = {
        ...marketOrder(world),
        quantity: addDecimals(world.quantity, multiplyDecimals(lotStep, '0.5')),
      };
      const error = await rejection(
        world,
        broker.placeOrder(request),
        isValidationError,
        'an order off the step',
      );
      checkEqual(
        error.suggestions?.includes(world.quantity),
        true,
        'whether the nearest legal quantity is suggested',
      );
    },
  ),

  defineCase(
    453,
    'args: a limit price that is missing, no decimal or off the tick is a ValidationError and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const good = await restingBuy(world);
      const instrument = await world.drive(broker.fetchInstrument(world.symbol));
      const off = subtractDecimals(good.price, multiplyDecimals(tickOf(instrument), '0.5'));
      await refusesAll(
        world,
        broker,
        good,
        'price',
        [...NO_DECIMALS, undefined, off].map((price) => ({ price })),
      );
    },
  ),

  defineCase(
    454,
    'args: a market order with a price is a ValidationError and nothing is sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { price } = await restingBuy(world);
      await refusesAll(world, broker, marketOrder(world), 'price', [{ price }]);
      await refusesAll(world, broker, marketOrder(world), 'stopPrice', [{ stopPrice: price }]);
    },
  ),
];
