import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VENUES } from '../../src/index';
import { capabilityDocuments, capabilityTable, comparisonTable } from './generate/capability-tables';

const read = (path: string): string => readFileSync(path, 'utf8');
const venues = VENUES.map((id) => ({ id }));

describe('the tables of capabilities', () => {
  test('default: the page of each venue has what its broker grants', async () => {
    const pages = await capabilityDocuments(venues, read);
    expect(Object.keys(pages)).toEqual([...VENUES.map((id) => `docs/venues/${id}.md`), 'README.md']);
    for (const [path, text] of Object.entries(pages)) expect(text, path).toBe(read(path));
  });

  test('behavior: what is granted, what is not, and what is none', () => {
    const text = capabilityTable({
      features: ['fetchTrades', 'subscribe:quotes'],
      candleIntervals: ['1m', '1d'],
      candleStreamIntervals: [],
      builtCandleIntervals: [],
      orderTypes: [],
      timesInForce: [],
      modifiableFields: [],
      clientOrderId: { pattern: /^\d+$/, rule: 'must be of digits' },
      streaming: 'poll',
    });
    const rows = new Map(text.split('\n').map((line) => [line.split(' | ')[0], line]));
    expect(rows.get('| operations')).toContain('`fetchCandles`, `candlePages`, `fetchTrades` |');
    expect(rows.get('| streams')).toBe('| streams | `quotes` |');
    expect(rows.get('| not offered')).toMatch(/`placeOrder`.*`subscribe:trades`/);
    expect(rows.get('| not offered')).not.toContain('subscribe:quotes');
    expect(rows.get('| intervals of `fetchCandles`')).toContain('| `1m`, `1d` |');
    expect(rows.get('| order types')).toBe('| order types | none |');
    expect(rows.get('| a `clientOrderId`')).toContain('| must be of digits |');
    expect(rows.get('| how streams arrive')).toContain('| polled by the broker |');
  });

  test('behavior: the table of all venues has a column for each', () => {
    const intervals = { candleIntervals: [], candleStreamIntervals: [], builtCandleIntervals: [] };
    const none = { ...intervals, orderTypes: [], timesInForce: [] };
    const capabilities = { ...none, features: [], modifiableFields: [], streaming: 'push' } as const;
    const text = comparisonTable([
      { id: 'one', capabilities },
      { id: 'two', capabilities: { ...capabilities, features: ['placeOrder', 'subscribe:news'] } },
    ]);
    expect(text).toContain('| what | `one` | `two` |\n');
    expect(text).toContain('| `placeOrder` | - | yes |\n');
    expect(text).toContain('| stream `news` | - | yes |\n');
    expect(text).toContain('| stream `quotes` | - | - |\n');
  });

  test('error: a page without its marks is refused', async () => {
    await expect(capabilityDocuments(venues, () => '')).rejects.toThrow(
      'lacks the lines <!-- generated: capabilities -->',
    );
  });
});
