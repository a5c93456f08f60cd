import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/errors/suggestion';

const SYMBOLS = ['EURUSD', 'EURAUD', 'AUDUSD', 'BTC_USDT', 'ETH_USDT', 'US500', 'فولاد'];
const OPTIONS = ['environment', 'transport', 'password', 'timeoutMs'];

describe('suggest', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['EURUDS', SYMBOLS, ['EURUSD']],
    ['EURUSDD', SYMBOLS, ['EURUSD']],
    ['eurusd', SYMBOLS, ['EURUSD']],
    ['BTC/USDT', SYMBOLS, ['BTC_USDT']],
    ['BTCUSDT', SYMBOLS, ['BTC_USDT']],
    ['btc-usdt', SYMBOLS, ['BTC_USDT']],
    ['فلاود', SYMBOLS, ['فولاد']],
    ['enviroment', OPTIONS, ['environment']],
    ['timeout_ms', OPTIONS, ['timeoutMs']],
    ['M1', ['1m', '5m', '1h'], ['1m']],
    ['stop_limit', ['stop', 'stopLimit'], ['stopLimit']],
    // No mistake in writing: another interval, another symbol, another word.
    ['2m', ['1m', '5m'], []],
    ['GAZP', SYMBOLS, []],
    ['', SYMBOLS, []],
    ['__proto__', SYMBOLS, []],
    ['/', SYMBOLS, []],
  ])('default: %s', (given, names, expected) => {
    expect(suggest(given, names)).toEqual(expected);
  });

  test('args: what is no text suggests nothing', () => {
    for (const given of [undefined, null, 5, {}, [], Symbol('x')])
      expect(suggest(given, SYMBOLS)).toEqual([]);
  });

  test('args: another word for a name leads to it, where it is one of the names', () => {
    const words = { qty: 'quantity', amount: 'quantity' };
    expect(suggest('Qty', ['quantity', 'price'], words)).toEqual(['quantity']);
    expect(suggest('amount', ['price'], words)).toEqual([]);
    expect(suggest('constructor', ['price'], words)).toEqual([]);
  });

  test('behavior: at most three, all as near as the nearest', () => {
    expect(suggest('abcdef', ['abcdeg', 'abcdeh', 'abcdei', 'abcdej', 'abcxyz'])).toEqual([
      'abcdeg',
      'abcdeh',
      'abcdei',
    ]);
  });

  test('behavior: one change of case, separators or neighbouring letters is found', () => {
    const name = fc.stringMatching(/^[A-Z]{4,10}$/);
    fc.assert(
      fc.property(
        name,
        fc.nat(),
        fc.constantFrom('swap', 'separator', 'case', 'twice'),
        (symbol, place, how) => {
          const at = 1 + (place % (symbol.length - 1));
          const [head, tail] = [symbol.slice(0, at), symbol.slice(at)];
          const given = {
            swap: head.slice(0, -1) + (tail[0] ?? '') + head.slice(-1) + tail.slice(1),
            separator: `${head}-${tail}`,
            case: symbol.toLowerCase(),
            twice: head + head.slice(-1) + tail,
          }[how];
          expect(suggest(given, ['XX_1', symbol])).toEqual([symbol]);
        },
      ),
    );
  });

  test('behavior: of 46,618 symbols it takes under 50 ms, whatever was given', () => {
    const names = Array.from({ length: 46_618 }, (_, index) => `${index.toString(36).toUpperCase()}QX.US_9`);
    names.push('EURUSD', 'BTC_USDT');
    const medianOf = (given: string): number => {
      const times = Array.from({ length: 9 }, () => {
        // Not the time: others may have the core meanwhile.
        const start = process.cpuUsage();
        suggest(given, names);
        return process.cpuUsage(start).user / 1000;
      });
      return times.sort((a, b) => a - b)[4] ?? 0;
    };
    for (const given of ['EURUDS', 'BTC/USDT', '9QX.US', 'x'.repeat(10_000)]) {
      expect(medianOf(given), given.slice(0, 20)).toBeLessThan(50);
    }
  });
});
