import { formatPrice, type Instrument, multiplyDecimals, type Order, roundPrice } from '../../index';
import type { XapiBroker } from '../../venues/xapi';
import type { Report } from './report';
import type { VenueTally } from './tally';

const SYMBOL = 'EURUSD';

function describe(instrument: Instrument, order: Order): string {
  const price = order.averagePrice ?? order.price ?? order.stopPrice;
  const at = price === undefined ? '-' : formatPrice(instrument, price);
  return `order ${order.id}: ${order.side} ${order.quantity ?? '-'} ${order.symbol} ${order.type} at ${at}, ${order.status}`;
}

/** Places, modifies, fills, cancels and closes, and prints each step. */
export async function trade(broker: XapiBroker, report: Report, tally: VenueTally): Promise<void> {
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const below = (factor: string): string =>
    roundPrice(instrument, multiplyDecimals(quote?.bid ?? '1', factor), 'down');

  const limit = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: '0.1',
    price: below('0.98'),
  });
  tally.placed += 1;
  report.good(`placed    ${describe(instrument, limit)}`);

  const modified = await broker.modifyOrder({ id: limit.id, price: below('0.99') });
  tally.modified += 1;
  report.good(`modified  ${describe(instrument, modified)}`);

  const canceled = await broker.cancelOrder({ id: modified.id });
  tally.canceled += 1;
  report.good(`canceled  ${describe(instrument, canceled)}`);

  const market = await broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'market', quantity: '0.1' });
  tally.placed += 1;
  if (market.status === 'filled') tally.fills += 1;
  report.good(`filled    ${describe(instrument, market)}`);
}

/** Closes what the demo opened. */
export async function closeAll(broker: XapiBroker, report: Report, tally: VenueTally): Promise<void> {
  const instrument = await broker.fetchInstrument(SYMBOL);
  for (const position of await broker.fetchPositions({ symbol: SYMBOL })) {
    const order = await broker.closePosition({ id: position.id });
    if (order.status === 'filled') tally.fills += 1;
    report.good(`closed    position ${position.id} with ${describe(instrument, order)}`);
  }
}
