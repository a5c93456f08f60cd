import { auditIntervalOf } from '../../../adapter/account/audit-options';
import { ValidationError } from '../../../errors';
import type { PlaceIntent } from '../../../orders/check-order';
import type { OrderRules } from '../../../orders/order-rules';
import { POLONIEX_CAPABILITIES, type PoloniexBrokerOptions } from '../profile';

/**
 * Splits the options: the interval of audits is the broker's own, the rest is the client's and the base's.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function splitOptions(options: PoloniexBrokerOptions) {
  const { auditIntervalMs, ...others } = options;
  const { reconnect: _r, journal: _j, loadInstruments: _l, ...client } = others;
  const checkedInterval = auditIntervalOf({ auditIntervalMs }, 'poloniex');
  for (const field of ['apiKey', 'apiSecret'] as const) {
    if (client[field] === undefined) {
      throw new ValidationError(field, 'is required: public data alone comes from PoloniexClient', {
        venue: 'poloniex',
        secret: true,
      });
    }
  }
  return { auditIntervalMs: checkedInterval, client };
}

/** What the venue takes in an order. */
export const POLONIEX_RULES: OrderRules = {
  venue: 'poloniex',
  orderTypes: POLONIEX_CAPABILITIES.orderTypes,
  timesInForce: POLONIEX_CAPABILITIES.timesInForce,
  clientOrderId: POLONIEX_CAPABILITIES.clientOrderId as NonNullable<
    typeof POLONIEX_CAPABILITIES.clientOrderId
  >,
  quoteQuantity: true,
  postOnly: true,
  positionEffect: false,
  stopLossTakeProfit: false,
  defaultTimeInForce: 'gtc',
  modifiableFields: POLONIEX_CAPABILITIES.modifiableFields,
  checkIntent,
};

/** @throws ValidationError for what the venue would take for something else, or not at all */
function checkIntent({ type, side, quantity, quoteQuantity, postOnly, account }: PlaceIntent): void {
  const spends = side === 'buy' && (type === 'market' || type === 'stop');
  if (spends && quantity !== undefined) {
    const rule = `must be quoteQuantity for a buy of type ${type}: the venue takes the amount to spend there and no quantity, and turning one into the other would be a guess at the price`;
    throw new ValidationError('quantity', rule, { venue: 'poloniex', value: quantity });
  }
  if (!spends && quoteQuantity !== undefined) {
    const rule = 'must be quantity: the venue takes an amount to spend for buys at the market alone';
    throw new ValidationError('quoteQuantity', rule, { venue: 'poloniex', value: quoteQuantity });
  }
  if (postOnly === true && type === 'stopLimit') {
    throw new ValidationError(
      'postOnly',
      'must not be set for stopLimit orders: they become plain limit orders',
      {
        venue: 'poloniex',
        value: true,
      },
    );
  }
  if (account !== undefined) {
    throw new ValidationError(
      'account',
      'must not be given: a key has one spot account, and orders are its',
      {
        venue: 'poloniex',
        value: account,
      },
    );
  }
}
