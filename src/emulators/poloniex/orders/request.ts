import type { PoloniexInstrument } from '../instruments';
import { clientIdOf, decimalOf, type Members, textOf } from '../members';
import type { Decimal } from '../money';
import { badParameter, PoloniexRefusal, unknownSymbol } from '../refusal';

export type SpotSide = 'BUY' | 'SELL';
export type SpotType = 'MARKET' | 'LIMIT' | 'LIMIT_MAKER';
export type SpotTimeInForce = 'GTC' | 'IOC' | 'FOK';

/** The terms of an order; zero where one is not given. */
export interface OrderRequest {
  readonly instrument: PoloniexInstrument;
  readonly side: SpotSide;
  readonly type: SpotType;
  readonly timeInForce: SpotTimeInForce;
  readonly price: Decimal;
  /** Base units. */
  readonly quantity: Decimal;
  /** Quote units that a market buy spends. */
  readonly amount: Decimal;
  readonly clientOrderId: string;
}

/** Checks a client's request against the rules of its market. @throws PoloniexRefusal */
export function readOrder(
  members: Members,
  instrumentOf: (symbol: string) => PoloniexInstrument | undefined,
): OrderRequest {
  const instrument = instrumentOf(textOf(members, 'symbol'));
  if (!instrument) throw unknownSymbol();
  const side = oneOf(textOf(members, 'side'), ['BUY', 'SELL'], 21_319, 'Invalid order side');
  const type = oneOf(
    textOf(members, 'type') || 'MARKET',
    ['MARKET', 'LIMIT', 'LIMIT_MAKER'],
    21_320,
    'Invalid order type',
  );
  const timeInForce = oneOf(
    textOf(members, 'timeInForce') || 'GTC',
    ['GTC', 'IOC', 'FOK'],
    21_321,
    'Invalid timeInForce value',
  );
  const accountType = textOf(members, 'accountType') || 'SPOT';
  if (accountType.toUpperCase() !== 'SPOT') throw new PoloniexRefusal(21_324, 'Invalid account type');
  const request = {
    instrument,
    side,
    type,
    timeInForce,
    price: decimalOf(members, 'price'),
    quantity: decimalOf(members, 'quantity'),
    amount: decimalOf(members, 'amount'),
    clientOrderId: clientIdOf(members),
  };
  checkNumbers(request);
  return request;
}

/** @throws PoloniexRefusal where numbers are missing, too many, too fine, too small or too large */
export function checkNumbers(request: OrderRequest): void {
  const { instrument, side, type, price, quantity, amount } = request;
  const byAmount = type === 'MARKET' && side === 'BUY';
  if (type === 'MARKET' ? price.gt(0) : amount.gt(0)) throw badParameter(price.gt(0) ? 'price' : 'amount');
  if (byAmount ? quantity.gt(0) : amount.gt(0)) throw badParameter(byAmount ? 'quantity' : 'amount');
  if (type !== 'MARKET' && price.lte(0))
    throw new PoloniexRefusal(21_309, 'Order price must be greater than 0');
  if (byAmount && amount.lte(0)) throw new PoloniexRefusal(21_317, 'Amount must be greater than 0');
  if (!byAmount && quantity.lte(0))
    throw new PoloniexRefusal(21_328, 'Order quantity must be greater than 0');
  if (price.decimalPlaces() > instrument.digits) {
    throw new PoloniexRefusal(21_335, 'Invalid priceScale for this symbol');
  }
  if (quantity.decimalPlaces() > instrument.quantityScale) {
    throw new PoloniexRefusal(21_336, 'Invalid quantityScale for this symbol');
  }
  if (amount.decimalPlaces() > instrument.amountScale) {
    throw new PoloniexRefusal(21_337, 'Invalid amountScale for this symbol');
  }
  if (!byAmount && quantity.lt(instrument.minQuantity)) {
    throw new PoloniexRefusal(21_330, 'Quantity is less than minQuantity trade limit');
  }
  const value = byAmount ? amount : price.times(quantity);
  if (value.gt(0) && value.lt(instrument.minAmount)) {
    throw new PoloniexRefusal(21_322, 'Amount is less than minAmount trade limit');
  }
  if (quantity.gt(instrument.maxQuantity) || value.gt(instrument.maxAmount)) {
    throw new PoloniexRefusal(21_360, 'Order size exceeds the limit');
  }
}

function oneOf<const T extends string>(
  value: string,
  allowed: readonly T[],
  code: number,
  message: string,
): T {
  const found = allowed.find((candidate) => candidate === value.toUpperCase());
  if (found === undefined) throw new PoloniexRefusal(code, message);
  return found;
}
