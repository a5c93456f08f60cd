/**
 * A small bot: long while the fast average of the mid price is above the slow one, flat otherwise.
 * It trades for seven seconds. A pattern to start from, not a profitable strategy.
 *
 *   npx ts-node examples/moving-average-bot.ts            on an emulator
 *   LIVE=1 npx ts-node examples/moving-average-bot.ts     at XAPI: VENUEKIT_XAPI_USER_ID, VENUEKIT_XAPI_PASSWORD
 */
import { isOrderOutcomeUnknownError, isOrderRejectedError, type Quote } from 'venuekit';
import type { XapiBroker } from 'venuekit/xapi';
import { openXapi } from './shared/open';
import { swing } from './shared/swing';

const SYMBOL = 'EURUSD';
const ORDER = { symbol: SYMBOL, side: 'buy', type: 'market', quantity: '0.1' } as const;
const FAST = 3;
const SLOW = 8;
const RUN_MS = 7000;

/** The mean of the last `length` values. Signals may use floats; prices and quantities of orders never do. */
function average(values: readonly number[], length: number): number {
  return values.slice(-length).reduce((sum, value) => sum + value, 0) / length;
}

class MovingAverageBot {
  readonly #broker: XapiBroker;
  readonly #mids: number[] = [];
  #clientOrderId: string | undefined;

  constructor(broker: XapiBroker) {
    this.#broker = broker;
  }

  async onQuote({ bid, ask }: Quote): Promise<void> {
    this.#mids.push((Number(bid) + Number(ask)) / 2);
    if (this.#mids.length < SLOW) return;
    const isRising = average(this.#mids, FAST) > average(this.#mids, SLOW);
    if (isRising && this.#clientOrderId === undefined) await this.#open();
    if (!isRising) await this.close();
  }

  async #open(): Promise<void> {
    try {
      const order = await this.#broker.placeOrder(ORDER);
      this.#clientOrderId = order.clientOrderId;
      console.log(`long at ${order.averagePrice ?? '?'}`);
    } catch (error) {
      if (isOrderRejectedError(error)) return console.log(`refused: ${error.message}`);
      if (!isOrderOutcomeUnknownError(error) || error.clientOrderId === undefined) throw error;
      const { outcome } = await this.#broker.resolveOrder({ clientOrderId: error.clientOrderId });
      console.log(`the answer was lost; the order was ${outcome}`);
      if (outcome === 'accepted') this.#clientOrderId = error.clientOrderId;
    }
  }

  /** Closes the position that the bot opened; others of the account stay. */
  async close(): Promise<void> {
    if (this.#clientOrderId === undefined) return;
    for (const { id, clientOrderId } of await this.#broker.fetchPositions({ symbol: SYMBOL })) {
      if (clientOrderId !== this.#clientOrderId) continue;
      const order = await this.#broker.closePosition({ id });
      console.log(`flat at ${order.averagePrice ?? '?'}`);
    }
    this.#clientOrderId = undefined;
  }
}

async function main(): Promise<void> {
  await using venue = await openXapi();
  const { broker, emulator } = venue;
  await broker.connect();
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  swing(emulator, await broker.fetchInstrument(SYMBOL), quote?.bid ?? '1.1');
  const bot = new MovingAverageBot(broker);
  const quotes = await broker.subscribe('quotes', { symbols: [SYMBOL], signal: AbortSignal.timeout(RUN_MS) });
  for await (const next of quotes) if (quotes.state === 'live') await bot.onQuote(next); // not on stale prices
  await bot.close();
}

void main();
