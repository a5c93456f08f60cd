import { dirname, relative } from 'node:path';
import ts from 'typescript';
import type { TaggedSchema } from './records';

/** Writes types as source text by the names that users know, and collects what has to be imported for it. */
export class TypePrinter {
  readonly #checker: ts.TypeChecker;
  readonly #folder: string;
  readonly #names: ReadonlyMap<ts.Type, string>;
  readonly #recordsFile: string | undefined;
  readonly #imported = new Map<string, Set<string>>();
  /** Whether the members that are being written are those of what a caller gives. */
  #isInput = false;

  /**
   * @param path - the file that is written
   * @param schemas - types that have a name of their own
   * @param recordsFile - where these names are declared; absent where it is this file
   */
  constructor(program: ts.Program, path: string, schemas: readonly TaggedSchema[], recordsFile?: string) {
    this.#checker = program.getTypeChecker();
    this.#folder = dirname(path);
    this.#names = new Map(schemas.map(({ names: [name], type }) => [type, name]));
    this.#recordsFile = recordsFile;
  }

  /** The import declarations of what has been written so far. */
  imports(): string {
    return [...this.#imported]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([path, names]) => `import type { ${[...names].sort().join(', ')} } from '${path}';\n`)
      .join('');
  }

  /** Imports a name from a file of the project. */
  use(name: string, file: string): string {
    const from = this.pathOf(file);
    this.#imported.set(from, (this.#imported.get(from) ?? new Set()).add(name));
    return name;
  }

  /** How the written file imports another one. */
  pathOf(file: string): string {
    const path = relative(this.#folder, file).replace(/(?:\/index)?\.ts$/, '');
    return path.startsWith('.') ? path : `./${path}`;
  }

  /** The body of an interface. */
  members({
    type,
    isOpen = false,
    isInput = false,
  }: Partial<TaggedSchema> & { readonly type: ts.Type }): string {
    this.#isInput = isInput;
    const rows = this.#checker.getPropertiesOfType(type).map((property) => {
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const bare = this.print(this.#checker.getTypeOfSymbol(property));
      const text = isOptional && isInput ? `${bare.includes('=>') ? `(${bare})` : bare} | undefined` : bare;
      return `${comment(docOf(property, this.#checker))}readonly ${property.name}${isOptional ? '?' : ''}: ${text};`;
    });
    if (isOpen)
      rows.push(
        '/** What the venue sends beside the documented members. */\nreadonly [member: string]: unknown;',
      );
    return `{\n${rows.join('\n')}\n}`;
  }

  /** A type as it is written where it is used. */
  print(type: ts.Type): string {
    const name = this.#names.get(type);
    if (name !== undefined) return this.#recordsFile ? this.use(name, this.#recordsFile) : name;
    const { aliasSymbol, aliasTypeArguments = [] } = type;
    const file = aliasSymbol?.declarations?.[0]?.getSourceFile().fileName;
    if (aliasSymbol && file && isOwn(file)) {
      const local = this.use(aliasSymbol.name, relative(process.cwd(), file));
      return local + this.#angled(aliasTypeArguments);
    }
    if (type.isUnion()) return this.#union(type);
    if (this.#checker.isArrayType(type)) return `readonly ${this.#element(type)}[]`;
    if (isPlain(type)) return this.#checker.typeToString(type);
    const declared = type.symbol?.declarations?.[0];
    if (declared && ts.isInterfaceDeclaration(declared)) {
      const { fileName } = declared.getSourceFile();
      // What is none of ours is the platform's, such as `Error`.
      return isOwn(fileName)
        ? this.use(type.symbol.name, relative(process.cwd(), fileName))
        : type.symbol.name;
    }
    const [signature] = type.getCallSignatures();
    if (signature) return this.#signature(signature);
    if (this.#checker.getPropertiesOfType(type).length > 0) {
      const members = this.members({ type, isInput: this.#isInput });
      return members.includes('/**') ? members : members.replaceAll('\n', ' ');
    }
    throw new Error(`no name for ${this.#checker.typeToString(type)}`);
  }

  #angled(args: readonly ts.Type[]): string {
    return args.length === 0 ? '' : `<${args.map((argument) => this.print(argument)).join(', ')}>`;
  }

  #union(type: ts.UnionType): string {
    // The members as they were written: an alias among them would else be taken apart.
    const { origin } = type as ts.UnionType & { readonly origin?: ts.Type };
    const members = (origin?.isUnion() ? origin : type).types.filter(
      ({ flags }) => (flags & ts.TypeFlags.Undefined) === 0,
    );
    const texts = new Set(
      members.map((member) => {
        const text = this.print(member);
        return text.includes('=>') ? `(${text})` : text;
      }),
    );
    if (texts.delete('true') && texts.delete('false')) texts.add('boolean');
    if (texts.delete('null')) texts.add('null');
    const isNumeric = [...texts].every((text) => Number.isFinite(Number(text)));
    return (isNumeric ? [...texts].sort((a, b) => Number(a) - Number(b)) : [...texts]).join(' | ');
  }

  #signature(signature: ts.Signature): string {
    const parameters = signature.parameters.map(
      (parameter) => `${parameter.name}: ${this.print(this.#checker.getTypeOfSymbol(parameter))}`,
    );
    return `(${parameters.join(', ')}) => ${this.print(signature.getReturnType())}`;
  }

  #element(type: ts.Type): string {
    const [element] = this.#checker.getTypeArguments(type as ts.TypeReference);
    const text = element ? this.print(element) : 'unknown';
    return text.includes(' ') && !text.startsWith('{') ? `(${text})` : text;
  }
}

function isPlain({ flags }: ts.Type): boolean {
  return (
    (flags &
      (ts.TypeFlags.StringLike |
        ts.TypeFlags.NumberLike |
        ts.TypeFlags.BooleanLike |
        ts.TypeFlags.VoidLike |
        ts.TypeFlags.Null |
        ts.TypeFlags.Unknown)) !==
    0
  );
}

/** The comment of a symbol, with its tags: all, or those of these names. */
export function docOf(symbol: ts.Symbol, checker: ts.TypeChecker, names?: readonly string[]): string {
  const tags = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => names?.includes(name) ?? true)
    .map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
  return [ts.displayPartsToString(symbol.getDocumentationComment(checker)), ...tags]
    .filter((part) => part !== '')
    .join('\n')
    .replace(/\{@link (\w+) \}/g, '{@link $1}');
}

/** A block comment of the text, on one line where it has one. */
export function comment(text: string): string {
  if (text === '') return '';
  const lines = text.split('\n');
  if (lines.length === 1) return `/** ${text} */\n`;
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */', ''].join('\n');
}

/** Whether a file is one of the project's. */
function isOwn(file: string): boolean {
  return relative(process.cwd(), file).startsWith('src/');
}
