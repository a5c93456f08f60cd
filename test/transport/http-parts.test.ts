import { describe, expect, test } from 'vitest';
import { ValidationError } from '../../src/errors';
import { Redactor } from '../../src/errors/redact';
import { checkHeaders } from '../../src/transport/http/headers';
import { encodeQuery, expandPath } from '../../src/transport/http/path';
import { retryAfterOf } from '../../src/transport/http/retry-after';
import { requestFrame, responseFrame } from '../../src/transport/http/tap';

describe('expandPath', () => {
  test('default: each value becomes one part', () => {
    expect(expandPath('/markets')).toBe('/markets');
    expect(expandPath('/markets/{symbol}/orders/{id}', { symbol: 'BTC_USDT', id: 'فا %2e?#&' })).toBe(
      '/markets/BTC_USDT/orders/%D9%81%D8%A7%20%252e%3F%23%26',
    );
  });

  test.each([
    '',
    '.',
    '..',
    'a/b',
    '../x',
    'a\\b',
    'a\r\nb',
    'a\0',
    '\ud800',
    'x'.repeat(257),
    undefined,
    5,
    {},
  ])('error: the value %j', (value) => {
    expect(() => expandPath('/markets/{symbol}', { symbol: value as string })).toThrow(ValidationError);
  });

  test.each([
    'markets',
    '//evil.example/x',
    'https://evil.example/x',
    '/a/../b',
    '/./a',
    '/a?b=1',
    '/a#b',
    '/a\\b',
    '/a b',
    '/{a',
    '/a}',
    '/%2e%2e/a',
    '',
  ])('error: the template %s', (template) => {
    expect(() => expandPath(template)).toThrow(ValidationError);
  });

  test('error: a missing and a superfluous value', () => {
    expect(() => expandPath('/a/{id}')).toThrow('id is required');
    expect(() => expandPath('/a/{constructor}')).toThrow('constructor is required');
    expect(() => expandPath('/a', { id: '1' })).toThrow('id has no place in the path');
  });
});

describe('encodeQuery', () => {
  test('default: in order, encoded, without the undefined', () => {
    expect(encodeQuery({ b: 'x y&=', a: 1.5, none: undefined, flag: false, 'k ł': '' })).toBe(
      'b=x%20y%26%3D&a=1.5&flag=false&k%20%C5%82=',
    );
    expect(encodeQuery()).toBe('');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, null, {}, ['a'], '\udc00'])('error: %j', (value) => {
    expect(() => encodeQuery({ limit: value as string })).toThrow('query.limit');
  });
});

describe('checkHeaders', () => {
  test('default: names in lower case', () => {
    expect(checkHeaders({ 'X-Key': 'abc', authorization: 'Bearer é' })).toEqual({
      'x-key': 'abc',
      authorization: 'Bearer é',
    });
  });

  test.each([
    [{ key: 'canary22\r\nx: y' }, 'headers.key'],
    [{ key: 'canary22\0' }, 'headers.key'],
    [{ key: 'canary22ł' }, 'headers.key'],
    [{ key: ['canary22'] as never }, 'headers.key'],
    [{ 'bad name': 'canary22' }, 'headers.?'],
    [{ '': 'canary22' }, 'headers.?'],
    [{ Host: 'canary22.example' }, 'headers.Host'],
    [{ 'content-length': '1' }, 'headers.content-length'],
  ])('error: %j', (headers, field) => {
    expect(() => checkHeaders(headers)).toThrow(ValidationError);
    try {
      checkHeaders(headers);
    } catch (error) {
      expect(error).toMatchObject({ field });
      expect(JSON.stringify(error)).not.toContain('canary22');
    }
  });
});

describe('retryAfterOf', () => {
  const now = Date.UTC(2026, 2, 1, 12);
  test.each([
    ['7', 7000],
    [' 0 ', 0],
    ['30', 30_000],
    ['31', 30_000],
    ['9999999999', 30_000],
    ['9'.repeat(400), 30_000],
    ['Sun, 01 Mar 2026 12:00:20 GMT', 20_000],
    ['Sun, 01 Mar 2026 13:00:00 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Sun, 99 Mar 2026 12:00:30 GMT', undefined],
    ['-5', undefined],
    ['1e99', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('default: %s', (value, wait) => {
    const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
    expect(retryAfterOf(headers, now)).toBe(wait);
  });

  test.each([
    ['an hour slow', -3_600_000],
    ['an hour fast', 3_600_000],
    ['years off', 1e12],
  ])('behavior: a date is read by the clock of the venue, whether the local one is %s', (_, off) => {
    const headers = { 'retry-after': 'Sun, 01 Mar 2026 12:00:20 GMT', date: 'Sun, 01 Mar 2026 12:00:00 GMT' };
    expect(retryAfterOf(headers, now + off)).toBe(20_000);
    expect(retryAfterOf({ ...headers, date: 'yesterday' }, now)).toBe(20_000);
  });
});

describe('HTTP frames for taps', () => {
  test('behavior: secrets by value and by name are redacted', () => {
    const redactor = new Redactor();
    redactor.add('canary-session');
    const frame = requestFrame(redactor, {
      method: 'POST',
      path: '/login/canary-session',
      query: 'symbol=BTC_USDT&signature=canary-a&api_key=x',
      body: '{"Login":"canary-b","Password":"canary-c","n":1}',
    });
    expect(frame).toContain('POST /login/[redacted]?symbol=BTC_USDT&signature=[redacted]');
    expect(frame).toContain('"n":1');
    expect(frame).not.toContain('canary');
    const form = requestFrame(redactor, {
      method: 'POST',
      path: '/token',
      query: '',
      body: 'grant_type=x&client_secret=canary-d',
    });
    expect(form).toBe('POST /token\ngrant_type=x&client_secret=[redacted]');
    expect(responseFrame(redactor, 200, '{"access_token":"canary-e","v":2}')).toBe(
      '200\n{"access_token":"[redacted]","v":2}',
    );
  });
});
