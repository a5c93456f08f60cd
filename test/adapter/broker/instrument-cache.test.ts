import { describe, expect, test } from 'vitest';
import { InstrumentCache, type InstrumentSource } from '../../../src/adapter/broker/instrument-cache';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { isValidationError, type ValidationError } from '../../../src/errors';
import type { Instrument } from '../../../src/model';

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
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const world = { symbols, counts, clock, warnings, fails: false };
  const source: InstrumentSource = {
    load: async () => {
      counts.all += 1;
      if (world.fails) throw new Error('down');
      return symbols.map(instrument);
    },
    symbolOf: (name) => (name === 'euro' ? 'EURUSD' : undefined),
    ...(single && {
      loadOne: async (symbol: string) => {
        counts.one += 1;
        return symbols.includes(symbol) ? instrument(symbol) : undefined;
      },
    }),
  };
  const report = (code: string): void => void warnings.push(code);
  return Object.assign(world, { cache: new InstrumentCache('test', clock, () => source, report) });
}

describe('InstrumentCache', () => {
  test('behavior: many calls at once share one load', async () => {
    const { cache, counts } = cacheOf(['EURUSD', 'GOLD']);
    const found = await Promise.all([cache.require('EURUSD'), cache.require('GOLD'), cache.load()]);
    expect(counts.all).toBe(1);
    expect(found[0].symbol).toBe('EURUSD');
    expect(cache.isComplete).toBe(true);
  });

  test('behavior: what is listed today is found today, and a typo costs one request a minute', async () => {
    const { cache, counts, clock, symbols } = cacheOf(['EURUSD'], true);
    await cache.load();
    expect(await cache.find('NEW')).toBeUndefined();
    expect(await cache.find('NEW')).toBeUndefined();
    expect(counts).toEqual({ all: 1, one: 1 });
    symbols.push('NEW');
    await clock.advance(59_999);
    expect(await cache.find('NEW')).toBeUndefined();
    await clock.advance(1);
    expect((await cache.find('NEW'))?.symbol).toBe('NEW');
    expect(counts).toEqual({ all: 1, one: 2 });
  });

  test('behavior: where no single symbol can be requested, the list is read at most once in ten minutes', async () => {
    const { cache, counts, clock, symbols } = cacheOf(['EURUSD']);
    await cache.load();
    symbols.push('NEW');
    await clock.advance(599_999);
    expect(await cache.find('NEW')).toBeUndefined();
    expect(counts.all).toBe(1);
    await clock.advance(1);
    const found = await Promise.all([cache.find('NEW'), cache.find('NOPE'), cache.find('NONE')]);
    expect(found.map((one) => one?.symbol)).toEqual(['NEW', undefined, undefined]);
    expect(counts.all).toBe(2);
  });

  test('behavior: another name gives its instrument', async () => {
    const { cache } = cacheOf(['EURUSD']);
    expect((await cache.require('euro')).symbol).toBe('EURUSD');
  });

  test('behavior: without a connection a list older than an hour is read again by whoever asks', async () => {
    const { cache, counts, clock, symbols } = cacheOf(['EURUSD']);
    await cache.require('EURUSD');
    await clock.advance(3_599_999);
    await cache.require('EURUSD');
    expect(counts.all).toBe(1);
    symbols[0] = 'GOLD';
    await clock.advance(1);
    await expect(cache.require('EURUSD')).rejects.toMatchObject({ name: 'ValidationError' });
    expect(counts.all).toBe(2);
  });

  test('behavior: the list is read again every hour while connected, and at once on a connection after that', async () => {
    const { cache, counts, clock, warnings } = cacheOf(['EURUSD']);
    await cache.load();
    cache.start();
    await clock.advance(3_599_999);
    expect(counts.all).toBe(1);
    await clock.advance(1);
    expect(counts.all).toBe(2);
    await clock.advance(3_600_000);
    expect(counts.all).toBe(3);
    cache.stop();
    await clock.advance(7_200_000);
    expect(counts.all).toBe(3);
    cache.start();
    await clock.advance(1);
    expect(counts.all).toBe(4);
    expect(warnings).toEqual([]);
  });

  test('error: a refresh that fails is a warning, keeps what is known, and is tried again after ten minutes', async () => {
    const world = cacheOf(['EURUSD']);
    const { cache, counts, clock, warnings } = world;
    await cache.load();
    cache.start();
    world.fails = true;
    await clock.advance(3_600_000);
    expect(warnings).toEqual(['instruments']);
    expect(cache.get('EURUSD')?.symbol).toBe('EURUSD');
    world.fails = false;
    await clock.advance(600_000);
    expect(counts.all).toBe(3);
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

  test('behavior: what the venue calls unknown is dropped, and requested again after a minute', async () => {
    const { cache, counts, clock, symbols } = cacheOf(['EURUSD'], true);
    await cache.load();
    symbols.pop();
    cache.invalidate('EURUSD');
    expect(cache.get('EURUSD')).toBeUndefined();
    expect(await cache.find('EURUSD')).toBeUndefined();
    expect(counts.one).toBe(0);
    await clock.advance(60_000);
    expect(await cache.find('EURUSD')).toBeUndefined();
    expect(counts.one).toBe(1);
  });

  test('error: a failed load is not kept', async () => {
    const world = cacheOf(['__proto__']);
    world.fails = true;
    await expect(world.cache.load()).rejects.toThrow('down');
    world.fails = false;
    expect((await world.cache.require('__proto__')).symbol).toBe('__proto__');
  });
});
