import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const { withoutComments } = createRequire(import.meta.url)('./without-comments.cjs') as {
  readonly withoutComments: (text: string) => string;
};

test('default: comments go with their lines, and what only looks like one stays', () => {
  const text = [
    '#!/usr/bin/env node',
    '// src/a.ts',
    'const a = /* @__PURE__ */ make(); // kept apart',
    'class B {',
    '  /**',
    '   * A field.',
    '   */',
    '  #field = /[/*]/; ',
    '  // before a method',
    '  method() {',
    '    return `// no comment',
    '// nor this /* or this */`;',
    '  }',
    '}',
    '',
  ].join('\n');
  expect(withoutComments(text).split('\n')).toEqual([
    '#!/usr/bin/env node',
    'const a = /* @__PURE__ */ make(); // kept apart',
    'class B {',
    '  #field = /[/*]/; ',
    '  method() {',
    '    return `// no comment',
    '// nor this /* or this */`;',
    '  }',
    '}',
    '',
  ]);
});
