import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProtocolError } from '../../../src/errors';
import { JsonValueSplitter } from '../../../src/transport/json/splitter';

const MIXED = [
  '{"symbol":"EURUSD","bid":1.0856,"note":"zażółć gęślą jaźń"}',
  '[]',
  '{"quote":"a \\" b \\\\ c \\\\\\" } ] {","рубль":["فارسی","😀"]}',
  '{\n  "command": "login",\n  "arguments": {\n    "userId": "1000"\n  }\n}',
  '[[[[{"deep":[{}]}]]]]',
];

function splitter(maxBytes = 1 << 20): { values: string[]; splitter: JsonValueSplitter } {
  const values: string[] = [];
  return { values, splitter: new JsonValueSplitter({ maxBytes, onValue: (text) => values.push(text) }) };
}

function split(chunks: Iterable<Uint8Array>, maxBytes?: number): string[] {
  const { values, splitter: under } = splitter(maxBytes);
  for (const chunk of chunks) under.push(chunk);
  expect(under.pendingBytes).toBe(0);
  return values;
}

function* bytesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('JsonValueSplitter', () => {
  test('default: values with the separators of real servers', () => {
    expect(split([Buffer.from('{"a":1}\n\n {"b":2}\r\n\t[3]')])).toEqual(['{"a":1}', '{"b":2}', '[3]']);
  });

  test('behavior: values need no separator', () => {
    expect(split([Buffer.from(MIXED.join(''))])).toEqual(MIXED);
  });

  test('behavior: a cut at every byte changes nothing', () => {
    const bytes = Buffer.from(MIXED.join('\n\n'));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(split([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(MIXED);
    }
  });

  test('behavior: each byte alone, as Buffer and as Uint8Array', () => {
    const bytes = Buffer.from(MIXED.join('\n\n'));
    expect(split(bytesOf(bytes, 1))).toEqual(MIXED);
    expect(split(bytesOf(new Uint8Array(bytes), 1))).toEqual(MIXED);
  });

  test('behavior: any values in any slicing come out whole and in order', () => {
    const value = fc.oneof(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
    );
    const separator = fc.constantFrom('', '\n\n', ' ', '\r\n\t');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, separator, fc.boolean()), { maxLength: 8 }),
        fc.array(fc.nat(400)),
        (parts, cuts) => {
          const texts = parts.map(([item, , pretty]) => JSON.stringify(item, null, pretty ? 2 : 0));
          const bytes = Buffer.from(texts.map((text, at) => text + parts[at]![1]).join(''));
          const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
          const chunks = [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
          expect(split(chunks)).toEqual(texts);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('behavior: a chunk may be reused by its sender after the push', () => {
    const { values, splitter: under } = splitter();
    const chunk = Buffer.from('{"abc":');
    under.push(chunk);
    chunk.fill(0x7d);
    under.push(Buffer.from('1}'));
    expect(values).toEqual(['{"abc":1}']);
  });

  test('behavior: bytes that are no UTF-8 become the replacement character', () => {
    const bytes = Buffer.concat([Buffer.from('["'), Buffer.from([0xb3]), Buffer.from('"]')]);
    expect(split([bytes])).toEqual(['["\ufffd"]']);
    expect(split(bytesOf(bytes, 1))).toEqual(['["\ufffd"]']);
  });

  test('behavior: nesting costs no stack', () => {
    const deep = '['.repeat(300_000) + ']'.repeat(300_000);
    expect(split([Buffer.from(deep)])).toEqual([deep]);
  });

  test('behavior: 131 KiB byte by byte stay linear', () => {
    const text = JSON.stringify({ data: 'x'.repeat(65_536), more: 'ł'.repeat(32_768) });
    const bytes = Buffer.from(text);
    const start = performance.now();
    expect(split(bytesOf(bytes, 1))).toEqual([text]);
    // A frame that is joined or searched again with each byte takes minutes here.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('behavior: pendingBytes counts the value that is not complete', () => {
    const { splitter: under } = splitter();
    under.push(Buffer.from('{"a":1}  {"b"'));
    expect(under.pendingBytes).toBe(4);
    under.push(Buffer.from(''));
    expect(under.pendingBytes).toBe(4);
    under.push(Buffer.from(':2}'));
    expect(under.pendingBytes).toBe(0);
  });

  test('behavior: an empty chunk between a backslash and what it escapes changes nothing', () => {
    expect(split([Buffer.from('["\\'), Buffer.from(''), Buffer.from('"]"]')])).toEqual(['["\\"]"]']);
  });

  test('behavior: reset drops a partial value and a partial escape', () => {
    const { values, splitter: under } = splitter();
    under.push(Buffer.from('{"a":"\\'));
    under.reset();
    expect(under.pendingBytes).toBe(0);
    under.push(Buffer.from('{"b":1}'));
    expect(values).toEqual(['{"b":1}']);
  });

  test('behavior: reset inside onValue drops the rest of the chunk', () => {
    const values: string[] = [];
    const under: JsonValueSplitter = new JsonValueSplitter({
      maxBytes: 100,
      onValue: (text) => {
        values.push(text);
        under.reset();
      },
    });
    under.push(Buffer.from('[1][2]garbage'));
    under.push(Buffer.from('[3]'));
    expect(values).toEqual(['[1]', '[3]']);
  });

  test('behavior: line breaks outside strings are part of a value, in any slicing', () => {
    const pretty = JSON.stringify({ a: [{ text: 'x\\n"y"' }, []], b: { c: {} }, d: 'ż' }, null, 2);
    for (const text of [pretty, pretty.replaceAll('\n', '\r\n'), pretty.replaceAll('\n', '\n\t')]) {
      const bytes = Buffer.from(`${text}\n\n${text}\r\n\r\n`);
      for (let size = 1; size <= bytes.length; size += 1) {
        expect(split(bytesOf(bytes, size))).toEqual([text, text]);
      }
    }
  });

  test.each([
    ['a blank line', '{"a":[1,\n\n', 'a blank line'],
    ['a blank line of CRLF', '{"a":[1,\r\n\r\n', 'a blank line'],
    ['a line break in a string', '{"a":"b\n', 'a line break in a string'],
    ['a line break in a string, escaped', '{"a":"b\\\n', 'a line break in a string'],
    ['a blank line behind a pretty value', '{\n  "a": 1\n}\n{\n  "a":\n\n', 'a blank line'],
  ])('error: %s proves that a value was cut short, in any slicing', (_, text, proof) => {
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size += 1) {
      const { splitter: under } = splitter();
      const chunks = [...bytesOf(bytes, size)];
      const last = chunks.pop() as Uint8Array;
      for (const chunk of chunks) under.push(chunk);
      expect(() => under.push(last)).toThrow(`A JSON value was cut short: ${proof}`);
    }
  });

  /** Whether what was received ends the connection: the splitter refuses it, or the parser does. */
  function refuses(chunks: Iterable<Uint8Array>, values: unknown[]): boolean {
    const under = new JsonValueSplitter({
      maxBytes: 1 << 20,
      onValue: (text) => void values.push(JSON.parse(text)),
    });
    try {
      for (const chunk of chunks) under.push(chunk);
    } catch {
      return true;
    }
    return false;
  }

  test('behavior: a value cut at any byte is refused with the next value, and makes no other one', () => {
    const values = MIXED.filter((text) => text.startsWith('{'));
    for (const first of values) {
      const bytes = Buffer.from(`${first}\n\n`);
      for (const next of values) {
        for (let cut = 1; cut < bytes.length - 2; cut += 1) {
          for (const size of [1, 7, 1000]) {
            const got: unknown[] = [];
            const sent = Buffer.concat([bytes.subarray(0, cut), Buffer.from(`${next}\n\n`)]);
            expect(refuses(bytesOf(sent, size), got)).toBe(true);
            expect(got).toEqual([]);
          }
        }
      }
    }
  });

  /** Whether a value ends in the text behind the given place, before all of it does. */
  function beginsWithValue(text: string, from: number): boolean {
    for (let end = from + 1; end < text.trimEnd().length; end += 1) {
      if (text[end - 1] !== '}') continue;
      try {
        JSON.parse(text.slice(0, end));
        return true;
      } catch {}
    }
    return false;
  }

  test('behavior: any values, one of them cut, are refused within the next value, in any slicing', () => {
    const record = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(
        record,
        record,
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (a, b, at, size, pretty) => {
          const [first, next] = [a, b].map((item) => Buffer.from(JSON.stringify(item, null, pretty ? 2 : 0)));
          const cut = 1 + (at % ((first as Buffer).length - 1));
          const end = Buffer.from('\n\n');
          const sent = Buffer.concat([(first as Buffer).subarray(0, cut), next as Buffer, end]);
          // A string cut before its end may take in the next value's `{"` and end there: `{"a":"{"}`, then `":1}`. No
          // byte tells that from a value that was sent; only a schema can.
          fc.pre(!beginsWithValue(sent.toString(), cut));
          const got: unknown[] = [];
          expect(refuses(bytesOf(sent, size), got)).toBe(true);
          expect(got).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
    // A thousand splittings of every kind take long on a busy machine, the more so with the counters of coverage.
  }, 60_000);

  test.each([
    ['text', 'HTTP/1.1 400 Bad Request', '0x48'],
    ['a bare number', '{"a":1}17', '0x31'],
    ['a bare string', '"text"', '0x22'],
    ['a closing bracket too many', '{}}', '0x7d'],
    ['NUL', '\0{}', '0x00'],
    ['a byte order mark', '\ufeff{}', '0xef'],
  ])('error: %s between values', (_, text, byte) => {
    const { splitter: under } = splitter();
    expect(() => under.push(Buffer.from(text))).toThrow(`Expected a JSON object or array, got byte ${byte}`);
  });

  test('error: the sample shows the outline only', () => {
    const { splitter: under } = splitter();
    let error: unknown;
    try {
      under.push(Buffer.from('{"ok":1}<html>canary-Hunter22</html>'));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'ProtocolError', sample: '<aaaa>aaaaaa-aaaaaa99</aaaa>' });
  });

  test('error: after garbage every push fails until reset', () => {
    const { values, splitter: under } = splitter();
    expect(() => under.push(Buffer.from('[1]x'))).toThrow();
    expect(() => under.push(Buffer.from('[2]'))).toThrow('Expected a JSON object');
    under.reset();
    under.push(Buffer.from('[3]'));
    expect(values).toEqual(['[1]', '[3]']);
  });

  test('error: a value over the bound, in one chunk, across chunks and unfinished', () => {
    const over = Buffer.from(`["${'x'.repeat(97)}"]`);
    const fits = Buffer.from(`["${'x'.repeat(96)}"]`);
    expect(over.length).toBe(101);
    expect(split([fits], 100)).toHaveLength(1);
    expect(split(bytesOf(fits, 7), 100)).toHaveLength(1);
    for (const chunks of [[over], [...bytesOf(over, 7)], [over.subarray(0, 50), over.subarray(50)]]) {
      expect(() => split(chunks, 100)).toThrow('A JSON value is larger than 100 bytes');
    }
    const { splitter: under } = splitter(100);
    for (let sent = 0; sent < 100; sent += 10) under.push(Buffer.from('[[[[[[[[[['));
    expect(() => under.push(Buffer.from('['))).toThrow('larger than 100 bytes');
    expect(under.pendingBytes).toBe(0);
  });

  test('error: what onValue throws comes out, and the stream cannot continue', () => {
    const under = new JsonValueSplitter({
      maxBytes: 100,
      onValue: () => {
        throw new Error('receiver');
      },
    });
    expect(() => under.push(Buffer.from('[1][2]'))).toThrow('receiver');
    expect(() => under.push(Buffer.from('[3]'))).toThrow('bytes behind its value were lost');
  });

  test('error: any bytes give values or a ProtocolError, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        const { splitter: under } = splitter(64);
        try {
          for (const chunk of bytesOf(bytes, size)) under.push(chunk);
        } catch (error) {
          expect(isProtocolError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
