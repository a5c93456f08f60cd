import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough, type Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { FrameReader, readFrames } from '../../../src/transport/socket/frame-reader';

const MAX_BYTES = 70_000;

/** The library's reader of frames, which its types do not name. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Writable };

/** What comes out of some bytes: messages, control frames and how it ended, in order. */
class Log {
  readonly lines: string[] = [];
  isOver = false;

  add(...parts: readonly unknown[]): void {
    if (!this.isOver) this.lines.push(parts.join(' '));
  }

  end(...parts: readonly unknown[]): void {
    this.add(...parts);
    this.isOver = true;
  }
}

function newReceiver(log: Log): Writable {
  return new Receiver({ isServer: false, maxPayload: MAX_BYTES, allowSynchronousEvents: true })
    .on('message', (data: Buffer, isBinary: boolean) =>
      log.add(isBinary ? 'binary' : 'text', data.toString('base64')),
    )
    .on('ping', (data: Buffer) => log.add('ping', data.toString('base64')))
    .on('pong', (data: Buffer) => log.add('pong', data.toString('base64')))
    .on('conclude', (code: number) => log.end('close', code))
    .on('error', ({ code }: NodeJS.ErrnoException) => log.end('error', code));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** As the library reads it: it stops listening at the end. */
async function ofLibrary(pieces: readonly Buffer[]): Promise<readonly string[]> {
  const log = new Log();
  const receiver = newReceiver(log);
  for (const piece of pieces) {
    if (log.isOver) break;
    receiver.write(piece);
  }
  await turn();
  return log.lines;
}

/**
 * @param isUsual - some messages are taken from the text of the bytes
 * @returns what comes out, and how many messages the library did not see
 */
async function ofReader(
  pieces: readonly Buffer[],
  isUsual = false,
): Promise<readonly [readonly string[], number]> {
  const log = new Log();
  const receiver = newReceiver(log);
  let read = 0;
  const onUsual = (all: string, from: number, to: number): boolean => {
    const part = all.slice(from, to);
    if (part.length % 3 === 0 || !/^[ -~]*$/.test(part)) return false;
    read += 1;
    log.add('text', Buffer.from(part, 'latin1').toString('base64'));
    return true;
  };
  const reader = new FrameReader({
    maxBytes: MAX_BYTES,
    onUsual: isUsual ? onUsual : undefined,
    onMessage(data) {
      read += 1;
      log.add('text', data.toString('base64'));
    },
    leave: (bytes) => void receiver.write(bytes),
  });
  receiver.on('message', () => reader.resume());
  for (const piece of pieces) reader.push(piece);
  reader.end();
  await turn();
  return [log.lines, read];
}

interface Frame {
  readonly first: number;
  readonly payload: Buffer;
  readonly isMasked?: boolean;
}

function encode({ first, payload, isMasked = false }: Frame): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = first;
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  if (!isMasked) return Buffer.concat([header, payload]);
  header[1] = (header[1] as number) | 0x80;
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

const text = (value: string): Frame => ({ first: 0x81, payload: Buffer.from(value) });

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((place, index) => bytes.subarray(sorted[index], place));
}

