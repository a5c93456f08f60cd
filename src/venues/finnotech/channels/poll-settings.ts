import { ValidationError } from '../../../errors';
import { checkTimeout } from '../../../transport/deadline';
import type { FinnotechBrokerOptions } from '../profile';

/** The options of polling with every default filled in. */
export interface PollSettings {
  readonly pollDelayMs: number;
  readonly retryDelayMs: number;
  readonly pollTimeoutMs: number;
  readonly maxFailedPolls: number;
  readonly heartbeat: boolean;
}

/**
 * Splits the options: those of polling are the broker's own, the rest is the client's and the base's.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function splitOptions(options: FinnotechBrokerOptions) {
  if (typeof options !== 'object' || options === null) {
    throw new ValidationError('options', 'must be an object', { venue: 'finnotech', secret: true });
  }
  const {
    pollDelayMs = 5000,
    retryDelayMs = 5000,
    pollTimeoutMs = 10_000,
    maxFailedPolls = 3,
    heartbeat = true,
    reconnect: _r,
    journal: _j,
    loadInstruments: _l,
    ...client
  } = options;
  const refuse = (field: string, rule: string, value: unknown): never => {
    throw new ValidationError(field, rule, { venue: 'finnotech', value });
  };
  if (!Number.isInteger(pollDelayMs) || pollDelayMs < 0 || pollDelayMs > 59_999) {
    refuse('pollDelayMs', 'must be a whole number of ms from 0 to 59999', pollDelayMs);
  }
  checkTimeout(retryDelayMs, 'retryDelayMs');
  checkTimeout(pollTimeoutMs, 'pollTimeoutMs');
  if (!(Number.isInteger(maxFailedPolls) && maxFailedPolls >= 1 && maxFailedPolls <= 1000)) {
    refuse('maxFailedPolls', 'must be a whole number from 1 to 1000', maxFailedPolls);
  }
  if (typeof heartbeat !== 'boolean') refuse('heartbeat', 'must be true or false', heartbeat);
  const polling: PollSettings = { pollDelayMs, retryDelayMs, pollTimeoutMs, maxFailedPolls, heartbeat };
  return { polling, client };
}
