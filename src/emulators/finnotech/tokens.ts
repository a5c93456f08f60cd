import type { Clock } from '../../core/clock';
import { UserLocks } from '../user-locks';
import type { ResolvedOptions } from './options';
import { badParameter, invalidToken, Refusal, wrongClient } from './refusal';
import { creationText } from './tehran';

type Client = ResolvedOptions['clients'][number];

/** A token that was issued. */
export interface TokenRecord {
  readonly value: string;
  readonly refreshToken: string;
  readonly client: Client;
  readonly scopes: readonly string[];
  readonly created: number;
  readonly lifeTime: number;
  /** Set to past when it is revoked or expired by hand. */
  expireTime: number;
  refreshed: boolean;
}

/** The tokens of a venue: issued, refreshed, revoked, and checked at each call. */
export class Tokens {
  /** Clients whose correct secret is refused too. */
  readonly locks: UserLocks;
  readonly #clock: Clock;
  readonly #clients: readonly Client[];
  readonly #lifeMs: number;
  readonly #records = new Map<string, TokenRecord>();
  #count = 0;

  constructor({ clock, clients, tokenLifeMs }: ResolvedOptions) {
    this.#clock = clock;
    this.#clients = clients;
    this.#lifeMs = tokenLifeMs;
    this.locks = new UserLocks(
      clock,
      clients.map(({ clientId }) => clientId),
    );
  }

  /** Every token that was issued, oldest first. */
  all(): readonly TokenRecord[] {
    return [...this.#records.values()];
  }

  /** The client of a Basic header. */
  clientOf(authorization: string | undefined): Client {
    const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(authorization ?? '')?.[1];
    const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const [clientId, secret] = [text.slice(0, colon), text.slice(colon + 1)];
    const client = this.#clients.find((candidate) => candidate.clientId === clientId);
    if (!client || client.clientSecret !== secret) throw wrongClient();
    if (this.locks.isLocked(clientId)) throw wrongClient();
    return client;
  }

  /** The token of a Bearer header that is valid for a client. */
  bearer(authorization: string | undefined, clientId: string): TokenRecord {
    const value = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const record = value === undefined ? undefined : this.#records.get(value);
    if (!record || record.client.clientId !== clientId || record.expireTime <= this.#clock.now()) {
      throw invalidToken();
    }
    return record;
  }

  /** Executes the body of a token request. */
  grant(client: Client, body: Readonly<Record<string, unknown>>): TokenRecord {
    switch (body['grant_type']) {
      case 'client_credentials':
        return this.#make(client, this.#scopesOf(client, body));
      case 'refresh_token':
        return this.#refresh(client, body);
      default:
        throw badParameter('grant_type', 'must be client_credentials or refresh_token');
    }
  }

  revoke(client: Client, body: Readonly<Record<string, unknown>>): void {
    if (body['token_type'] !== 'CLIENT-CREDENTIAL')
      throw badParameter('token_type', 'must be CLIENT-CREDENTIAL');
    const record = this.#records.get(String(body['token']));
    if (!record || record.client !== client || record.expireTime <= this.#clock.now()) throw invalidToken();
    record.expireTime = 0;
    record.refreshed = true;
  }

  /** Ends the tokens of a client, or all of them; their refresh tokens stay valid. */
  expire(clientId?: string): void {
    for (const record of this.#records.values()) {
      if (clientId === undefined || record.client.clientId === clientId) record.expireTime = 0;
    }
  }

  /** Clears every token and refresh token, as a restart of the venue would. */
  forget(): void {
    this.#records.clear();
  }

  #scopesOf(client: Client, { nid, scopes }: Readonly<Record<string, unknown>>): readonly string[] {
    if (typeof nid !== 'string' || !/^\d{10}$/.test(nid)) throw badParameter('nid', 'must have 10 digits');
    if (nid !== client.nid) throw badParameter('nid', 'is not that of the client');
    if (typeof scopes !== 'string' || scopes === '') throw badParameter('scopes', 'is required');
    const wanted = scopes.split(',');
    const denied = wanted.find((scope) => !client.scopes.includes(scope));
    if (denied !== undefined)
      throw new Refusal(403, 'FORBIDDEN', `client may not ask for the scope ${denied}`);
    return wanted;
  }

  #refresh(
    client: Client,
    { refresh_token: refreshToken, token_type: type }: Readonly<Record<string, unknown>>,
  ) {
    if (type !== 'CLIENT-CREDENTIAL') throw badParameter('token_type', 'must be CLIENT-CREDENTIAL');
    const record = this.all().find((candidate) => candidate.refreshToken === refreshToken);
    if (!record || record.client !== client || record.refreshed) {
      throw new Refusal(400, 'VALIDATION_ERROR', 'invalid refresh token');
    }
    record.refreshed = true;
    record.expireTime = 0;
    return this.#make(client, record.scopes);
  }

  #make(client: Client, scopes: readonly string[]): TokenRecord {
    this.#count += 1;
    const now = this.#clock.now();
    const record: TokenRecord = {
      value: `emulated.${this.#count}.${Buffer.from(client.clientId).toString('base64url')}.token`,
      refreshToken: `emulated-refresh-${this.#count}-${Buffer.from(client.clientId).toString('base64url')}`,
      client,
      scopes,
      created: now,
      lifeTime: this.#lifeMs,
      expireTime: now + this.#lifeMs,
      refreshed: false,
    };
    this.#records.set(record.value, record);
    return record;
  }
}

/** A token as the token endpoint answers it. */
export function tokenResult({ value, scopes, lifeTime, created, refreshToken }: TokenRecord) {
  return { value, scopes, lifeTime, creationDate: creationText(created), refreshToken };
}
