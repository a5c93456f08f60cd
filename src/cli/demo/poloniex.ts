import { type PoloniexEmulator, startEmulator } from '../../emulators';
import { formatPrice, multiplyDecimals, type Order, roundPrice, waitForOrder } from '../../index';
import { PoloniexBroker } from '../../venues/poloniex';
import { surviveCut } from './cut';
import { QuoteBoard, showBook, showCandles } from './market-data';
import type { Report } from './report';
import { counted, emptyTally, type VenueTally } from './tally';

const SYMBOLS = ['BTC_USDT', 'ETH_USDT'] as const;
const [SYMBOL] = SYMBOLS;

/** Crypto spot: quotes, candles and a book, orders, a lost connection, and a stop that remains at the venue. */
export async function showPoloniex(report: Report, seed: number): Promise<VenueTally> {
  report.heading('A local Poloniex server: signed REST and two WebSockets, the same calls');
  await using emulator = await startEmulator('poloniex', { seed });
  const { http, ws } = emulator.endpoints;
  await using broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  });
  const tally = emptyTally();
  broker.on('fill', () => {
    tally.fills += 1;
  });
  await broker.connect();
  report.good(
    `key accepted by ${http.url}, ${counted((await broker.fetchInstruments()).length, 'instrument')}`,
  );
  const quotes = await QuoteBoard.open(broker, SYMBOLS, report);
  await quotes.show();
  tally.candles += await showCandles(broker, report, SYMBOL);
  await showBook(broker, report, SYMBOL);

  const stop = await placeOrders(broker, report, tally);
  const backMs = await surviveCut(broker, () => emulator.faults.reset(), report);
  report.good(`live again after ${Math.round(backMs)} ms; the stop is still there:`);
  await trigger(broker, emulator, stop, report);
  await quotes.close();
  return {
    ...tally,
    quotes: quotes.total,
    executions: emulator.orders.ofKind('open', 'fill').length,
    backMs,
  };
}

/** A limit order from placing to its end, a buy that spends an amount, and a stop that stays open. */
async function placeOrders(broker: PoloniexBroker, report: Report, tally: VenueTally): Promise<Order> {
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const times = (factor: string): string =>
    roundPrice(instrument, multiplyDecimals(quote?.last ?? '40000', factor), 'down');
  const shown = (price = '0'): string => formatPrice(instrument, price);
  const order = { symbol: SYMBOL, quantity: '0.01' } as const;

  const limit = await broker.placeOrder({ ...order, side: 'buy', type: 'limit', price: times('0.95') });
  report.good(`placed    order ${limit.id}: buy 0.01 ${SYMBOL} at ${shown(limit.price)}, ${limit.status}`);
  const changed = await broker.modifyOrder({ id: limit.id, price: times('0.96') });
  report.good(`replaced  by order ${changed.id} at ${shown(changed.price)}, ${changed.status}`);
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
    `placed    order ${stop.id}: a stop that sells 0.01 at ${shown(stop.stopPrice)}, ${stop.status}`,
  );
  tally.placed += 3;
  tally.modified += 1;
  tally.canceled += 1;
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
  emulator.market.setPrice(SYMBOL, price, price + 0.02);
  const { id, filledQuantity, averagePrice } = await waitForOrder(broker, stop, { until: 'filled' });
  report.good(`triggered order ${id}: sold ${filledQuantity} at ${averagePrice ?? '-'}, filled`);
}
