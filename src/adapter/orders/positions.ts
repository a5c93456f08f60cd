import type { CallOptions, ClosePositionRequest, ModifyPositionRequest } from '../../broker';
import { ValidationError } from '../../errors';
import type { Order, Position } from '../../model';
import {
  checkClosePosition,
  checkCloseQuantity,
  checkModifyPosition,
  checkPositionLevels,
} from '../../orders/check-order';
import { handled } from './intents';
import { type OrderManagerCore, supported } from './manager-core';
import type { ClosingOrder, WriteContext } from './order-port';
import { once, preparePlacing, withId } from './place';
import { resolvePosition } from './position-resolve';

/** Closes a position or a part of it; resolves with the closing order. Idempotent by client id, like `placeOrder`. */
export function closePosition(
  core: OrderManagerCore,
  request: ClosePositionRequest,
  options?: CallOptions,
): Promise<Order> {
  try {
    const { rules, port } = core.options;
    supported(core, port.closePosition, 'closePosition');
    const checked = checkClosePosition(request, rules);
    return withId(core, checked.clientOrderId, options, (clientOrderId, callOptions) =>
      once(core, { ...checked, clientOrderId }, 'closePosition', () =>
        core.runner.run<Order>({
          operation: 'closePosition',
          options: callOptions,
          kind: 'order',
          prepare: async (context) => {
            await core.refuseRecoveredId(clientOrderId);
            const position = await findPosition(core, checked.id, context);
            const { symbol, account } = position;
            if (checked.quantity !== undefined) {
              checkCloseQuantity(checked.quantity, position, await core.instrument(symbol));
            }
            const order: ClosingOrder = {
              symbol,
              side: position.side === 'long' ? 'sell' : 'buy',
              type: 'market',
              quantity: checked.quantity ?? position.quantity,
              positionEffect: 'close',
              positionId: position.id,
              clientOrderId,
              ...(account !== undefined && { account }),
            };
            return preparePlacing(core, {
              order,
              // Not the side: some venues report a close with the side of its position.
              expects: { symbol },
              // The quantity in any case: a later process knows the close by it.
              request: { ...checked, quantity: order.quantity, clientOrderId },
              opening: openingOrder(core, position),
              send: async (write) =>
                supported(core, port.closePosition?.(order, position, write), 'closePosition'),
            });
          },
        }),
      ),
    );
  } catch (error) {
    return handled(Promise.reject(error));
  }
}

/** Changes stop loss and take profit of a position. */
export function modifyPosition(
  core: OrderManagerCore,
  request: ModifyPositionRequest,
  options?: CallOptions,
): Promise<Position> {
  const { port } = core.options;
  return handled(
    core.runner.run<Position>({
      operation: 'modifyPosition',
      options,
      kind: 'order',
      prepare: async (context) => {
        supported(core, port.modifyPosition, 'modifyPosition');
        const { id, changes } = checkModifyPosition(request);
        const position = await findPosition(core, id, context);
        const { symbol } = position;
        const instrument = await core.instrument(symbol);
        checkPositionLevels(changes, position, instrument, port.lastQuote?.(symbol));
        return {
          subject: { orderId: id },
          symbol,
          request: { id, ...changes },
          send: async (write) =>
            supported(core, port.modifyPosition?.(position, changes, write), 'modifyPosition'),
          accept: (result) => result,
          lose: (_error, entry) => void resolvePosition(core, entry, id, changes),
        };
      },
    }),
  );
}

function openingOrder(core: OrderManagerCore, { clientOrderId }: Position): Order | undefined {
  return clientOrderId === undefined ? undefined : core.options.tracker.find({ clientOrderId });
}

async function findPosition(core: OrderManagerCore, id: string, context: WriteContext): Promise<Position> {
  const position = await core.options.port.findPosition?.(id, context);
  if (!position) throw new ValidationError('id', 'names no open position', { value: id });
  return position;
}
