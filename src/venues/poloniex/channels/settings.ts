import { ValidationError } from '../../../errors';
import { checkTimeout } from '../../../transport/deadline';
import type { PoloniexBrokerOptions } from '../profile';

const AUDIT_INTERVAL_MS = 30_000;
const LEAST_AUDIT_INTERVAL_MS = 1000;

/**
 * Splits the options: the interval of audits is the broker's own, the rest is the client's and the base's.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function splitOptions(options: PoloniexBrokerOptions) {
  const { auditIntervalMs = AUDIT_INTERVAL_MS, ...others } = options;
  const { reconnect: _r, journal: _j, loadInstruments: _l, ...client } = others;
  checkTimeout(auditIntervalMs, 'auditIntervalMs');
  if (auditIntervalMs < LEAST_AUDIT_INTERVAL_MS) {
    throw new ValidationError('auditIntervalMs', `must be at least ${LEAST_AUDIT_INTERVAL_MS}`, {
      venue: 'poloniex',
      value: auditIntervalMs,
    });
  }
  for (const field of ['apiKey', 'apiSecret'] as const) {
    if (client[field] === undefined) {
      throw new ValidationError(field, 'is required: public data alone comes from PoloniexClient', {
        venue: 'poloniex',
        secret: true,
      });
    }
  }
  return { auditIntervalMs, client };
}
