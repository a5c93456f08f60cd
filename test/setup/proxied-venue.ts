import type { Broker } from '../../src';
import type { ProxiedVenue, ProxyKind } from '../../src/testing';
import { startProxy } from './proxies';

const LOGIN = 'canary-user:canary/pass@word-31';

/** Starts a proxy that wants a login, and makes a broker behind it. */
export async function proxiedVenue(
  kind: ProxyKind,
  create: (options: { readonly proxy: string }) => Broker,
): Promise<ProxiedVenue> {
  // Loading takes real time, in which the clock of a case would run far ahead.
  await Promise.all([import('https-proxy-agent'), import('socks-proxy-agent')]);
  const proxy = await startProxy({ kind, login: LOGIN });
  const broker = create({ proxy: proxy.url });
  return {
    broker,
    secrets: [
      'canary/pass@word-31',
      encodeURIComponent('canary/pass@word-31'),
      Buffer.from(LOGIN).toString('base64'),
    ],
    tunnels: () => proxy.targets.length,
    connections: () => proxy.open(),
    set: proxy.set,
    cut: proxy.cutAll,
    async close() {
      await broker.close();
      await proxy.close();
    },
  };
}
