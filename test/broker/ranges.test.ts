import { describe, expect, test } from 'vitest';
import { noJournal, OPERATION_NAMES, ranged } from '../../src/broker';

describe('ranged', () => {
  const report = { from: 0, to: 10, complete: true };

  test('default: an array of its own with the report beside it', () => {
    const source = [1, 2, 3];
    const result = ranged(source, report);
    source.push(4);
    expect(Array.isArray(result)).toBe(true);
    expect([...result]).toEqual([1, 2, 3]);
    expect(result.range).toEqual(report);
  });

  test('behavior: the report is not printed, serialised or iterated', () => {
    const result = ranged(['a'], report);
    expect(JSON.stringify(result)).toBe('["a"]');
    expect(Object.keys(result)).toEqual(['0']);
  });
});

describe('noJournal', () => {
  test('default: keeps nothing', async () => {
    await noJournal.append({
      entryId: '1',
      venue: 'xapi',
      time: 0,
      operation: 'placeOrder',
      request: {},
    });
    await noJournal.settle({ entryId: '1', operation: 'placeOrder', outcome: 'accepted', time: 0 });
    expect(await noJournal.unsettled()).toEqual([]);
  });
});

describe('OPERATION_NAMES', () => {
  test('default: no name twice', () => {
    expect(new Set(OPERATION_NAMES).size).toBe(OPERATION_NAMES.length);
  });
});
