import type { Readable } from 'node:stream';

/** The answer went over its bound. */
export class BodyTooLarge extends Error {}

/** The answer ended before its end. */
export class BodyCutShort extends Error {
  readonly code = 'ECONNRESET';
}

/**
 * Reads a decompressed body as UTF-8, without a byte order mark.
 *
 * The bound counts what comes out of the decompression, while it comes: a small body can hold a gigabyte.
 */
export async function readText(stream: Readable, maxBytes: number): Promise<string> {
  // Chunk by chunk, while they come: a large body decoded at the end would block the loop.
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        reject(new BodyTooLarge());
        stream.destroy();
        return;
      }
      pieces.push(decoder.decode(chunk, { stream: true }));
    });
    stream.on('end', resolve);
    stream.on('error', reject);
    stream.on('close', () => {
      // After its end nobody needs an error, which costs a stack trace.
      if (!stream.readableEnded) reject(new BodyCutShort('The answer ended early'));
    });
  });
  pieces.push(decoder.decode());
  return pieces.join('');
}

/** Discards a body that is not read. */
export function discard(stream: Readable): void {
  stream.on('error', () => {});
  stream.destroy();
}
