import { describe, expect, test } from 'vitest';
import { InstrumentCache } from '../../src/adapter/instrument-cache';
import { isValidationError, type ValidationError } from '../../src/errors';
import type { Instrument } from '../../src/model';

const instrument = (symbol: string): Instrument => ({
  venue: 'test',
  receivedTime: 0,
  source: 'read',
  symbol,
  name: symbol,
  kind: 'forex',
  currency: 'USD',
  tradable: true,
});

function cacheOf(symbols: string[], single = false) {
  const counts = { all: 0, one: 0 };
  const cache = new InstrumentCache({
    venue: 'test',
    load: async () => {
      counts.all += 1;
      return symbols.map(instrument);
    },
    ...(single && {
      loadOne: async (symbol: string) => {
        counts.one += 1;
        return symbols.includes(symbol) ? instrument(symbol) : undefined;
      },
    }),
  });
  return { cache, counts };
}

describe('InstrumentCache', () => {
  test('behavior: many who ask at once share one load', async () => {
    const { cache, counts } = cacheOf(['EURUSD', 'GOLD']);
    const found = await Promise.all([cache.require('EURUSD'), cache.require('GOLD'), cache.load()]);
    expect(counts.all).toBe(1);
    expect(found[0].symbol).toBe('EURUSD');
    expect([cache.isComplete, cache.size]).toEqual([true, 2]);
  });

  test('behavior: a complete list answers for unknown symbols without a request', async () => {
    const { cache, counts } = cacheOf(['EURUSD'], true);
    await cache.load();
    expect(await cache.find('NOPE')).toBeUndefined();
    expect(counts).toEqual({ all: 1, one: 0 });
  });

  test('error: names the symbol that differs in case only', async () => {
    const { cache } = cacheOf(['EURUSD', 'Gold']);
    const error = await cache.require('gold', 'symbols').catch((reason: unknown) => reason);
    expect(isValidationError(error)).toBe(true);
    expect(error).toMatchObject({
      field: 'symbols',
      value: '"gold"',
      suggestions: ['Gold'],
    } satisfies Partial<ValidationError>);
  });

  test('behavior: without the list one symbol is read alone, once', async () => {
    const { cache, counts } = cacheOf(['EURUSD'], true);
    await Promise.all([cache.require('EURUSD'), cache.require('EURUSD')]);
    await cache.require('EURUSD');
    expect(counts).toEqual({ all: 0, one: 1 });
    await expect(cache.require('NOPE')).rejects.toThrow('symbol is no symbol of test');
  });

  test('behavior: what the venue disowns is asked for again', async () => {
    const symbols = ['EURUSD'];
    const { cache, counts } = cacheOf(symbols, true);
    await cache.load();
    symbols.pop();
    cache.invalidate('EURUSD');
    expect(cache.get('EURUSD')).toBeUndefined();
    expect(await cache.find('EURUSD')).toBeUndefined();
    expect(counts.one).toBe(1);
  });

  test('error: a failed load is not kept', async () => {
    let fails = true;
    const cache = new InstrumentCache({
      venue: 'test',
      load: async () => {
        if (fails) throw new Error('down');
        return [instrument('__proto__')];
      },
    });
    await expect(cache.load()).rejects.toThrow('down');
    fails = false;
    expect((await cache.require('__proto__')).symbol).toBe('__proto__');
  });
});
