import type { CallOptions, ClosePositionRequest, ModifyPositionRequest } from '../../broker';
import { ValidationError } from '../../errors';
import type { Order, Position } from '../../model';
import { present } from '../../model/map-context';
import {
  checkClosePosition,
  checkCloseQuantity,
  checkModifyPosition,
  checkPositionLevels,
} from '../../orders/check-order';
import type { OrderManagerCore } from './manager-core';
import type { ClosingOrder, WriteContext } from './order-port';
import { makeOrder, planOrder } from './place';
import { runWrite } from './write';

/** Closes a position or a part of it; resolves with the closing order. Idempotent by client id, like `placeOrder`. */
export function closePosition(
  core: OrderManagerCore,
  request: ClosePositionRequest,
  options?: CallOptions,
): Promise<Order> {
  const { rules, tracker } = core.options;
  const send = core.port('closePosition', 'closePosition');
  const checked = checkClosePosition(request, rules);
  return makeOrder(core, 'closePosition', checked, options, async (clientOrderId, context) => {
    const position = await findPosition(core, checked.id, context);
    const { symbol, account, clientOrderId: openedBy } = position;
    const { quantity = position.quantity } = checked;
    if (checked.quantity !== undefined) {
      checkCloseQuantity(quantity, position, await core.options.instrument(symbol));
    }
    const order: ClosingOrder = {
      symbol,
      side: position.side === 'long' ? 'sell' : 'buy',
      type: 'market',
      quantity,
      positionEffect: 'close',
      positionId: position.id,
      clientOrderId,
      ...present({ account }),
    };
    const note = {
      // The quantity in any case: a later process knows the close by it.
      request: { ...checked, quantity, clientOrderId, ...present({ account }) },
      // Reports of the position may not name the order that opened it any more.
      order: openedBy === undefined ? undefined : tracker.find({ clientOrderId: openedBy }),
    };
    return planOrder(core, order, note, (write) => send(order, position, write));
  });
}

export function modifyPosition(
  core: OrderManagerCore,
  request: ModifyPositionRequest,
  options?: CallOptions,
): Promise<Position> {
  return runWrite<Position>(core, 'modifyPosition', options, async (context) => {
    const send = core.port('modifyPosition', 'modifyPosition');
    const { id, changes } = checkModifyPosition(request);
    const position = await findPosition(core, id, context);
    const { symbol } = position;
    const instrument = await core.options.instrument(symbol);
    checkPositionLevels(changes, position, instrument, core.options.port.lastQuote?.(symbol));
    return {
      note: { orderId: id, symbol, request: { id, ...changes } },
      send: (write) => send(position, changes, write),
      take: (result) => result,
    };
  });
}

async function findPosition(core: OrderManagerCore, id: string, context: WriteContext): Promise<Position> {
  const position = await core.options.port.findPosition?.(id, context);
  if (!position) throw new ValidationError('id', 'names no open position', { value: id });
  return position;
}
