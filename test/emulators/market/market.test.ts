import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { Market } from '../../../src/emulators/market/market';
import { listInstruments } from '../../../src/emulators/xapi/instruments';

function start(hours: 'always' | 'venue' = 'always', startTime?: number) {
  const clock = new VirtualClock(startTime);
  const market = new Market(
    { seed: 1, clock, tickMs: 100, newsIntervalMs: 60_000 },
    listInstruments(undefined, hours),
  );
  const ticks: string[] = [];
  market.onTick((symbol) => ticks.push(symbol));
  return { clock, market, ticks };
}

describe('market', () => {
  test('default: only watched prices tick, and no timer runs without a watcher', () => {
    const { clock, market, ticks } = start();
    expect(clock.pendingTimers).toBe(0);
    const unwatch = [market.watch('GOLD'), market.watch('GOLD')];
    clock.advanceSync(20_000);
    expect(new Set(ticks)).toEqual(new Set(['GOLD']));
    for (const stop of unwatch) stop();
    unwatch[0]?.();
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: pause stops prices, step moves by one to three ticks, resume continues from there', () => {
    const { clock, market, ticks } = start();
    market.watch('EURUSD');
    market.pause();
    market.pause();
    expect(market.paused).toBe(true);
    const before = market.quote('EURUSD');
    clock.advanceSync(60_000);
    expect(market.quote('EURUSD')).toEqual(before);
    market.step();
    const moved = market.quote('EURUSD');
    expect([1, 2, 3]).toContain(Math.abs(moved.bid - before.bid));
    expect(moved.ask - moved.bid).toBe(before.ask - before.bid);
    market.step('GOLD');
    expect(ticks).toEqual(['EURUSD', 'GOLD']);
    market.resume();
    market.resume();
    expect(market.quote('EURUSD').bid).toBe(moved.bid);
    clock.advanceSync(30_000);
    expect(ticks.length).toBeGreaterThan(2);
    market.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: instruments are listed and delisted, also while the prices are paused', () => {
    const { clock, market } = start();
    const gold = market.instrument('GOLD');
    if (!gold) throw new Error('GOLD is built in');
    market.pause();
    market.addInstrument({ ...gold, symbol: '__proto__' });
    expect(market.instruments()).toHaveLength(21);
    const { bid } = market.best('__proto__');
    clock.advanceSync(5000);
    expect(market.best('__proto__').bid).toBe(bid);
    market.removeInstrument('__proto__');
    expect(() => market.quote('__proto__')).toThrow('not listed');
  });

  test('error: setPrice refuses prices off the grid, crossed or not positive', () => {
    const { market } = start();
    expect(() => market.setPrice('GOLD', 2000.001, 2001)).toThrow(RangeError);
    expect(() => market.setPrice('GOLD', 2001, 2000)).toThrow(RangeError);
    expect(() => market.setPrice('GOLD', 0, 1)).toThrow(RangeError);
    expect(() => market.setPrice('TEA', 1, 2)).toThrow('not listed');
  });

  test('behavior: a closed market keeps its last price and takes no orders', () => {
    const saturday = Date.UTC(2026, 0, 10, 12);
    const { clock, market, ticks } = start('venue', saturday);
    market.watch('EURUSD');
    const quote = market.quote('EURUSD');
    expect(market.isOpen('EURUSD')).toBe(false);
    expect(market.isOpen('BITCOIN')).toBe(true);
    expect(quote.time).toBeLessThanOrEqual(Date.UTC(2026, 0, 9, 21));
    clock.advanceSync(60_000);
    expect(ticks).toEqual([]);
    expect(market.quote('EURUSD').bid).toBe(quote.bid);
    market.halt('BITCOIN');
    expect(market.isOpen('BITCOIN')).toBe(false);
    market.unhalt('BITCOIN');
    expect(market.isOpen('BITCOIN')).toBe(true);
  });
});
