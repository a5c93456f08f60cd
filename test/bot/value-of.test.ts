import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the export
import { valueOf } from '../../src';
import type { Balance, Instrument, Quote } from '../../src/model';
import { INSTRUMENT } from '../orders/support/records';
import { floorOf, positivePrice, textOf, unitsOf } from './support/rational';

const META = { venue: 'test', receivedTime: 0, source: 'read' } as const;

function pair(base: string, quote: string): Instrument {
  return { ...INSTRUMENT, symbol: `${base}_${quote}`, base, quote, currency: quote };
}

function quoted(symbol: string, last: string): Quote {
  return { ...META, symbol, last };
}

function balance(currency: string, total: string): Balance {
  return { ...META, currency, total };
}

const instruments = [pair('BTC', 'USDT'), pair('ETH', 'BTC'), pair('USDT', 'TRX'), pair('EUR', 'USDT')];
const quotes = [quoted('BTC_USDT', '40000'), quoted('ETH_BTC', '0.05'), quoted('USDT_TRX', '8')];

describe('valueOf', () => {
  it('default: the same currency, directly, inversely and through one other', () => {
    const held = [balance('USDT', '100'), balance('BTC', '0.5'), balance('TRX', '2'), balance('ETH', '3')];
    const { total, valued, unvalued } = valueOf({ balances: held, quotes, instruments, currency: 'USDT' });
    expect(valued.map(({ value, symbols }) => [value, ...symbols])).toEqual([
      ['100'],
      ['20000', 'BTC_USDT'],
      ['0.25', 'USDT_TRX'],
      ['6000', 'ETH_BTC', 'BTC_USDT'],
    ]);
    expect(total).toBe('26100.25');
    expect(unvalued).toEqual([]);
  });

  it('default: the mean of bid and ask, else the last price', () => {
    const value = (quote: Partial<Quote>) =>
      valueOf({
        balances: [balance('BTC', '2')],
        quotes: [{ ...META, symbol: 'BTC_USDT', ...quote }],
        instruments,
        currency: 'USDT',
      });
    expect(value({ bid: '10', ask: '11', last: '99' }).total).toBe('21');
    expect(value({ bid: '10', last: '99' }).total).toBe('198');
    for (const none of [{ bid: '10' }, { last: '0' }, { last: '-1' }, { bid: '0', ask: '0' }]) {
      expect(value(none).unvalued).toMatchObject([{ reason: 'noPrice' }]);
    }
  });

  it('default: the amount is the total, else what is available and held; of zero no price is needed', () => {
    const held: Balance[] = [
      { ...META, currency: 'BTC', available: '0.25', held: '0.25' },
      { ...META, currency: 'BTC', available: '1' },
      balance('XYZ', '0'),
      balance('EUR', '5'),
    ];
    const result = valueOf({ balances: held, quotes, instruments, currency: 'USDT' });
    expect(result.total).toBe('20000');
    expect(result.valued.map(({ balance: { currency }, value }) => [currency, value])).toEqual([
      ['BTC', '20000'],
      ['XYZ', '0'],
    ]);
    expect(result.unvalued).toEqual([
      { balance: held[1], reason: 'noAmount' },
      { balance: held[3], reason: 'noPrice' },
    ]);
  });

  it('behavior: symbols of two venues are not mixed up', () => {
    const other = { ...pair('EUR', 'USDT'), venue: 'other', symbol: 'BTC_USDT' };
    const result = valueOf({
      balances: [balance('EUR', '1')],
      quotes,
      instruments: [...instruments, other],
      currency: 'USDT',
    });
    expect(result.unvalued).toHaveLength(1);
  });

  it('behavior: not through two others', () => {
    const chain = [pair('A', 'B'), pair('B', 'C'), pair('C', 'D')];
    const prices = chain.map(({ symbol }) => quoted(symbol, '2'));
    const worth = (currency: string) =>
      valueOf({ balances: [balance('A', '1')], quotes: prices, instruments: chain, currency });
    expect(worth('C').total).toBe('4');
    expect(worth('D').unvalued).toMatchObject([{ reason: 'noPrice' }]);
  });

  it('behavior: equals a computation by whole numbers, rounded once', () => {
    fc.assert(
      fc.property(
        positivePrice,
        positivePrice,
        positivePrice,
        fc.boolean(),
        (amount, one, two, isInverse) => {
          const [from, to] = isInverse ? ['X', 'USDT'] : ['USDT', 'X'];
          const result = valueOf({
            balances: [balance('BTC', amount)],
            quotes: [quoted('BTC_USDT', one), quoted(`${from}_${to}`, two)],
            instruments: [pair('BTC', 'USDT'), pair(from, to)],
            currency: 'X',
          });
          const [a, p, q] = [unitsOf(amount), unitsOf(one), unitsOf(two)];
          const unit = 10n ** 30n;
          if (!isInverse) {
            expect(unitsOf(result.total) * unit * unit).toBe(a * p * q);
            return;
          }
          // 10^18 times the value, to the nearest; a tie goes to the even one.
          const [top, bottom] = [a * p * 10n ** 18n, q * unit];
          const below = floorOf(top, bottom);
          const twice = 2n * (top - below * bottom);
          const isUp = twice > bottom || (twice === bottom && below % 2n !== 0n);
          expect(result.total).toBe(textOf(isUp ? below + 1n : below, 18));
        },
      ),
    );
  });
});
