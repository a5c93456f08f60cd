import type { ClientCallOptions } from '../../../adapter/schema/table-call';

/** A token of the client-credentials grant: plain data, to be kept by a {@link FinnotechTokenStore}. It is a secret. */
export interface FinnotechToken {
  readonly value: string;
  /** What it opens, such as `bourse:trades-realtime:get`. */
  readonly scopes: readonly string[];
  /** How long it lives from its creation, in ms. */
  readonly lifeTime: number;
  /** Jalali, Tehran wall time, `13970730111355`, as it came. */
  readonly creationDate: string;
  readonly refreshToken?: string;
  /** When it ends, UTC epoch ms. */
  readonly expireTime: number;
}

/** Where a token is kept from one run of a program to the next. What it throws is a warning, not the end of a call. */
export interface FinnotechTokenStore {
  /** The token that was saved last; undefined when there is none. */
  load(): FinnotechToken | undefined | Promise<FinnotechToken | undefined>;
  /** Called with each new token, and with undefined when the token is no good any more. */
  save(token: FinnotechToken | undefined): void | Promise<void>;
}

/** A row of the list of tokens, as it came. */
export interface FinnotechTokenRow {
  readonly [field: string]: unknown;
}

/** What every call takes besides its arguments. */
export type FinnotechCallOptions = ClientCallOptions;
