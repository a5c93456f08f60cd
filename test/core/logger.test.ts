import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultLogger, silentLogger } from '../../src/core/logger';
import { ConfigurationError } from '../../src/errors';

function capture(run: () => void): string {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  run();
  return written.join('');
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('defaultLogger', () => {
  test('default: warnings and errors are one line of standard error each, the rest is dropped', () => {
    const text = capture(() => {
      defaultLogger.debug('a');
      defaultLogger.info('b');
      defaultLogger.warn('c', { n: 1 });
      defaultLogger.error('d');
    });
    expect(text).toBe('venuekit warn: c {"n":1}\nvenuekit error: d\n');
  });

  test('behavior: errors keep name and message, the SDK’s own their fields', () => {
    const text = capture(() =>
      defaultLogger.warn('x', {
        error: new TypeError('broken'),
        own: new ConfigurationError('no', { venue: 'xapi' }),
      }),
    );
    expect(text).toContain('"error":{"name":"TypeError","message":"broken"}');
    expect(text).toContain(
      '"own":{"name":"ConfigurationError","message":"no","retryable":false,"venue":"xapi"}',
    );
  });

  test('error: a cycle or a big integer in the fields does not throw', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const text = capture(() => {
      defaultLogger.error('cycle', cycle);
      defaultLogger.error('big', { id: 2n ** 64n });
    });
    expect(text).toBe(
      'venuekit error: cycle (details that cannot be written as JSON)\n' +
        'venuekit error: big {"id":"18446744073709551616"}\n',
    );
  });

  test('behavior: a message cannot forge a line or steer the terminal', () => {
    expect(capture(() => defaultLogger.warn('a\nvenuekit error: b\u001b[2J'))).toBe(
      'venuekit warn: a venuekit error: b [2J\n',
    );
  });
});

describe('silentLogger', () => {
  test('default: writes nothing', () => {
    const text = capture(() => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) silentLogger[level]('x');
    });
    expect(text).toBe('');
  });
});
