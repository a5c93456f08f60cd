import { isNotConnectedError, isOrderOutcomeUnknownError, isOrderRejectedError } from '../../../index';
import type { RemoteBroker } from '../../../remote';

/** How often a bot places an order, in ms. */
const PAUSE_MS = 1000;
/** How long an order may take, a takeover within it. */
const ORDER_MS = 10_000;
/** How long the outcome of an order is looked for, in ms. */
const RESOLVE_MS = 12_000;

const ORDER = { symbol: 'BTC_USDT', type: 'limit', timeInForce: 'ioc', quantity: '0.0001' } as const;

/** What an order came to. `notSent` and `rejected` are certain. */
export type Outcome = 'accepted' | 'rejected' | 'notPlaced' | 'notSent' | 'unknown';

/** A bot that buys and sells a little each second, and finds out what became of each order. */
export class Bot {
  readonly name: string;
  readonly broker: RemoteBroker<'poloniex'>;
  /** By client order id. */
  readonly outcomes = new Map<string, Outcome>();
  /** Orders whose call ended without an answer, and that were looked up then. */
  resolved = 0;
  quotes = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #orders: Promise<void>[] = [];

  constructor(name: string, broker: RemoteBroker<'poloniex'>) {
    this.name = name;
    this.broker = broker;
  }

  async start(): Promise<void> {
    await this.broker.connect();
    const quotes = await this.broker.subscribe('quotes', { symbols: [ORDER.symbol] });
    quotes.on('data', () => {
      this.quotes += 1;
    });
  }

  trade(): void {
    this.#timer = setInterval(() => {
      if (this.broker.status.state === 'live') this.#orders.push(this.#order(this.#orders.length + 1));
    }, PAUSE_MS);
  }

  /** Places no more orders; resolves when the outcome of each is known, or was looked for long enough. */
  async settle(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#orders);
  }

  async #order(number: number): Promise<void> {
    const clientOrderId = `${this.name}-${number}`;
    this.outcomes.set(clientOrderId, 'unknown');
    const side = number % 2 === 0 ? 'sell' : 'buy';
    // Beyond the market on both sides, so that it is filled at once.
    const price = side === 'buy' ? '60000' : '30000';
    this.outcomes.set(clientOrderId, await this.#place({ ...ORDER, side, price, clientOrderId }));
  }

  async #place(
    order: typeof ORDER & {
      readonly side: 'buy' | 'sell';
      readonly price: string;
      readonly clientOrderId: string;
    },
  ): Promise<Outcome> {
    try {
      await this.broker.placeOrder(order, { timeoutMs: ORDER_MS });
      return 'accepted';
    } catch (error) {
      if (isOrderRejectedError(error)) return 'rejected';
      if (isNotConnectedError(error)) return 'notSent';
      if (isOrderOutcomeUnknownError(error)) return this.#resolve(order.clientOrderId);
      throw error;
    }
  }

  async #resolve(clientOrderId: string): Promise<Outcome> {
    this.resolved += 1;
    const until = performance.now() + RESOLVE_MS;
    const ref = { clientOrderId, symbol: ORDER.symbol };
    while (performance.now() < until) {
      const found = await this.broker.resolveOrder(ref, { timeoutMs: RESOLVE_MS }).catch(() => undefined);
      if (found !== undefined && found.outcome !== 'unknown') return found.outcome;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return 'unknown';
  }
}
