import type { BalanceChange } from '../account/wallet';
import { Decimal, ZERO } from '../money';
import type { OrderState, SpotOrder, SpotTrade } from './order';
import type { OrderRequest } from './request';
import { isSpent } from './taking';

/** The id, fee and time of an execution. */
export interface TradeTerms extends Pick<SpotTrade, 'role' | 'id' | 'time' | 'at'> {
  /** Fraction of what is received. */
  readonly rate: string;
}

/** What an execution changes of an order and of its user's balances. */
export interface Settlement {
  readonly state: OrderState;
  readonly filledQuantity: Decimal;
  readonly filledAmount: Decimal;
  readonly trade: SpotTrade;
  readonly changes: readonly BalanceChange[];
}

/** What an order reserves. */
export function needOf({ instrument, side, price, quantity, amount }: OrderRequest): {
  readonly currency: string;
  readonly needed: Decimal;
} {
  if (side === 'SELL') return { currency: instrument.base, needed: quantity };
  return { currency: instrument.quote, needed: amount.gt(0) ? amount : price.times(quantity) };
}

/** Works out one execution; nothing is changed yet. */
export function settle(order: SpotOrder, price: Decimal, quantity: Decimal, terms: TradeTerms): Settlement {
  const { request, instrument } = order;
  const { rate, ...named } = terms;
  const buys = request.side === 'BUY';
  const amount = price.times(quantity);
  const received = buys ? quantity : amount;
  const fee = received.times(rate).toDecimalPlaces(12, Decimal.ROUND_DOWN);
  const filledQuantity = order.now.filledQuantity.plus(quantity);
  const filledAmount = order.now.filledAmount.plus(amount);
  const full = request.amount.gt(0)
    ? isSpent(request, filledAmount, price)
    : filledQuantity.gte(request.quantity);
  const feeCurrency = buys ? instrument.base : instrument.quote;
  // A limit buy holds its own price; what it pays less comes back with the trade.
  const released = full ? order.held : heldFor(request, price, quantity);
  return {
    state: full ? 'FILLED' : 'PARTIALLY_FILLED',
    filledQuantity,
    filledAmount,
    trade: { ...named, pageId: terms.id, order, price, quantity, amount, fee, feeCurrency },
    changes: [
      {
        currency: order.heldCurrency,
        available: released.minus(buys ? amount : quantity),
        hold: released.neg(),
      },
      { currency: feeCurrency, available: received.minus(fee), hold: ZERO },
    ],
  };
}

/** What was put on hold for a part of an order. */
function heldFor({ side, amount, price: limit }: OrderRequest, price: Decimal, quantity: Decimal): Decimal {
  if (side === 'SELL') return quantity;
  return (amount.gt(0) ? price : limit).times(quantity);
}
