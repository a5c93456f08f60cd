import { isCode } from '../../../adapter/schema/codes';
import { hasTrigger } from '../../../orders/order-rules';
import { RecentMap } from '../../../orders/recent-map';
import { sleep } from '../../../transport/sleep';
import type { AccountState } from '../account/account';
import { unlessGone } from '../errors';
import type { PoloniexOrderUpdate, PoloniexSmartOrder } from '../generated/records';
import { toStreamOrder } from '../map';

/** Searches for the smart order behind an order that find nothing: reads lag behind the stream by seconds. */
const SEARCHES = 8;
/** Searches that fail, in which nothing is learned. */
const FAILURES = 20;
const SEARCH_PAUSE_MS = 1000;
/** Rows of history that one search looks through: the trigger was a moment ago. */
const HISTORY_LIMIT = 100;
/** Orders without a smart order to be found, remembered so that they are not searched for again. */
const REMEMBERED = 1000;

/**
 * Takes the rows of the orders channel, and finds out of which smart order one came that a smart order became.
 *
 * The venue gives such an order a new id and does not name its smart order. Its client id does where it has one; else the
 * smart orders that may have been triggered are read. Until that is known its rows are held, in their order: emitted
 * under the wrong id they would make one order two.
 */
export class SmartTriggers {
  readonly #account: AccountState;
  readonly #held = new Map<string, PoloniexOrderUpdate[]>();
  readonly #plain = new RecentMap<true>(REMEMBERED);
  #connection = new AbortController();

  constructor(account: AccountState) {
    this.#account = account;
  }

  take(row: PoloniexOrderUpdate): void {
    if (isCode(row.source, 'SMART') && !this.#isKnown(row)) this.#hold(row);
    else this.#account.takeUpdate(row);
  }

  /** The connection is gone: what is held will be read with everything else that was missed. */
  reset(): void {
    this.#held.clear();
    this.#connection.abort();
    this.#connection = new AbortController();
  }

  #isKnown(row: PoloniexOrderUpdate): boolean {
    const { orderId } = row;
    const { ids, tracker } = this.#account;
    if (this.#held.has(orderId)) return false;
    if (ids.smartOf(orderId) !== undefined || this.#plain.has(orderId)) return true;
    if (row.clientOrderId === '') return false;
    const { clientOrderId = '' } = ids.withReplaced(toStreamOrder(row, 0));
    const smart = tracker.find({ clientOrderId });
    if (smart === undefined || !hasTrigger(smart.type)) return false;
    if (smart.id === orderId || smart.symbol !== row.symbol) return false;
    ids.addTriggered(smart.id, orderId);
    return true;
  }

  #hold(row: PoloniexOrderUpdate): void {
    const held = this.#held.get(row.orderId);
    if (held !== undefined) {
      held.push(row);
      return;
    }
    this.#held.set(row.orderId, [row]);
    const { signal } = this.#connection;
    this.#find(row, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        const message = `Order ${row.orderId} was triggered, and its smart order could not be found`;
        this.#account.connection.report('smartOrder', message, error);
        this.#plain.set(row.orderId, true);
      })
      .finally(() => {
        if (signal.aborted) return;
        const rows = this.#held.get(row.orderId) ?? [];
        this.#held.delete(row.orderId);
        for (const one of rows) this.#account.takeUpdate(one);
      });
  }

  async #find(row: PoloniexOrderUpdate, signal: AbortSignal): Promise<void> {
    let empty = 0;
    for (let failures = 0; ; ) {
      try {
        const smart = await this.#search(row, signal);
        if (smart) {
          this.#account.ids.addTriggered(smart.id, row.orderId);
          // The smart order itself may not be known yet, when the answer to its placing is slower than its trigger.
          this.#account.events.order(this.#account.smartOrder(smart, 'read'));
          return;
        }
        empty += 1;
      } catch (error) {
        failures += 1;
        // A failed read proves nothing about the order.
        if (signal.aborted || failures === FAILURES) throw error;
      }
      if (empty === SEARCHES) throw new Error('No smart order names it');
      await sleep(this.#account.connection.clock, SEARCH_PAUSE_MS, signal);
    }
  }

  async #search(row: PoloniexOrderUpdate, signal: AbortSignal): Promise<PoloniexSmartOrder | undefined> {
    const { tracker, connection } = this.#account;
    const { client } = connection;
    const { orderId, clientOrderId, symbol } = row;
    if (clientOrderId !== '') {
      const named = await unlessGone(client.getSmartOrder({ clientOrderId }, { signal }));
      if (named && (named.triggeredOrder?.id ?? orderId) === orderId) return named;
    }
    const side = row.side === 'BUY' ? 'buy' : 'sell';
    for (const { id, type, side: orderSide } of tracker.openOrders({ symbol })) {
      if (!hasTrigger(type) || orderSide !== side) continue;
      const candidate = await unlessGone(client.getSmartOrder({ id }, { signal }));
      if (candidate?.triggeredOrder?.id === orderId) return candidate;
    }
    const past = await client.getSmartOrderHistory({ symbol, limit: HISTORY_LIMIT }, { signal });
    return past.find(({ triggeredOrder }) => triggeredOrder?.id === orderId);
  }
}
