import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import type { ConnectionClose, ConnectionHandlers } from '../../src/transport/socket/connection';

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that signs itself, for 127.0.0.1 and localhost or for another name. */
export async function certificate(
  options: { name?: string; expired?: boolean } = {},
): Promise<TestCertificate> {
  const day = 86_400_000;
  const now = Date.now();
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: options.name ?? 'localhost' }],
    {
      keyType: 'ec',
      curve: 'P-256',
      notBeforeDate: new Date(now - 3 * day),
      notAfterDate: new Date(options.expired ? now - day : now + day),
      extensions: [
        {
          name: 'subjectAltName',
          altNames: options.name
            ? [{ type: 2, value: options.name }]
            : [
                { type: 2, value: 'localhost' },
                { type: 7, ip: '127.0.0.1' },
              ],
        },
      ],
    },
  );
  return { key, cert };
}

async function listen(server: Server | HttpServer, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A TCP or TLS server on loopback that ends with the test. `sockets` are the raw ones below TLS. */
export async function startTcp(
  onSocket: (socket: Socket) => void,
  tls?: TestCertificate,
): Promise<{ readonly port: number; readonly sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const guarded = (socket: Socket): void => {
    socket.on('error', () => {});
    onSocket(socket);
  };
  // Half open, so that a test decides itself whether the server answers the client's end.
  const server = tls
    ? createTlsServer({ ...tls, allowHalfOpen: true }, guarded)
    : createServer({ allowHalfOpen: true }, guarded);
  return { port: await listen(server, sockets), sockets };
}

/** Passes bytes on to `port`; `reset` sends an RST to every client. */
export async function startRelay(port: number): Promise<{ readonly port: number; reset(): void }> {
  const clients = new Set<Socket>();
  const front = await startTcp((client) => {
    clients.add(client);
    const onward = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onward.on('error', () => client.destroy());
    client.pipe(onward);
    onward.pipe(client);
    client.on('close', () => onward.destroy());
  });
  return {
    port: front.port,
    reset: () => {
      for (const client of clients) client.resetAndDestroy();
    },
  };
}

/** An HTTP or HTTPS server on loopback that ends with the test. */
export async function startHttp(
  onRequest: RequestListener,
  tls?: TestCertificate,
): Promise<{
  readonly url: string;
  readonly host: string;
  readonly server: HttpServer;
  readonly sockets: ReadonlySet<Socket>;
}> {
  const sockets = new Set<Socket>();
  const server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
  const host = `127.0.0.1:${await listen(server, sockets)}`;
  return { url: `${tls ? 'https' : 'http'}://${host}`, host, server, sockets };
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Handlers that remember. */
export function recorder(): ConnectionHandlers & {
  readonly chunks: Buffer[];
  readonly closes: ConnectionClose[];
  readonly signs: { count: number };
  text(): string;
} {
  const chunks: Buffer[] = [];
  const closes: ConnectionClose[] = [];
  const signs = { count: 0 };
  return {
    chunks,
    closes,
    signs,
    text: () => Buffer.concat(chunks).toString(),
    onData: (chunk) => void chunks.push(chunk),
    onClose: (close) => void closes.push(close),
    onSignOfLife: () => {
      signs.count += 1;
    },
  };
}

/** Waits for a condition, turn by turn of the event loop. */
export async function eventually(condition: () => boolean, limitMs = 5000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error('The condition did not hold in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Some turns of the event loop, in which nothing should happen. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
