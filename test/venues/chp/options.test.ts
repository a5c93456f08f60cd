import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { ChpApi } from '../../../src/venues/chp/client/api';
import { ChpClient } from '../../../src/venues/chp/client/client';
import type { ChpClientOptions } from '../../../src/venues/chp/generated/records';

import { everything, SECRETS } from './server';

const { password, token } = SECRETS;
const WHO = { host: 'server_host', login: 'user_login', password, token, logger: silentLogger };

const Untyped = ChpClient as unknown as new (...given: readonly unknown[]) => ChpClient;

function failure(run: () => unknown): Error & { field?: string; value?: unknown } {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was taken');
}

describe('the constructor', () => {
  // ">>> chp = ChpClient( # Ok ... host='server_host', ... token='user_token')"
  it('default: all by name', () => {
    const client = new ChpClient(WHO);
    // "Mode: 0 (default): demo режим подключения"
    expect([client.token, client.login, client.password, client.mode]).toEqual([
      token,
      'user_login',
      password,
      0,
    ]);
    expect(client.toJSON()).toMatchObject({ url: 'http://server_host:5001' });
  });

  // "'server_host', 'server_port', 'user_login', 'user_password', token='user_token') # Ok"
  it('default: four by position, the rest by name', () => {
    const client = new ChpClient('server_host', '8080', 'user_login', password, {
      token,
      mode: 1,
      tls: true,
      logger: silentLogger,
    });
    expect([client.token, client.login, client.password, client.mode]).toEqual([
      token,
      'user_login',
      password,
      1,
    ]);
    expect(client.toJSON()).toMatchObject({ url: 'https://server_host:8080' });
  });

  // "token: str - key-only": "'user_token') # Error"
  it('error: the token by position', () => {
    for (const given of [
      ['server_host', 5001, 'user_login', password, token],
      ['server_host', 5001, 'user_login', password],
      ['server_host', 5001, 'user_login', password, token, 0],
      ['server_host', 5001, 'user_login', password, { token }, 0],
    ]) {
      const error = failure(() => new Untyped(...given));
      expect(error).toMatchObject({ name: 'ValidationError', field: 'token', sent: false });
      for (const secret of [token, password]) expect(everything(error)).not.toContain(secret);
    }
  });

  it('error: a position and a name for the same', () => {
    const named = { token, password };
    const error = failure(() => new Untyped('server_host', 5001, 'user_login', password, named));
    expect(error).toMatchObject({ field: 'password' });
  });

  it.each(['token', 'login', 'password', 'mode'])(
    // "`readonly` свойство": "chp.Token = '123' # Error", "del chp.Token # Error"
    'error: %s cannot be written or deleted',
    (name) => {
      const client = new ChpClient(WHO) as unknown as Record<string, unknown>;
      const before = client[name];
      expect(() => {
        client[name] = '123';
      }).toThrow(TypeError);
      delete client[name];
      expect(client[name]).toBe(before);
    },
  );

  it.each(['', ' a', 'a ', 'a\r\nb', 'a\0', '\ud800', 'x'.repeat(201), 5, null, undefined])(
    'error: %j as a credential',
    (value) => {
      for (const field of ['login', 'password', 'token']) {
        const error = failure(() => new Untyped({ ...WHO, [field]: value }));
        expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
        expect(error).not.toHaveProperty('value');
      }
    },
  );

  it.each([
    [{ host: '' }, 'host'],
    [{ host: 'a b' }, 'host'],
    [{ host: 'u:p@example.com' }, 'host'],
    [{ host: 'example.com.' }, 'host'],
    [{ host: 'http://example.com' }, 'host'],
    [{ host: undefined }, 'host'],
    [{ port: 0 }, 'port'],
    [{ port: 65_536 }, 'port'],
    [{ port: 'server_port' }, 'port'],
    [{ port: 1.5 }, 'port'],
    [{ mode: 2 }, 'mode'],
    [{ mode: '0' }, 'mode'],
    [{ tls: 'yes' }, 'tls'],
    [{ ssh: true }, 'ssh'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ maxBodyBytes: 1 }, 'maxBodyBytes'],
    [{ maxSockets: 0 }, 'maxSockets'],
    [{ maxSockets: 1.5 }, 'maxSockets'],
    [{ requestsPerSecond: 0 }, 'requestsPerSecond'],
    [{ requestsPerSecond: 10_001 }, 'requestsPerSecond'],
    [{ allowInsecure: true }, 'allowInsecure'],
    [{ clock: {} }, 'clock'],
    [{ random: {} }, 'random'],
    [{ logger: {} }, 'logger'],
    [{ tap: 'x' }, 'tap'],
    [{ raw: 1 }, 'raw'],
    [{ rejectUnauthorized: false }, 'rejectUnauthorized'],
  ])('error: %j', (options, field) => {
    expect(failure(() => new Untyped({ ...WHO, ...options }))).toMatchObject({
      name: 'ValidationError',
      field,
    });
  });

  it('error: no object, and an authority without TLS', () => {
    for (const value of [undefined, null, 'server_host', []]) {
      expect(failure(() => new Untyped(value))).toMatchObject({ field: 'options' });
      expect(failure(() => new ChpApi(value as never))).toMatchObject({ field: 'options' });
    }
    expect(failure(() => new Untyped({ ...WHO, ca: 'PEM' }))).toMatchObject({ name: 'ConfigurationError' });
    expect(failure(() => new ChpApi({ ...WHO } as never))).toMatchObject({ field: 'login' });
  });

  it('behavior: own properties, each read once', () => {
    let reads = 0;
    const options = Object.create({ tls: true }) as ChpClientOptions;
    Object.assign(options, { ...WHO, password: undefined });
    Object.defineProperty(options, 'password', {
      enumerable: true,
      get: () => (reads++ === 0 ? 'first-pass' : ''),
    });
    const client = new ChpClient(options);
    expect([client.password, reads]).toEqual(['first-pass', 1]);
    expect(client.toJSON()).toMatchObject({ url: 'http://server_host:5001' });
  });

  it('behavior: a client and an API show nothing secret', () => {
    const client = new ChpClient(WHO);
    for (const shown of [
      everything(client),
      everything([client]),
      inspect({ client }, { depth: 9, showHidden: true, getters: true }),
      JSON.stringify({ client, ...client }),
    ]) {
      expect(shown).not.toContain(password);
      expect(shown).not.toContain(token);
    }
    expect(inspect(client)).toContain('http://server_host:5001');
    expect(inspect(new ChpApi({ host: '::1' }))).toContain('http://[::1]:5001');
  });
});
