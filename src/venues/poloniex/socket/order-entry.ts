import { RETRY_MS } from '../../../transport/pace/pauses';
import type { OrderEntryAnswer } from '../client/codec';
import { errorCodeOf } from '../error-codes';
import type { SocketCall } from './call';
import type { AnswerFate } from './commands';
import type { SocketConnection } from './connection';

/** A request of order entry. */
export interface OrderEntryRequest {
  /** Never used before; the answer repeats it. */
  readonly id: string;
  readonly text: string;
  readonly priority: 'order' | 'cancel';
  readonly call: SocketCall<OrderEntryAnswer>;
}

/** Requests of order entry, answered by their id in any order. */
export class SocketOrderEntry {
  readonly #connection: SocketConnection;
  readonly #most: number;
  readonly #waiting = { order: new Set<OrderEntryRequest>(), cancel: new Set<OrderEntryRequest>() };
  /** On the wire, by id; those that were given up stay, for their answer is still known by its id. */
  readonly #sent = new Map<string, OrderEntryRequest>();

  constructor(connection: SocketConnection, most: number) {
    this.#connection = connection;
    this.#most = most;
  }

  /** Calls that wait for their turn or their answer. */
  get waiting(): number {
    return this.#waiting.order.size + this.#waiting.cancel.size;
  }

  /** Sends a request; orders that wait never keep a cancel out. */
  send(request: OrderEntryRequest): void {
    const { call, id, priority, text } = request;
    const waiting = this.#waiting[priority];
    if (waiting.size >= this.#most) {
      call.crowdedOut(this.#most);
      return;
    }
    waiting.add(request);
    call.onSettled(() => waiting.delete(request));
    const leaves = (): void => {
      call.leaves();
      this.#sent.set(id, request);
      if (this.#sent.size > 3 * this.#most) this.#forgetOldest();
    };
    this.#connection.send(priority, text, leaves, call.deadline).catch((error: unknown) => {
      this.#sent.delete(id);
      call.notSent(error);
    });
  }

  /** Takes what may be an answer. */
  answer(frame: OrderEntryAnswer): AnswerFate {
    const request = this.#sent.get(frame.id);
    if (request === undefined) return 'stray';
    this.#sent.delete(frame.id);
    if (frame.rows.some(({ code }) => errorCodeOf(String(code))?.kind === 'rateLimit')) {
      this.#connection.pause(RETRY_MS, request.priority);
    }
    const late = request.call.isSettled;
    request.call.resolve(frame);
    return late ? 'late' : 'taken';
  }

  /** At most `most` of each priority wait, so there is one that was given up. */
  #forgetOldest(): void {
    for (const [id, { call }] of this.#sent) {
      if (!call.isSettled) continue;
      this.#sent.delete(id);
      return;
    }
  }
}
