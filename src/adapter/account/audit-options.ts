import type { VenueId } from '../../core/venue-id';
import { ValidationError } from '../../errors';
import { checkTimeout } from '../../transport/deadline';

/** How the account is watched over while the stream looks healthy. */
export interface AuditOptions {
  /**
   * Pause in ms between two looks at orders, own trades and what else the account has: they find what a stream that seems
   * alive has left out, and what the venue does not stream. 1000 to 2147483647.
   * @defaultValue 30000
   */
  readonly auditIntervalMs?: number | undefined;
}

const AUDIT_INTERVAL_MS = 30_000;
const LEAST_AUDIT_INTERVAL_MS = 1000;

/** @throws ValidationError when the interval is no number of ms that is allowed */
export function auditIntervalOf(
  { auditIntervalMs = AUDIT_INTERVAL_MS }: AuditOptions,
  venue: VenueId,
): number {
  checkTimeout(auditIntervalMs, 'auditIntervalMs');
  if (auditIntervalMs >= LEAST_AUDIT_INTERVAL_MS) return auditIntervalMs;
  const rule = `must be at least ${LEAST_AUDIT_INTERVAL_MS}`;
  throw new ValidationError('auditIntervalMs', rule, { venue, value: auditIntervalMs });
}
