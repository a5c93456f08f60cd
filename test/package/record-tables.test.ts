import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordDocuments } from './generate/record-tables';

const PAGE = 'docs/decimals-and-time.md';
const MARKS = '<!-- generated: records -->\n<!-- end -->\n';
const read = (path: string): string => readFileSync(path, 'utf8');

/** The page that follows from one file of records, the others being empty. */
function pageOf(source: string): string {
  const page = recordDocuments((path) => (path === PAGE ? MARKS : path.endsWith('/order.ts') ? source : ''));
  return page[PAGE] ?? '';
}

describe('the tables of records', () => {
  test('default: the page in the repository follows from the comments of the records', () => {
    expect(recordDocuments(read)).toEqual({ [PAGE]: read(PAGE) });
  });

  test('behavior: a field is a row with its type and its comment in one line', () => {
    const source = `
      /** A thing. */
      export interface Thing extends RecordMeta {
        /**
         * How much,
         * in lots.
         */
        readonly quantity?: Decimal;
        /** Its direction. */
        readonly side: 'long' | 'short';
      }`;
    expect(pageOf(source)).toContain(`### Thing

A thing.

| field | type | meaning |
|---|---|---|
| \`quantity?\` | \`Decimal\` | How much, in lots. |
| \`side\` | \`'long' \\| 'short'\` | Its direction. |
`);
  });

  test('behavior: a type of fields is a row with its values', () => {
    const source = "/** A word. */\nexport type Word =\n  | 'yes'\n  | 'no';";
    expect(pageOf(source)).toContain("| `Word` | `'yes' \\| 'no'` | A word. |\n");
  });

  test.each([
    ['interface Thing {}', 'Thing has no comment'],
    ['/** A thing. */ interface Thing { readonly quantity: Decimal }', 'Thing.quantity has no comment'],
    ["type Word = 'yes';", 'Word has no comment'],
  ])('error: %s', (source, message) => {
    expect(() => pageOf(source)).toThrow(`src/model/order.ts: ${message}`);
  });
});
