import type { Socket } from 'node:net';
import type { FaultTarget } from '../faults';

/** One TCP connection that requests come from, as the fault layer sees it. */
export class Connection implements FaultTarget {
  readonly side = 'main';
  readonly id: number;
  readonly address: string;
  /** Whether its requests are left unread. */
  paused = false;
  readonly #socket: Socket;
  readonly #raw: Socket;

  constructor(id: number, socket: Socket, raw: Socket) {
    this.id = id;
    this.#socket = socket;
    this.#raw = raw;
    this.address = raw.remoteAddress ?? '';
  }

  writeRaw(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** An answer that nobody asked for. */
  writeGiant(bytes: number): void {
    const body = JSON.stringify({ method: 'GetSymbols', result: true, data: ['x'.repeat(bytes)] });
    this.#socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Nothing here: while the fault is in force the server holds every request and answer back. */
  freeze(): void {}

  thaw(): void {}

  pauseReading(): void {
    this.paused = true;
  }

  resumeReading(): void {
    this.paused = false;
  }

  release(): void {
    this.paused = false;
  }

  finish(): void {
    this.#socket.end();
  }

  cut(): void {
    this.#raw.end();
  }

  reset(): void {
    this.#raw.resetAndDestroy();
  }

  drop(): void {
    this.#raw.destroy();
  }
}
