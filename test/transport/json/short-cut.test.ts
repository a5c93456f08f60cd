import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { JsonValues, type ValueShortCut } from '../../../src/transport/json/json-values';

/** Reads ticks of a usual form, and nothing where it is told to miss. */
function shortCutOf(log: string[], misses: readonly boolean[]): ValueShortCut {
  const pattern = /\{"tick":\d{1,4}\}/y;
  let read = '';
  let tries = 0;
  return {
    isOpen: true,
    read(text, at) {
      tries += 1;
      pattern.lastIndex = at;
      const found = misses[tries % misses.length] ? null : pattern.exec(text);
      read = found?.[0] ?? '';
      return found === null ? -1 : pattern.lastIndex;
    },
    take: () => void log.push(`value ${read}`),
  };
}

interface Settings {
  readonly misses: readonly boolean[];
  readonly isMessages: boolean;
  readonly isAnswer: boolean;
  readonly maxBytes: number;
  /** After so many entries of the log everything is stopped, in the middle of whatever is under way. */
  readonly stopAfter: number;
}

/** All that the values of a connection tell, in order; through the short cut or without it. */
async function told(
  chunks: readonly Buffer[],
  settings: Settings,
  isShort: boolean,
): Promise<readonly string[]> {
  const log: string[] = [];
  const clock = new VirtualClock();
  const tell = (entry: string): void => {
    log.push(entry);
    if (log.length === settings.stopAfter) values.stop();
  };
  const own = { push: tell } as unknown as string[];
  const values = new JsonValues({
    clock,
    maxBytes: settings.maxBytes,
    isMessages: settings.isMessages,
    answerableMs: settings.isAnswer ? () => 1000 : undefined,
    shortCut: isShort ? shortCutOf(own, settings.misses) : undefined,
    onText: (text) => tell(`value ${text}`),
    onChunkEnd: () => tell('chunk end'),
    onInbound: () => tell('inbound'),
    onBroken: (error, chunk) => {
      tell(`broken ${error.message} ${error.sample ?? ''} ${chunk?.toString('latin1') ?? ''}`);
      values.stop();
    },
    onFailure: (cause) => tell(`failure ${String(cause)}`),
  });
  for (const chunk of chunks) {
    values.push(chunk);
    await clock.advance(10);
  }
  await clock.advance(10_000);
  values.stop();
  return log;
}

const tick = fc.nat(9999).map((number) => `{"tick":${number}}`);
const piece = fc.oneof(
  { weight: 8, arbitrary: tick },
  { weight: 2, arbitrary: fc.constantFrom('{"tick": 1}', '{"tick":12345}', '{"other":"żółć"}', '[1]', '{}') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{"text":"{\\"tick\\":1}"}',
      '{\n "tick": 1\n}',
      '{"a":\n\n1}',
      '{"b":"\\\\"}',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"tick":1', '{"cut":"', '}', 'x', '1', '"', '{"tick":', '\\') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const separator = fc.constantFrom('\n\n', '\n\n', '\n\n', '', ' ', '\r\n\t', '\n', '\n \n');

const stream = fc
  .tuple(fc.array(fc.tuple(piece, separator), { maxLength: 12 }), fc.array(fc.nat(300), { maxLength: 6 }))
  .map(([parts, cuts]) => {
    const bytes = Buffer.from(parts.flat().join(''));
    const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
    return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
  });
const settings = fc.record({
  misses: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  isMessages: fc.boolean(),
  isAnswer: fc.boolean(),
  maxBytes: fc.constantFrom(8, 12, 1000),
  stopAfter: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(12)),
});

describe('the short cut of JSON values', () => {
  test('behavior: any mix of values in any slicing is told as without it', async () => {
    let values = 0;
    await fc.assert(
      fc.asyncProperty(stream, settings, async (chunks, given) => {
        const short = await told(chunks, given, true);
        expect(short).toEqual(await told(chunks, given, false));
        values += short.filter((entry) => entry.startsWith('value {"tick"')).length;
      }),
      { numRuns: 3000 },
    );
    expect(values).toBeGreaterThan(1000);
  });

  test('behavior: of values sliced at every byte it is told as without it', async () => {
    const bytes = Buffer.from('{"tick":1}\n\n{"tick":2}\n\n{"news":"a\\"}"}\n\n{"tick":3}\n\n \n{"tick":4}');
    const given = { misses: [false], isMessages: false, isAnswer: false, maxBytes: 1000, stopAfter: 1000 };
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 3) {
        const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(await told(chunks, given, true)).toEqual(await told(chunks, given, false));
      }
    }
  });

  test('behavior: a large chunk is taken in pieces all the same', async () => {
    const bytes = Buffer.from('{"tick":1}\n\n'.repeat(20_000));
    const given = { misses: [false], isMessages: true, isAnswer: false, maxBytes: 1000, stopAfter: 1e9 };
    const log: string[] = [];
    const values = new JsonValues({
      clock: new VirtualClock(),
      ...given,
      shortCut: shortCutOf(log, given.misses),
      onText: (text) => void log.push(`value ${text}`),
      onInbound: () => {},
      onBroken: (error) => void log.push(error.message),
      onFailure: (cause) => void log.push(String(cause)),
    });
    values.push(bytes);
    await new Promise<void>((resolve) => values.drained(resolve));
    expect(log).toEqual(Array.from({ length: 20_000 }, () => 'value {"tick":1}'));
  });
});
