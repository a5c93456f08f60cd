import { relative } from 'node:path';
import ts from 'typescript';
import { noticeOf, type TaggedSchema } from './records';
import { comment, docOf, TypePrinter } from './type-printer';

/**
 * A table whose entries are methods of a client, by its tag `@methods ClassName`, or `@methods ClassName OptionsName`,
 * each of which may go on with `extends Base<Events>`.
 */
interface Table {
  readonly className: string;
  /** The type of the calls' options where it is not the venue's own. */
  readonly optionsName: string | undefined;
  /** The class that it extends, and the events of that. */
  readonly base: { readonly name: string; readonly events: string } | undefined;
  readonly symbol: ts.Symbol;
  readonly file: ts.SourceFile;
}

const TAG = /^(\w+)(?: (?!extends\b)(\w+))?(?: extends (\w+)<(\w+)>)?$/;

/** Where the classes are that clients extend. */
const BASES: Readonly<Record<string, string>> = {
  ConnectionClient: 'src/adapter/connection/connection-client.ts',
  EventPublisher: 'src/streaming/event-publisher.ts',
};

function tablesOf(program: ts.Program, venue: string, tagName: 'methods' | 'bodies'): readonly Table[] {
  const checker = program.getTypeChecker();
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.includes(`src/venues/${venue}/`))
    .flatMap((file) => {
      const module = checker.getSymbolAtLocation(file);
      return (module ? checker.getExportsOfModule(module) : []).flatMap((symbol) => {
        // What a file hands on belongs to the file that declares it.
        if (symbol.declarations?.[0]?.getSourceFile() !== file) return [];
        const tag = symbol.getJsDocTags(checker).find(({ name }) => name === tagName);
        const [, className, optionsName, name, events] =
          TAG.exec(ts.displayPartsToString(tag?.text).trim()) ?? [];
        const base = name && events ? { name, events } : undefined;
        return className ? [{ className, optionsName, base, symbol, file }] : [];
      });
    });
}

/**
 * The abstract classes that have a method for each documented entry of their table, by the path of their files, not
 * formatted yet. An entry without a comment has no method: the client writes it by hand.
 */
export function methods(
  program: ts.Program,
  venue: string,
  prefix: string,
  schemas: readonly TaggedSchema[],
): Readonly<Record<string, string>> {
  const checker = program.getTypeChecker();
  const folder = `src/venues/${venue}`;
  const entries = tablesOf(program, venue, 'methods').map(
    ({ className, optionsName, base, symbol, file }) => {
      const path = `${folder}/generated/${fileNameOf(className)}.ts`;
      const printer = new TypePrinter(program, path, schemas, `${folder}/generated/records.ts`);
      const table = symbol.name;
      printer.use(table, relative(process.cwd(), file.fileName));
      printer.use('TableCall', 'src/adapter/schema/table-call.ts');
      const options =
        optionsName === undefined
          ? printer.use(`${prefix}CallOptions`, `${folder}/types/client.ts`)
          : printer.use(optionsName, 'src/broker/index.ts');
      const basePath = base && BASES[base.name];
      const baseImport = basePath ? `import { ${base.name} } from '${printer.pathOf(basePath)}';\n` : '';
      const heritage = base
        ? ` extends ${base.name}<${printer.use(base.events, `${folder}/types/client.ts`)}>`
        : '';
      const body = checker
        .getPropertiesOfType(checker.getTypeOfSymbol(symbol))
        .map((entry) => methodOf(entry, checker, printer, options))
        .join('\n');
      const source = `${noticeOf(venue)}
import { callsOf } from '${printer.pathOf('src/adapter/schema/table-call.ts')}';
${baseImport}${printer.imports()}
const callOf = callsOf<typeof ${table}>();

${comment(docOf(symbol, checker, ['see']))}export abstract class ${className}${heritage} {
/** Sends one request and reads its answer. */
protected abstract call<T>(call: TableCall<T>, options?: ${options}): Promise<T>;

${body}
}
`;
      return [path, source] as const;
    },
  );
  return Object.fromEntries(entries);
}

