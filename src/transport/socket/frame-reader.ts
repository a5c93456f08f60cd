import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** What a {@link FrameReader} works with. */
export interface FrameReaderOptions {
  /** Largest message. */
  readonly maxBytes: number;
  /**
   * Takes a usual message from the text of all bytes that came, one character a byte, which is the message's own text
   * where it is ASCII; returns whether it did. Absent where all are taken as bytes.
   */
  readonly onUsual?: ((text: string, from: number, to: number) => boolean) | undefined;
  /** A whole text message, a view of the bytes that came. */
  onMessage(data: Buffer): void;
  /** Takes the bytes of what is not read here, in their order: whole frames, or the pieces of one. */
  leave(bytes: Buffer): void;
}

const FINAL = 0x80;
const OPCODE = 0x0f;
const TEXT = 0x01;
const CLOSE = 0x08;
const PING = 0x09;
const PONG = 0x0a;
/** Largest payload of a ping or a pong. */
const MAX_CONTROL = 125;
const RESERVED = 0x70;
const MASKED = 0x80;
/** Lengths that say how many bytes hold the real one. */
const IN_TWO = 126;
const IN_EIGHT = 127;

/**
 * Finds the usual frames in the bytes of a WebSocket server: whole text messages that are there to their end.
 *
 * The library makes six views of the bytes and several calls a frame, more than parsing a quote takes. All else is left
 * to it: control frames, messages in several frames, long ones, and whatever breaks the protocol, so that what is refused,
 * and how, stays its own.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  /** The beginning of a frame that was cut short within its header. */
  #header: Buffer | undefined;
  /** Bytes of the frame under way that are left to the library. */
  #through = 0;
  /** Whether the library has a message under way, or perhaps a frame that it refuses: it says so later than it reads on. */
  #isLeft = false;
  /** Whether everything is left from here on, as the protocol is broken. */
  #isBroken = false;
  /** Whether the server has closed: what follows is no message. */
  #isClosed = false;
  /** The bytes in hand as text, one character a byte; undefined before the first message in them. */
  #text: string | undefined;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#header !== undefined) {
      bytes = Buffer.concat([this.#header, chunk]);
      this.#header = undefined;
    }
    let at = Math.min(this.#through, bytes.length);
    if (at > 0) {
      this.#through -= at;
      this.#options.leave(at === bytes.length ? bytes : bytes.subarray(0, at));
    }
    while (at < bytes.length && !this.#isClosed)
      at = this.#isBroken ? this.#leave(bytes, at, bytes.length) : this.#frame(bytes, at);
    this.#text = undefined;
  }

  /** The library has read a message to its end: what follows begins anew. */
  resume(): void {
    this.#isLeft = false;
  }

  /** Leaves what is held: the library reads the rest by itself. */
  end(): void {
    if (this.#header !== undefined) this.#options.leave(this.#header);
    this.#header = undefined;
  }

  /** Takes the frame that begins there; returns where the next one does. Hot. */
  #frame(bytes: Buffer, at: number): number {
    const { length } = bytes;
    const first = bytes[at] as number;
    // Of a header that is cut short nothing is decided.
    if (length - at < 2) return this.#hold(bytes, at);
    const short = bytes[at + 1] as number;
    let start = at + 2;
    let size = short;
    if (short === IN_TWO) {
      start += 2;
      if (start > length) return this.#hold(bytes, at);
      size = bytes.readUInt16BE(at + 2);
    } else if (short === IN_EIGHT) {
      start += 8;
      if (start > length) return this.#hold(bytes, at);
      size = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
    }
    const end = start + size;
    // A server does not mask, nothing here was agreed on that uses a reserved bit, and what is too long is refused.
    if (short >= MASKED || (first & RESERVED) !== 0 || size > this.#options.maxBytes) {
      this.#isBroken = true;
      return this.#leave(bytes, at, length);
    }
    if (first === (FINAL | TEXT) && end <= length && !this.#isLeft) {
      if (this.#isUsual(bytes, start, end)) return end;
      const data = bytes.subarray(start, end);
      if (isUtf8(data)) {
        this.#options.onMessage(data);
        return end;
      }
    }
    if ((first & OPCODE) === CLOSE) this.#isClosed = true;
    else if ((first !== (FINAL | PING) && first !== (FINAL | PONG)) || size > MAX_CONTROL)
      this.#isLeft = true;
    if (end > length) this.#through = end - length;
    return this.#leave(bytes, at, Math.min(end, length));
  }

  /** One text for all messages in the bytes costs less than one for each. */
  #isUsual(bytes: Buffer, from: number, to: number): boolean {
    const { onUsual } = this.#options;
    if (onUsual === undefined) return false;
    this.#text ??= bytes.toString('latin1');
    return onUsual(this.#text, from, to);
  }

  #hold(bytes: Buffer, at: number): number {
    this.#header = bytes.subarray(at);
    return bytes.length;
  }

  #leave(bytes: Buffer, from: number, to: number): number {
    this.#options.leave(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to));
    return to;
  }
}

/**
 * Puts a reader before the library's own listener, which gets what the reader leaves; nothing is changed where the library
 * does not listen to the bytes of its socket as expected.
 * @param take - a whole text message is taken before whatever follows it
 */
export function readFrames(
  library: WebSocket,
  socket: Socket,
  take: Omit<FrameReaderOptions, 'leave'>,
): void {
  const listeners: readonly unknown[] = socket.listeners('data');
  const [feed, ...others] = listeners as readonly ((this: Socket, chunk: Buffer) => void)[];
  if (feed === undefined || others.length > 0) return;
  const reader = new FrameReader({ ...take, leave: (bytes) => feed.call(socket, bytes) });
  library.on('message', () => reader.resume());
  const onData = (chunk: Buffer): void => reader.push(chunk);
  socket.off('data', feed);
  socket.on('data', onData);
  // The library then reads what is left in the socket, which would come here, too.
  socket.prependListener('close', () => {
    socket.off('data', onData);
    reader.end();
  });
}
