import type * as z from 'zod';
import * as kitParts from '../../../src/adapter/schema/text-parts';
import * as kitValues from '../../../src/adapter/schema/values';
import { type DecodedMember, noticeOf, type TaggedDecoder, type TaggedSchema } from './records';
import {
  EXACT_NUMBER,
  Imports,
  insideOf,
  kindOf,
  load,
  type Module,
  objectOf,
  pathFrom,
  type Shape,
  valueModules,
} from './wire-modules';

const PARTS = 'src/adapter/schema/text-parts.ts';
const KIT = 'src/adapter/schema/row-decoder.ts';
const RECORDS = 'src/model/map-context.ts';

/** How a value stands in a text, and what is made of what was captured of it, as source text. */
interface TextPart {
  readonly part: string;
  /** @param captured - an expression of type string */
  readonly value: (captured: string) => string;
  /** Whether it is a number that can be cut out as an exact decimal instead. */
  readonly isNumber?: boolean;
  /** Whether it is nothing but digits and a sign. */
  readonly isWhole?: boolean;
  /** Whether it stands in quotes. */
  readonly isQuoted?: boolean;
}

/** What the decoders of a venue are written with. */
interface Writer {
  readonly venue: string;
  readonly imports: Imports;
  /** Parts that stand for a schema, by the schema: `textAmount`, and perhaps `fromTextAmount`, beside `wireAmount`. */
  readonly leaves: ReadonlyMap<unknown, TextPart>;
}

/**
 * The decoders of a venue's tagged schemas, not formatted yet; `undefined` where it has none. A decoder reads a row from
 * the text of a frame where it is written in the order of the tag, and gives what the schema gives.
 */
export async function decoders(venue: string, schemas: readonly TaggedSchema[]): Promise<string | undefined> {
  const wanted = schemas.filter(({ decoders: some }) => some.length > 0);
  if (wanted.length === 0) return undefined;
  const leaves = new Map<unknown, TextPart>();
  const writer: Writer = { venue, imports: new Imports(), leaves };
  addLeaves(kitValues, kitParts, PARTS, writer, leaves);
  for (const path of valueModules(venue, [])) {
    const module = await load(path);
    addLeaves(module, module, path, writer, leaves);
  }
  const written: string[] = [];
  for (const schema of wanted) {
    const module = await load(schema.file);
    const shape = objectOf(module[schema.symbolName]);
    written.push(...schema.decoders.map((decoder) => decoderText(schema, decoder, shape, writer)));
  }
  return [noticeOf(venue), ...writer.imports.lines(), ...written].join('\n');
}

function addLeaves(
  schemas: Module,
  module: Module,
  path: string,
  { imports, venue }: Writer,
  leaves: Map<unknown, TextPart>,
): void {
  const from = pathFrom(path, venue);
  for (const [name, schema] of Object.entries(schemas)) {
    const [, rest = ''] = /^wire(\w+)$/.exec(name) ?? [];
    const [text, reader] = [`text${rest}`, `fromText${rest}`];
    if (typeof module[text] !== 'string') continue;
    const isRead = typeof module[reader] === 'function';
    leaves.set(insideOf(schema), {
      get part() {
        return imports.use(from, text);
      },
      value: (captured) =>
        isRead
          ? `${imports.use(from, reader)}(${captured})`
          : `${imports.use(pathFrom(PARTS, venue), OWN)}(${captured})`,
      isQuoted: (module[text] as string).startsWith('"('),
    });
  }
}

/** A member with its part, and where what was captured of it stands; `-1` where nothing is. */
interface Placed extends DecodedMember {
  readonly text: TextPart;
  readonly at: number;
  readonly isOptional: boolean;
  readonly isNullable: boolean;
}

function decoderText(
  { names, symbolName, check, file }: TaggedSchema,
  { name, members, isList }: TaggedDecoder,
  shape: Shape,
  writer: Writer,
): string {
  const placed = place(members, shape, writer, name);
  const type = typeOf(placed, shape, names[0], writer);
  const before = check?.before && writer.imports.use(pathFrom(file, writer.venue), check.before);
  return `
/** Rows of \`${symbolName}\` as the venue writes them. */
export const ${name} = new ${writer.imports.use(pathFrom(KIT, writer.venue), 'RowDecoder')}<${type}>(
  ${isList ? listSourceOf(placed, writer) : sourceOf(placed, writer)},
  ${makerOf(placed, type, before, writer)},
);`;
}

