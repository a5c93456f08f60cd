import type { Grant } from './endpoints';
import type { FinnotechCredentials } from './options';

/** `Authorization: Basic base64(clientId:clientSecret)`. */
export function basicHeader({
  clientId,
  clientSecret,
}: FinnotechCredentials): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')}` };
}

/** `Authorization: Bearer {Token}`. */
export function bearerHeader(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** The client-credentials grant; scopes joined by commas. */
export function clientCredentialsGrant({ nid }: FinnotechCredentials, scopes: readonly string[]): Grant {
  return { grant_type: 'client_credentials', nid, scopes: scopes.join(',') };
}

/** The refresh-token grant. */
export function refreshGrant(refreshToken: string): Grant {
  return { grant_type: 'refresh_token', token_type: 'CLIENT-CREDENTIAL', refresh_token: refreshToken };
}

/** The revocation of a token. The documents name no header for it; the client is who may do it. */
export function revocation(token: string): Grant {
  return { token, token_type: 'CLIENT-CREDENTIAL' };
}
