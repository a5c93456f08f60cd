import { type PoloniexEmulator, startEmulator } from '../../emulators';
import { multiplyDecimals, type Order, roundToStep } from '../../index';
import { PoloniexBroker } from '../../venues/poloniex';
import { surviveCut } from './cut';
import { QuoteBoard, showBook, showCandles } from './market-data';
import type { Report } from './report';

const SYMBOLS = ['BTC_USDT', 'ETH_USDT'] as const;
const [SYMBOL] = SYMBOLS;

/** The results of the tour of Poloniex. */
export interface PoloniexFigures {
  readonly quotes: number;
  readonly placed: number;
  readonly fills: number;
  /** Executions on the server. */
  readonly executions: number;
  /** From the cut until it was live again. */
  readonly backMs: number;
}

/** Resolves with the order once it is filled. */
function filled(broker: PoloniexBroker, id: string): Promise<Order> {
  return new Promise((resolve) => {
    const listener = (order: Order): void => {
      if (order.id !== id || order.status !== 'filled') return;
      broker.off('order', listener);
      resolve(order);
    };
    broker.on('order', listener);
  });
}

/** Crypto spot: quotes, candles and a book, orders, a lost connection, and a stop that remains at the venue. */
export async function showPoloniex(report: Report, seed: number): Promise<PoloniexFigures> {
  report.heading('A local Poloniex server: signed REST and two WebSockets, the same calls');
  await using emulator = await startEmulator('poloniex', { seed });
  const { http, ws } = emulator.endpoints;
  await using broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  });
  let fills = 0;
  broker.on('fill', () => {
    fills += 1;
  });
  await broker.connect();
  report.good(`key accepted by ${http.url}, ${(await broker.fetchInstruments()).length} instruments`);
  const quotes = await QuoteBoard.open(broker, SYMBOLS, report);
  await quotes.show();
  await showCandles(broker, report, SYMBOL);
  await showBook(broker, report, SYMBOL);

  const stop = await placeOrders(broker, report);
  const backMs = await surviveCut(broker, () => emulator.faults.reset(), report);
  report.good(`live again after ${Math.round(backMs)} ms; the stop is still there:`);
  await trigger(broker, emulator, stop, report);
  await quotes.close();
  return {
    quotes: quotes.total,
    placed: 3,
    fills,
    executions: emulator.orders.ofKind('open', 'fill').length,
    backMs,
  };
}

/** A limit order from placing to its end, a buy that spends an amount, and a stop that stays open. */
async function placeOrders(broker: PoloniexBroker, report: Report): Promise<Order> {
  const { tickSize = '0.01' } = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const times = (factor: string): string =>
    roundToStep(multiplyDecimals(quote?.last ?? '40000', factor), tickSize, 'down');
  const order = { symbol: SYMBOL, quantity: '0.01' } as const;

  const limit = await broker.placeOrder({ ...order, side: 'buy', type: 'limit', price: times('0.95') });
  report.good(`placed    order ${limit.id}: buy 0.01 ${SYMBOL} at ${limit.price ?? '-'}, ${limit.status}`);
  const changed = await broker.modifyOrder({ id: limit.id, price: times('0.96') });
  report.good(`replaced  by order ${changed.id} at ${changed.price ?? '-'}, ${changed.status}`);
  const canceled = await broker.cancelOrder({ id: changed.id });
  report.good(`canceled  order ${canceled.id}, ${canceled.status}`);
  const bought = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'market',
    quoteQuantity: '500',
  });
  report.good(
    `bought    order ${bought.id}: ${bought.filledQuantity} BTC for ${bought.filledQuoteQuantity ?? '-'} of 500 USDT, ${bought.status}`,
  );
  const stop = await broker.placeOrder({ ...order, side: 'sell', type: 'stop', stopPrice: times('0.9') });
  report.good(
    `placed    order ${stop.id}: a stop that sells 0.01 at ${stop.stopPrice ?? '-'}, ${stop.status}`,
  );
  return stop;
}

/** Moves the price to the stop; the triggered order is emitted under the stop's id. */
async function trigger(
  broker: PoloniexBroker,
  emulator: PoloniexEmulator,
  stop: Order,
  report: Report,
): Promise<void> {
  const price = Number(stop.stopPrice);
  const ended = filled(broker, stop.id);
  emulator.market.setPrice(SYMBOL, price, price + 0.02);
  const { id, filledQuantity, averagePrice } = await ended;
  report.good(`triggered order ${id}: sold ${filledQuantity} at ${averagePrice ?? '-'}, filled`);
}
