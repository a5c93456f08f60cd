import { BrokerError, type ErrorContext } from './broker-error';

/** Describes any value in at most 80 characters without running its code. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return shorten(JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value));
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return value === null ? 'null' : kindOf(value);
    case 'bigint':
      return `${shorten(String(value))}n`;
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

const SHOWN = 64;

/** Escapes may make short text long. */
function shorten(text: string): string {
  return text.length > SHOWN + 10 ? `${text.slice(0, SHOWN)}…` : text;
}

function kindOf(value: object): string {
  try {
    return Array.isArray(value) ? 'an array' : 'an object';
  } catch {
    return 'an object'; // a revoked proxy throws
  }
}

/** The input breaks a rule; nothing was sent. */
export class ValidationError extends BrokerError {
  static override readonly errorName: string = 'ValidationError';
  readonly field: string;
  readonly rule: string;
  /** The offending value, shortened to text; absent when it may be a secret. */
  declare readonly value?: string;
  /** The nearest legal values, where the rule has such. */
  declare readonly suggestions?: readonly string[];

  /**
   * @param field - path of the field, such as `quantity`
   * @param rule - the rule in words, completing "`field` ...": `must be a multiple of 0.01`; of a value that is given as
   *   `undefined` it is "is required"
   */
  constructor(
    field: string,
    rule: string,
    details: ErrorContext & {
      readonly value?: unknown;
      readonly secret?: boolean;
      readonly suggestions?: readonly string[];
    } = {},
  ) {
    const isMissing = 'value' in details && details.value === undefined;
    const broken = isMissing && !rule.startsWith('is required') ? 'is required' : rule;
    const isShown = 'value' in details && !isMissing && details.secret !== true;
    const shown = isShown ? describe(details.value) : undefined;
    const hint = details.suggestions?.length ? `; try ${details.suggestions.join(' or ')}` : '';
    super(`${field} ${broken}${shown === undefined ? '' : `, got ${shown}`}${hint}`, {
      ...details,
      sent: false,
    });
    this.field = field;
    this.rule = broken;
    if (shown !== undefined) this.value = shown;
    if (details.suggestions?.length) this.suggestions = details.suggestions;
  }
}

/** The options of a broker or client do not make sense together. */
export class ConfigurationError extends BrokerError {
  static override readonly errorName: string = 'ConfigurationError';
}

/** The venue has no such operation; nothing was sent. */
export class UnsupportedError extends BrokerError {
  static override readonly errorName: string = 'UnsupportedError';
  constructor(message: string, context: ErrorContext = {}) {
    super(message, { ...context, sent: false });
  }
}
