import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../src/errors/redact';
import { ProxyServer } from '../../../src/transport/proxy/proxy-server';

describe('ProxyServer', () => {
  test.each([
    ['http://proxy.local', 'http', 'proxy.local', 80],
    ['http://proxy.local:3128/', 'http', 'proxy.local', 3128],
    ['HTTPS://Proxy.local', 'https', 'proxy.local', 443],
    ['socks5://10.0.0.1', 'socks5', '10.0.0.1', 1080],
    ['socks5h://u:p@[::1]:9050', 'socks5h', '::1', 9050],
  ])('default: %s', (url, scheme, host, port) => {
    expect(new ProxyServer(url)).toMatchObject({ scheme, host, port });
  });

  test.each([
    '',
    'proxy.local:3128',
    'socks://proxy.local',
    'socks4://proxy.local',
    'ftp://canary@proxy.local',
    'http://',
    'http://user:canary@',
    'http://user:canary@proxy.local:0',
    'http://user:canary@proxy.local:99999',
    'http://user:canary@proxy.local/path',
    'http://user:canary@proxy.local?query',
    'http://user:can ary@proxy.local',
    'http://user:canary%@proxy.local',
    'http://user:canary%ff@proxy.local',
    'http://:canary@proxy.local',
    `socks5://user:canary${'x'.repeat(250)}@proxy.local`,
  ])('error: %j is a ConfigurationError that quotes nothing', (url) => {
    expect(() => new ProxyServer(url)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        sent: false,
        message: expect.not.stringMatching('can'),
      }),
    );
  });

  test('behavior: user name and password come back as they were, and are never shown', () => {
    const text = fc.string({ minLength: 4, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (user, password) => {
        fc.pre(!/^[\d\s]*$/.test(password));
        const proxy = new ProxyServer(
          `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@p.local:1`,
        );
        expect(proxy.login()).toEqual({ user, password });
        expect(proxy.name).toBe('http://p.local:1');
        const redactor = new Redactor();
        proxy.redactFor(redactor);
        expect(redactor.own(`<${encodeURIComponent(password)}>`)).toBe('<[redacted]>');
        expect([inspect(proxy, { showHidden: true }), JSON.stringify(proxy)].join()).not.toContain(
          `:${password}@`,
        );
      }),
    );
  });
});