function place(
  members: readonly DecodedMember[],
  shape: Shape,
  writer: Writer,
  decoder: string,
): readonly Placed[] {
  const fail = (member: string, text: string): never => {
    throw new Error(`${decoder}: ${member} ${text}`);
  };
  const named = new Set(members.map(({ name }) => name));
  for (const [name, schema] of Object.entries(shape)) {
    if (schema._zod.def.type !== 'optional' && !named.has(name)) fail(name, 'is missing');
  }
  let captured = 0;
  return members.map((member) => {
    const { name, isSkipped, isExact, isShort, canBeEmpty, isWhole, hasEscapes, isKnown } = member;
    const schema = shape[name];
    if (schema === undefined && !isSkipped) fail(name, 'is no member');
    const { inner, isNullable, ...unread } = schema ? unwrapped(schema) : UNKNOWN_MEMBER;
    const isOptional = unread.isOptional && !member.isPresent;
    const text = inner === undefined ? scalar(writer) : partOf(inner, writer, name);
    if ((isExact || isShort || isWhole) && !text.isNumber) fail(name, 'is no number');
    if ((hasEscapes || isKnown) && !text.isQuoted) fail(name, 'is no text');
    if (hasEscapes && isOptional) fail(name, 'cannot have escapes and be absent');
    if (isExact && isOptional) fail(name, 'cannot be exact and absent');
    if (isShort && isNullable) fail(name, 'cannot be short and null');
    if (canBeEmpty && text.isNumber) fail(name, 'is a number');
    if (!isSkipped) captured += 1;
    return { ...member, text, isOptional, isNullable, at: isSkipped ? -1 : captured };
  });
}

const UNKNOWN_MEMBER = { inner: undefined, isOptional: true, isNullable: false };

function unwrapped(schema: z.core.$ZodType) {
  let inner = schema;
  let isOptional = false;
  let isNullable = false;
  for (;;) {
    const { def } = inner._zod;
    if (def.type === 'optional') isOptional = true;
    else if (def.type === 'nullable') isNullable = true;
    else return { inner, isOptional, isNullable };
    inner = (def as z.core.$ZodOptionalDef).innerType;
  }
}

function partOf(schema: z.core.$ZodType, writer: Writer, name: string): TextPart {
  const leaf = writer.leaves.get(insideOf(schema));
  if (leaf) return leaf;
  const kind = kindOf(schema);
  const primitive = PRIMITIVES[kind];
  if (primitive === undefined) throw new Error(`${name} has no part of a text for ${kind}`);
  return withImport(primitive, writer);
}

function scalar(writer: Writer): TextPart {
  return withImport({ part: 'SCALAR', value: (text) => text }, writer);
}

function withImport(text: TextPart & { readonly reader?: string }, { imports, venue }: Writer): TextPart {
  const use = (name: string): string => imports.use(pathFrom(PARTS, venue), name);
  return {
    ...text,
    get part() {
      return use(text.part);
    },
    value: (captured) =>
      text.reader === undefined ? text.value(captured) : `${use(text.reader)}(${captured})`,
  };
}

/** A text that is kept must not keep the text in which it stands. */
const OWN = 'ownText';
const asNumber = { value: (text: string) => text, isNumber: true };
const asText = { value: (text: string) => text, reader: OWN, isQuoted: true };

/** How a primitive of these rules stands in a text. */
const PRIMITIVES: Readonly<Record<string, TextPart & { readonly reader?: string }>> = {
  boolean: { part: 'BOOLEAN', value: (text) => `${text} === 'true'` },
  string: { part: 'TEXT', ...asText },
  'string, min_length 1': { part: 'NAME', ...asText },
  'number, safeint': { part: 'INTEGER', ...asNumber, isWhole: true },
  'number, safeint, greater_than 0': { part: 'COUNT', ...asNumber, isWhole: true },
  [EXACT_NUMBER]: { part: 'NUMBER', ...asNumber },
};

function typeOf(members: readonly Placed[], shape: Shape, type: string, { imports, venue }: Writer): string {
  const known = members.filter(({ name }) => name in shape);
  const union = (some: readonly Placed[]): string =>
    some.length === 0 ? 'never' : some.map(({ name }) => `'${name}'`).join(' | ');
  const exact = known.filter(({ isExact, isSkipped }) => isExact && !isSkipped);
  const short = known.filter(({ isShort, isSkipped }) => isShort && !isSkipped);
  const skipped = known.filter(({ isSkipped }) => isSkipped);
  imports.use('./records', `type ${type}`);
  if (exact.length + short.length + skipped.length === 0) return type;
  const cut = imports.use(pathFrom(KIT, venue), 'type CutRow').replace('type ', '');
  const all = [exact, skipped, short];
  while (all.at(-1)?.length === 0) all.pop();
  return `${cut}<${[type, ...all.map(union)].join(', ')}>`;
}

