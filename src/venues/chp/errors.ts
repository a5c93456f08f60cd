import { inspect } from 'node:util';
import { INSPECT } from '../../core/inspect-symbol';
import { BrokerError, type ErrorContext } from '../../errors';
import type { ChpInnerError } from './types/answer';

/** What is wrong with an answer: no JSON, a member that must be there is not, or the venue said that it failed. */
export type ChpErrorKind = 'notJson' | 'missingField' | 'failed';

/** What every {@link ChpError} knows. */
export interface ChpErrorContext extends ErrorContext {
  readonly kind: ChpErrorKind;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The answer: parsed where it was JSON, else its text. */
  readonly respData: unknown;
}

/**
 * The venue answered, and the answer is no success. One of {@link ChpNotJsonError}, {@link ChpMissingFieldError} and
 * {@link ChpFailedError}.
 * @see CHP_client, "Отлов исключений"
 */
export class ChpError extends BrokerError {
  static override readonly errorName: string = 'ChpError';
  readonly kind: ChpErrorKind;
  /** HTTP status of the answer; the venue itself answers everything with 200. */
  readonly status: number;
  readonly #respData: unknown;

  constructor(message: string, context: ChpErrorContext) {
    super(message, { ...context, venue: 'chp', sent: true });
    this.kind = context.kind;
    this.status = context.status;
    this.#respData = context.respData;
  }

  /**
   * The answer as it came, `resp_data` of the document: parsed where it was JSON, else its text.
   *
   * It may hold the password and the token, so it is left out when the error is printed or serialised.
   */
  get respData(): unknown {
    return this.#respData;
  }

  /** Some options of `inspect` call getters: the answer must not be printed then either. */
  [INSPECT](_depth: number, options: object): string {
    return `${this.stack ?? this.message} ${inspect({ ...this }, options)}`;
  }
}

type AnswerContext = Omit<ChpErrorContext, 'kind'>;

/** The server, or something on the way to it, sent no JSON: whether it did what was asked is not known. */
export class ChpNotJsonError extends ChpError {
  static override readonly errorName: string = 'ChpNotJsonError';

  constructor(context: AnswerContext) {
    const retryable = context.status >= 500 || context.status === 429;
    super('Пришел не json', { retryable, ...context, kind: 'notJson' });
  }
}

/** The answer is JSON without a member that it must have. */
export class ChpMissingFieldError extends ChpError {
  static override readonly errorName: string = 'ChpMissingFieldError';
  readonly field: 'result' | 'data';

  constructor(field: 'result' | 'data', context: AnswerContext) {
    super(`У ответа сервера нет поля ${field}`, { ...context, kind: 'missingField' });
    this.field = field;
  }
}

/** The venue refused: `result` is false. The message is its `reason`, such as `Error #3`. */
export class ChpFailedError extends ChpError {
  static override readonly errorName: string = 'ChpFailedError';
  /** The venue's code; absent where it gave none. */
  declare readonly reason?: string;
  /** The venue's text, in Russian. */
  declare readonly additional?: string;
  /** What lies behind it, from `dataError` or `errorData`. */
  readonly dataError: readonly ChpInnerError[];

  constructor(
    context: AnswerContext & {
      readonly reason?: string | undefined;
      readonly additional?: string | undefined;
      readonly dataError: readonly ChpInnerError[];
    },
  ) {
    const { reason, additional, dataError } = context;
    super(reason ?? additional ?? 'The venue refused without a reason', { ...context, kind: 'failed' });
    if (reason !== undefined) this.reason = reason;
    if (additional !== undefined) this.additional = additional;
    this.dataError = dataError;
  }

  /** `dataError` under the name that the answers of Listen* and Cancel* use. */
  get errorData(): readonly ChpInnerError[] {
    return this.dataError;
  }
}
