import type * as z from 'zod';
import { noticeOf, type TaggedSchema } from './records';
import {
  EXACT_NUMBER,
  Imports,
  insideOf,
  kindOf,
  load,
  objectOf,
  pathFrom,
  type Shape,
  valueModules,
} from './wire-modules';

const KIT = 'src/adapter/schema/checks.ts';

/** How one value is checked, as source text. */
interface Check {
  /** True where the value passes. */
  readonly test: (value: string) => string;
  /** What it becomes; absent where it stays as it came. */
  readonly to?: (value: string) => string;
  /** Whether `to` gives `undefined` for what does not pass, as the check of a record does. */
  readonly isRecord?: boolean;
}

/** Functions that stand for a schema, by its inside: `isAmount`, and perhaps `toAmount`, beside `wireAmount`. */
type Leaves = ReadonlyMap<unknown, Check>;

/**
 * The checks of a venue's tagged schemas, not formatted yet; `undefined` where it has none. A check says what the schema
 * says, field by field, for rows of which so many come that the schema would take longer than parsing them.
 */
export async function checks(venue: string, schemas: readonly TaggedSchema[]): Promise<string | undefined> {
  const wanted = schemas.filter(({ check }) => check !== undefined);
  if (wanted.length === 0) return undefined;
  const imports = new Imports();
  const leaves = new Map<unknown, Check>();
  for (const path of valueModules(venue, [KIT])) {
    addLeaves(await load(path), pathFrom(path, venue), leaves, imports);
  }
  const functions: string[] = [];
  for (const { file, symbolName, names, check } of wanted) {
    const module = await load(file);
    const [type] = names;
    const before = check?.before;
    if (before !== undefined) imports.use(pathFrom(file, venue), before);
    imports.use('./records', `type ${type}`);
    const { name = '', isCopied = false } = check ?? {};
    functions.push(
      functionOf(name, symbolName, type, objectOf(module[symbolName]), {
        leaves,
        imports,
        before,
        isWhole: check?.isWhole ?? false,
        isCopied,
      }),
    );
    // From here on it is a member of others as well.
    const call = (value: string): string => `${name}(${value})`;
    leaves.set(insideOf(module[symbolName]), {
      test: (value) => `${value} !== undefined`,
      to: call,
      isRecord: true,
    });
  }
  return [noticeOf(venue), ...imports.lines(), ...functions].join('\n');
}

function addLeaves(
  module: Record<string, unknown>,
  path: string,
  leaves: Map<unknown, Check>,
  imports: Imports,
): void {
  for (const [name, schema] of Object.entries(module)) {
    const [, rest] = /^wire(\w+)$/.exec(name) ?? [];
    if (rest === undefined || typeof module[`is${rest}`] !== 'function') continue;
    const call = (prefix: string) => (value: string) => `${imports.use(path, prefix + rest)}(${value})`;
    leaves.set(insideOf(schema), {
      test: call('is'),
      ...(typeof module[`to${rest}`] === 'function' && { to: call('to') }),
    });
  }
}

interface Context {
  readonly leaves: Leaves;
  readonly imports: Imports;
  readonly before: string | undefined;
  readonly isWhole: boolean;
  readonly isCopied: boolean;
}

function functionOf(name: string, schemaName: string, type: string, shape: Shape, context: Context): string {
  const { before, isCopied } = context;
  const fields = Object.entries(shape).map(([key, schema]) => fieldOf(key, schema, context));
  const tests = fields.map(({ test }) => `!(${test})`).join(' || ');
  const changed = fields.filter(({ to }) => to !== undefined);
  if (!isCopied && changed.some(({ isRecord }) => isRecord)) {
    throw new Error(`${schemaName} holds records: its check must be copied`);
  }
  const row = `{ -readonly [K in keyof ${type}]-?: unknown }`;
  return `
/** What \`${schemaName}\` accepts, in the form that it gives it; \`undefined\` for anything else. */
export function ${name}(value: unknown): ${type} | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as ${row};
  ${before === undefined ? '' : `${before}(row);`}
  ${constants(changed.filter(({ isRecord }) => isRecord))}
  if (${tests}) return undefined;
  ${
    isCopied
      ? copied(changed, type)
      : `${changed.map((field) => assigned('row', field, field.to ?? '')).join('\n')}
  return row as ${type};`
  }
}`;
}

/** How one member is checked, as source text. */
interface Field {
  readonly key: string;
  readonly isOptional: boolean;
  readonly test: string;
  /** What it becomes. */
  readonly to?: string | undefined;
  readonly isRecord?: boolean | undefined;
}

/** What members become, each under its name. */
function constants(fields: readonly Field[]): string {
  return fields
    .map(({ key, isOptional, to }) => {
      const value = isOptional ? `row.${key} === undefined ? undefined : ${to}` : to;
      return `const ${key} = ${value};`;
    })
    .join('\n');
}

function assigned(target: string, { key, isOptional }: Field, value: string): string {
  return `${isOptional ? `if (${target}.${key} !== undefined) ` : ''}${target}.${key} = ${value};`;
}

/** The row that came, where it has the form already, which is usual; else a copy. */
function copied(changed: readonly Field[], type: string): string {
  if (changed.length === 0) return `return row as ${type};`;
  return `
  ${constants(changed.filter(({ isRecord }) => !isRecord))}
  if (${changed.map(({ key }) => `${key} === row.${key}`).join(' && ')}) return row as ${type};
  const copy = { ...row };
  ${changed.map((field) => assigned('copy', field, field.key)).join('\n')}
  return copy as ${type};`;
}

function fieldOf(key: string, schema: z.core.$ZodType, context: Context): Field {
  const { def } = schema._zod;
  const isOptional = def.type === 'optional';
  const inner = isOptional ? (def as z.core.$ZodOptionalDef).innerType : schema;
  const source = sourceOf(key, inner, context);
  if (!isOptional || context.isWhole) return { ...source, key, isOptional: false };
  return {
    ...source,
    key,
    isOptional,
    test: `row.${key} === undefined ? !('${key}' in row) : ${source.test}`,
  };
}

function sourceOf(
  key: string,
  schema: z.core.$ZodType,
  context: Context,
): Pick<Field, 'test' | 'to' | 'isRecord'> {
  const value = `row.${key}`;
  const leaf = context.leaves.get(insideOf(schema));
  if (leaf) {
    const { test, to, isRecord } = leaf;
    // A record has been read before the tests.
    return { test: test(isRecord ? key : value), to: to?.(value), isRecord };
  }
  const { def } = schema._zod;
  if (def.type === 'nullable') {
    const { test, to } = sourceOf(key, (def as z.core.$ZodNullableDef).innerType, context);
    if (to) throw new Error(`${value} may be null, and is changed`);
    return { test: `(${value} === null || ${test})` };
  }
  return { test: primitiveOf(value, schema, context.imports) };
}

function primitiveOf(value: string, schema: z.core.$ZodType, imports: Imports): string {
  const kind = kindOf(schema);
  const check = PRIMITIVES[kind];
  if (check === undefined) throw new Error(`${value} has no check for ${kind}`);
  return check.startsWith('is')
    ? `${imports.use('../../../adapter/schema/checks', check)}(${value})`
    : `typeof ${value} === '${check}'`;
}

/** What checks a primitive of these rules: a function of the kit, or its type alone. */
const PRIMITIVES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  string: 'string',
  'string, min_length 1': 'isName',
  'number, safeint': 'isInteger',
  'number, safeint, greater_than 0': 'isCount',
  [EXACT_NUMBER]: 'isNumber',
};
