import { mismatchError } from '../../../adapter/schema/mismatch';
import { ProtocolError } from '../../../errors';
import type { OrderEntryAnswer } from '../client/codec';
import { toError } from '../errors';
import type { PoloniexCancelOrdersArguments, PoloniexCreateOrderArguments } from '../generated/records';
import type { PoloniexCallOptions } from '../types/client';
import type {
  PoloniexPrivateChannel,
  PoloniexPrivateEvents,
  PoloniexSocketCancel,
  PoloniexSocketOrder,
} from '../types/stream';
import { cancelOrdersArguments, createOrderArguments } from '../wire/arguments-trading';
import { checkArguments } from '../wire/arguments-values';
import type { SocketContext } from './context';
import { refusal } from './refusal';
import { SocketRequestIds } from './request-ids';
import { PoloniexSocket } from './socket';

/** The code of a row that is no refusal. */
const ACCEPTED = 200;

/**
 * The socket of one's own orders and balances, which also takes orders.
 * @see Authenticated Channels
 */
export class PoloniexPrivateSocket extends PoloniexSocket<PoloniexPrivateEvents, PoloniexPrivateChannel> {
  readonly #ids: SocketRequestIds;
  readonly #context: SocketContext;

  /** @internal Made by `PoloniexClient`. */
  constructor(context: SocketContext) {
    super(context);
    this.#context = context;
    this.#ids = new SocketRequestIds(context.random);
  }

  /**
   * Places an order; resolves when the venue has accepted it. The ids of such requests are made by the socket, never
   * used twice, and answered in any order. An error with `sent: true` that is no refusal means that the order may exist.
   * @throws PoloniexError with the venue's code when it refuses the order; ProtocolError when its answer cannot be read
   * @see Poloniex API, WebSocket, create order
   */
  async createOrder(
    args: PoloniexCreateOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexSocketOrder> {
    const params = checkArguments(createOrderArguments, args, 'createOrder');
    const { rows, context } = await this.#enter('createOrder', 'order', params, options);
    const [row] = rows;
    if (row === undefined) {
      throw new ProtocolError('createOrder: the answer names no order', { ...context, path: 'data' });
    }
    if (row.code === ACCEPTED) return row;
    const text = row.message === '' ? undefined : this.#context.redactor.text(row.message);
    throw toError(undefined, String(row.code), text, context);
  }

  /**
   * Cancels orders by their ids; resolves with a row an order, of which each can be a refusal: see `code`.
   * @throws ProtocolError when the answer cannot be read
   * @see Poloniex API, WebSocket, cancel multiple orders
   */
  async cancelOrders(
    args: PoloniexCancelOrdersArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSocketCancel[]> {
    const params = checkArguments(cancelOrdersArguments, args, 'cancelOrders');
    return (await this.#enter('cancelOrders', 'cancel', params, options)).rows;
  }

  /**
   * Cancels all orders of the account, whatever their symbol; resolves with a row an order.
   * @throws ProtocolError when the answer cannot be read
   * @see Poloniex API, WebSocket, cancel all orders
   */
  async cancelAllOrders(options?: PoloniexCallOptions): Promise<readonly PoloniexSocketCancel[]> {
    return (await this.#enter('cancelAllOrders', 'cancel', {}, options)).rows;
  }

  async #enter(
    event: 'createOrder' | 'cancelOrders' | 'cancelAllOrders',
    priority: 'order' | 'cancel',
    params: object,
    options: PoloniexCallOptions = {},
  ) {
    const requestId = options.requestId ?? this.#context.nextId();
    const id = this.#ids.next();
    const text = JSON.stringify({ id, event, params });
    const answer = await this.call<OrderEntryAnswer>(event, { ...options, requestId }, (session, call) =>
      session.order({ id, text, priority, call }),
    );
    const context = { venue: 'poloniex', operation: event, requestId, sent: true } as const;
    if (answer.mismatch) throw mismatchError(answer.mismatch, context);
    if (answer.refusal !== undefined) throw refusal(answer.refusal, this.#context.redactor, context);
    return { rows: answer.rows, context };
  }
}
