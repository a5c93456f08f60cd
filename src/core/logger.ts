/** Details of a log record: plain values, secrets already removed. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the SDK writes what has no other listener. pino, winston or console can implement it. */
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
