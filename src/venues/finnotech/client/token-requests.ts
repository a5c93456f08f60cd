import { AuthenticationError, isBrokerError, isHttpStatusError, isVenueError } from '../../../errors';
import { clientCredentialsGrant, refreshGrant } from '../auth';
import { type Grant, TOKENS } from '../endpoints';
import { creationTime } from '../map/time';
import type { FinnotechCredentials, FinnotechSettings } from '../options';
import type { FinnotechToken } from '../types/client';
import type { readToken } from '../wire/envelope';
import type { FinnotechRest } from './rest';
import type { TokenSource } from './token-keeper';

const REFUSING_STATUS: ReadonlySet<number> = new Set([400, 401, 403]);

/** Asks the token endpoint. @param rest - known when a token is asked for, and not before */
export function tokenSource(
  settings: FinnotechSettings,
  credentials: FinnotechCredentials,
  rest: () => FinnotechRest,
): TokenSource {
  const ask = async (operation: string, body: Grant): Promise<FinnotechToken> => {
    const asked = settings.clock.now();
    try {
      const { result } = await rest().call(operation, TOKENS.grant, body);
      return tokenOf(result, asked);
    } catch (error) {
      throw refusal(error, operation);
    }
  };
  return {
    request: () => ask('requestToken', clientCredentialsGrant(credentials, settings.scopes)),
    refresh: (refreshToken) => ask('refreshToken', refreshGrant(refreshToken)),
  };
}

/** What the venue refuses here is who we are, or what we ask for: it is not tried again by itself. */
function refusal(error: unknown, operation: string): unknown {
  const code = refusalCode(error);
  if (code === undefined || !isBrokerError(error)) return error;
  const { message, requestId } = error;
  const context = { venue: 'finnotech', operation, requestId, code, sent: true, cause: error } as const;
  return new AuthenticationError(message, context);
}

/** With a page instead of JSON the status alone decides; it is what HTTP refuses credentials with. */
function refusalCode(error: unknown): string | undefined {
  if (isHttpStatusError(error)) return REFUSING_STATUS.has(error.status) ? `HTTP ${error.status}` : undefined;
  return isVenueError(error) && !error.retryable ? error.code : undefined;
}

function tokenOf(
  { value, scopes, lifeTime, creationDate, refreshToken }: ReturnType<typeof readToken>,
  asked: number,
): FinnotechToken {
  // The venue may hand out a token that it made before. A date that cannot be, for one of the clocks is wrong, is not
  // used: a fresh token would never count as good.
  const stated = creationTime(creationDate) ?? asked;
  const created = stated <= asked && stated > asked - lifeTime ? stated : asked;
  return {
    value,
    scopes: scopes ?? [],
    lifeTime,
    creationDate,
    ...(refreshToken == null || refreshToken === '' ? {} : { refreshToken }),
    expireTime: created + lifeTime,
  };
}
