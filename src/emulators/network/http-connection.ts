import type { Socket } from 'node:net';
import type { FaultSide } from '../fault-rules';
import type { FaultTarget } from '../faults';

/** One open connection of a venue on one HTTP port, as shown to a test. */
export interface HttpConnectionInfo {
  readonly id: number;
  readonly side: 'main';
  readonly transport: 'http';
  readonly address: string;
}

/** Describes a connection for a test. */
export function httpConnectionInfo({
  id,
  address,
}: {
  readonly id: number;
  readonly address: string;
}): HttpConnectionInfo {
  return { id, side: 'main', transport: 'http', address };
}

/** One TCP connection that requests come from, as the fault layer sees it. */
export class HttpConnection implements FaultTarget {
  readonly transport = 'http';
  readonly side: FaultSide;
  readonly id: number;
  readonly address: string;
  /** Whether its requests are left unread. */
  paused = false;
  readonly #socket: Socket;
  readonly #raw: Socket;
  readonly #giant: (bytes: number) => string;

  /** @param giant - the text of a valid answer of at least so many bytes */
  constructor(id: number, side: FaultSide, socket: Socket, raw: Socket, giant: (bytes: number) => string) {
    this.side = side;
    this.#giant = giant;
    this.id = id;
    this.#socket = socket;
    this.#raw = raw;
    this.address = raw.remoteAddress ?? '';
  }

  writeRaw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** An answer without a request. */
  writeGiant(bytes: number): void {
    const body = this.#giant(bytes);
    this.#socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Empty: while the fault is in force the server holds back every request and answer. */
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
