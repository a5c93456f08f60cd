import { ValidationError } from '../../../errors';
import { checkTimeout } from '../../../transport/deadline';
import type { ChpBrokerOptions, ChpPollOptions } from '../profile';

/** The options of polling with every default filled in. */
export type PollSettings = { readonly [K in keyof ChpPollOptions]-?: number };

const DEFAULTS: PollSettings = {
  pollIntervalMs: 500,
  accountPollIntervalMs: 1000,
  pollJitter: 0.1,
  pollTimeoutMs: 5000,
  maxFailedPolls: 3,
};

/**
 * Splits the options: those of polling and of accounts are the broker's own, the rest is the client's and the base's.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function splitOptions(options: ChpBrokerOptions) {
  const { pollIntervalMs, accountPollIntervalMs, pollJitter, pollTimeoutMs, maxFailedPolls, ...others } =
    options;
  const { account, reconnect: _r, journal: _j, loadInstruments: _l, auditIntervalMs: _a, ...client } = others;
  const given = { pollIntervalMs, accountPollIntervalMs, pollJitter, pollTimeoutMs, maxFailedPolls };
  const polling = { ...DEFAULTS };
  for (const key of Object.keys(DEFAULTS) as (keyof PollSettings)[]) {
    const value = given[key];
    if (value !== undefined) Object.assign(polling, { [key]: value });
  }
  for (const key of ['pollIntervalMs', 'accountPollIntervalMs', 'pollTimeoutMs'] as const) {
    checkTimeout(polling[key], key);
  }
  const { pollJitter: jitter, maxFailedPolls: most } = polling;
  if (!(jitter >= 0 && jitter <= 1)) {
    throw new ValidationError('pollJitter', 'must be from 0 to 1', { value: jitter });
  }
  if (!(Number.isInteger(most) && most >= 1 && most <= 1000)) {
    throw new ValidationError('maxFailedPolls', 'must be a whole number from 1 to 1000', { value: most });
  }
  if (account !== undefined && (typeof account !== 'string' || account.trim() === '')) {
    throw new ValidationError('account', 'must be the name of a portfolio', { value: account });
  }
  return { polling, account, client };
}