function sourceOf(members: readonly Placed[], { imports, venue }: Writer): string {
  const use = (name: string): string => imports.use(pathFrom(PARTS, venue), name);
  // The comma belongs to what may be absent: behind it where nothing is certain to stand before.
  const first = members.findIndex(({ isOptional }) => !isOptional);
  const parts = members.map((placed, index) => {
    const { name, isOptional } = placed;
    const part = partTextOf(placed, use);
    const member = `${index > first ? ',' : ''}"${name}":\${${part}}${index < first ? ',' : ''}`;
    return isOptional ? `\${${use('maybe')}(${use('row')}\`${member}\`)}` : member;
  });
  return `${use('row')}\`{${parts.join('')}}\``;
}

function listSourceOf(members: readonly Placed[], { imports, venue }: Writer): string {
  const use = (name: string): string => imports.use(pathFrom(PARTS, venue), name);
  return `${use('row')}\`[${members.map((placed) => `\${${partTextOf(placed, use)}}`).join(',')}]\``;
}

/** The part that stands for the value of a member. */
function partTextOf(
  { text, isSkipped, isExact, isWhole, hasEscapes, isNullable, canBeEmpty }: Placed,
  use: (name: string) => string,
): string {
  const isPlain = !isExact && !isWhole && !hasEscapes;
  const hasOwnNull = isPlain && isNullable && text.isQuoted;
  let part: string;
  if (isExact) part = use('EXACT');
  else if (isWhole) part = use('WHOLE');
  else if (hasEscapes) part = use('ESCAPED');
  else part = hasOwnNull ? use('TEXT_OR_NULL') : text.part;
  if (isNullable && !hasOwnNull) part = `${use('orNull')}(${part})`;
  if (canBeEmpty) part = `${use('orEmpty')}(${part})`;
  return isSkipped ? `${use('skipped')}(${part})` : part;
}

function makerOf(
  members: readonly Placed[],
  type: string,
  before: string | undefined,
  { imports, venue }: Writer,
): string {
  const use = (name: string): string => imports.use(pathFrom(PARTS, venue), name);
  const valueText = ({
    text,
    at,
    isExact,
    isShort,
    isWhole,
    hasEscapes,
    isKnown,
    isNullable,
  }: Placed): string => {
    const captured = `parts[${at}]`;
    if (isExact) return `${use(isNullable ? 'exactOrNull' : 'exactOf')}(${captured})`;
    if ((isWhole || text.isWhole) && !isNullable) return `${use('wholeOf')}(${captured} as string)`;
    const cut = `${captured} as string`;
    if (isShort) return `${use('shortOf')}(${cut})`;
    if (text.isNumber) return `${use(isNullable ? 'numberOrNull' : 'numberOf')}(${cut})`;
    if (hasEscapes) return `${use(isNullable ? 'unescapedOrNull' : 'unescaped')}(${cut})`;
    if (isNullable && !text.isQuoted) return `${captured} === 'null' ? null : ${text.value(`(${cut})`)}`;
    if (isNullable) return `${use(isKnown ? 'wordOrNull' : 'textOrNull')}(${cut})`;
    if (isKnown) return `${use('knownWord')}(${cut})`;
    return text.value(`(${cut})`);
  };
  const kept = members.filter(({ isSkipped }) => !isSkipped);
  const mutable = (): string => imports.use(pathFrom(RECORDS, venue), 'type Mutable').replace('type ', '');
  const always = kept.filter(({ isOptional }) => !isOptional);
  const optional = kept.filter(({ isOptional }) => isOptional);
  /** What can be left to the general path after the pattern has matched. */
  const unsure = always.filter(({ isExact, hasEscapes }) => isExact || hasEscapes);
  const empty = kept.filter(({ canBeEmpty }) => canBeEmpty);
  const literal = always.map((member) =>
    unsure.includes(member) ? member.name : `${member.name}: ${valueText(member)}`,
  );
  if (unsure.length === 0 && optional.length === 0 && empty.length === 0) {
    return `(parts) => ({ ${literal.join(', ')} })`;
  }
  const unread = unsure.map(({ name }) => `${name} === undefined`);
  const isEmpty = empty.map(({ name }) => `row.${name} === ''`);
  return `(parts) => {
    ${unsure.map((member) => `const ${member.name} = ${valueText(member)};`).join('\n')}
    ${unread.length > 0 ? `if (${unread.join(' || ')}) return undefined;` : ''}
    ${optional.length + empty.length === 0 ? 'return' : `const row: ${mutable()}<${type}> =`} { ${literal.join(', ')} };
    ${optional.map((member) => `if (parts[${member.at}] !== undefined) row.${member.name} = ${valueText(member)};`).join('\n')}
    ${before === undefined || isEmpty.length === 0 ? '' : `${before}(row);`}
    ${isEmpty.length > 0 ? `if (${isEmpty.join(' || ')}) return undefined;` : ''}
    ${optional.length + empty.length === 0 ? '' : 'return row;'}
  }`;
}
