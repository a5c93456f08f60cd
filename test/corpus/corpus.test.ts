import { describe, expect, test } from 'vitest';
import { corpusOf, exactly, leavesOf, type Player } from './corpus';
import { playChp } from './players/chp';
import { playFinnotech } from './players/finnotech';
import { playPoloniex } from './players/poloniex';
import { playXapi } from './players/xapi';

const PLAYERS: readonly (readonly [venue: string, play: Player])[] = [
  ['chp', playChp],
  ['finnotech', playFinnotech],
  ['poloniex', playPoloniex],
  ['xapi', playXapi],
];

describe.each(PLAYERS)('corpus of %s', (venue, play) => {
  const lines = corpusOf(venue);

  test('default: every line has a name of its own, a source and something that must come out', () => {
    expect(new Set(lines.map(({ name }) => name)).size).toBe(lines.length);
    for (const line of lines) {
      expect(line.source, line.name).toMatch(/\S/);
      expect(line.frames.length, line.name).toBeGreaterThan(0);
      expect('client' in line || 'error' in line || 'broker' in line, line.name).toBe(true);
    }
  });

  test.each(lines.map((line) => [line.name, line] as const))('default: %s', async (_name, line) => {
    const { client, error, broker } = await play(line);
    if (line.error) expect(error).toMatchObject(line.error);
    else expect(error).toBeUndefined();
    if (line.client === 'same') {
      const given = leavesOf(client);
      for (const [path, digits] of leavesOf(ofFrame(line.frames[0] ?? '', client))) {
        expect(given.get(path), path).toBe(digits);
      }
    } else if (line.client === null) expect(client).toBeUndefined();
    else if (line.client !== undefined) expect(client).toMatchObject(line.client as object);
    for (const [kind, records] of Object.entries(line.broker ?? {})) {
      expect(broker?.[kind], kind).toMatchObject(records);
      expect(broker?.[kind], kind).toHaveLength(records.length);
    }
  });
});

/** The part of a frame that a client hands on: a single row where it was asked for one. */
function ofFrame(text: string, client: unknown): unknown {
  const frame = exactly(text) as Record<string, unknown>;
  const part =
    frame['returnData'] ?? frame['data'] ?? (Array.isArray(frame['result']) ? frame['result'] : frame);
  return Array.isArray(part) && !Array.isArray(client) ? part[0] : part;
}
