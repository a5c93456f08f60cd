import { describe, expect, test } from 'vitest';
import { RowDecoder } from '../../../src/adapter/schema/row-decoder';
import { COUNT, row } from '../../../src/adapter/schema/text-parts';
import { listFromText, rowsFromText } from '../../../src/adapter/schema/text-reader';
import { atOnce } from '../../../src/core/slices';

const byA = new RowDecoder(row`{"a":${COUNT},"b":${COUNT}}`, ([, a, b]) => ({ a: Number(a), b: Number(b) }));
const byB = new RowDecoder(row`{"b":${COUNT},"a":${COUNT}}`, ([, b, a]) => ({ a: Number(a), b: Number(b) }));
const rows = (count: number): string => Array.from({ length: count }, (_, a) => `{"a":${a},"b":1}`).join(',');
const read = (text: string) => {
  const reader = listFromText([byA, byB], '\\{"rows":\\[', ']}');
  return atOnce(reader(text, 0, text.length));
};

describe('rowsFromText', () => {
  test('default: reads the rows and what is around them', () => {
    const reader = rowsFromText([byA], '\\{"n":(\\d),"rows":\\[', ']}', (list, [, n]) => ({ n, list }));
    const text = 'before{"n":7,"rows":[{"a":1,"b":2}]}behind';
    const end = text.length - 'behind'.length;
    expect(atOnce(reader(text, 'before'.length, end))).toEqual({ n: '7', list: [{ a: 1, b: 2 }] });
    expect(atOnce(reader(text, 'before'.length, end - 1))).toBeUndefined();
    expect(atOnce(reader(text, 0, end))).toBeUndefined();
  });

  test.each([0, 1, 2, 15, 16, 17, 32, 33, 100])(
    'default: reads a list of %i rows, or nothing of it',
    (count) => {
      expect(read(`{"rows":[${rows(count)}]}`)).toHaveLength(count);
      if (count === 0) return;
      for (const bad of [
        `${rows(count)},`,
        `,${rows(count)}`,
        `${rows(count)} `,
        `${rows(count)},{}`,
        `${rows(count)}}`,
      ]) {
        expect(read(`{"rows":[${bad}]}`)).toBeUndefined();
      }
    },
  );

  test('behavior: rows are read in any of the orders that are known, all of a list in one', () => {
    expect(read('{"rows":[{"b":1,"a":2},{"b":3,"a":4}]}')).toEqual([
      { a: 2, b: 1 },
      { a: 4, b: 3 },
    ]);
    expect(read('{"rows":[{"b":1,"a":2},{"a":3,"b":4}]}')).toBeUndefined();
  });

  test('behavior: of a text that is cut anywhere it reads nothing', () => {
    const text = `{"rows":[${rows(3)}]}`;
    for (let at = 0; at < text.length; at += 1) expect(read(text.slice(0, at))).toBeUndefined();
    for (let at = 1; at < text.length; at += 1) expect(read(text.slice(at))).toBeUndefined();
  });

  test('behavior: two lists that are read by turns do not disturb each other', () => {
    const reader = listFromText([byA]);
    const texts = [`[${rows(50)}]`, `[${rows(33)}]`];
    const works = texts.map((text) => reader(text, 0, text.length));
    const lengths: unknown[] = [];
    while (lengths.length < 2) {
      for (const work of works) {
        const step = work.next();
        if (step.done && step.value !== undefined) lengths.push(step.value.length);
      }
    }
    expect(lengths).toEqual([33, 50]);
  });

  test('behavior: where nothing is written as usual it steps aside, and tries again later', () => {
    const reader = listFromText([byA]);
    const usual = `[${rows(1)}]`;
    for (let count = 0; count < 16; count += 1) expect(atOnce(reader('{}', 0, 2))).toBeUndefined();
    expect(atOnce(reader(usual, 0, usual.length))).toBeUndefined();
    for (let count = 0; count < 999; count += 1) atOnce(reader('{}', 0, 2));
    expect(atOnce(reader(usual, 0, usual.length))).toHaveLength(1);
  });
});
