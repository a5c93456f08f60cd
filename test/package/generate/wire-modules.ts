import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as z from 'zod';

/** Imports of a written file: names by module. */
export class Imports {
  readonly #names = new Map<string, Set<string>>();

  /** Notes an import and gives its name. */
  use(path: string, name: string): string {
    this.#names.set(path, (this.#names.get(path) ?? new Set()).add(name));
    return name;
  }

  lines(): readonly string[] {
    return [...this.#names].map(
      ([path, names]) => `import { ${[...names].sort().join(', ')} } from '${path}';`,
    );
  }
}

/** What a module exports, by name. */
export type Module = Readonly<Record<string, unknown>>;

export async function load(path: string): Promise<Module> {
  return import(resolve(path));
}

/** The modules that may hold what stands for a schema: those of the kit, and the values of the venue. */
export function valueModules(venue: string, kit: readonly string[]): readonly string[] {
  const wire = `src/venues/${venue}/wire`;
  return [
    ...kit,
    ...readdirSync(wire).flatMap((file) => (file.endsWith('values.ts') ? join(wire, file) : [])),
  ];
}

/** How a generated file of the venue imports a file. */
export function pathFrom(path: string, venue: string): string {
  const file = path.replace(/\.ts$/, '');
  const own = `src/venues/${venue}/`;
  return file.startsWith(own) ? `../${file.slice(own.length)}` : `../../../${file.slice('src/'.length)}`;
}

export type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** What a schema is inside: the same for a schema of zod and for what stands for it until its first use. */
export function insideOf(schema: unknown): unknown {
  return (schema as z.core.$ZodType)._zod;
}

/** The members of the object that a schema reads. */
export function objectOf(schema: unknown): Shape {
  const { def } = (schema as z.core.$ZodType)._zod;
  if (def.type === 'object') return (def as z.core.$ZodObjectDef).shape;
  // What comes before an object is done by the function that the tag names.
  if (def.type === 'pipe') return objectOf((def as z.core.$ZodPipeDef).out);
  throw new Error(`no object: ${def.type}`);
}

/** A rule of a schema: its name and its bound. */
interface Rule {
  readonly check: string;
  readonly value?: unknown;
  readonly minimum?: unknown;
  readonly inclusive?: boolean;
}

/** A primitive schema in words: its type and its rules. */
export function kindOf(schema: z.core.$ZodType): string {
  const def = schema._zod.def as z.core.$ZodTypeDef & {
    readonly format?: string;
    readonly checks?: readonly z.core.$ZodCheck[];
  };
  const rules = (def.checks ?? []).map(({ _zod }) => {
    const { check, value: bound, minimum, inclusive = true } = _zod.def as Rule;
    return `${check} ${inclusive ? '' : 'exclusive '}${bound ?? minimum}`;
  });
  return [def.type, def.format, ...rules].filter((word) => word !== undefined).join(', ');
}

const MAX = Number.MAX_SAFE_INTEGER;

/** The number that says exactly what the venue meant, in words. */
export const EXACT_NUMBER = `number, greater_than ${-MAX}, less_than ${MAX}`;
