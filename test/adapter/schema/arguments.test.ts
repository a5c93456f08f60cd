import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  checkArguments,
  checkRequestId,
  decimalArgument,
  ownFields,
} from '../../../src/adapter/schema/arguments';
import { credential, flag, parseOptions } from '../../../src/adapter/schema/options';
import { ValidationError } from '../../../src/errors';

const schema = z.strictObject({ price: decimalArgument, list: z.array(z.string()).optional() });
const check = (given: unknown) => checkArguments(schema, given, 'place', 'v');
const refusal = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('checkArguments', () => {
  it('default: exact decimals out of numbers and strings; undefined is absent', () => {
    expect(check({ price: 1.5, list: undefined })).toEqual({ price: '1.5' });
    expect(check({ price: '1.50' })).toEqual({ price: '1.5' });
  });

  it.each([
    [{ price: 'x' }, 'price', 'x'],
    [{ price: '1', list: ['a', 5] }, 'list[1]', 5],
    [{ price: '1', other: 1 }, 'other', undefined],
    [null, 'arguments', null],
    [[], 'arguments', []],
  ])('error: %j names %s', (given, field, value) => {
    const error = refusal(() => check(given));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ field, venue: 'v', operation: 'place', sent: false });
    if (value !== undefined) expect(error).toHaveProperty('value');
  });

  it('behavior: own fields are read once; a prototype is no field', () => {
    let reads = 0;
    const given = Object.create({ inherited: 1 }) as Record<string, unknown>;
    Object.defineProperty(given, 'price', {
      enumerable: true,
      get: () => {
        reads += 1;
        return '1';
      },
    });
    expect(check(given)).toEqual({ price: '1' });
    expect(reads).toBe(1);
    expect(Object.getPrototypeOf(ownFields(given))).toBeNull();
  });
});

describe('checkRequestId', () => {
  it.each([undefined, 'a', 'x'.repeat(100)])('default: %s', (id) => {
    expect(() => checkRequestId(id, 'v')).not.toThrow();
  });

  it.each(['', 'x'.repeat(101), 'a\nb', '\ud800', 5, null])('error: %j', (id) => {
    expect(() => checkRequestId(id, 'v')).toThrow(ValidationError);
  });
});

describe('parseOptions', () => {
  const options = z.strictObject({ password: credential, raw: flag.default(false) });
  const owner = { venue: 'v', owner: 'Client', secretFields: new Set(['password']) };

  it('default: defaults are put in place', () => {
    expect(parseOptions(options, { password: 'p' }, owner)).toEqual({ password: 'p', raw: false });
  });

  it.each(['', ' p', 'p ', 'p\r\n', 'x'.repeat(201), 5])(
    'error: the credential %j is not shown',
    (password) => {
      const error = refusal(() => parseOptions(options, { password }, owner)) as ValidationError;
      expect(error).toMatchObject({ field: 'password', venue: 'v' });
      expect(error.value).not.toBe(password);
    },
  );

  it.each([
    [{ password: 'p', raw: 1 }, 'raw'],
    [{ password: 'p', other: 1 }, 'other'],
    [null, 'options'],
    [[], 'options'],
  ])('error: %j names %s', (given, field) => {
    expect(refusal(() => parseOptions(options, given, owner))).toMatchObject({ field });
  });
});
