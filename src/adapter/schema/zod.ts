/**
 * The part of zod that the schemas of this package are written with. A schema is built when it is first used: to build all
 * those of a venue at import takes longer than to load its code, and a program uses a few of them.
 */
import * as zod from 'zod';

export type { core, infer, output, RefinementCtx, ZodExactOptional, ZodRawShape, ZodType } from 'zod';
export { NEVER, safeParse, ZodObject } from 'zod';

/** What builds each schema that is not built yet, and gives it afterwards. */
const builders = new WeakMap<object, () => zod.ZodType>();

/** The methods that make another schema of one; whatever else is asked of a schema builds it. */
const METHODS = new Set<PropertyKey>(
  'default exactOptional gt max min nullable nullish optional positive refine regex superRefine transform'.split(
    ' ',
  ),
);

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

type Make = (...args: unknown[]) => zod.ZodType;

/** Stands for a schema until something is asked of it. */
function schemaToCome(make: () => zod.ZodType): zod.ZodType {
  let schema: zod.ZodType | undefined;
  const build = () => (schema ??= built(make()) as zod.ZodType);
  const standIn = new Proxy({} as zod.ZodType, {
    get(_, name) {
      if (schema !== undefined || !METHODS.has(name)) return Reflect.get(build(), name);
      const method: Make = (...args) =>
        schemaToCome(() => (Reflect.get(build(), name) as Make).apply(schema, args.map(built)));
      return method;
    },
  });
  builders.set(standIn, build);
  return standIn;
}

/** The function that makes a schema, but that its schema is made at first use. */
export function atFirstUse<F extends (...args: never[]) => zod.ZodType>(make: F): F {
  const later: Make = (...args) => schemaToCome(() => (make as unknown as Make)(...args.map(built)));
  // To the compiler a schema to come is the schema.
  return later as unknown as F;
}

export const array = /* @__PURE__ */ atFirstUse(zod.array);
export const boolean = /* @__PURE__ */ atFirstUse(zod.boolean);
export const custom = /* @__PURE__ */ atFirstUse(zod.custom);
export const exactOptional = /* @__PURE__ */ atFirstUse(zod.exactOptional);
export const int = /* @__PURE__ */ atFirstUse(zod.int);
export const literal = /* @__PURE__ */ atFirstUse(zod.literal);
export const looseObject = /* @__PURE__ */ atFirstUse(zod.looseObject);
export const number = /* @__PURE__ */ atFirstUse(zod.number);
export const object = /* @__PURE__ */ atFirstUse(zod.object);
export const preprocess = /* @__PURE__ */ atFirstUse(zod.preprocess);
export const record = /* @__PURE__ */ atFirstUse(zod.record);
export const strictObject = /* @__PURE__ */ atFirstUse(zod.strictObject);
export const string = /* @__PURE__ */ atFirstUse(zod.string);
export const tuple = /* @__PURE__ */ atFirstUse(zod.tuple);
export const union = /* @__PURE__ */ atFirstUse(zod.union);
export const unknown = /* @__PURE__ */ atFirstUse(zod.unknown);

// Words of the language, which no constant can be called.
const enumOf = /* @__PURE__ */ atFirstUse(zod.enum);
const nullOf = /* @__PURE__ */ atFirstUse(zod.null);

export { enumOf as enum, nullOf as null };
