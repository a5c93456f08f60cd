import { Deferred } from '../../core/deferred';
import { ProtocolError } from '../../errors';
import type { Order } from '../../model';
import type { Accepted, CancelAnswer, CancelMany, SendOptions } from './order-port';
import type { Write } from './write';

interface Member {
  readonly order: Order;
  readonly write: Write;
  readonly answer: Deferred<CancelAnswer>;
}

/**
 * Cancels of several orders that leave in one request: it leaves when each of them has passed its checks and is in the
 * journal, or has ended before. Every cancel stays a write of its own; what they share is the request, and that its answer
 * is lost for all of them.
 */
export class CancelBatch {
  readonly #port: CancelMany;
  readonly #awaited: Set<string>;
  readonly #members: Member[] = [];

  constructor(port: CancelMany, orders: readonly Order[]) {
    this.#port = port;
    this.#awaited = new Set(orders.map(({ id }) => id));
  }

  /** Sends the cancel of an order with those of the others. */
  async cancel(order: Order, write: Write): Promise<Accepted> {
    const answer = new Deferred<CancelAnswer>();
    this.#members.push({ order, write, answer });
    this.leave(order);
    // A failure of the whole request may be a refusal of each.
    const taken = await write.send(() => answer.promise);
    return taken(write);
  }

  /** Nothing more is to be waited for of this order. */
  leave({ id }: Order): void {
    if (this.#awaited.delete(id) && this.#awaited.size === 0 && this.#members.length > 0) void this.#send();
  }

  async #send(): Promise<void> {
    const members = this.#members;
    try {
      const answers = await this.#port.send(
        members.map(({ order }) => order),
        this.#options(),
      );
      for (const [at, { answer, write }] of members.entries()) {
        const taken = answers[at];
        if (taken) answer.resolve(taken);
        else
          answer.reject(new ProtocolError('The answer to the cancel does not name the order', write.context));
      }
    } catch (error) {
      for (const { answer } of members) answer.reject(error);
    }
  }

  #options(): SendOptions {
    const writes = this.#members.map(({ write }) => write);
    const [{ signal, requestId, timeoutMs }] = writes as [Write, ...Write[]];
    const beforeSend = (): void => {
      // All or none: a write that may not leave must keep back those that were marked before it.
      for (const write of writes) write.checkSendable();
      for (const write of writes) write.markSent();
    };
    return { signal, requestId, timeoutMs, beforeSend };
  }
}
