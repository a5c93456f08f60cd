import { describe, expect, test } from 'vitest';
import { Redactor } from '../../src/errors/redact';

const redactor = new Redactor();
redactor.add('canary-secret');

describe('sample', () => {
  test('default: the value as JSON, secrets removed', () => {
    expect(redactor.sample({ a: [1, 'canary-secret'], password: 'x' })).toBe(
      '{"a":[1,"[redacted]"],"password":"[redacted]"}',
    );
    expect(redactor.sample(undefined)).toBe('undefined');
  });

  test('behavior: a large or deep value costs little and gives a short text', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    const wide = Array(1_000_000).fill({ a: 1 });
    for (const value of [deep, wide, { text: 'x'.repeat(10_000_000) }, { ['k'.repeat(1_000_000)]: wide }]) {
      expect(redactor.sample(value).length).toBeLessThanOrEqual(1000);
    }
  });

  test('behavior: a secret at the cut is not shown in part', () => {
    const text = `${'x'.repeat(995)}canary-secret`;
    expect(redactor.sample(text)).not.toContain('canary');
    expect(redactor.sample({ text: `${'x'.repeat(1990)}canary-secret` })).not.toContain('canary');
  });
});
