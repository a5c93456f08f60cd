import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { BrokerError, ConnectionError } from '../../src/errors';

const CANARY = 'canary-3f1c';

/** Shaped like the error of an HTTP client: the whole request hangs on it. */
function httpClientError(): Error {
  return Object.assign(new Error('Request failed with status code 403'), {
    code: 'ERR_BAD_REQUEST',
    config: { headers: { Authorization: `Bearer ${CANARY}` }, data: `{"password":"${CANARY}"}` },
    request: { path: `/?signature=${CANARY}` },
    response: { data: { token: CANARY } },
  });
}

function everythingPrinted(error: Error): string {
  const chain: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) chain.push(at.message, at.stack ?? '');
  return [
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    String(error),
    ...chain,
  ].join('\n');
}

describe('cause', () => {
  test('default: keeps name, message, code and stack', () => {
    const { cause } = new BrokerError('m', { cause: httpClientError() });
    expect(cause).toMatchObject({
      name: 'Error',
      message: 'Request failed with status code 403',
      code: 'ERR_BAD_REQUEST',
    });
    expect((cause as Error).stack).toContain('httpClientError');
  });

  test('behavior: nothing of the request attached to it can be printed', () => {
    const inner = new Error('outer', { cause: httpClientError() });
    expect(everythingPrinted(new BrokerError('m', { cause: inner }))).not.toContain(CANARY);
  });

  test.each([
    `refused {"userId":1,"password":"${CANARY}"}`,
    `GET https://me:${CANARY}@host/path?signature=${CANARY} failed`,
    `bad header Authorization: Bearer ${CANARY}`,
  ])('behavior: a message with a recognisable secret is redacted: %s', (message) => {
    expect(everythingPrinted(new BrokerError('m', { cause: new Error(message) }))).not.toContain(CANARY);
    expect(everythingPrinted(new BrokerError('m', { cause: message }))).not.toContain(CANARY);
  });

  test('behavior: an SDK error stays itself, class and fields', () => {
    const cause = new ConnectionError('cut', { failure: 'reset' });
    expect(new BrokerError('m', { cause }).cause).toBe(cause);
  });

  test('behavior: a chain of causes is followed five deep, a circle too', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    let length = 0;
    for (let at: unknown = new BrokerError('m', { cause: circle }).cause; at instanceof Error; at = at.cause)
      length += 1;
    expect(length).toBe(6);
  });

  test('behavior: an error of another realm is an error', () => {
    const cause: unknown = runInNewContext('new TypeError("from elsewhere")');
    expect(new BrokerError('m', { cause }).cause).toMatchObject({
      name: 'TypeError',
      message: 'from elsewhere',
    });
  });

  test('behavior: the empty message of an AggregateError becomes its parts', () => {
    const cause = new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1'), 1], '');
    expect((new BrokerError('m', { cause }).cause as Error).message).toBe('refused ::1; refused 127.0.0.1; ');
  });

  test('behavior: a page of HTML is cut', () => {
    const { cause } = new BrokerError('m', { cause: new Error('x'.repeat(1_000_000)) });
    expect((cause as Error).message).toHaveLength(2000);
    expect((cause as Error).stack?.length).toBeLessThanOrEqual(10_000);
  });

  test.each([
    ['a number', 42],
    ['null', null],
    ['an object', { password: CANARY }],
  ])('args: %s is described as no error', (_name, cause) => {
    expect(new BrokerError('m', { cause }).cause).toMatchObject({ message: 'A value that is not an error' });
  });

  test('error: a cause that throws when read does not hide the error', () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('getter');
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const cause of [hostile, proxy]) {
      expect(new BrokerError('m', { cause }).cause).toMatchObject({ message: 'A cause that cannot be read' });
    }
  });
});
