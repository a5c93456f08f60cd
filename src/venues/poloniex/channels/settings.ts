import { auditIntervalOf } from '../../../adapter/account/audit-options';
import { ValidationError } from '../../../errors';
import type { PoloniexBrokerOptions } from '../types/broker';

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
