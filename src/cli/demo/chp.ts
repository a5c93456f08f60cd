import { startEmulator } from '../../emulators';
import { formatPrice, multiplyDecimals, roundPrice } from '../../index';
import { ChpBroker } from '../../venues/chp';
import { QuoteBoard } from './market-data';
import type { Report } from './report';
import { counted, emptyTally, type VenueTally } from './tally';

const SYMBOLS = ['GAZP', 'SBER'] as const;

/** The same calls at a venue that is polled over HTTP: quotes, and an order placed, moved and cancelled. */
export async function showChp(report: Report, seed: number): Promise<VenueTally> {
  report.heading('A local CHP server: HTTP, polled, the same calls');
  await using emulator = await startEmulator('chp', { seed });
  const { host, port } = emulator.endpoints.http;
  await using broker = new ChpBroker({ host, port, ...emulator.credentials });
  await broker.connect();
  const listed = counted((await broker.fetchInstruments()).length, 'instrument');
  report.good(`logged in at ${emulator.endpoints.http.url}, ${listed}`);
  const tally = emptyTally();
  broker.on('fill', () => {
    tally.fills += 1;
  });
  const quotes = await QuoteBoard.open(broker, SYMBOLS, report);
  await quotes.show();
  await quotes.close();

  const [symbol] = SYMBOLS;
  const instrument = await broker.fetchInstrument(symbol);
  const [quote] = await broker.fetchQuotes([symbol]);
  const below = (factor: string): string =>
    roundPrice(instrument, multiplyDecimals(quote?.bid ?? '100', factor), 'down');
  const shown = (price = '0'): string => formatPrice(instrument, price);
  const order = await broker.placeOrder({
    symbol,
    side: 'buy',
    type: 'limit',
    quantity: instrument.lotStep ?? '1',
    price: below('0.98'),
  });
  report.good(
    `placed    order ${order.id}: buy ${order.quantity ?? '-'} ${symbol} at ${shown(order.price)}, ${order.status}`,
  );
  const moved = await broker.modifyOrder({ id: order.id, price: below('0.99') });
  report.good(`moved     order ${moved.id} to ${shown(moved.price)}, ${moved.status}`);
  const canceled = await broker.cancelOrder({ id: moved.id });
  report.good(`canceled  order ${canceled.id}, ${canceled.status}`);
  return {
    ...tally,
    quotes: quotes.total,
    placed: 1,
    modified: 1,
    canceled: 1,
    executions: emulator.orders.ofKind('open', 'fill').length,
  };
}
