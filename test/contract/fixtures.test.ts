import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFixture } from '../../src/testing';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'venuekit-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, `${Math.abs(text.length)}-${text.charCodeAt(0)}.json`);
  await writeFile(path, text);
  return path;
}

describe('loadFixture', () => {
  test('default: gives source and data, by path and by URL', async () => {
    const path = await file('{"source":"XAPI 2.5.0, 2.2.1","data":{"status":true}}');
    const expected = { source: 'XAPI 2.5.0, 2.2.1', data: { status: true } };
    expect(await loadFixture(path)).toEqual(expected);
    expect(await loadFixture(pathToFileURL(path))).toEqual(expected);
  });

  test.each(['{"data":1}', '{"source":" ","data":1}', '{"source":"x"}', 'null', '[]'])(
    'error: %s is no fixture',
    async (text) => {
      await expect(loadFixture(await file(text))).rejects.toThrow(/is no fixture/);
    },
  );
});
