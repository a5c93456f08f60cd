import { isCode } from '../../../adapter/schema/codes';
import type { Order } from '../../../model';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import { RecentMap } from '../../../orders/recent-map';
import { sleep } from '../../../transport/sleep';
import type { AccountState } from '../account/account';
import type { PoloniexConnection } from '../connection';
import { isOrderGone } from '../errors';
import { toStreamOrder } from '../map';
import type { PoloniexOrderUpdate } from '../types/stream';
import type { PoloniexOrderRef, PoloniexSmartOrder } from '../types/trading';
import type { Replacements } from './replacements';
import type { SmartAliases } from './smart-aliases';

/** Searches for the smart order behind an order that find nothing: reads lag behind the stream by seconds. */
const SEARCHES = 8;
/** Searches that fail, in which nothing is learned. */
const FAILURES = 20;
const SEARCH_PAUSE_MS = 1000;
/** Rows of history that one search looks through: the trigger was a moment ago. */
const HISTORY_LIMIT = 100;
/** Orders without a smart order to be found, remembered so that they are not searched for again. */
const REMEMBERED = 1000;

/** What joins triggered orders to their smart orders. */
export interface SmartParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly aliases: SmartAliases;
  readonly replacements: Replacements;
  readonly book: AccountState;
}

/**
 * Takes the rows of the orders channel, and finds out of which smart order one came that a smart order became.
 *
 * The venue gives such an order a new id and does not say whose it is. Its client id tells where it has one; else the
 * smart orders that may have been triggered are read. Until that is known its rows are held, in their order: told under
 * the wrong id they would make one order two.
 */
export class SmartTriggers {
  readonly #parts: SmartParts;
  readonly #held = new Map<string, PoloniexOrderUpdate[]>();
  readonly #plain = new RecentMap<true>(REMEMBERED);
  #connection = new AbortController();

  constructor(parts: SmartParts) {
    this.#parts = parts;
  }

  take(row: PoloniexOrderUpdate): void {
    if (isCode(row.source, 'SMART') && !this.#isKnown(row)) this.#hold(row);
    else this.#parts.book.takeUpdate(row);
  }

  /** The connection is gone: what is held will be read with everything else that was missed. */
  reset(): void {
    this.#held.clear();
    this.#connection.abort();
    this.#connection = new AbortController();
  }

  #isKnown(row: PoloniexOrderUpdate): boolean {
    const { orderId } = row;
    const { aliases, tracker, replacements } = this.#parts;
    if (this.#held.has(orderId)) return false;
    if (aliases.smartOf(orderId) !== undefined || this.#plain.has(orderId)) return true;
    if (row.clientOrderId === '') return false;
    const { clientOrderId = '' } = replacements.apply(toStreamOrder(row, 0));
    const smart = tracker.find({ clientOrderId });
    if (smart === undefined || !isTriggerOf(smart, row)) return false;
    aliases.add(smart.id, orderId);
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
        this.#parts.connection.report('smartOrder', message, error);
        this.#plain.set(row.orderId, true);
      })
      .finally(() => {
        if (signal.aborted) return;
        const rows = this.#held.get(row.orderId) ?? [];
        this.#held.delete(row.orderId);
        for (const one of rows) this.#parts.book.takeUpdate(one);
      });
  }

  async #find(row: PoloniexOrderUpdate, signal: AbortSignal): Promise<void> {
    let empty = 0;
    for (let failures = 0; ; ) {
      try {
        const smart = await this.#search(row, signal);
        if (smart) {
          this.#parts.aliases.add(smart.id, row.orderId);
          // The smart order itself may not be known yet, when the answer to its placing is slower than its trigger.
          this.#parts.book.takeSmartOrders([smart], 'read');
          return;
        }
        empty += 1;
      } catch (error) {
        failures += 1;
        // A venue that cannot be asked now says nothing about the order.
        if (signal.aborted || failures === FAILURES) throw error;
      }
      if (empty === SEARCHES) throw new Error('No smart order names it');
      await sleep(this.#parts.connection.clock, SEARCH_PAUSE_MS, signal);
    }
  }

  async #search(row: PoloniexOrderUpdate, signal: AbortSignal): Promise<PoloniexSmartOrder | undefined> {
    const { tracker, connection } = this.#parts;
    if (row.clientOrderId !== '') {
      const named = await this.#read({ clientOrderId: row.clientOrderId }, signal);
      if (named && (named.triggeredOrder?.id ?? row.orderId) === row.orderId) return named;
    }
    const side = row.side === 'BUY' ? 'buy' : 'sell';
    for (const order of tracker.openOrders({ symbol: row.symbol })) {
      if (!hasTrigger(order.type) || order.side !== side) continue;
      const candidate = await this.#read({ id: order.id }, signal);
      if (candidate?.triggeredOrder?.id === row.orderId) return candidate;
    }
    const past = await connection.client.getSmartOrderHistory(
      { symbol: row.symbol, limit: HISTORY_LIMIT },
      { signal },
    );
    return past.find(({ triggeredOrder }) => triggeredOrder?.id === row.orderId);
  }

  async #read(ref: PoloniexOrderRef, signal: AbortSignal): Promise<PoloniexSmartOrder | undefined> {
    try {
      return await this.#parts.connection.client.getSmartOrder(ref, { signal });
    } catch (error) {
      if (isOrderGone(error)) return undefined;
      throw error;
    }
  }
}

function isTriggerOf(smart: Order, row: PoloniexOrderUpdate): boolean {
  return hasTrigger(smart.type) && smart.id !== row.orderId && smart.symbol === row.symbol;
}
