import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { comment, docOf, TypePrinter } from './type-printer';

/** A schema whose type is public. */
export interface TaggedSchema {
  /** The type's names: an interface under the first, and what else it is called. */
  readonly names: readonly [string, ...string[]];
  readonly type: ts.Type;
  readonly doc: string;
  /** Whether members that the venue adds can be read from it. */
  readonly isOpen: boolean;
  /** Whether it is what a caller gives: a member that may be left out may be `undefined` as well. */
  readonly isInput: boolean;
  /** The file of the schema and its name there. */
  readonly file: string;
  readonly symbolName: string;
  /**
   * The check of its rows, by `@check name`: `whole` where a member that may be absent is not left to it, `after prepare`
   * where a function of its file changes the row before, `copied` where the row that came must stay as it is.
   */
  readonly check?: {
    readonly name: string;
    readonly isWhole: boolean;
    readonly isCopied: boolean;
    readonly before?: string;
  };
  /** The decoders of its rows: one for each order in which the venue has been seen to write them. */
  readonly decoders: readonly TaggedDecoder[];
}

/**
 * A decoder of rows, by `@decode name`, and their members in the order in which the venue writes them, by default that of
 * the example; `[]` before them where the row is a list of their values.
 *
 * Behind the name of a member: `#` an exact decimal in place of a number, `=` one where it is short and a number elsewhere,
 * `.` a whole number that may be written as `1.0`, `-` left out, `~` can be an empty text, which the function of `after`
 * makes something of, `^` a text that may have escapes, `*` one that comes again and again, `!` always there, although the
 * schema does not ask for it. What the schema does not know must be left out.
 */
export interface TaggedDecoder {
  readonly name: string;
  readonly members: readonly DecodedMember[];
  readonly isList: boolean;
}

/** A member as a decoder finds it. */
export interface DecodedMember {
  readonly name: string;
  readonly isExact: boolean;
  readonly isShort: boolean;
  readonly isSkipped: boolean;
  readonly canBeEmpty: boolean;
  readonly isWhole: boolean;
  readonly hasEscapes: boolean;
  readonly isKnown: boolean;
  readonly isPresent: boolean;
}

/**
 * The schemas of a venue that carry `@record Name`, for what they give, or `@arguments Name`, for what they take, in
 * the order of its files. `open` behind the name keeps the members that the venue adds.
 */
export function taggedSchemas(program: ts.Program, venue: string): readonly TaggedSchema[] {
  const checker = program.getTypeChecker();
  const folder = `src/venues/${venue}`;
  const wire = readdirSync(join(folder, 'wire')).sort();
  return ['options.ts', ...wire.map((file) => join('wire', file))]
    .flatMap((file) => {
      const source = program.getSourceFile(join(folder, file));
      const module = source && checker.getSymbolAtLocation(source);
      return module ? checker.getExportsOfModule(module) : [];
    })
    .flatMap((symbol) => taggedSchema(symbol, checker) ?? []);
}

function taggedSchema(symbol: ts.Symbol, checker: ts.TypeChecker): TaggedSchema | undefined {
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'record' || name === 'arguments');
  const [first, ...others] = tags.map(({ text }) => ts.displayPartsToString(text).trim().split(' '));
  if (!first) return undefined;
  const isInput = tags[0]?.name === 'arguments';
  const schema = checker.getTypeOfSymbol(symbol);
  const side = checker.getPropertyOfType(schema, isInput ? '_input' : '_output');
  if (!side) throw new Error(`${symbol.name} is no schema`);
  return {
    names: [first[0] ?? '', ...others.map(([name = '']) => name)],
    type: checker.getTypeOfSymbol(side),
    // The example shows the raw payload, which is not the record.
    doc: docOf(symbol, checker, ['see']),
    isOpen: first[1] === 'open',
    isInput,
    file: relative(process.cwd(), symbol.declarations?.[0]?.getSourceFile().fileName ?? ''),
    symbolName: symbol.name,
    ...checkOf(symbol, checker),
    decoders: decodersOf(symbol, checker),
  };
}

function decodersOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly TaggedDecoder[] {
  const texts = (tag: string): readonly string[] =>
    symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === tag)
      .map(({ text }) => ts.displayPartsToString(text).trim());
  return texts('decode').map((text) => {
    const [name = '', ...order] = text.split(/\s+/);
    const isList = order[0] === '[]';
    const listed = isList ? order.slice(1) : order;
    const members =
      listed.length > 0 ? listed : Object.keys(JSON.parse(texts('example')[0] ?? '{}') as object);
    return { name, members: members.map(memberOf), isList };
  });
}

function memberOf(text: string): DecodedMember {
  const [, name = '', marks = ''] = /^(\w+)([#=.~^*!-]*)$/.exec(text) ?? [];
  if (name === '') throw new Error(`${text} is no member of a decoder`);
  return {
    name,
    isExact: marks.includes('#'),
    isShort: marks.includes('='),
    isSkipped: marks.includes('-'),
    canBeEmpty: marks.includes('~'),
    isWhole: marks.includes('.'),
    hasEscapes: marks.includes('^'),
    isKnown: marks.includes('*'),
    isPresent: marks.includes('!'),
  };
}

function checkOf(symbol: ts.Symbol, checker: ts.TypeChecker): Pick<TaggedSchema, 'check'> {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'check');
  const [name, ...how] = ts.displayPartsToString(tag?.text).trim().split(' ');
  if (!name) return {};
  const check = { name, isWhole: how.includes('whole'), isCopied: how.includes('copied') };
  const before = how[0] === 'after' ? how[1] : undefined;
  return { check: { ...check, ...(before !== undefined && { before }) } };
}

/** The interfaces of a venue's tagged schemas, not formatted yet. */
export function records(program: ts.Program, venue: string, schemas: readonly TaggedSchema[]): string {
  const printer = new TypePrinter(program, `src/venues/${venue}/generated/records.ts`, schemas);
  const body = schemas.map((schema) => {
    const [name, ...others] = schema.names;
    const aliases = others.map((other) => `\nexport type ${other} = ${name};`);
    return `${comment(schema.doc)}export interface ${name} ${printer.members(schema)}${aliases.join('')}\n`;
  });
  return [noticeOf(venue), printer.imports(), ...body].join('\n');
}

/** What a generated file begins with. */
export function noticeOf(venue: string): string {
  return `// Generated from the definitions of src/venues/${venue} by \`npm run generate\`; do not edit.\n`;
}
