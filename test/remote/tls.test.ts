import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../src/emulators/network/certificate';
import { redisBus } from '../../src/remote';
import { freePort, hasRedis, startRedis } from './support/redis-server';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that serves TLS with a certificate of its own making; undefined where it was built without. */
async function startTls() {
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const { key, cert } = await makeCertificate();
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await Promise.all([writeFile(keyFile, key), writeFile(certFile, cert)]);
  const server = await startRedis();
  closing.push(() => server.close());
  const admin = await createClient({ url: server.url }).connect();
  closing.push(() => admin.destroy());
  const port = String(await freePort());
  const settings = { 'tls-cert-file': certFile, 'tls-key-file': keyFile, 'tls-auth-clients': 'no' };
  try {
    await admin.configSet({ ...settings, 'tls-port': port });
  } catch {
    return undefined;
  }
  return { url: `rediss://anna:word-8172@127.0.0.1:${port}`, ca: cert, admin };
}

describe.skipIf(!hasRedis)('Redis with TLS', () => {
  test('default: a bus over a client that knows the authority', async (context) => {
    const tls = await startTls();
    if (tls === undefined) return context.skip('this Redis server was built without TLS');
    const { admin, url, ca } = tls;
    await admin.sendCommand(['ACL', 'SETUSER', 'anna', 'on', '>word-8172', '~*', '&*', '+@all']);
    const client = createClient({ url, socket: { tls: true, ca }, disableOfflineQueue: true });
    const bus = await redisBus({ redis: client, name: 'tls' });
    closing.push(() => bus.close());
    const heard: string[] = [];
    const first = new Promise<void>((resolve) => {
      const message = ({ text }: { readonly text: string }): void => {
        heard.push(text);
        resolve();
      };
      void bus.follow('value', 'topic', { message, missed: () => {} }).then((stop) => closing.push(stop));
    });
    await bus.publish('topic', 'żółw', { token: 1, epoch: '' });
    await first;
    expect(heard).toEqual(['żółw']);
    expect(await bus.takeLease('a', 1000, 0)).toMatchObject({ token: expect.any(Number) });
  });

  test('error: a certificate of an unknown authority is refused at once, and the password is not shown', async (context) => {
    const tls = await startTls();
    if (tls === undefined) return context.skip('this Redis server was built without TLS');
    const error = await redisBus({ redis: tls.url, name: 'tls' }).catch((failure: Error) => failure);
    expect(error).toMatchObject({
      name: 'ConnectionError',
      failure: 'tls',
      retryable: false,
      message: expect.stringMatching(/certificate/i),
    });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('word-8172');
  });
});
