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
    functions.push(
      functionOf(check?.name ?? '', symbolName, type, objectOf(module[symbolName]), {
        leaves,
        imports,
        before,
        isWhole: check?.isWhole ?? false,
        isCopied: check?.isCopied ?? false,
      }),
    );
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
  const rows = Object.entries(shape).map(([key, schema]) => fieldOf(`row.${key}`, key, schema, context));
  const tests = rows.map(({ test }) => `!(${test})`).join(' || ');
  const changes = rows.flatMap(({ to }) => to ?? []);
  return `
/** What \`${schemaName}\` accepts, in the form that it gives it; \`undefined\` for anything else. */
export function ${name}(value: unknown): ${type} | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = ${context.isCopied ? '{ ...value }' : 'value'} as { -readonly [K in keyof ${type}]-?: unknown };
  ${context.before === undefined ? '' : `${context.before}(row);`}
  if (${tests}) return undefined;
  ${changes.join('\n')}
  return row as ${type};
}`;
}

function fieldOf(value: string, key: string, schema: z.core.$ZodType, context: Context) {
  const { def } = schema._zod;
  if (def.type !== 'optional') return sourceOf(value, schema, context);
  const inner = sourceOf(value, (def as z.core.$ZodOptionalDef).innerType, context);
  if (context.isWhole) return inner;
  return {
    test: `${value} === undefined ? !('${key}' in row) : ${inner.test}`,
    to: inner.to && `if (${value} !== undefined) ${inner.to}`,
  };
}

function sourceOf(
  value: string,
  schema: z.core.$ZodType,
  context: Context,
): { test: string; to?: string | undefined } {
  const leaf = context.leaves.get(insideOf(schema));
  if (leaf) return { test: leaf.test(value), to: leaf.to && `${value} = ${leaf.to(value)};` };
  const { def } = schema._zod;
  if (def.type === 'nullable') {
    const { test, to } = sourceOf(value, (def as z.core.$ZodNullableDef).innerType, context);
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
