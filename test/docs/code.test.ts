import { beforeAll, describe, expect, test } from 'vitest';
import { type Block, blocksOf, pagePaths, parseBlocks } from './pages';
import { bundle, compile, type ProgramEnd, programOf, runAll, writePrograms } from './programs';

const RUN_MS = 30_000;

const programs = pagePaths().flatMap(blocksOf).map(programOf);
const titled = programs.map(({ block, file }): [string, Block, string] => [
  `${block.page}:${block.line} compiles${block.isRun ? ' and runs' : ''}`,
  block,
  file,
]);

/** Blocks that must fail, and one beside them that must not. */
const samples = parseBlocks(
  'sample.md',
  [
    '```ts\nconst price: number = "1.1";\n```',
    '```ts\nimport { parseDecimal } from "venuekit";\nparseDecimal("1e5");\n```',
    '```ts\nsetInterval(() => {}, 1000);\n```',
    '```ts\nconsole.log("fine");\n```',
  ].join('\n'),
).map(programOf);
const [mistyped, throwing, endless, fine] = samples.map(({ file }) => file);

describe('the blocks of TypeScript in the documents', () => {
  let errors: ReadonlyMap<string, string>;
  let ends: ReadonlyMap<string, ProgramEnd>;

  // Where a block fails, each runs again by itself, which takes longer.
  beforeAll(async () => {
    const all = [...programs, ...samples];
    writePrograms(all);
    errors = compile(all);
    const runnable = all.filter(({ block, file }) => block.isRun && errors.get(file) === '');
    await bundle(runnable);
    ends = new Map([
      ...(await runAll(
        runnable.filter((program) => !samples.includes(program)),
        RUN_MS,
      )),
      ...(await runAll(
        runnable.filter((program) => samples.includes(program)),
        2000,
      )),
    ]);
    const count = programs.filter(({ block }) => block.isRun).length;
    process.stdout.write(
      `Documents: ${count} blocks are run, ${programs.length - count} are compiled only.\n`,
    );
  }, 600_000);

  test.each(titled)('default: %s', (_title, block, file) => {
    expect(errors.get(file)).toBe('');
    if (block.isRun) expect(ends.get(file)).toMatchObject({ ended: 0 });
  });

  test('error: a block that does not compile is named with its line in the page', () => {
    expect(errors.get(mistyped!)).toBe("sample.md:2 Type 'string' is not assignable to type 'number'.");
  });

  test('error: a block that throws, and one that does not end, are told from one that runs', () => {
    expect(ends.get(throwing!)).toMatchObject({ ended: 1, output: expect.stringContaining('1e5') });
    expect(ends.get(endless!)).toMatchObject({ ended: 'SIGTERM' });
    expect(ends.get(fine!)).toEqual({ ended: 0, output: 'fine\n' });
  });
});

describe('the comment above a block', () => {
  const marked = (comment: string) => parseBlocks('sample.md', `${comment}\n\`\`\`ts\ncode\n\`\`\``)[0];
  const runs = { page: 'sample.md', line: 2, code: 'code', setup: undefined, isRun: true };

  test.each([
    ['text', runs],
    ['<!-- setup: xapi -->', { ...runs, setup: { name: 'xapi', values: '' } }],
    [
      '<!-- setup: xapi (broker, request) -->',
      { ...runs, setup: { name: 'xapi', values: 'broker, request' } },
    ],
    ['<!-- compiled only: it needs an account -->', { ...runs, isRun: false }],
    [
      '<!-- setup: xapi (broker); compiled only: it never ends -->',
      { ...runs, setup: { name: 'xapi', values: 'broker' }, isRun: false },
    ],
  ])('args: %s', (comment, block) => {
    expect(marked(comment)).toEqual(block);
  });

  test.each(['<!-- compiled only -->', '<!-- setup xapi -->', '<!-- skip: later -->', '<!-- -->'])(
    'error: %s has no meaning',
    (comment) => {
      expect(() => marked(comment)).toThrow('sample.md:1 ');
    },
  );

  test('error: a block without an end', () => {
    expect(() => parseBlocks('sample.md', '```ts\ncode')).toThrow('sample.md:1 ');
  });
});
