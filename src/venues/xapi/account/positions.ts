import type { WriteContext } from '../../../adapter/orders/order-manager';
import type { JournalEntry } from '../../../broker';
import { isOrderRejectedError } from '../../../errors';
import { type Decimal, decimalFromWire, type Order, type Position } from '../../../model';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { XapiConnection } from '../connection';
import { cmdOf, oppositeSide, toPosition } from '../map';
import type { Acceptance } from '../orders/acceptance';
import { acceptedClosing } from '../orders/accepted';
import type { OwnCloseOrders } from '../orders/closings';
import type { TradeLookup } from '../orders/lookup';
import {
  CLOSE,
  levelNumber,
  levelText,
  MODIFY,
  noSuch,
  RECORD_WAIT_MS,
  type Transactions,
  unchanged,
} from '../orders/transactions';
import type { OrderCommand } from '../types/open';
import type { PositionTracker } from './trades';

/** What position writes work with. */
export interface PositionWriteParts {
  readonly transactions: Transactions;
  readonly connection: XapiConnection;
  readonly tracker: OrderTracker;
  readonly book: PositionTracker;
  readonly closings: OwnCloseOrders;
  readonly lookup: TradeLookup;
}

/** Closes and changes positions. A close is an order of its own, with a client order id of its own. */
export class PositionWrites {
  readonly #parts: PositionWriteParts;

  constructor(parts: PositionWriteParts) {
    this.#parts = parts;
  }

  async close(
    request: { readonly position: Position; readonly quantity?: Decimal; readonly clientOrderId: string },
    context: WriteContext,
  ): Promise<Order> {
    const { position, clientOrderId } = request;
    const { connection, closings, lookup, transactions } = this.#parts;
    const quantity = request.quantity ?? position.quantity;
    const side = position.side === 'long' ? 'buy' : 'sell';
    const price = await transactions.marketPrice(position.symbol, oppositeSide(side), context);
    const sentTime = connection.serverTime();
    const closing = { clientOrderId, positionId: position.id, quantity, sentTime };
    closings.add(closing);
    let id: string;
    let acceptance: Acceptance;
    try {
      id = await transactions.send(
        {
          cmd: cmdOf(side, 'market') as OrderCommand,
          customComment: clientOrderId,
          order: position.id,
          price,
          symbol: position.symbol,
          type: CLOSE,
          volume: quantity,
        },
        clientOrderId,
        context,
      );
      Object.assign(closing, { id });
      this.#parts.tracker.linkClientOrderId(id, clientOrderId);
      acceptance = await transactions.accepted({ id, clientOrderId }, context);
    } catch (error) {
      if (isOrderRejectedError(error)) closings.remove(clientOrderId);
      throw error;
    }
    const ref = { id, clientOrderId };
    const seen = await transactions.recordOf(ref, context, () =>
      lookup.closedSince(sentTime - RECORD_WAIT_MS, context),
    );
    return seen ?? acceptedClosing(position, quantity, clientOrderId, id, acceptance, connection);
  }

  /** Takes up a close that an earlier process sent: closed rows do not say whose close they are. */
  restore({ operation, clientOrderId, time, request }: JournalEntry): void {
    const { id, quantity } = request;
    if (operation !== 'closePosition' || clientOrderId === undefined) return;
    if (typeof id !== 'string' || typeof quantity !== 'string') return;
    const { closings, connection } = this.#parts;
    const sentTime = time + connection.serverTime() - connection.clock.now();
    closings.add({ clientOrderId, positionId: id, quantity, sentTime });
  }

  async modify(
    position: Position,
    changes: { readonly stopLoss?: Decimal | null; readonly takeProfit?: Decimal | null },
    context: WriteContext,
  ): Promise<Position> {
    const { lookup, connection, transactions } = this.#parts;
    const row = await lookup.position(position.id, context);
    if (!row) throw noSuch(`The position ${position.id} is not open`, undefined, context);
    const id = await transactions.send(
      {
        ...unchanged(row),
        order: row.position,
        price: decimalFromWire(row.open_price),
        sl: levelText(changes.stopLoss, row.sl),
        tp: levelText(changes.takeProfit, row.tp),
        type: MODIFY,
      },
      undefined,
      context,
    );
    await transactions.accepted({ id }, context, undefined);
    const modified = {
      ...row,
      sl: levelNumber(changes.stopLoss, row.sl),
      tp: levelNumber(changes.takeProfit, row.tp),
    };
    return toPosition(modified, connection.stamp('read'));
  }

  async find(id: string, context: Pick<WriteContext, 'signal' | 'requestId'>): Promise<Position | undefined> {
    const known = this.#parts.book.position(id);
    if (known) return known;
    const row = await this.#parts.lookup.position(id, context);
    return row && toPosition(row, this.#parts.connection.stamp('read', row));
  }
}
