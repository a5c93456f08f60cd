import type { Readable } from 'node:stream';
import { ByteBuffer } from './byte-buffer';

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
  const body = new ByteBuffer(maxBytes);
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      if (body.length + chunk.length > maxBytes) {
        reject(new BodyTooLarge());
        stream.destroy();
        return;
      }
      body.append(chunk, 0, chunk.length);
    });
    stream.on('end', resolve);
    stream.on('error', reject);
    stream.on('close', () => reject(new BodyCutShort('The answer ended early')));
  });
  return new TextDecoder().decode(body.view());
}

/** Throws a body away that nobody will read. */
export function discard(stream: Readable): void {
  stream.on('error', () => {});
  stream.destroy();
}
