import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownText } from '../../../src/adapter/schema/text-parts';

test('behavior: a text of any length and any characters is the same text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  );
  fc.assert(
    fc.property(text, fc.nat(60), (whole, from) => {
      expect(ownText(whole.slice(from))).toBe(whole.slice(from));
    }),
    { numRuns: 2000 },
  );
});

test('behavior: texts of one length, made one after the other, stay what they are', () => {
  const made = ['60018450912695041', '60018450912695042', '60018450912695043'].map(ownText);
  expect(made).toEqual(['60018450912695041', '60018450912695042', '60018450912695043']);
});
