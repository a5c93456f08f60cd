/** One of the errors inside an answer. */
export interface ChpInnerError {
  readonly method?: string;
  /** The venue's code, such as `Error #20`. */
  readonly reason?: string;
  /** The venue's text, in Russian. */
  readonly additional?: string;
  readonly message?: string;
}

/**
 * A whole answer of the venue. Members that it adds are kept.
 *
 * Answers may echo the password and the token: these can be read, but printing and serialising an answer leaves them out.
 */
export interface ChpAnswer {
  readonly method?: string;
  readonly result?: boolean;
  readonly data?: readonly unknown[];
  /** The venue's code, such as `Error #3`. */
  readonly reason?: string;
  /** The venue's text, in Russian. */
  readonly additional?: string;
  /** What the request carried. */
  readonly dataParam?: readonly unknown[];
  /** What lies behind a failure. */
  readonly dataError?: readonly ChpInnerError[];
  /** The same under the name that Listen* and Cancel* use. */
  readonly errorData?: readonly ChpInnerError[];
  readonly [member: string]: unknown;
}

/** Answers by the name of what was listened to or cancelled. It inherits nothing, so any name is safe. */
export type ChpAnswers = Readonly<Record<string, ChpAnswer>>;
