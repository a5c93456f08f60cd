import { readFile } from 'node:fs/promises';

/** A recorded or documented payload, and where it was taken from. */
export interface Fixture<T = unknown> {
  /** Document and section, or when and how it was captured. */
  readonly source: string;
  readonly data: T;
}

/**
 * Reads a JSON fixture `{ "source": ..., "data": ... }`.
 *
 * A payload without a source is refused: a test on an invented payload proves nothing.
 * @param file - path or file URL
 * @throws Error when the file is no such fixture
 */
export async function loadFixture<T = unknown>(file: string | URL): Promise<Fixture<T>> {
  const text = await readFile(file, 'utf8');
  const parsed = JSON.parse(text) as Partial<Fixture<T>> | null;
  if (typeof parsed?.source !== 'string' || parsed.source.trim() === '' || !('data' in parsed)) {
    throw new Error(`${String(file)} is no fixture: it needs a source and data`);
  }
  return parsed as Fixture<T>;
}
