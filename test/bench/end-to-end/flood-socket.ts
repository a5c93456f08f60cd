import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** Where it listens from now on; it keeps no process alive. */
async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Passes connections on to the emulator, which answers all that a client asks when it connects.
 * @param use - called with each connection: the bench writes frames of its own on it
 * @param port - the emulator's; without it nothing answers
 * @returns where it listens
 */
export async function proxyTcp(use: (socket: Socket) => void, port?: number): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    use(socket);
    socket.on('error', () => {});
    if (port === undefined) return;
    const upstream = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    upstream.on('error', () => {});
    socket.pipe(upstream).pipe(socket);
  });
  return listen(server);
}

/** The same for WebSockets; the path /bare leads nowhere. */
export async function proxyWebSocket(use: (socket: Socket) => void, url: string): Promise<number> {
  const server = createHttpServer();
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    use(request.socket);
    socket.on('error', () => {});
    if (request.url === '/bare') return;
    const upstream = new WebSocket(url);
    const opened = once(upstream, 'open');
    upstream.on('error', () => socket.terminate());
    socket.on('message', (data, binary) => void opened.then(() => upstream.send(data, { binary })));
    upstream.on('message', (data, binary) => socket.send(data, { binary }));
    socket.on('close', () => upstream.terminate());
    upstream.on('close', () => socket.terminate());
  });
  return listen(server);
}

/** A text frame of a server: it has no mask. */
export function webSocketFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  if (length < 126) {
    header[1] = length;
  } else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
