import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  checkArguments,
  checkRequestId,
  decimalArgument,
  ownFields,
} from '../../../src/adapter/schema/arguments';
import { clientOptionsOf, credential, flag, parseOptions } from '../../../src/adapter/schema/options';
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
    [{}, 'price', undefined],
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

  it('error: what is missing is required, in these words', () => {
    const nested = z.strictObject({ info: z.strictObject({ symbol: z.string(), price: decimalArgument }) });
    const messageOf = (given: unknown) =>
      (refusal(() => checkArguments(nested, given, 'place', 'v')) as ValidationError).message;
    expect(messageOf({})).toBe('info is required');
    expect(messageOf({ info: { price: 1 } })).toBe('info.symbol is required');
    expect(messageOf({ info: { symbol: 'X' } })).toBe('info.price is required');
    expect(messageOf({ inof: {} })).toBe('inof is no argument of place; try info');
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

  it('error: what is missing is required by the class, and no value is shown', () => {
    for (const given of [{}, { password: undefined }]) {
      const error = refusal(() => parseOptions(options, given, owner)) as ValidationError;
      expect(error.message).toBe('password is required by Client');
      expect(error).not.toHaveProperty('value');
    }
  });

  it('error: a misspelt option comes before a missing one, with the nearest and without its value', () => {
    const error = refusal(() => parseOptions(options, { pasword: 'canary' }, owner)) as ValidationError;
    expect(error.message).toBe('pasword is no option of Client; try password');
  });

  it('error: of the options of a client that a broker makes, it is the broker that is named', () => {
    const given = { pasword: 'canary', reconect: {}, tokken: 'x' };
    const messageOf = (name: keyof typeof given): string => {
      const client = clientOptionsOf({ [name]: given[name] }, { token: {} }, 'Broker');
      // A client is given a copy, with what the broker adds.
      return (refusal(() => parseOptions(options, { ...client }, owner)) as ValidationError).message;
    };
    expect(messageOf('pasword')).toBe('pasword is no option of Broker; try password');
    expect(messageOf('reconect')).toBe('reconect is no option of Broker; try reconnect');
    expect(messageOf('tokken')).toBe('tokken is no option of Broker; try token');
    const empty = clientOptionsOf({}, {}, 'Broker');
    expect(refusal(() => parseOptions(options, empty, owner))).toMatchObject({
      message: 'password is required by Broker',
    });
  });

  it.each([
    [{ password: 'p', raw: 1 }, 'raw'],
    [{ password: 'p', other: 1 }, 'other'],
    [null, 'options'],
    [[], 'options'],
  ])('error: %j names %s', (given, field) => {
    expect(refusal(() => parseOptions(options, given, owner))).toMatchObject({ field });
  });
});
