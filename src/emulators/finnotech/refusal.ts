/** A call that fails: its HTTP status, and the `error` of its body. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The documented answer to a token that is expired, revoked or made up. */
export const invalidToken = (): Refusal => new Refusal(400, 'VALIDATION_ERROR', 'invalid token');

/** A parameter that breaks its rule. */
export const badParameter = (name: string, rule: string): Refusal =>
  new Refusal(400, 'VALIDATION_ERROR', `${name} ${rule}`);

/** The documents name no code for these; clients can only compare the texts. */
export const missingScope = (scope: string): Refusal =>
  new Refusal(403, 'FORBIDDEN', `token does not have the scope ${scope}`);
export const quotaUsedUp = (seconds: number): Refusal =>
  new Refusal(429, 'QUOTA_EXCEEDED', 'request quota exceeded', { 'retry-after': String(seconds) });
export const wrongClient = (): Refusal => new Refusal(401, 'UNAUTHORIZED', 'invalid client credentials');
export const notFound = (what: string): Refusal => new Refusal(404, 'NOT_FOUND', `${what} not found`);
