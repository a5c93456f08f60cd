import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ValidationError } from '../../src/errors';
import { checkEndpoint, type EndpointInput } from '../../src/transport/endpoint-url';

describe('checkEndpoint', () => {
  test.each([
    ['https://api.example.com', { host: 'api.example.com', port: 443, secure: true, loopback: false }],
    [
      'wss://WS.Example.com:8443/demo?x=1',
      { host: 'ws.example.com', port: 8443, secure: true, loopback: false },
    ],
    ['http://127.0.0.1:5001/', { host: '127.0.0.1', port: 5001, secure: false, loopback: true }],
    ['http://127.1', { host: '127.0.0.1', port: 80, secure: false, loopback: true }],
    ['ws://localhost:9', { host: 'localhost', port: 9, secure: false, loopback: true }],
    ['ws://[::1]:9', { host: '::1', port: 9, secure: false, loopback: true }],
    ['ws://[::ffff:127.0.0.1]:9', { host: '::ffff:7f00:1', port: 9, secure: false, loopback: true }],
  ])('default: %s', (url, endpoint) => {
    expect(checkEndpoint(url)).toEqual(endpoint);
  });

  test.each([
    [
      { host: 'xapia.x-station.eu', port: 5124, tls: true },
      { host: 'xapia.x-station.eu', port: 5124, secure: true, loopback: false },
    ],
    [
      { host: '127.0.0.2', port: 1, tls: false },
      { host: '127.0.0.2', port: 1, secure: false, loopback: true },
    ],
    [
      { host: '::1', port: 65_535, tls: false },
      { host: '::1', port: 65_535, secure: false, loopback: true },
    ],
    [
      { host: '10.0.0.1', port: 2, tls: { ca: 'pem' } },
      { host: '10.0.0.1', port: 2, secure: true, loopback: false },
    ],
  ])('default: %j', (address, endpoint) => {
    expect(checkEndpoint(address)).toEqual(endpoint);
  });

  test('behavior: plain text beyond loopback only with the exact words', () => {
    const inputs: EndpointInput[] = [
      'http://example.com',
      'ws://10.0.0.1',
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://[::ffff:8.8.8.8]',
      'http://0.0.0.0',
      { host: 'example.com', port: 5124, tls: false },
    ];
    for (const input of inputs) {
      expect(() => checkEndpoint(input)).toThrow(/encrypted beyond this machine/);
      expect(() => checkEndpoint(input, { allowInsecure: true as never })).toThrow(ValidationError);
      expect(checkEndpoint(input, { allowInsecure: 'i-understand' })).toMatchObject({
        secure: false,
        loopback: false,
      });
    }
  });

  test.each([
    ['https://user:canary22@example.com', 'user name or password'],
    ['https://canary22@example.com', 'user name or password'],
    ['https://@example.com/canary22', 'user name or password'],
    ['ftp://example.com/canary22', 'must begin with'],
    ['file:///canary22', 'absolute URL'],
    ['javascript:canary22', 'absolute URL'],
    ['//example.com/canary22', 'absolute URL'],
    ['example.com/canary22', 'absolute URL'],
    ['https:example.com/canary22', 'absolute URL'],
    ['https:\\\\example.com\\canary22', 'absolute URL'],
    ['https://exa\nmple.com/canary22', 'absolute URL'],
    [' https://example.com/canary22', 'absolute URL'],
    ['https://example.com/\u0000canary22', 'absolute URL'],
    ['https://example.com./canary22', 'ends in a dot'],
    ['https://example.com:0/canary22', 'port'],
    ['https://example.com:70000/canary22', 'absolute URL'],
    ['https://example.com/#canary22', 'fragment'],
    ['', 'absolute URL'],
    [`https://${'a'.repeat(10_000)}/canary22`, 'absolute URL'],
  ])('error: %s', (url, rule) => {
    let error: unknown;
    try {
      checkEndpoint(url, { field: 'url' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toContain(rule);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('canary22');
  });

  test.each([
    [{ host: '', port: 1, tls: true }],
    [{ host: 'user@example.com', port: 1, tls: true }],
    [{ host: 'example.com/x', port: 1, tls: true }],
    [{ host: 'example.com.', port: 1, tls: true }],
    [{ host: 'exa mple', port: 1, tls: true }],
    [{ host: 'a:b:c', port: 1, tls: true }],
    [{ host: 5 as never, port: 1, tls: true }],
    [{ host: 'example.com', port: 0, tls: true }],
    [{ host: 'example.com', port: 65_536, tls: true }],
    [{ host: 'example.com', port: 1.5, tls: true }],
    [{ host: 'example.com', port: '443' as never, tls: true }],
  ])('error: %j', (address) => {
    expect(() => checkEndpoint(address)).toThrow(ValidationError);
  });

  test('args: schemes and field', () => {
    expect(() => checkEndpoint('https://a.example', { schemes: ['wss'], field: 'streamUrl' })).toThrow(
      'streamUrl must begin with wss://',
    );
  });
});
