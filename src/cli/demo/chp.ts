import { startEmulator } from '../../emulators';
import { multiplyDecimals, roundToStep } from '../../index';
import { ChpBroker } from '../../venues/chp';
import { QuoteBoard } from './market-data';
import type { Report } from './report';

const SYMBOLS = ['GAZP', 'SBER'] as const;

/** The same calls at a venue that is polled over HTTP: quotes, and an order placed, moved and cancelled. */
export async function showChp(report: Report, seed: number): Promise<number> {
  report.heading('A local CHP server: HTTP, polled, the same calls');
  await using emulator = await startEmulator('chp', { seed });
  const { host, port } = emulator.endpoints.http;
  await using broker = new ChpBroker({ host, port, ...emulator.credentials });
  await broker.connect();
  report.good(
    `logged in at ${emulator.endpoints.http.url}, ${(await broker.fetchInstruments()).length} instruments`,
  );
  const quotes = await QuoteBoard.open(broker, SYMBOLS, report);
  await quotes.show();
  await quotes.close();

  const [symbol] = SYMBOLS;
  const { tickSize = '0.01', lotStep = '1' } = await broker.fetchInstrument(symbol);
  const [quote] = await broker.fetchQuotes([symbol]);
  const below = (factor: string): string =>
    roundToStep(multiplyDecimals(quote?.bid ?? '100', factor), tickSize, 'down');
  const order = await broker.placeOrder({
    symbol,
    side: 'buy',
    type: 'limit',
    quantity: lotStep,
    price: below('0.98'),
  });
  report.good(
    `placed    order ${order.id}: buy ${order.quantity ?? '-'} ${symbol} at ${order.price ?? '-'}, ${order.status}`,
  );
  const moved = await broker.modifyOrder({ id: order.id, price: below('0.99') });
  report.good(`moved     order ${moved.id} to ${moved.price ?? '-'}, ${moved.status}`);
  const canceled = await broker.cancelOrder({ id: moved.id });
  report.good(`canceled  order ${canceled.id}, ${canceled.status}`);
  return quotes.total;
}
