import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';

/** A member of a frame, at any depth; tests say what they expect it to be. */
export interface Frame {
  readonly [name: string]: Frame;
}

/** A list of records. */
export type Rows = readonly Frame[];

/** A client without any idea of the protocol but that frames are JSON objects. */
export class RawClient {
  /** What arrived, write by write (TCP) or message by message. */
  readonly chunks: Buffer[] = [];
  closed = false;
  open = false;
  error: Error | undefined;
  httpStatus: number | undefined;
  readonly #send: (bytes: Buffer | string) => void;
  readonly #destroy: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  #frames: Frame[] = [];
  #parsedChunks = 0;
  #rest = '';

  private constructor(
    attach: (
      client: RawClient,
    ) => Pick<Socket, 'pause' | 'resume'> & { send(bytes: Buffer | string): void; destroy(): void },
  ) {
    const carrier = attach(this);
    this.#send = (bytes) => carrier.send(bytes);
    this.#destroy = () => carrier.destroy();
    this.pause = () => void carrier.pause();
    this.resume = () => void carrier.resume();
  }

  static tcp(port: number, ca?: string): RawClient {
    return new RawClient((client) => {
      const socket =
        ca === undefined ? connect(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', ca });
      socket.setNoDelay(true);
      socket.on(ca === undefined ? 'connect' : 'secureConnect', () => {
        client.open = true;
      });
      socket.on('data', (bytes: Buffer) => client.chunks.push(bytes));
      socket.on('error', (error) => {
        client.error = error;
      });
      socket.on('close', () => {
        client.closed = true;
      });
      return Object.assign(socket, { send: (bytes: Buffer | string) => void socket.write(bytes) });
    });
  }

  static ws(url: string, ca?: string): RawClient {
    return new RawClient((client) => {
      const socket = new WebSocket(url, ca === undefined ? {} : { ca });
      socket.on('open', () => {
        client.open = true;
      });
      socket.on('message', (data) => client.chunks.push(data as Buffer));
      socket.on('unexpected-response', (_request, response) => {
        client.httpStatus = response.statusCode;
        client.closed = true;
        response.on('data', (bytes: Buffer) => client.chunks.push(bytes));
      });
      socket.on('error', (error) => {
        client.error = error;
      });
      socket.on('close', () => {
        client.closed = true;
      });
      return {
        send: (bytes) => socket.send(String(bytes)),
        destroy: () => socket.terminate(),
        pause: () => socket.pause() as never,
        resume: () => socket.resume() as never,
      };
    });
  }

  /** Sends a value as compact JSON, or bytes and text as they are. */
  send(value: object | string): void {
    this.#send(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  }

  destroy(): void {
    this.#destroy();
  }

  /** All bytes that arrived, as text. */
  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }

  /** The frames so far. */
  get frames(): Frame[] {
    if (this.#parsedChunks === this.chunks.length) return this.#frames;
    // A long reply comes in many chunks: look again only when a separator came.
    if (!this.chunks.slice(this.#parsedChunks).some((chunk) => chunk.at(-1) === 0x0a)) return this.#frames;
    const parts = (this.#rest + Buffer.concat(this.chunks.slice(this.#parsedChunks)).toString('utf8')).split(
      '\n\n',
    );
    this.#parsedChunks = this.chunks.length;
    this.#rest = parts.pop() ?? '';
    this.#frames = [...this.#frames, ...parts.map((part) => JSON.parse(part) as Frame)];
    return this.#frames;
  }

  /** The data of the stream frames with a name. */
  events(command: string): Frame[] {
    return this.frames
      .filter((frame) => String(frame['command']) === command)
      .map((frame) => frame['data'] as Frame);
  }
}

/** Lets sockets and promises run until a condition holds; the virtual clock stands still. */
export async function settle(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + 12_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come true`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets sockets run a while although nothing is expected. */
export async function quiet(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
