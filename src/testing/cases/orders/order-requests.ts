import {
  addDecimals,
  type Instrument,
  multiplyDecimals,
  type Order,
  roundToStep,
  shiftDecimal,
} from '../../../index';
import { check } from '../../check';
import type { ContractWorld } from '../../harness';

/** Smallest difference of two prices. */
export function tickOf(instrument: Instrument): string {
  return instrument.tickSize ?? shiftDecimal('1', instrument.priceDecimals ?? 2);
}

/** The best prices now; the last one for both where the venue shows no book. */
export async function bestPrices(
  world: ContractWorld,
  symbol = world.symbol,
  broker = world.broker,
): Promise<{ bid: string; ask: string; tick: string }> {
  const [quote] = await world.drive(broker.fetchQuotes([symbol]));
  const { bid = quote?.last, ask = quote?.last } = quote ?? {};
  check(bid !== undefined && ask !== undefined, `${symbol} has no price`);
  const tick = tickOf(await world.drive(broker.fetchInstrument(symbol)));
  return { bid, ask, tick };
}

/** A price `factor` times the bid, on the grid. */
export async function priceAt(world: ContractWorld, factor: string, broker = world.broker): Promise<string> {
  const { bid, tick } = await bestPrices(world, world.symbol, broker);
  return roundToStep(multiplyDecimals(bid, factor), tick, 'down');
}

/** A limit order a tenth below the market: it works and is not filled. */
export async function restingBuy(world: ContractWorld, broker = world.broker) {
  return {
    symbol: world.symbol,
    side: 'buy',
    type: 'limit',
    quantity: world.quantity,
    price: await priceAt(world, '0.9', broker),
  } as const;
}

/** An order that is filled at once: a buy, unless the venue requires an amount to spend. */
export function marketOrder(world: ContractWorld) {
  const { symbol, quantity, marketSide = 'buy' } = world;
  return { symbol, side: marketSide, type: 'market', quantity } as const;
}

/** Moves the price of an instrument tick by tick, up from where it stands. */
export async function priceMover(
  world: ContractWorld,
  symbol = world.symbol,
  broker = world.broker,
): Promise<() => string> {
  let { bid, ask, tick } = await bestPrices(world, symbol, broker);
  return () => {
    [bid, ask] = [addDecimals(bid, tick), addDecimals(ask, tick)];
    world.setPrice(symbol, bid, ask);
    return bid;
  };
}

/** The values that every order must have, whatever its type and source. */
export function checkOrderForm(order: Order): void {
  check(typeof order.id === 'string' && /\S/.test(order.id), `id ${order.id}`);
  check(typeof order.clientOrderId === 'string' && order.clientOrderId !== '', 'clientOrderId is missing');
  check(order.venueType !== '' && order.venueStatus !== '', 'the venue’s own names are missing');
  check(order.receivedTime > 0, 'receivedTime is missing');
}
