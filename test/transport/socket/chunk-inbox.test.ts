import { expect, test } from 'vitest';
import { ChunkInbox } from '../../../src/transport/socket/chunk-inbox';

const KB = 1024;

test('default: a small chunk is taken at once', () => {
  const taken: number[] = [];
  new ChunkInbox(
    (piece) => taken.push(piece.length),
    () => {},
  ).push(Buffer.alloc(64 * KB));
  expect(taken).toEqual([64 * KB]);
});

test('behavior: a large chunk comes in pieces, what follows it after it, and the end last', async () => {
  const bytes: Buffer[] = [];
  const inbox = new ChunkInbox(
    (piece) => {
      bytes.push(piece);
      // A piece that takes longer than a slice.
      const end = performance.now() + 7;
      while (performance.now() < end);
    },
    () => {},
  );
  const large = Buffer.from(Array.from({ length: 300 * KB }, (_, index) => index % 251));
  inbox.push(large);
  inbox.push(Buffer.from('small'));
  expect(bytes.length).toBeLessThan(5);
  await new Promise<void>((resolve) => inbox.drained(resolve));
  expect(Buffer.concat(bytes).equals(Buffer.concat([large, Buffer.from('small')]))).toBe(true);
  expect(Math.max(...bytes.map(({ length }) => length))).toBe(64 * KB);
  let isEmpty = false;
  inbox.drained(() => {
    isEmpty = true;
  });
  expect(isEmpty).toBe(true);
});

test('error: what is thrown in a later turn is reported', async () => {
  const failure = await new Promise((resolve) => {
    new ChunkInbox(() => {
      throw new Error('broken');
    }, resolve).push(Buffer.alloc(100 * KB));
  });
  expect(failure).toMatchObject({ message: 'broken' });
});
