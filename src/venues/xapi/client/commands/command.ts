import type { Reader } from '../../../../adapter/schema/reader';
import { ValidationError } from '../../../../errors';
import type { Priority } from '../../../../transport/pace/pacer';
import { MAX_COMMAND_BYTES } from '../../endpoints';
import { objectText, stringText } from './json-text';

/** How one command of the main connection is written and its answer read. */
export interface Command<Arguments, Answer> {
  readonly name: string;
  /** Its place in the queue of requests. */
  priority(args: Arguments): Priority;
  /**
   * The JSON texts of `arguments`: one, or several commands' where one would pass 1 kB; `undefined` for a command
   * without arguments.
   * @param room - bytes that one text may have
   * @throws ValidationError
   */
  write(args: Arguments, room: number): readonly (string | undefined)[];
  /** Reads `returnData`. */
  readonly read: Reader<Answer>;
  /** Joins the answers of several commands in their order. */
  join?(answers: readonly Answer[]): Answer;
}

/** A command without arguments. */
export function plainCommand<Answer>(
  name: string,
  read: Reader<Answer>,
  priority: Priority = 'read',
): Command<undefined, Answer> {
  return { name, priority: () => priority, write: () => [undefined], read };
}

/** A command whose arguments fit one request. */
export function command<Arguments, Answer>(
  name: string,
  write: (args: Arguments) => string,
  read: Reader<Answer>,
  priority: (args: Arguments) => Priority = () => 'read',
): Command<Arguments, Answer> {
  return { name, priority, write: (args) => [write(args)], read };
}

/** The whole request of the main connection. */
export function commandText(name: string, argumentsText: string | undefined, tag: string): string {
  return objectText({ command: stringText(name), arguments: argumentsText, customTag: stringText(tag) });
}

/** Bytes that are left for `arguments` beside the rest of the request. */
export function roomFor(name: string, tag: string): number {
  return MAX_COMMAND_BYTES - Buffer.byteLength(commandText(name, '', tag));
}

/**
 * Refuses a request that would make the venue close the connection without a word.
 * @throws ValidationError with the size in UTF-8 bytes
 */
export function checkSize(text: string, operation: string, requestId?: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_COMMAND_BYTES) return;
  throw new ValidationError(
    'command',
    `must have at most ${MAX_COMMAND_BYTES} bytes in UTF-8, this one has ${bytes}`,
    {
      venue: 'xapi',
      operation,
      requestId,
    },
  );
}
