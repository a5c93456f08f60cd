import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { adaptLogger, defaultLogger, silentLogger } from '../../src/core/logger';
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

/** A stream and the lines that were written to it. */
function lines() {
  const stream = new PassThrough();
  return {
    stream,
    read: (): string[] =>
      String(stream.read() ?? '')
        .split('\n')
        .filter((line) => line !== ''),
  };
}

describe('adaptLogger', () => {
  test('default: pino gets the details as members of its record, a child of it too', () => {
    const { stream, read } = lines();
    const logger = pino({ level: 'debug', base: null, timestamp: false }, stream);
    adaptLogger(logger).warn('first', { code: 'clockSkew', count: 2 });
    adaptLogger(logger.child({ bot: 'grid' })).debug('second', { epoch: 1 });
    adaptLogger(logger).error('third');
    expect(read().map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 40, code: 'clockSkew', count: 2, msg: 'first' },
      { level: 20, bot: 'grid', epoch: 1, msg: 'second' },
      { level: 50, msg: 'third' },
    ]);
  });

  test('default: console gets the details after the message', () => {
    const { stream, read } = lines();
    adaptLogger(new Console(stream, stream)).warn('first', { code: 'clockSkew' });
    expect(read()).toEqual(["first { code: 'clockSkew' }"]);
  });

  test('error: what a logger throws is dropped', () => {
    const broken = { ...silentLogger, warn: () => expect.fail('the disk is full') };
    expect(() => adaptLogger(broken).warn('x')).not.toThrow();
  });
});
