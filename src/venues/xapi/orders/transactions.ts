import type { WriteContext } from '../../../adapter/orders/order-manager';
import type { OrderRef } from '../../../broker';
import {
  isBrokerError,
  isOrderRejectedError,
  isRateLimitError,
  OrderRejectedError,
  VenueError,
} from '../../../errors';
import { type Decimal, decimalFromWire, type Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { PublicStreams } from '../channels/streams';
import type { XapiConnection } from '../connection';
import { errorCodeOf } from '../errors';
import type { OrderCommand, TransactionType } from '../types/open';
import type { TradeRecord, TradeTransInfo } from '../types/trading';
import type { Acceptance, TransactionConfirmations } from './acceptance';
import type { TradeLookup } from './lookup';

/** How long the trade record of an accepted transaction is awaited on the stream before it is asked for, in ms. */
export const RECORD_WAIT_MS = 600;

/** The document's transaction types. */
export const OPEN: TransactionType = 0;
export const CLOSE: TransactionType = 2;
export const MODIFY: TransactionType = 3;
export const DELETE: TransactionType = 4;

/** What transactions work with. */
export interface TransactionParts {
  readonly connection: XapiConnection;
  readonly tracker: OrderTracker;
  readonly lookup: TradeLookup;
  readonly acceptances: TransactionConfirmations;
  readonly streams: PublicStreams;
  /** Resolves when an order is known to be final, or after so many ms. */
  untilFinal(ref: OrderRef, ms: number, signal: AbortSignal): Promise<Order | undefined>;
  /** Hands rows that were read to the book. */
  take(rows: readonly TradeRecord[]): void;
}

/**
 * Sends transactions and waits for the venue's word on them; what they are about is for others to know.
 * @see XAPI 2.5.0, tradeTransaction, tradeTransactionStatus
 */
export class Transactions {
  readonly #parts: TransactionParts;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  /** Sends a transaction and returns its number. An error that proves a refusal is an `OrderRejectedError`. */
  async send(
    info: TradeTransInfo,
    clientOrderId: string | undefined,
    context: WriteContext,
  ): Promise<string> {
    let held: unknown;
    try {
      const { order } = await this.#parts.connection.client.tradeTransaction(info, {
        ...limits(context),
        beforeSend: () => {
          try {
            context.markSent();
          } catch (error) {
            held = error;
            throw error;
          }
        },
      });
      return order;
    } catch (error) {
      // What kept it from leaving is the answer, not that the client could not send it.
      throw held ?? asRefusal(error, clientOrderId) ?? error;
    }
  }

  /** Waits until the venue has accepted a transaction. @throws OrderRejectedError when it refuses */
  accepted(
    ref: { readonly id: string; readonly clientOrderId?: string },
    context: WriteContext,
    clientOrderId = ref.clientOrderId,
  ): Promise<Acceptance> {
    const { acceptances, lookup, tracker, connection } = this.#parts;
    const since = connection.serverTime();
    return acceptances.wait({
      order: ref.id,
      clientOrderId,
      operation: context.operation,
      requestId: context.requestId,
      signal: context.signal,
      isSeen: async () =>
        tracker.find({ id: ref.id }) !== undefined || (await lookup.find(ref, since, context)) !== undefined,
    });
  }

  /**
   * An accepted order as its trade record tells of it: streamed, else asked for. `undefined` where neither came: the
   * venue's word stands, and no failure of what follows may call it into question.
   */
  async recordOf(
    ref: { readonly id: string; readonly clientOrderId?: string },
    context: WriteContext,
    read: () => Promise<readonly TradeRecord[]>,
  ): Promise<Order | undefined> {
    const { untilFinal, take, tracker } = this.#parts;
    try {
      const seen = await untilFinal(ref, RECORD_WAIT_MS, context.signal);
      if (seen && isFinal(seen.status)) return seen;
      take(await read());
    } catch {
      // The connection or the time ended meanwhile; the stream or the next reconciliation will tell.
    }
    const known = tracker.find(ref);
    return known && isFinal(known.status) ? known : undefined;
  }

  /** The venue wants a price with a market order, too: that of the other side, as last known. */
  async marketPrice(symbol: string, side: 'buy' | 'sell', context: WriteContext): Promise<Decimal> {
    const { streams, connection } = this.#parts;
    const priceOf = ({ ask, bid }: { readonly ask: number; readonly bid: number }) =>
      decimalFromWire(side === 'buy' ? ask : bid);
    const tick = streams.lastTick(symbol);
    // A streamed price below zero is asked for: few instruments can have one.
    if (tick !== undefined && !priceOf(tick).startsWith('-')) return priceOf(tick);
    return priceOf(await connection.client.getSymbol({ symbol }, limits(context)));
  }
}

/** Everything of a row that a change must send again, so that nothing is wiped. */
export function unchanged(
  row: TradeRecord,
): Pick<TradeTransInfo, 'cmd' | 'customComment' | 'offset' | 'symbol' | 'volume'> {
  return {
    cmd: row.cmd as OrderCommand,
    customComment: row.customComment ?? '',
    offset: row.offset,
    symbol: row.symbol ?? '',
    volume: decimalFromWire(row.volume),
  };
}

/** The venue does not know what the write is about; nothing was sent. */
export function noSuch(message: string, order: Order | undefined, context: WriteContext): OrderRejectedError {
  return new OrderRejectedError(message, {
    venue: 'xapi',
    operation: context.operation,
    requestId: context.requestId,
    sent: false,
    code: 'notFound',
    orderId: order?.id,
    clientOrderId: order?.clientOrderId,
  });
}

/** A level to send: changed, removed, or as the row has it. */
export function levelText(change: Decimal | null | undefined, current: number): Decimal {
  return change === undefined ? decimalFromWire(current) : (change ?? '0');
}

/** The same as a number, for the row as it is afterwards. */
export function levelNumber(change: Decimal | null | undefined, current: number): number {
  return change === undefined ? current : Number(change ?? 0);
}

function limits({ signal, requestId, timeoutMs }: WriteContext) {
  return { signal, requestId, timeoutMs };
}

/** An error of tradeTransaction that proves that nothing was carried out. */
function asRefusal(error: unknown, clientOrderId: string | undefined): OrderRejectedError | undefined {
  if (!isBrokerError(error) || error.sent !== true) return undefined;
  const code = isRateLimitError(error) ? error.code : error instanceof VenueError ? error.code : undefined;
  if (code === undefined || !(isOrderRejectedError(error) || errorCodeOf(code)?.refused)) return undefined;
  const { message, operation, requestId, retryable } = error;
  const venueText = error instanceof VenueError ? error.venueText : undefined;
  return new OrderRejectedError(message, {
    venue: 'xapi',
    operation,
    requestId,
    retryable,
    code,
    clientOrderId,
    ...(venueText === undefined ? {} : { venueText }),
  });
}
