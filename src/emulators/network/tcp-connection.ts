import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SocketConnection } from './socket-connection';

/** A plain or TLS socket; `raw` is the TCP socket underneath. */
export class TcpConnection implements SocketConnection {
  readonly kind = 'tcp';
  readonly address: string;
  onBytes: (bytes: Uint8Array) => void = () => {};
  onClosed: () => void = () => {};
  readonly #socket: Socket | TLSSocket;
  readonly #raw: Socket;

  constructor(socket: Socket | TLSSocket, raw: Socket) {
    this.#socket = socket;
    this.#raw = raw;
    this.address = raw.remoteAddress ?? '';
    socket.on('data', (bytes: Buffer) => this.onBytes(bytes));
    socket.on('error', () => {});
    // The raw socket, because a TLS socket over a reset one may never report it.
    raw.once('close', () => {
      socket.destroy();
      this.onClosed();
    });
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  writePart(bytes: Uint8Array): void {
    this.write(bytes);
  }

  finish(): void {
    this.#socket.end();
    // A client that never closes its side must not keep the connection open without limit.
    this.#socket.destroySoon();
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
