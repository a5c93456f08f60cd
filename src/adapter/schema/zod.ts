/**
 * The part of zod that the schemas of this package are written with. A schema is built when it is first used: to build all
 * those of a venue at import takes longer than to load its code, and a program uses a few of them.
 *
 * They are written as schemas of `zod` and built by `zod/mini`, which adds a third of the code to a user's bundle: both
 * stand on one core, so they read and refuse the same values in the same words.
 */
import type * as zod from 'zod';
import { en } from 'zod/locales';
import * as mini from 'zod/mini';

export type {
  core,
  infer,
  output,
  RefinementCtx,
  ZodExactOptional,
  ZodObject,
  ZodRawShape,
  ZodType,
} from 'zod';
export { NEVER, safeParse } from 'zod/mini';

/** What builds each schema that is not built yet, and gives it afterwards. */
const builders = new WeakMap<object, () => mini.ZodMiniType>();

type Check = Parameters<mini.ZodMiniType['check']>[0];
type Rule = string | undefined;

const isNumber = (schema: mini.ZodMiniType): boolean => schema.def.type === 'number';

/** Changes a value with a function that may say what is wrong, as the one of `superRefine` may. */
const transformBy = (transform: (value: unknown, context: zod.RefinementCtx) => unknown) =>
  mini.transform((value, { issues }) => {
    const addIssue = (issue: object) => issues.push({ input: value, ...issue } as (typeof issues)[number]);
    return transform(value, { value, issues, addIssue } as unknown as zod.RefinementCtx);
  });

/** The methods that make another schema of one. */
const METHODS: Readonly<Record<string, (schema: mini.ZodMiniType, ...args: never[]) => mini.ZodMiniType>> = {
  default: (schema, value: unknown) => mini._default(schema, value as never),
  exactOptional: mini.exactOptional,
  gt: (schema, value: number, rule: Rule) => schema.check(mini.gt(value, rule) as Check),
  max: (schema, most: number, rule: Rule) =>
    schema.check((isNumber(schema) ? mini.lte(most, rule) : mini.maxLength(most, rule)) as Check),
  min: (schema, least: number, rule: Rule) =>
    schema.check((isNumber(schema) ? mini.gte(least, rule) : mini.minLength(least, rule)) as Check),
  nullable: mini.nullable,
  nullish: mini.nullish,
  optional: mini.optional,
  positive: (schema, rule: Rule) => schema.check(mini.positive(rule) as Check),
  refine: (schema, isValid: () => unknown, rule: Rule) => schema.check(mini.refine(isValid, rule)),
  regex: (schema, pattern: RegExp, rule: Rule) => schema.check(mini.regex(pattern, rule) as Check),
  superRefine: (schema, check: () => void) => schema.check(mini.superRefine(check)),
  transform: (schema, transform: () => unknown) => mini.pipe(schema, transformBy(transform)),
};

const isPlain = (value: object): boolean =>
  Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

/** The value with schemas of zod in the place of those to come: itself, its elements or its members. */
function built(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const build = builders.get(value);
  if (build) return build();
  if (!isPlain(value) || !Object.values(value).some((member) => builders.has(member))) return value;
  if (Array.isArray(value)) return value.map(built);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, built(member)]));
}

type Make = (...args: unknown[]) => mini.ZodMiniType;

/** Stands for a schema until something is asked of it. */
function schemaToCome(make: () => unknown): mini.ZodMiniType {
  let schema: mini.ZodMiniType | undefined;
  const build = () => {
    if (schema === undefined) {
      // As `zod` does: without a language, rules have no words.
      if (mini.config().localeError === undefined) mini.config(en());
      schema = built(make()) as mini.ZodMiniType;
    }
    return schema;
  };
  const standIn = new Proxy({} as mini.ZodMiniType, {
    get(_, name) {
      const method = Object.hasOwn(METHODS, name) ? (METHODS[name as string] as Make) : undefined;
      if (method === undefined) return Reflect.get(build(), name);
      return (...args: unknown[]) => schemaToCome(() => method(build(), ...args.map(built)));
    },
  });
  builders.set(standIn, build);
  return standIn;
}

/**
 * The function that makes a schema, but that its schema is made at first use.
 * @typeParam F - the type that the function has in `zod`: to the compiler a schema to come is the schema
 */
export function atFirstUse<M extends (...args: never[]) => unknown, F = M>(make: M): F {
  const later: Make = (...args) => schemaToCome(() => (make as unknown as Make)(...args.map(built)));
  return later as F;
}

const preprocessBy = (change: (value: unknown) => unknown, schema: mini.ZodMiniType) =>
  mini.pipe(mini.transform(change), schema);

export const array: typeof zod.array = /* @__PURE__ */ atFirstUse(mini.array);
export const boolean: typeof zod.boolean = /* @__PURE__ */ atFirstUse(mini.boolean);
export const custom: typeof zod.custom = /* @__PURE__ */ atFirstUse(mini.custom);
export const exactOptional: typeof zod.exactOptional = /* @__PURE__ */ atFirstUse(mini.exactOptional);
export const int: typeof zod.int = /* @__PURE__ */ atFirstUse(mini.int);
export const literal: typeof zod.literal = /* @__PURE__ */ atFirstUse(mini.literal);
export const looseObject: typeof zod.looseObject = /* @__PURE__ */ atFirstUse(mini.looseObject);
export const number: typeof zod.number = /* @__PURE__ */ atFirstUse(mini.number);
export const object: typeof zod.object = /* @__PURE__ */ atFirstUse(mini.object);
export const preprocess: typeof zod.preprocess = /* @__PURE__ */ atFirstUse(preprocessBy);
export const record: typeof zod.record = /* @__PURE__ */ atFirstUse(mini.record);
export const strictObject: typeof zod.strictObject = /* @__PURE__ */ atFirstUse(mini.strictObject);
export const string: typeof zod.string = /* @__PURE__ */ atFirstUse(mini.string);
export const tuple: typeof zod.tuple = /* @__PURE__ */ atFirstUse(mini.tuple);
export const union: typeof zod.union = /* @__PURE__ */ atFirstUse(mini.union);
export const unknown: typeof zod.unknown = /* @__PURE__ */ atFirstUse(mini.unknown);

// Words of the language, which no constant can be called.
const enumOf: typeof zod.enum = /* @__PURE__ */ atFirstUse(mini.enum);
const nullOf: typeof zod.null = /* @__PURE__ */ atFirstUse(mini.null);

export { enumOf as enum, nullOf as null };

/** The names of the members of a schema, where it is one of objects. */
export function memberNames(schema: zod.ZodType): readonly string[] {
  return schema.def.type === 'object' ? Object.keys((schema as zod.ZodObject).shape) : [];
}
