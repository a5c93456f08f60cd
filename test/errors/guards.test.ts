import { afterEach, describe, expect, test, vi } from 'vitest';
import * as errors from '../../src/errors';
import { hasErrorBrand } from '../../src/errors/brand';

const made: Record<string, errors.BrokerError> = {
  BrokerError: new errors.BrokerError('m'),
  ConfigurationError: new errors.ConfigurationError('m'),
  ValidationError: new errors.ValidationError('f', 'r'),
  UnsupportedError: new errors.UnsupportedError('m'),
  AuthenticationError: new errors.AuthenticationError('m'),
  RateLimitError: new errors.RateLimitError('m'),
  NotConnectedError: new errors.NotConnectedError('m'),
  TransportError: new errors.TransportError('m'),
  TimeoutError: new errors.TimeoutError('m'),
  ConnectionError: new errors.ConnectionError('m', { failure: 'reset' }),
  HttpStatusError: new errors.HttpStatusError('m', { status: 500 }),
  ProtocolError: new errors.ProtocolError('m'),
  VenueError: new errors.VenueError('m', { code: 'X' }),
  OrderRejectedError: new errors.OrderRejectedError('m', { code: 'X' }),
  OrderOutcomeUnknownError: new errors.OrderOutcomeUnknownError('m'),
  OverflowError: new errors.OverflowError('m'),
  AbortedError: new errors.AbortedError('m'),
  ClosedError: new errors.ClosedError('m'),
};

/** What stands above each class, itself included. */
const above: Record<string, readonly string[]> = {
  TimeoutError: ['TransportError'],
  ConnectionError: ['TransportError'],
  HttpStatusError: ['TransportError'],
  OrderRejectedError: ['VenueError'],
};

const guards = Object.entries(errors).filter(([name]) => name.startsWith('is')) as [
  string,
  (v: unknown) => boolean,
][];

afterEach(() => {
  vi.resetModules();
});

describe('guards', () => {
  test('default: there is one for every class, and every class is tried here', () => {
    const classes = Object.keys(errors).filter((name) => name.endsWith('Error') && !name.startsWith('is'));
    expect(Object.keys(made).sort()).toEqual(classes.sort());
    expect(guards.map(([name]) => name.slice(2)).sort()).toEqual(classes.sort());
  });

  test.each(Object.keys(made))(
    'default: %s is distinct from its siblings and recognised by its ancestors',
    (name) => {
      const expected = new Set([name, 'BrokerError', ...(above[name] ?? [])]);
      for (const [guard, is] of guards)
        expect([guard, is(made[name])]).toEqual([guard, expected.has(guard.slice(2))]);
    },
  );

  test('behavior: they know an error of another copy of the module, where instanceof fails', async () => {
    vi.resetModules();
    const copy = await import('../../src/errors');
    const foreign = new copy.TimeoutError('late', { timeoutMs: 5 });
    expect(foreign).not.toBeInstanceOf(errors.TimeoutError);
    expect([
      errors.isTimeoutError(foreign),
      errors.isTransportError(foreign),
      errors.isBrokerError(foreign),
    ]).toEqual([true, true, true]);
    expect(errors.isVenueError(foreign)).toBe(false);
  });

  test.each([null, undefined, 'ValidationError', 1, {}, new Error('x'), { name: 'BrokerError' }])(
    'args: %s is not an error of the SDK',
    (value) => {
      for (const [, is] of guards) expect(is(value)).toBe(false);
    },
  );

  test('behavior: a forged brand that is no list is not believed', () => {
    expect(hasErrorBrand({ [Symbol.for('venuekit.error')]: 'BrokerError' }, 'BrokerError')).toBe(false);
  });
});

describe('lineage', () => {
  test('default: name is the class, and survives renaming by a bundler', () => {
    for (const [name, error] of Object.entries(made)) expect(error.name).toBe(name);
  });

  test('behavior: a class that declares no errorName has the name of its nearest ancestor, without duplicates', () => {
    class Mine extends errors.VenueError {}
    const error = new Mine('m', { code: 'X' });
    expect(error.name).toBe('VenueError');
    expect((error as unknown as Record<symbol, unknown>)[Symbol.for('venuekit.error')]).toEqual([
      'VenueError',
      'BrokerError',
    ]);
    expect(errors.isVenueError(error) && error instanceof Mine).toBe(true);
  });

  test('behavior: a class that declares one has its own name', () => {
    class ChpError extends errors.VenueError {
      static override readonly errorName: string = 'ChpError';
    }
    const error = new ChpError('m', { code: 'X' });
    expect([error.name, hasErrorBrand(error, 'ChpError'), errors.isVenueError(error)]).toEqual([
      'ChpError',
      true,
      true,
    ]);
  });
});
