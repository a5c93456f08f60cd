import { describe, expect, test, vi } from 'vitest';
import * as zod from 'zod';
import * as z from '../../../src/adapter/schema/zod';
import { VirtualClock } from '../../../src/core/virtual-clock';

/** One schema of each function and each method, written with either library. */
const schemasOf = (lib: Omit<typeof z, 'atFirstUse' | 'memberNames'>) => ({
  array: lib.array(lib.string().min(1)).max(2),
  boolean: lib.boolean('must be true or false').default(true),
  custom: lib.custom<string>((value) => value === 'a', 'must be a'),
  enum: lib.enum(['a', 'b']),
  exactOptional: lib.strictObject({ a: lib.exactOptional(lib.string()), b: lib.string().exactOptional() }),
  int: lib.int().min(1).max(3),
  literal: lib.literal(['a', 1]),
  looseObject: lib.looseObject({ a: lib.number(), b: lib.null().optional() }),
  number: lib.number().min(-1).max(1).nullable(),
  positive: lib.number().positive().gt(1),
  object: lib.object({ a: lib.string().nullish() }),
  preprocess: lib.preprocess((value) => value ?? 1, lib.int()),
  refine: lib.string().refine((value) => value !== 'b', 'must not be b'),
  regex: lib.string().regex(/^a+$/, 'must be of a'),
  superRefine: lib.strictObject({ a: lib.string().optional() }).superRefine((value, context) => {
    if (value.a === 'b') context.addIssue({ code: 'custom', path: ['a'], message: 'must not be b' });
  }),
  transform: lib.string().transform((value, context) => {
    if (value === 'a') return value.length;
    context.addIssue({ code: 'custom', message: 'must be a' });
    return lib.NEVER;
  }),
  tuple: lib.tuple([lib.string(), lib.unknown()]),
  union: lib.union([lib.string(), lib.strictObject({ a: lib.array(lib.int()) })], 'must be either'),
});

const VALUES = [
  ...[
    undefined,
    null,
    true,
    '',
    'a',
    'b',
    'aa',
    0,
    1,
    2,
    4,
    1.5,
    [],
    ['a'],
    ['a', 'b'],
    ['', 1],
    ['a', 1, 2],
  ],
  ...[
    {},
    { a: 'a' },
    { a: 'b' },
    { a: 1 },
    { a: 1, b: null },
    { a: null },
    { a: [1] },
    { a: 'a', b: 'b', c: 1 },
  ],
];

describe('schemas that are built at first use', () => {
  test('default: every function and method reads and refuses what that of zod does, in its words', () => {
    const [own, theirs] = [schemasOf(z), schemasOf(zod)];
    for (const [name, schema] of Object.entries(own) as [keyof typeof own, z.ZodType][]) {
      for (const value of VALUES) {
        const [read, wanted] = [schema.safeParse(value), theirs[name].safeParse(value)];
        expect(read.data, name).toEqual(wanted.data);
        expect(read.error?.issues, name).toEqual(wanted.error?.issues);
      }
    }
  });

  test('behavior: a schema is built once, with the parts that it needs, and not before it is used', () => {
    const make = vi.fn((element: z.ZodType) => zod.array(element));
    const list = z.atFirstUse(make);
    const schema = z.strictObject({ list: list(z.string().min(1)).optional() }).superRefine(() => {});
    expect(make).not.toHaveBeenCalled();
    expect(schema.safeParse({ list: ['a'] }).success).toBe(true);
    expect(schema.safeParse({ list: [''] }).success).toBe(false);
    expect(make).toHaveBeenCalledTimes(1);
    expect(make.mock.calls[0]?.[0]).toBeInstanceOf(zod.core.$ZodString);
  });

  test('behavior: a schema shows the names of its members, whichever library it is of', () => {
    expect(z.memberNames(z.looseObject({ a: z.string(), b: z.int() }))).toEqual(['a', 'b']);
    expect(z.memberNames(zod.strictObject({ a: zod.string() }))).toEqual(['a']);
    expect(z.memberNames(z.string())).toEqual([]);
  });

  test('behavior: a schema takes part in one of zod, and one of zod in it', () => {
    expect(zod.object({ a: z.int() }).parse({ a: 1 })).toEqual({ a: 1 });
    expect(zod.array(z.string()).safeParse([1]).success).toBe(false);
    expect(zod.string().or(z.number()).parse(1)).toBe(1);
    expect(z.object({ a: zod.string() }).parse({ a: 'a' })).toEqual({ a: 'a' });
  });

  test('behavior: rules are English where the program has set no language', () => {
    const { localeError } = zod.config();
    const rule = () => z.string().safeParse(1).error?.issues[0]?.message;
    try {
      zod.config({ localeError: undefined });
      expect(rule()).toBe('Invalid input: expected string, received number');
      zod.config({ localeError: () => 'as the program says' });
      expect(rule()).toBe('as the program says');
    } finally {
      zod.config({ localeError });
    }
  });

  test('behavior: a default is the very object that was given', () => {
    const clock = new VirtualClock();
    expect(z.custom<VirtualClock>().default(clock).parse(undefined)).toBe(clock);
  });
});