function methodOf(entry: ts.Symbol, checker: ts.TypeChecker, printer: TypePrinter, options: string): string {
  const doc = docOf(entry, checker);
  if (doc === '') return '';
  const type = checker.getTypeOfSymbol(entry);
  const member = (name: string, of = type): ts.Type | undefined => {
    const property = checker.getPropertyOfType(of, name);
    return property && checker.getNonNullableType(checker.getTypeOfSymbol(property));
  };
  const operation = member('operation');
  const name = operation?.isStringLiteral() ? operation.value : entry.name;
  const [read] = member('read')?.getCallSignatures() ?? [];
  if (!read) throw new Error(`${entry.name} reads no answer`);
  const answer = printer.print(read.getReturnType());
  const schema = member('args');
  const given = schema && member('_input', schema);
  const members = given ? checker.getPropertiesOfType(given) : [];
  const isOptional =
    !given?.isUnion() && members.every(({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0);
  const isEmpty = given === undefined || (given.flags & ts.TypeFlags.Unknown) !== 0 || members.length === 0;
  const args = isEmpty ? '' : `args: ${printer.print(given)}${isOptional ? ' = {}' : ''}, `;
  const call = `callOf('${entry.name}'${isEmpty ? '' : ', args'})`;
  return `${comment(doc)}${name}(${args}options?: ${options}): Promise<${answer}> {
return this.call(${call}, options);
}
`;
}

/**
 * The abstract classes that hand the bodies of a table to the venue as they are: one method an entry, its body made of the
 * entry's `fields`. By the tag `@bodies ClassName`.
 */
export function bodies(program: ts.Program, venue: string, prefix: string): Readonly<Record<string, string>> {
  const checker = program.getTypeChecker();
  const folder = `src/venues/${venue}`;
  const entries = tablesOf(program, venue, 'bodies').map(({ className, symbol }) => {
    const path = `${folder}/generated/${fileNameOf(className)}.ts`;
    const printer = new TypePrinter(program, path, []);
    const options = printer.use(`${prefix}CallOptions`, `${folder}/types/client.ts`);
    const answer = printer.use('HttpResponse', 'src/transport/http/message.ts');
    const rows = checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol)).map((entry) => {
      const { fields, path: urn } = membersOf(entry, checker);
      const body = checker
        .getPropertiesOfType(fields as ts.Type)
        .map((field) => bodyMember(field, checker, printer));
      const doc = comment(`URN ${urn?.isStringLiteral() ? urn.value.slice(1) : ''}.`);
      return `${doc}${entry.name}(body: { ${body.join(' ')} }, options?: ${options}): Promise<${answer}> {
return this.post('${entry.name}', body, options);
}
`;
    });
    const source = `${noticeOf(venue)}
${printer.imports()}
/** One method a URN, which takes the parameters as they are sent. A number is written digit for digit. */
export abstract class ${className} {
/** Sends one request and hands on what comes back. */
protected abstract post(name: string, body: object, options?: ${options}): Promise<${answer}>;

${rows.join('\n')}
}
`;
    return [path, source] as const;
  });
  return Object.fromEntries(entries);
}

function bodyMember(field: ts.Symbol, checker: ts.TypeChecker, printer: TypePrinter): string {
  const { kind, optional } = membersOf(field, checker);
  const name = kind?.isStringLiteral() ? kind.value : '';
  const type = { text: 'string', integer: 'number', decimal: 'DecimalInput' }[name];
  if (type === undefined) throw new Error(`${field.name} is of no kind that is known`);
  if (type === 'DecimalInput') printer.use(type, 'src/model/index.ts');
  const doc = comment(docOf(field, checker));
  return `${doc}readonly ${field.name}${optional ? '?' : ''}: ${type}${optional ? ' | undefined' : ''};`;
}

/** The types of an object's members by their names. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): Readonly<Record<string, ts.Type>> {
  const members = checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol));
  return Object.fromEntries(members.map((member) => [member.name, checker.getTypeOfSymbol(member)]));
}

function fileNameOf(className: string): string {
  return className.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
