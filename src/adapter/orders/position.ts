import type { CallOptions, ClosePositionRequest, ModifyPositionRequest } from '../../broker';
import { type OrderRejectedError, ValidationError } from '../../errors';
import type { Order, Position } from '../../model';
import {
  checkClosePosition,
  checkCloseQuantity,
  checkModifyPosition,
  checkPositionLevels,
} from '../../orders/check-order';
import { unsupportedHere } from './cancel';
import type { OrderManagerCore } from './core';
import { once, preparePlacing } from './place';
import { resolvePosition } from './position-resolve';
import { handled } from './registry';
import type { WriteContext } from './types';

/** Closes a position or a part of it; resolves with the closing order. Idempotent by client id, like `placeOrder`. */
export function closePosition(
  core: OrderManagerCore,
  request: ClosePositionRequest,
  options?: CallOptions,
): Promise<Order> {
  try {
    const { rules, gateway } = core.options;
    if (!gateway.closePosition) throw unsupportedHere(core, 'closePosition');
    const checked = checkClosePosition(request, rules);
    const clientOrderId = checked.clientOrderId ?? core.freshId();
    return once(core, { ...checked, clientOrderId }, 'closePosition', () =>
      core.runner.run<Order, Order>({
        operation: 'closePosition',
        options,
        kind: 'order',
        prepare: async (context) => {
          await core.refuseRecoveredId(clientOrderId);
          const position = await findPosition(core, checked.id, context);
          const { quantity } = checked;
          if (quantity !== undefined) {
            checkCloseQuantity(quantity, position, await core.instrument(position.symbol, context.signal));
          }
          const closing = { position, clientOrderId, ...(quantity !== undefined && { quantity }) };
          return preparePlacing(core, {
            clientOrderId,
            // Not the side: some venues report a close with the side of its position.
            expects: { symbol: position.symbol },
            account: position.account,
            // The quantity in any case: a later process knows the close by it.
            request: { ...checked, quantity: quantity ?? position.quantity, clientOrderId },
            refused: (error) => refusedClosing(core, position, clientOrderId, error),
            send: async (write) => {
              if (!gateway.closePosition) throw unsupportedHere(core, 'closePosition');
              return gateway.closePosition(closing, write);
            },
          });
        },
      }),
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
  const { gateway } = core.options;
  return handled(
    core.runner.run<Position, Position>({
      operation: 'modifyPosition',
      options,
      kind: 'order',
      prepare: async (context) => {
        if (!gateway.modifyPosition) throw unsupportedHere(core, 'modifyPosition');
        const { id, changes } = checkModifyPosition(request);
        const position = await findPosition(core, id, context);
        checkPositionLevels(changes, position, await core.instrument(position.symbol, context.signal));
        return {
          subject: { orderId: id },
          symbol: position.symbol,
          request: { id, ...changes },
          send: async (write) => {
            if (!gateway.modifyPosition) throw unsupportedHere(core, 'modifyPosition');
            return gateway.modifyPosition(position, changes, write);
          },
          accept: (result) => result,
          refuse: async (error) => {
            throw error;
          },
          lose: (_error, entry) => void resolvePosition(core, entry, id, changes),
        };
      },
    }),
  );
}

async function findPosition(core: OrderManagerCore, id: string, context: WriteContext): Promise<Position> {
  const position = await core.options.gateway.findPosition?.(id, context);
  if (!position) throw new ValidationError('id', 'names no open position', { value: id });
  return position;
}

function refusedClosing(
  core: OrderManagerCore,
  position: Position,
  clientOrderId: string,
  error: OrderRejectedError,
): Order {
  const { venue, clock } = core.options;
  return {
    venue,
    receivedTime: clock.now(),
    source: 'read',
    id: error.orderId ?? '',
    clientOrderId,
    symbol: position.symbol,
    side: position.side === 'long' ? 'sell' : 'buy',
    type: 'market',
    venueType: 'market',
    filledQuantity: '0',
    status: 'rejected',
    venueStatus: error.code,
    positionEffect: 'close',
    positionId: position.id,
    origin: 'local',
    ...(error.venueText !== undefined && { reason: error.venueText }),
  };
}
