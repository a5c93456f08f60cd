import type { ArgumentsSchema } from '../../../adapter/schema/arguments';
import type { Reader } from '../../../adapter/schema/reader';
import type { TextReader } from '../../../adapter/schema/text-reader';
import { ValidationError } from '../../../errors';
import type { Priority } from '../../../transport/pace/pacer';
import { MAX_COMMAND_BYTES } from '../endpoints';
import { checkArguments } from '../wire/arguments';
import { arrayText, type JsonMembers, numberText, objectText, packTexts, stringText } from './json-text';

/** How one command is written and its answer read. */
export interface Command<Answer = unknown> {
  /** Reads `returnData`. */
  readonly read: Reader<Answer>;
  /** Reads the same straight from the text of a reply that is written as usual. */
  readonly fromText?: TextReader<Answer>;
  /** What its arguments must be; absent for a command without. */
  readonly args?: ArgumentsSchema<object>;
  /** Its place in the queue of requests. @defaultValue 'read' */
  readonly priority?: Priority | ((args: object | undefined) => Priority);
  /** The member of `arguments` that holds them, where they are one record inside. */
  readonly within?: 'info' | 'tradeTransInfo';
  /** The list of which several commands are made where one would pass 1 kB. */
  readonly list?: 'symbols' | 'orders';
  /** Joins the answers of several commands in their order. */
  join?(answers: readonly Answer[]): Answer;
}

/** Members that are text here, so that no digit is lost, and numbers on the wire. */
const NUMBERS: ReadonlySet<string> = new Set([
  'closePrice',
  'openPrice',
  'order',
  'orders',
  'price',
  'sl',
  'tp',
  'volume',
]);

function valueText(name: string, value: unknown): string {
  if (Array.isArray(value)) return arrayText(itemTexts(name, value));
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' && !NUMBERS.has(name) ? stringText(value) : String(value);
}

function itemTexts(name: string, list: readonly unknown[]): readonly string[] {
  return list.map((item) => valueText(name, item));
}

/** The members of checked arguments as JSON texts. */
export function memberTexts(checked: object): JsonMembers {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(checked)) texts[name] = valueText(name, value);
  return texts;
}

/**
 * The JSON texts of `arguments`: one, or several commands' where one would pass 1 kB; `undefined` for a command without
 * arguments.
 * @param room - bytes that one text may have; asked for a list alone
 * @throws ValidationError
 */
export function argumentTexts(
  command: Command,
  given: unknown,
  operation: string,
  room: () => number,
): readonly (string | undefined)[] {
  const { args, list, within } = command;
  if (args === undefined) return [undefined];
  const checked = checkArguments(args, given, operation) as Readonly<Record<string, unknown>>;
  const members = memberTexts(checked);
  const items = list === undefined ? undefined : checked[list];
  if (list !== undefined && Array.isArray(items)) {
    const around = (text: string): string => objectText({ ...members, [list]: text });
    return packTexts(itemTexts(list, items), room() - around('').length).map(around);
  }
  const text = objectText(members);
  return [within === undefined ? text : objectText({ [within]: text })];
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
    { venue: 'xapi', operation, requestId },
  );
}