const usual = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(text),
  fc.constantFrom(0, 125, 126, 127, 300).map((size) => text('x'.repeat(size))),
);
const frame: fc.Arbitrary<Frame> = fc.oneof(
  { weight: 6, arbitrary: usual },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0x89, 0x8a).map((first) => ({ first, payload: Buffer.from('p') })),
  },
  // The frames of a longer message, in and out of their order, and bytes that are no message.
  {
    weight: 3,
    arbitrary: fc.constantFrom(0x01, 0x00, 0x80, 0x82, 0x02).map((first) => ({
      first,
      payload: Buffer.from('part'),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Frame>(
      { first: 0x81, payload: Buffer.from([0xff, 0xfe]) },
      { first: 0x88, payload: Buffer.from([0x03, 0xe8]) },
      { first: 0x88, payload: Buffer.alloc(0) },
      { first: 0xc1, payload: Buffer.from('reserved') },
      { first: 0x83, payload: Buffer.from('unknown') },
      { first: 0x09, payload: Buffer.from('control in parts') },
      { first: 0x81, payload: Buffer.from('masked'), isMasked: true },
      { first: 0x81, payload: Buffer.alloc(65_536, 'y') },
      { first: 0x81, payload: Buffer.alloc(MAX_BYTES + 1, 'z') },
    ),
  },
);

describe('FrameReader', () => {
  it('default: whole text messages do not reach the library', async () => {
    const frames = [text('a'), text(''), text('ü'), text('x'.repeat(200)), text('y'.repeat(66_000))];
    const bytes = Buffer.concat(frames.map(encode));
    const [lines, read] = await ofReader([bytes]);
    expect(lines).toEqual(await ofLibrary([bytes]));
    expect(lines).toHaveLength(frames.length);
    expect(read).toBe(frames.length);
  });

  it.each([false, true])(
    'behavior: whatever comes, and wherever it is cut, it is what the library reads (usual: %s)',
    async (isUsual) => {
      let read = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(frame, { minLength: 1, maxLength: 12 }),
          fc.array(fc.nat(2000), { maxLength: 8 }),
          async (frames, places) => {
            const pieces = cut(Buffer.concat(frames.map(encode)), places);
            const [lines, count] = await ofReader(pieces, isUsual);
            expect(lines).toEqual(await ofLibrary(pieces));
            read += count;
          },
        ),
        { numRuns: 1500 },
      );
      expect(read).toBeGreaterThan(1000);
    },
  );

  it('behavior: cut after each byte it is what the library reads', async () => {
    const frames = [
      text('first'),
      { first: 0x89, payload: Buffer.from('p') },
      text('x'.repeat(130)),
      text('end'),
    ];
    const bytes = Buffer.concat(frames.map(encode));
    const expected = await ofLibrary([bytes]);
    for (let at = 0; at <= bytes.length; at += 1) {
      expect((await ofReader(cut(bytes, [at])))[0]).toEqual(expected);
    }
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    expect((await ofReader(single))[0]).toEqual(expected);
    expect((await ofReader(single, true))[0]).toEqual(expected);
  });

  it('behavior: changed bytes are read as the library reads them', async () => {
    const bytes = Buffer.concat([text('one'), text('x'.repeat(130)), text('three')].map(encode));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        expect((await ofReader([changed]))[0]).toEqual(await ofLibrary([changed]));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('readFrames', () => {
  function start() {
    const socket = new PassThrough();
    const left: Buffer[] = [];
    const messages: string[] = [];
    const feed = (bytes: Buffer): void => void left.push(bytes);
    // As the library does: at the end it reads what the socket still holds by itself.
    const begin = (): void => {
      socket.on('data', feed);
      socket.on('close', () => {
        socket.off('data', feed);
        const rest: unknown = socket.read();
        if (rest instanceof Buffer) feed(rest);
      });
    };
    const read = (): void => {
      const library = new EventEmitter() as unknown as ws.WebSocket;
      readFrames(library, socket as unknown as Socket, {
        maxBytes: MAX_BYTES,
        onMessage: (data) => void messages.push(String(data)),
      });
    };
    return { socket, begin, read, messages, left: () => Buffer.concat(left) };
  }

  it('behavior: what a closed socket still holds is read once, and a header that was held comes before it', async () => {
    const { socket, begin, read, messages, left } = start();
    begin();
    read();
    const first = encode(text('first'));
    const second = encode(text('second'));
    socket.write(Buffer.concat([first, second.subarray(0, 1)]));
    await turn();
    socket.pause();
    socket.write(second.subarray(1));
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    expect(messages).toEqual(['first']);
    expect(left()).toEqual(second);
  });

  it('behavior: nothing is changed where the library does not listen as expected', async () => {
    const { socket, begin, read, messages, left } = start();
    read();
    begin();
    const bytes = encode(text('first'));
    socket.write(bytes);
    await turn();
    expect(messages).toEqual([]);
    expect(left()).toEqual(bytes);
    socket.destroy();
  });
});
