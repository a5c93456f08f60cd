import { decimalFromText, type Order } from '../../../model';
import { type MapContext, present } from '../../../model/map-context';
import type { PoloniexSmartOrder } from '../generated/records';
import { statusOfSmart, typeOf } from './codes';
import { commonOf, toOrder } from './order';

/**
 * The order of a smart order: one Order from the placing to the end of what it became.
 *
 * It keeps the id of the smart order. Once triggered, its state and totals are those of the order that it became, whose
 * own id is `triggeredOrder.id`.
 */
export function toSmartOrder(row: PoloniexSmartOrder, context: MapContext): Order {
  const { triggeredOrder } = row;
  const untriggered = toUntriggered(row, context);
  return triggeredOrder === undefined
    ? untriggered
    : afterTrigger(untriggered, toOrder(triggeredOrder, context));
}

/** The smart order with the state of the order that it became. */
export function afterTrigger(smart: Order, triggered: Order): Order {
  return {
    ...triggered,
    id: smart.id,
    type: smart.type,
    venueType: smart.venueType,
    ...present<Order>({
      clientOrderId: smart.clientOrderId ?? triggered.clientOrderId,
      stopPrice: smart.stopPrice,
      createdTime: smart.createdTime,
      timeInForce: triggered.timeInForce ?? smart.timeInForce,
      replaces: smart.replaces,
    }),
  };
}

function toUntriggered(row: PoloniexSmartOrder, context: MapContext): Order {
  const price = decimalFromText(row.price);
  const quantity = decimalFromText(row.quantity);
  const amount = decimalFromText(row.amount);
  const status = statusOfSmart(row.state);
  const hasQuantity = quantity !== '0' || amount === '0';
  const works = status === 'open' || status === 'canceling';
  return {
    ...commonOf(row, context),
    type: typeOf(row.type, price !== '0'),
    filledQuantity: '0',
    filledQuoteQuantity: '0',
    status,
    ...(hasQuantity ? { quantity, remainingQuantity: works ? quantity : '0' } : { quoteQuantity: amount }),
    ...present<Order>({ price: price === '0' ? undefined : price, stopPrice: stopPriceOf(row) }),
  };
}

/** Where the order is triggered; of a trailing one, from where on it follows the market. */
function stopPriceOf({ stopPrice, activationPrice }: PoloniexSmartOrder): string | undefined {
  const price = decimalFromText(stopPrice ?? activationPrice ?? '0');
  return price === '0' ? undefined : price;
}
