import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf, ROOT } from './pages';

test('default: the block of docs/testing-your-bot.md that vitest runs is the test beside this one', () => {
  const [block] = blocksOf('docs/testing-your-bot.md').filter(({ code }) => code.includes("from 'vitest'"));
  const text = readFileSync(new URL('test/docs/bot-vitest.test.ts', ROOT), 'utf8');
  expect(`${block?.code}\n`).toBe(text);
});
