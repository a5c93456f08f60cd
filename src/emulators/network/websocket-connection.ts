import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { SocketConnection } from './socket-connection';

/** One WebSocket of the server side; `raw` is the TCP socket underneath. */
export class WebSocketConnection implements SocketConnection {
  readonly kind = 'websocket';
  readonly address: string;
  onBytes: (bytes: Uint8Array) => void = () => {};
  onClosed: () => void = () => {};
  readonly #socket: WebSocket;
  readonly #raw: Socket;

  constructor(socket: WebSocket, raw: Socket) {
    this.#socket = socket;
    this.#raw = raw;
    this.address = raw.remoteAddress ?? '';
    socket.on('message', (data) =>
      this.onBytes(Buffer.isBuffer(data) ? data : Buffer.from(data as ArrayBuffer)),
    );
    socket.on('error', () => {});
    raw.once('close', () => {
      socket.terminate();
      this.onClosed();
    });
  }

  write(bytes: Uint8Array): void {
    this.writePart(bytes, true);
  }

  writePart(bytes: Uint8Array, last: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(bytes, { binary: false, fin: last }, () => {});
  }

  finish(): void {
    this.#socket.close(1000);
    this.#raw.destroySoon();
  }

  cut(): void {
    this.#raw.end();
    this.#raw.destroySoon();
  }

  reset(): void {
    this.#raw.resetAndDestroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
