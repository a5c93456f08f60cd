import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONTRACT } from '../../src/testing';

const page = readFileSync('docs/reliability.md', 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');

test('default: every number of a case on the page is one of the contract', () => {
  const named = [...page.matchAll(/\b\d{3}\b/g)].map(([number]) => Number(number));
  const known = CONTRACT.map(({ number }) => number);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((number) => !known.includes(number))).toEqual([]);
});
