/**
 * A small bot on the emulator: long while the fast average of the mid price is above the slow one, flat otherwise.
 * It trades for ten seconds, then closes what it holds. A pattern to start from, not a profitable strategy.
 *
 *   npx ts-node examples/moving-average-bot.ts
 */
import { isOrderOutcomeUnknownError, isOrderRejectedError, type Quote } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

const SYMBOL = 'EURUSD';
const FAST = 5;
const SLOW = 15;
const RUN_MS = 10_000;

/** The mean of the last `length` values. Signals may use floats; prices and quantities of orders never do. */
function average(values: readonly number[], length: number): number {
  const last = values.slice(-length);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

class MovingAverageBot {
  readonly #broker: XapiBroker;
  readonly #mids: number[] = [];
  #positionId: string | undefined;

  constructor(broker: XapiBroker) {
    this.#broker = broker;
  }

  async onQuote(quote: Quote): Promise<void> {
    if (quote.bid === undefined || quote.ask === undefined) return;
    this.#mids.push((Number(quote.bid) + Number(quote.ask)) / 2);
    if (this.#mids.length < SLOW) return;
    if (this.#mids.length > SLOW) this.#mids.shift();
    const rising = average(this.#mids, FAST) > average(this.#mids, SLOW);
    if (rising && this.#positionId === undefined) await this.#open();
    if (!rising && this.#positionId !== undefined) await this.close();
  }

  async #open(): Promise<void> {
    try {
      const order = await this.#broker.placeOrder({
        symbol: SYMBOL,
        side: 'buy',
        type: 'market',
        quantity: '0.1',
      });
      this.#positionId = order.positionId ?? (await this.#broker.fetchPositions({ symbol: SYMBOL }))[0]?.id;
      console.log(`long at ${order.averagePrice ?? '?'}`);
    } catch (error) {
      if (isOrderRejectedError(error)) console.log(`refused: ${error.message}`);
      else if (isOrderOutcomeUnknownError(error) && error.clientOrderId !== undefined) {
        const { outcome } = await this.#broker.resolveOrder({ clientOrderId: error.clientOrderId });
        console.log(`the answer was lost; the order was ${outcome}`);
        this.#positionId = (await this.#broker.fetchPositions({ symbol: SYMBOL }))[0]?.id;
      } else throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#positionId === undefined) return;
    const order = await this.#broker.closePosition({ id: this.#positionId });
    this.#positionId = undefined;
    console.log(`flat at ${order.averagePrice ?? '?'}`);
  }
}

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi', { seed: 7 });
  const broker = new XapiBroker({
    transport: 'websocket',
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    ...emulator.credentials,
  });
  await broker.connect();
  const bot = new MovingAverageBot(broker);

  const stop = AbortSignal.timeout(RUN_MS);
  const quotes = await broker.subscribe('quotes', { symbols: [SYMBOL], signal: stop });
  // Do not trade on a stale stream.
  quotes.on('state', (state) => console.log(`quotes are ${state}`));
  for await (const quote of quotes) if (quotes.state === 'live') await bot.onQuote(quote);

  await bot.close();
  const { balance, currency } = await broker.fetchAccountSummary();
  console.log(`balance ${balance ?? '?'} ${currency ?? ''}`);
  await broker.close();
  await emulator.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
