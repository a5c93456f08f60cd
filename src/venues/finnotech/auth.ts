import type { FinnotechCredentials } from './options';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What a request of the token endpoint holds. */
export interface Grant {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `Authorization: Basic base64(clientId:clientSecret)`. */
function basicHeader({ clientId, clientSecret }: FinnotechCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')}`;
}

/** `Authorization: Bearer {Token}`. */
export function bearerHeader(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** The client-credentials grant; scopes joined by commas. */
export function clientCredentialsGrant(credentials: FinnotechCredentials, scopes: readonly string[]): Grant {
  return grant(credentials, {
    grant_type: 'client_credentials',
    nid: credentials.nid,
    scopes: scopes.join(','),
  });
}

/** The refresh-token grant. */
export function refreshGrant(credentials: FinnotechCredentials, refreshToken: string): Grant {
  return grant(credentials, {
    grant_type: 'refresh_token',
    token_type: 'CLIENT-CREDENTIAL',
    refresh_token: refreshToken,
  });
}

/** The revocation of a token. The documents name no header for it; the client is who may do it. */
export function revocation(credentials: FinnotechCredentials, token: string): Grant {
  return grant(credentials, { token, token_type: 'CLIENT-CREDENTIAL' });
}

function grant(credentials: FinnotechCredentials, body: object): Grant {
  return {
    headers: { ...JSON_TYPE, authorization: basicHeader(credentials) },
    body: JSON.stringify(body),
  };
}
