import { multiplyDecimals, type Order, roundToStep, shiftDecimal } from '../../index';
import type { XapiBroker } from '../../venues/xapi';
import type { Report } from './report';

const SYMBOL = 'EURUSD';

/** The results of the demo's trading. */
export interface TradingTally {
  placed: number;
  modified: number;
  canceled: number;
  filled: number;
}

function describe(order: Order): string {
  const price = order.averagePrice ?? order.price ?? order.stopPrice ?? '-';
  return `order ${order.id}: ${order.side} ${order.quantity ?? '-'} ${order.symbol} ${order.type} at ${price}, ${order.status}`;
}

/** Places, modifies, fills, cancels and closes, and prints each step. */
export async function trade(broker: XapiBroker, report: Report, tally: TradingTally): Promise<void> {
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const tick = instrument.tickSize ?? '0.00001';
  const below = (perMille: number): string =>
    roundToStep(multiplyDecimals(quote?.bid ?? '1', shiftDecimal(String(1000 - perMille), 3)), tick, 'down');

  const limit = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: '0.1',
    price: below(20),
  });
  tally.placed += 1;
  report.good(`placed    ${describe(limit)}`);

  const modified = await broker.modifyOrder({ id: limit.id, price: below(10) });
  tally.modified += 1;
  report.good(`modified  ${describe(modified)}`);

  const canceled = await broker.cancelOrder({ id: modified.id });
  tally.canceled += 1;
  report.good(`canceled  ${describe(canceled)}`);

  const market = await broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'market', quantity: '0.1' });
  tally.placed += 1;
  if (market.status === 'filled') tally.filled += 1;
  report.good(`filled    ${describe(market)}`);
}

/** Closes what the demo opened. */
export async function closeAll(broker: XapiBroker, report: Report, tally: TradingTally): Promise<void> {
  for (const position of await broker.fetchPositions({ symbol: SYMBOL })) {
    const order = await broker.closePosition({ id: position.id });
    if (order.status === 'filled') tally.filled += 1;
    report.good(`closed    position ${position.id} with ${describe(order)}`);
  }
}
