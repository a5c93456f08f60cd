import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Broker, Feature } from '../../src';
import { CONTRACT, type ContractHarness, type ContractWorld, contractCases } from '../../src/testing';

const CHAPTERS: Readonly<Record<string, string>> = {
  1: 'Life',
  2: 'Reads',
  3: 'Streams',
  4: 'Orders',
  5: 'Unknown outcomes',
  6: 'Private events',
  7: 'Errors',
};

/** The table of docs/contract.md, from the code. */
function table(): string {
  const lines: string[] = [];
  for (const [chapter, title] of Object.entries(CHAPTERS)) {
    lines.push('', `## ${title}`, '', '| number | rule | applies where the venue has |', '|---|---|---|');
    for (const { number, title: rule, needs } of CONTRACT) {
      if (!String(number).startsWith(chapter)) continue;
      lines.push(`| ${number} | ${rule} | ${needs.map((need) => `\`${need}\``).join(', ')} |`);
    }
  }
  return lines.join('\n').trim();
}

describe('the list of cases', () => {
  test('default: each has a number of its own, in order, and a chapter', () => {
    const numbers = CONTRACT.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers.every((number) => String(Math.floor(number / 100)) in CHAPTERS)).toBe(true);
    expect(numbers.length).toBeGreaterThan(90);
  });

  test('default: titles are of the four kinds and unique', () => {
    for (const { title } of CONTRACT) expect(title).toMatch(/^(default|args|behavior|error): \S/);
    expect(new Set(CONTRACT.map(({ title }) => title)).size).toBe(CONTRACT.length);
  });

  test('default: docs/contract.md lists exactly these', async () => {
    const text = await readFile(new URL('../../docs/contract.md', `file://${__filename}`), 'utf8');
    const listed = text.slice(text.indexOf('## Life')).trim();
    // When it differs, put what is expected here into the file.
    expect(listed).toBe(table());
  });
});

/** A world around a broker that can do nothing, to watch what the suite does with it. */
function harnessOf(features: readonly Feature[], log: string[], broken: boolean): ContractHarness {
  const broker = {
    venue: 'none',
    capabilities: { features },
    status: { state: 'idle', since: 0, epoch: 0 },
    close: async () => void log.push('close'),
    on: () => broker,
    connect: async () => {
      if (broken) throw new TypeError('foreign');
    },
  } as unknown as Broker;
  return {
    venue: 'none',
    features,
    create: async () =>
      ({
        broker,
        now: () => 0,
        drive: <T>(work: PromiseLike<T>) => work,
        dispose: async () => void log.push('dispose'),
      }) as unknown as ContractWorld,
  };
}

describe('contractCases', () => {
  test('default: a case is skipped when a capability is lacking, and says which', () => {
    const cases = contractCases(harnessOf(['placeOrder', 'subscribe:book'], [], false));
    const skips = new Map(cases.map(({ number, skip }) => [number, skip]));
    expect(skips.get(101)).toBeUndefined();
    expect(skips.get(401)).toBeUndefined();
    expect(skips.get(321)).toBeUndefined();
    expect(skips.get(404)).toBe('none has no cancelOrder, fetchOpenOrders');
  });

  test('error: a broker that breaks a rule fails the case, and its world is cleared away', async () => {
    for (const broken of [false, true]) {
      const log: string[] = [];
      const [first] = contractCases(harnessOf([], log, broken));
      await expect(first?.run()).rejects.toThrow(broken ? 'foreign' : /states: got \[\]/);
      expect(log).toEqual(['close', 'dispose']);
    }
  });

  test('behavior: a case that needs what the world cannot do makes no call of the broker', async () => {
    const log: string[] = [];
    const cases = contractCases(harnessOf([], log, true));
    const reason = await cases.find(({ number }) => number === 110)?.run();
    expect(reason).toMatch(/^the harness of none has no /);
    expect(log).toEqual(['close', 'dispose']);
  });
});
