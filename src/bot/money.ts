import {
  type Decimal,
  type DecimalInput,
  type Instrument,
  multiplyDecimals,
  type OrderSide,
  parseDecimal,
  subtractDecimals,
} from '../model';

/**
 * What a quantity is worth at a price, exactly: quantity times price times `contractSize`, in the currency of the price.
 * @throws ValidationError when a value is no plain decimal
 */
export function notionalOf(instrument: Instrument, quantity: DecimalInput, price: DecimalInput): Decimal {
  return worthOf(instrument, parseDecimal(quantity, 'quantity'), parseDecimal(price, 'price'));
}

/** A quantity at a price, or at the difference of two. */
export function worthOf({ contractSize = '1' }: Instrument, quantity: Decimal, price: Decimal): Decimal {
  return multiplyDecimals(multiplyDecimals(quantity, contractSize), price);
}

/**
 * The profit of a quantity bought (or sold) at one price and given back at another, exactly, in the currency of the
 * price; below zero for a loss. Fees, commissions and swaps are not in it, nor is the step value of a future.
 * @param side - of the order that opened it
 * @throws ValidationError when a value is no plain decimal
 */
export function profitOf(
  instrument: Instrument,
  side: OrderSide,
  quantity: DecimalInput,
  entry: DecimalInput,
  exit: DecimalInput,
): Decimal {
  const [from, to] = [parseDecimal(entry, 'entry'), parseDecimal(exit, 'exit')];
  const move = side === 'buy' ? subtractDecimals(to, from) : subtractDecimals(from, to);
  return worthOf(instrument, parseDecimal(quantity, 'quantity'), move);
}
