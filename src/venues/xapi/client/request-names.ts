import type { Random } from '../../../core/random';
import { ValidationError } from '../../../errors';
import { MAX_TAG_LENGTH } from '../endpoints';

/** How one command is known to the user and to the venue. */
export interface RequestName {
  /** In errors: the caller's own, or the tag. */
  readonly requestId: string;
  /** The `customTag`. */
  readonly tag: string;
}

const RULE = `must be a string of 1 to ${MAX_TAG_LENGTH} characters without control characters or lone surrogates`;

/**
 * Names the requests of a client. A tag is never used twice, so that a late or repeated reply cannot be taken for that
 * of another request, whatever names the caller gives.
 */
export class RequestNames {
  /** Tells the clients of a process apart. */
  readonly #prefix: string;
  #count = 0;

  constructor(random: Random) {
    this.#prefix = Math.floor(random.next() * 36 ** 5)
      .toString(36)
      .padStart(5, '0');
  }

  next(requestId?: string): RequestName {
    this.#count += 1;
    return this.#name(requestId, String(this.#count));
  }

  /** The longest tag that the parts of one call can get: the count grows while they go out. */
  longest(requestId: string | undefined): string {
    return this.#name(requestId, `${this.#count}0000`).tag;
  }

  #name(requestId: string | undefined, count: string): RequestName {
    const own = `${this.#prefix}-${count}`;
    return requestId === undefined ? { requestId: own, tag: own } : { requestId, tag: `${requestId}.${own}` };
  }
}

/** @throws ValidationError when it cannot be part of a `customTag` */
export function checkRequestId(requestId: unknown): void {
  if (requestId === undefined) return;
  const fits =
    typeof requestId === 'string' &&
    requestId !== '' &&
    requestId.length <= MAX_TAG_LENGTH &&
    !/[\p{Cc}\p{Cs}]/u.test(requestId);
  if (!fits) throw new ValidationError('requestId', RULE, { value: requestId, venue: 'xapi', sent: false });
}
