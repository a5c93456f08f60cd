import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../../src/errors';
import { parseJson, quoteLongIntegers } from '../../../src/transport/json/integers';

describe('quoteLongIntegers', () => {
  test.each([
    ['{"id":9007199254740993}', '{"id":"9007199254740993"}'],
    ['[9223372036854775807,-9223372036854775808]', '["9223372036854775807","-9223372036854775808"]'],
    ['[ 1234567890123456 , 123456789012345 ]', '[ "1234567890123456" , 123456789012345 ]'],
    ['12345678901234567890', '"12345678901234567890"'],
    ['-12345678901234567890', '"-12345678901234567890"'],
    [
      '{"a":"x","order":1234567890123456789,"b":"\\"1234567890123456789,"}',
      '{"a":"x","order":"1234567890123456789","b":"\\"1234567890123456789,"}',
    ],
  ])('default: %s', (text, quoted) => {
    expect(quoteLongIntegers(text)).toBe(quoted);
  });

  test.each([
    '{"id":123456789012345}',
    '[0.30000000000000004,12345678901234567.5,1e400,12345678901234567e5,12345678901234567E-5,1E+1234567890123456]',
    '["1234567890123456789","a 1234567890123456789 b","\\\\\\"1234567890123456789"]',
    '{"1234567890123456789":1}',
    '',
  ])('behavior: %s stays as it is', (text) => {
    expect(quoteLongIntegers(text)).toBe(text);
  });

  test.each([
    '{1234567890123456789:1}',
    '{1234567890123456789 \n : 1}',
    '[01234567890123456789]',
    '[--1234567890123456789]',
    '[+1234567890123456789]',
    '[a1234567890123456789]',
    '[1234567890123456789a]',
    '[1234567890123456789-1]',
    '["a"1234567890123456789]',
    '[1234567890123456789"a"]',
    '["1234567890123456789',
    '[1234567890123456789',
    '[1234567890123456789.]',
  ])('behavior: %s is no JSON before and after', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => JSON.parse(quoteLongIntegers(text))).toThrow();
  });

  test('behavior: any JSON keeps its meaning, long integers keep their digits', () => {
    const long = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      long.map(String),
      long.map((id) => `, ${id} ]"\\`),
    );
    const leaf = fc.oneof(
      long.map((id) => ({
        text: String(id),
        value: String(id).replace('-', '').length < 16 ? Number(id) : String(id),
      })),
      text.map((value) => ({ text: JSON.stringify(value), value })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => {
        const json = JSON.stringify(value);
        return { text: json, value: /^-?\d{16,}$/.test(json) ? json : JSON.parse(json) };
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, leaf)), fc.constantFrom('', ' ', '\n'), (members, space) => {
        const json = `[${members.map(([key, item]) => `{${JSON.stringify(key)}:${space}${item.text}${space}}`).join(`,${space}`)}]`;
        const values = (parseJson(json) as object[]).map((object) => Object.entries(object));
        expect(values).toEqual(members.map(([key, item]) => [[key, item.value]]));
      }),
      { numRuns: 150 },
    );
  });

  test('behavior: any text is JSON after exactly when it is before', () => {
    const piece = fc.constantFrom(
      '1234567890123456',
      '-',
      '"',
      '\\',
      '.',
      'e',
      ',',
      ':',
      '[',
      ']',
      '{',
      '}',
      '0',
      ' ',
      '7',
    );
    const valid = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        expect(valid(quoteLongIntegers(text))).toBe(valid(text));
      }),
      { numRuns: 1500 },
    );
  });

  test('behavior: members with long numbers after them are JSON after exactly when they were before', () => {
    const piece = fc.constantFrom(
      '"id":1234567890123456',
      '"id" : 1234567890123456',
      '"a":"b"',
      'a":1234567890123456',
      '":1234567890123456,"',
      '\\"id\\":1234567890123456',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '1',
    );
    const valid = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), fc.constantFrom('', '{', '['), (pieces, open) => {
        const text = `${open}${pieces.join('')}${{ '': '', '{': '}', '[': ']' }[open]}`;
        expect(valid(quoteLongIntegers(text))).toBe(valid(text));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    // A refusal and a placement of order entry, and a balance, as Poloniex sends them.
    ['{"id":"7","data":[{"orderId":205343650954092544,"code":200}]}', '205343650954092544'],
    ['{"id":"7","data":[{"code":200,"orderId":205343650954092544}]}', '205343650954092544'],
    ['{"channel":"balances","data":[{"id":60018450912695041,"userId":12345}]}', '60018450912695041'],
    ['{"channel":"balances","data":[{"userId":12345,"id":60018450912695041}]}', '60018450912695041'],
    ['{"subscriptions":[60018450912695041]}', '60018450912695041'],
    ['{"id" : 60018450912695041 , "x":1}', '60018450912695041'],
    ['{"né":60018450912695041}', '60018450912695041'],
  ])('behavior: the number of %s keeps every digit, and nothing else changes', (text, digits) => {
    expect(quoteLongIntegers(text)).toBe(text.replace(digits, `"${digits}"`));
  });

  test.each([
    '{"note":"id\\":60018450912695041,"}',
    '["x","id\\":60018450912695041"]',
    '[":60018450912695041,"]',
    '{"a":": 60018450912695041 "}',
    '{"a\\\\":":60018450912695041}"}',
  ])('behavior: %s is a string that only looks like a member', (text) => {
    expect(JSON.parse(text)).toBeTypeOf('object');
    expect(quoteLongIntegers(text)).toBe(text);
  });

  test('behavior: a number after a text that looks like a member is still found', () => {
    const text = '{"note":"id\\":60018450912695041,","id":60018450912695041,"list":[60018450912695042]}';
    expect(parseJson(text)).toEqual({
      note: 'id":60018450912695041,',
      id: '60018450912695041',
      list: ['60018450912695042'],
    });
  });

  test('behavior: a million digits and a million short numbers stay linear', () => {
    const start = performance.now();
    expect(quoteLongIntegers(`[${'7'.repeat(1_000_000)}]`)).toHaveLength(1_000_004);
    expect(quoteLongIntegers(`[0.${'7'.repeat(1_000_000)}]`)).toHaveLength(1_000_004);
    const short = `[${'123456789012345,'.repeat(100_000)}1]`;
    expect(quoteLongIntegers(short)).toBe(short);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('parseJson', () => {
  test('default: numbers stay numbers, long integers become strings', () => {
    expect(parseJson('{"order":9223372036854775807,"cmd":0,"price":1.0856}')).toEqual({
      order: '9223372036854775807',
      cmd: 0,
      price: 1.0856,
    });
  });

  test('behavior: __proto__ is an ordinary own property and survives a spread', () => {
    const value = parseJson('{"__proto__":{"polluted":1},"constructor":2}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    const copy = { ...value };
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(['', ' \n', '<html>', '{"a":', 'undefined', '{} {}', "{'a':1}"])(
    'error: %j is a ProtocolError',
    (text) => {
      expect(() => parseJson(text)).toThrow(ProtocolError);
    },
  );

  test('error: no text of a broken message gets out, wherever it is broken', () => {
    const text = '{"streamSessionId":"canaryHunter22","password":"canaryHunter22"}';
    for (let at = 0; at < text.length; at += 1) {
      for (const damage of ['"', '}', 'x', '\\', '\n']) {
        try {
          parseJson(text.slice(0, at) + damage + text.slice(at + 1));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          const shown = `${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}${(error as Error).stack}`;
          expect(shown).not.toMatch(/canary|Hunter/);
        }
      }
    }
  });
});
