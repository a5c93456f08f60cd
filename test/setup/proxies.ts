import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** How a proxy of a test speaks, and whom it lets in. */
export interface TestProxyOptions {
  readonly kind: 'http' | 'https' | 'socks5';
  /** `user:password`; everybody is let in without it. */
  readonly login?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A small proxy on loopback. */
export interface TestProxy {
  readonly port: number;
  /** With the login, for the option `proxy`. */
  readonly url: string;
  /** The targets asked for, as the client wrote them, `host:port`. */
  readonly targets: readonly string[];
  /** Connections of clients that are open. */
  readonly open: () => number;
  /** From now on no tunnel is opened: `refuse` answers with 407 or its like, `hang` says nothing, `cut` ends half way. */
  readonly set: (behavior: 'serve' | 'refuse' | 'hang' | 'cut') => void;
  /** Destroys every connection. */
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
}

/** What a handshake has read so far, and how it goes on. */
interface Client {
  readonly socket: Socket;
  /** Resolves with so many bytes, once they are there. */
  bytes(count: number): Promise<Buffer>;
  /** Resolves with the bytes to the end of a head of HTTP. */
  head(): Promise<string>;
  /** What came beyond. */
  rest(): Buffer;
}

/** Starts a proxy that speaks CONNECT or SOCKS5. */
export async function startProxy({ kind, login, tls }: TestProxyOptions): Promise<TestProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const onward = new Set<Socket>();
  let behavior: 'serve' | 'refuse' | 'hang' | 'cut' = 'serve';

  const serve = async (socket: Socket): Promise<void> => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (behavior === 'hang') return void socket.resume();
    const client = clientOf(socket);
    const opened = await (kind === 'socks5' ? socks(client) : http(client));
    if (opened === undefined) return;
    onward.add(opened);
    opened.write(client.rest());
    // Otherwise a small write waits 40 ms for the acknowledgement of the one before, while a virtual clock goes on.
    for (const end of [socket, opened]) end.setNoDelay(true);
    socket.pipe(opened).pipe(socket);
    socket.on('close', () => opened.destroy());
    opened.on('close', () => {
      onward.delete(opened);
      socket.destroy();
    });
  };

  const http = async ({ socket, head }: Client): Promise<Socket | undefined> => {
    const text = await head();
    const target = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(text)?.[1] ?? '';
    if (behavior === 'cut') return void socket.end('HTTP/1.1 200 Connec');
    const basic = /^proxy-authorization: Basic (\S+)/im.exec(text)?.[1];
    const isIn = login === undefined || Buffer.from(basic ?? '', 'base64').toString() === login;
    if (behavior === 'refuse' || !isIn) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    }
    targets.push(target);
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
    const to = await reach(host, Number(port));
    socket.write(to ? 'HTTP/1.1 200 Connection established\r\n\r\n' : 'HTTP/1.1 502 Bad Gateway\r\n\r\n');
    if (!to) socket.end();
    return to;
  };

  const socks = async ({ socket, bytes }: Client): Promise<Socket | undefined> => {
    const [, methods = 0] = await bytes(2);
    const offered = await bytes(methods);
    const wanted = login === undefined ? 0 : 2;
    if (behavior === 'cut') return void socket.end(Buffer.from([5]));
    if (behavior === 'refuse' || !offered.includes(wanted)) return void socket.end(Buffer.from([5, 255]));
    socket.write(Buffer.from([5, wanted]));
    if (login !== undefined) {
      const [, userLength = 0] = await bytes(2);
      const user = await bytes(userLength);
      const [passwordLength = 0] = await bytes(1);
      const isIn = `${user}:${await bytes(passwordLength)}` === login;
      socket.write(Buffer.from([1, isIn ? 0 : 1]));
      if (!isIn) return void socket.end();
    }
    const [, , , type] = await bytes(4);
    const host =
      type === 1 ? [...(await bytes(4))].join('.') : (await bytes((await bytes(1))[0] ?? 0)).toString();
    const port = (await bytes(2)).readUInt16BE();
    targets.push(`${host}:${port}`);
    const to = await reach(host, port);
    socket.write(Buffer.from([5, to ? 0 : 5, 0, 1, 127, 0, 0, 1, 0, 0]));
    if (!to) socket.end();
    return to;
  };

  const onSocket = (socket: Socket): void => void serve(socket).catch(() => socket.destroy());
  const server: Server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cutAll = (): void => {
    for (const socket of [...sockets, ...onward]) socket.destroy();
  };
  const [user = '', password = ''] =
    login === undefined ? [] : [login.split(':')[0], login.slice(login.indexOf(':') + 1)];
  const userInfo = login === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return {
    port,
    url: `${kind}://${userInfo}127.0.0.1:${port}`,
    targets,
    open: () => sockets.size,
    set: (next) => {
      behavior = next;
    },
    cutAll,
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reach(host: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on('error', () => resolve(undefined));
    socket.on('connect', () => resolve(socket));
  });
}

function clientOf(socket: Socket): Client {
  let held: Buffer = Buffer.alloc(0);
  const next = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        held = Buffer.concat([held, chunk]);
        socket.off('close', onClose);
        socket.pause();
        resolve();
      };
      const onClose = (): void => reject(new Error('The client left'));
      socket.once('data', onData);
      socket.once('close', onClose);
      socket.resume();
    });
  const take = (count: number): Buffer => {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  return {
    socket,
    rest: () => take(held.length),
    async bytes(count) {
      while (held.length < count) await next();
      return take(count);
    },
    async head() {
      while (!held.includes('\r\n\r\n')) await next();
      return take(held.indexOf('\r\n\r\n') + 4).toString('latin1');
    },
  };
}
