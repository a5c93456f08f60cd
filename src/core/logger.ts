/** Details of a log record: plain values, secrets already removed. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the SDK writes what has no other listener. `console` and a logger of pino can be given as they are: the details
 * of a record come after its message, or before it where the logger is one of pino. What a method throws is dropped.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const nothing = (): void => {};

/** Drops everything. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type LogLevel = keyof Logger;

/** pino takes the details first, and would drop those that follow the message. Only its loggers have `bindings()`. */
type FieldsFirst = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>;

function takesFieldsFirst(logger: object): logger is FieldsFirst {
  return typeof Reflect.get(logger, 'bindings') === 'function';
}

/** A user's logger, called in its own way. What it throws is dropped: nothing may fail because it could not be logged. */
export function adaptLogger(logger: Logger): Logger {
  const adapt =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields) => {
      try {
        if (fields === undefined) logger[level](message);
        else if (takesFieldsFirst(logger)) logger[level](fields, message);
        else logger[level](message, fields);
      } catch {
        // There is nowhere left to write it.
      }
    };
  return { debug: adapt('debug'), info: adapt('info'), warn: adapt('warn'), error: adapt('error') };
}

/** An Error as JSON shows it would be `{}`, and a big integer or a cycle would make the logger throw. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error && !('toJSON' in value)) return { name: value.name, message: value.message };
  return value;
}

function details(fields: LogFields | undefined): string {
  if (fields === undefined) return '';
  try {
    return ` ${JSON.stringify(fields, readable)}`;
  } catch {
    return ' (details that cannot be written as JSON)';
  }
}

/** One record is one line, and text of a venue must not control a terminal. */
function oneLine(message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}

function writeTo(level: LogLevel): Logger[LogLevel] {
  return (message, fields) => {
    process.stderr.write(`venuekit ${level}: ${oneLine(message)}${details(fields)}\n`);
  };
}

/** Writes warnings and errors to standard error: the default, so that nothing important is lost without notice. */
export const defaultLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: writeTo('warn'),
  error: writeTo('error'),
};
