import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  AuthenticationError,
  BrokerError,
  ConnectionError,
  HttpStatusError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  ProtocolError,
  RateLimitError,
  TimeoutError,
  UnsupportedError,
  VenueError,
} from '../../src/errors';

describe('BrokerError', () => {
  test('default: holds the context it was given and nothing for what it was not', () => {
    const error = new BrokerError('broken', {
      venue: 'xapi',
      operation: 'placeOrder',
      requestId: 'r1',
      sent: true,
    });
    expect({ ...error }).toEqual({
      venue: 'xapi',
      operation: 'placeOrder',
      requestId: 'r1',
      retryable: false,
      sent: true,
    });
    expect({ ...new BrokerError('broken') }).toStrictEqual({ retryable: false });
    expect(error.message).toBe('broken');
  });

  test('default: toJSON gives name, message and the fields, not the stack and not the cause', () => {
    const error = new TimeoutError('late', { venue: 'xapi', timeoutMs: 5, cause: new Error('inner') });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'TimeoutError',
      message: 'late',
      venue: 'xapi',
      retryable: true,
      timeoutMs: 5,
    });
  });

  test('behavior: the stack is headed by the real name and begins where the error was made', () => {
    function place(): never {
      throw new NotConnectedError('not connected');
    }
    const { stack = '' } = (() => {
      try {
        return place();
      } catch (error) {
        return error as Error;
      }
    })();
    const [head, first] = stack.split('\n');
    expect(head).toBe('NotConnectedError: not connected');
    expect(first).toContain('place');
    expect(inspect(new NotConnectedError('x'))).toMatch(/^NotConnectedError: x/);
  });

  test('args: an extra member of the context is not kept', () => {
    const context = { code: 'X', config: { headers: { Authorization: 'canary' } } };
    expect(inspect(new VenueError('m', context), { depth: null, showHidden: true })).not.toContain('canary');
  });
});

describe('the defaults of a class', () => {
  test.each([
    ['NotConnectedError', new NotConnectedError('m', { sent: true }), { retryable: true, sent: false }],
    ['UnsupportedError', new UnsupportedError('m', { sent: true }), { retryable: false, sent: false }],
    [
      'OrderOutcomeUnknownError',
      new OrderOutcomeUnknownError('m', { retryable: true, sent: false }),
      { retryable: false, sent: true },
    ],
    ['OrderRejectedError', new OrderRejectedError('m', { code: 'BE1' }), { retryable: false, sent: true }],
    ['ConnectionError tls', new ConnectionError('m', { failure: 'tls' }), { retryable: false }],
    ['ConnectionError reset', new ConnectionError('m', { failure: 'reset' }), { retryable: true }],
    ['HttpStatusError 503', new HttpStatusError('m', { status: 503 }), { retryable: true }],
    ['HttpStatusError 429', new HttpStatusError('m', { status: 429 }), { retryable: true }],
    ['HttpStatusError 404', new HttpStatusError('m', { status: 404 }), { retryable: false }],
    ['RateLimitError', new RateLimitError('m'), { retryable: true }],
    ['AuthenticationError', new AuthenticationError('m'), { retryable: false }],
  ])('default: %s', (_name, error, expected) => {
    expect(error).toMatchObject(expected);
  });

  test('args: a member that is there and undefined does not wipe it', () => {
    const nothing = { retryable: undefined, sent: undefined };
    expect(new NotConnectedError('m', nothing)).toMatchObject({ retryable: true, sent: false });
    expect(new RateLimitError('m', nothing)).toMatchObject({ retryable: true });
    expect(new TimeoutError('m', nothing)).toMatchObject({ retryable: true });
    expect(new ConnectionError('m', { ...nothing, failure: 'dns' })).toMatchObject({ retryable: true });
    expect(new HttpStatusError('m', { ...nothing, status: 500 })).toMatchObject({ retryable: true });
    expect(new OrderRejectedError('m', { ...nothing, code: 'X' })).toMatchObject({ sent: true });
  });

  test('args: what the caller gives overrides it', () => {
    expect(new TimeoutError('m', { retryable: false }).retryable).toBe(false);
    expect(new OrderRejectedError('m', { code: 'X', sent: false }).sent).toBe(false);
  });

  test('behavior: own details are kept, a sample is cut', () => {
    expect(
      new OrderRejectedError('m', { code: 'BE1', venueText: 't', clientOrderId: '1', orderId: '2' }),
    ).toMatchObject({
      code: 'BE1',
      venueText: 't',
      clientOrderId: '1',
      orderId: '2',
    });
    expect(new OrderOutcomeUnknownError('m', { clientOrderId: '1', orderId: '2' })).toMatchObject({
      clientOrderId: '1',
      orderId: '2',
    });
    expect(new AuthenticationError('m', { code: 'X', until: 5 })).toMatchObject({ code: 'X', until: 5 });
    expect(new RateLimitError('m', { code: 'X', retryAfterMs: 5 })).toMatchObject({
      code: 'X',
      retryAfterMs: 5,
    });
    expect(new HttpStatusError('m', { status: 1, method: 'GET', host: 'h', path: '/{id}' })).toMatchObject({
      method: 'GET',
      host: 'h',
      path: '/{id}',
    });
    expect(new ProtocolError('m', { path: 'a.b', sample: 'x'.repeat(500) }).sample).toHaveLength(200);
  });
});
