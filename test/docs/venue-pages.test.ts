import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VENUES } from '../../src/index';

/** The parts of each page, in their order; a page may have others between the last two. */
const SECTIONS = [
  ...['Connect', 'Options', 'Capabilities', 'Symbols', 'Streams', 'Orders', 'Limits', 'Rules that differ'],
  ...['Commands', 'Errors'],
];

test.each(VENUES)('default: the page of %s has the parts that all have', (id) => {
  const page = readFileSync(`docs/venues/${id}.md`, 'utf8');
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  expect(headings.slice(0, SECTIONS.length - 1)).toEqual(SECTIONS.slice(0, -1));
  expect(headings.at(-1)).toBe('Errors');
});
