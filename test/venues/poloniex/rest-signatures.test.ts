import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../src/errors/redact';
import { SignaturesInUse } from '../../../src/venues/poloniex/rest/signatures';

describe('SignaturesInUse', () => {
  it('behavior: a signature of two requests is a secret until both are done', () => {
    const redactor = new Redactor();
    const signatures = new SignaturesInUse(redactor);
    signatures.add('abcd+/==');
    signatures.add('abcd+/==');
    signatures.remove('abcd+/==');
    expect(redactor.text('it is abcd+/==')).toBe('it is [redacted]');
    signatures.remove('abcd+/==');
    expect(redactor.text('it is abcd+/==')).toBe('it is abcd+/==');
    signatures.remove('abcd+/==');
    signatures.add('abcd+/==');
    expect(redactor.text('it is abcd+/==')).toBe('it is [redacted]');
  });
});
