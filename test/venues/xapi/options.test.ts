import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { XapiClient } from '../../../src/venues/xapi/client/client';
import type { XapiClientOptions } from '../../../src/venues/xapi/generated/records';
import { parseOptions } from '../../../src/venues/xapi/options';

const WHO = { userId: '1000', password: 'canary-Secret-77' };
const parse = (options: object) => parseOptions({ ...WHO, ...options } as XapiClientOptions);

function failure(options: object): Error & { field?: string } {
  try {
    parseOptions(options as XapiClientOptions);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The options were taken');
}

describe('options', () => {
  it('default: the demo over WebSocket', () => {
    const { settings, credentials } = parse({});
    expect(settings.targets).toEqual({
      main: { kind: 'websocket', url: 'wss://ws.xapi.pro/demo' },
      stream: { kind: 'websocket', url: 'wss://ws.xapi.pro/demoStream' },
    });
    expect(settings).toMatchObject({ timeoutMs: 15_000, pingIntervalMs: 120_000, raw: false });
    expect(credentials).toEqual(WHO);
  });

  it('default: the real venue, both transports', () => {
    expect(parse({ environment: 'real' }).settings.targets.stream).toMatchObject({
      url: 'wss://ws.xapi.pro/realStream',
    });
    expect(parse({ environment: 'real', transport: 'tcp' }).settings.targets).toEqual({
      main: { kind: 'tcp', host: 'xapia.x-station.eu', port: 5112, tls: true },
      stream: { kind: 'tcp', host: 'xapia.x-station.eu', port: 5113, tls: true },
    });
    expect(parse({ transport: 'tcp' }).settings.targets).toMatchObject({
      main: { port: 5124 },
      stream: { port: 5125 },
    });
  });

  it('args: hosts, ports, URLs and authorities', () => {
    expect(
      parse({ transport: 'tcp', host: '127.0.0.1', mainPort: 1, streamPort: 2, tls: { ca: 'PEM' } }).settings
        .targets,
    ).toEqual({
      main: { kind: 'tcp', host: '127.0.0.1', port: 1, tls: { ca: 'PEM' } },
      stream: { kind: 'tcp', host: '127.0.0.1', port: 2, tls: { ca: 'PEM' } },
    });
    expect(parse({ transport: 'tcp', ca: ['A', 'B'] }).settings.targets.main).toMatchObject({
      tls: { ca: ['A', 'B'] },
    });
    expect(
      parse({ mainUrl: 'ws://127.0.0.1:1/demo', streamUrl: 'ws://[::1]:2/s', ca: 'PEM' }).settings.targets,
    ).toMatchObject({ main: { url: 'ws://127.0.0.1:1/demo', ca: 'PEM' }, stream: { url: 'ws://[::1]:2/s' } });
    expect(parse({ timeoutMs: undefined }).settings.timeoutMs).toBe(15_000);
  });

  it.each([
    ['', 'empty'],
    ['x\r\ny', 'with a line break'],
    ['secret ', 'with a space behind'],
    [' secret', 'with a space before'],
    ['a\0b', 'with NUL'],
    ['\ud800bad', 'with a lone surrogate'],
    [12345678, 'that is a number'],
    [undefined, 'that is missing'],
    ['x'.repeat(201), 'that is too long'],
  ])('error: a credential %#, %s', (value, _what) => {
    for (const field of ['userId', 'password']) {
      const error = failure({ ...WHO, [field]: value });
      expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
      expect(error).not.toHaveProperty('value');
      if (typeof value === 'string' && value.trim() !== '') {
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value);
      }
    }
  });

  it.each([
    [{ environment: 'live' }, 'environment'],
    [{ transport: 'udp' }, 'transport'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ timeoutMs: '5' }, 'timeoutMs'],
    [{ pingIntervalMs: 600_000 }, 'pingIntervalMs'],
    [{ maxReplyBytes: 1 }, 'maxReplyBytes'],
    [{ transport: 'tcp', mainPort: 0 }, 'mainPort'],
    [{ transport: 'tcp', mainPort: 65_536 }, 'mainPort'],
    [{ transport: 'tcp', host: 'a b' }, 'host'],
    [{ transport: 'tcp', host: 'example.com.' }, 'host'],
    [{ transport: 'tcp', tls: 'yes' }, 'tls'],
    [{ transport: 'tcp', tls: { rejectUnauthorized: false } }, 'tls.rejectUnauthorized'],
    [{ transport: 'tcp', host: 'example.com', tls: false }, 'host'],
    [{ mainUrl: 'ws://example.com/demo', streamUrl: 'wss://example.com/s' }, 'mainUrl'],
    [{ mainUrl: 'https://example.com/demo', streamUrl: 'wss://example.com/s' }, 'mainUrl'],
    [{ mainUrl: 'wss://u:p@example.com/demo', streamUrl: 'wss://example.com/s' }, 'mainUrl'],
    [{ allowInsecure: true }, 'allowInsecure'],
    [{ clock: {} }, 'clock'],
    [{ logger: { warn() {} } }, 'logger'],
    [{ tap: 'x' }, 'tap'],
    [{ raw: 1 }, 'raw'],
    [{ pasword: 'x' }, 'pasword'],
  ])('error: %j', (options, field) => {
    expect(failure({ ...WHO, ...options })).toMatchObject({ name: 'ValidationError', field });
  });

  it.each([
    [{ host: '127.0.0.1' }, /host/],
    [{ transport: 'tcp', mainUrl: 'wss://a/b' }, /mainUrl/],
    [{ mainUrl: 'wss://example.com/demo' }, /belong together/],
    [{ tls: false }, /tls/],
  ])('error: %j contradicts itself', (options, message) => {
    const error = failure({ ...WHO, ...options });
    expect(error).toMatchObject({ name: 'ConfigurationError', sent: false });
    expect(error.message).toMatch(message);
  });

  it('args: plain text beyond loopback with a declaration', () => {
    const options = { transport: 'tcp', host: 'example.com', tls: false, allowInsecure: 'i-understand' };
    expect(parse(options).settings.targets.main).toMatchObject({ tls: false });
  });

  it('behavior: only own properties count, each read once', () => {
    let reads = 0;
    const options = Object.create({ allowInsecure: 'i-understand', host: 'example.com', tls: false });
    Object.defineProperties(options, {
      userId: { enumerable: true, value: '1' },
      transport: { enumerable: true, value: 'tcp' },
      password: { enumerable: true, get: () => (reads++ === 0 ? 'first-pass' : '') },
    });
    const { settings, credentials } = parseOptions(options);
    expect(settings.targets.main).toMatchObject({ host: 'xapia.x-station.eu', tls: true });
    expect(credentials.password).toBe('first-pass');
    expect(reads).toBe(1);
    for (const value of [undefined, null, 'x'])
      expect(failure(value as never)).toMatchObject({ field: 'options' });
  });

  it('behavior: a client shows nothing secret', () => {
    const client = new XapiClient({ ...WHO, environment: 'real' });
    for (const text of [
      inspect(client, { depth: 9, showHidden: true }),
      JSON.stringify(client),
      String(client),
    ]) {
      expect(text).not.toContain(WHO.password);
    }
    expect(inspect({ client })).toContain('wss://ws.xapi.pro/real');
    expect(JSON.parse(JSON.stringify(client))).toMatchObject({ venue: 'xapi', isConnected: false });
    expect(inspect(client.stream, { depth: 9, showHidden: true })).not.toContain(WHO.password);
  });
});
