import { describe, expect, test, vi } from 'vitest';
import { ProxyServer } from '../../../src/transport/proxy/proxy-server';
import { openTunnel } from '../../../src/transport/proxy/tunnel';

vi.mock('https-proxy-agent', () => {
  throw new Error('Cannot find module');
});
vi.mock('socks-proxy-agent', () => {
  throw new Error('Cannot find module');
});

describe('a package that is not installed', () => {
  test.each([
    ['http://u:canary@127.0.0.1:1', 'https-proxy-agent'],
    ['socks5://u:canary@127.0.0.1:1', 'socks-proxy-agent'],
  ])('error: %s says what to install', async (url, name) => {
    const work = openTunnel(
      new ProxyServer(url),
      { host: '127.0.0.1', port: 1 },
      { signal: new AbortController().signal },
    );
    await expect(work).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: `proxy needs the optional package "${name}": npm install ${name}`,
      sent: false,
      retryable: false,
    });
  });
});
