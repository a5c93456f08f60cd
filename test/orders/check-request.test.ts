import { describe, expect, it } from 'vitest';
import { isValidationError, type ValidationError } from '../../src/errors';
import {
  checkCancelAll,
  checkClosePosition,
  checkCloseQuantity,
  checkLimit,
  checkModifyPosition,
  checkOrderRef,
  checkPositionLevels,
  checkSymbol,
  checkSymbols,
  checkTimeRange,
} from '../../src/orders/check-order';
import { INSTRUMENT, makeOrder, makePosition, NOW, RULES } from './support/records';

function refusal(run: () => unknown): ValidationError {
  try {
    run();
  } catch (error) {
    if (isValidationError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('checkOrderRef', () => {
  it('default: an order can be given as it is', () => {
    expect(checkOrderRef(makeOrder({ clientOrderId: 'c', account: 'a' }))).toEqual({
      id: '1',
      clientOrderId: 'c',
      symbol: 'EURUSD',
      account: 'a',
    });
    expect(checkOrderRef({ clientOrderId: 'c' })).toEqual({ clientOrderId: 'c' });
  });

  it('args: ids are strings, and one of them is needed', () => {
    for (const id of [1, 1n, null, {}, [], true, '', ' ', '1\n', 'x'.repeat(129), Symbol('1')]) {
      expect(refusal(() => checkOrderRef({ id } as never)).field).toBe('id');
      expect(refusal(() => checkOrderRef({ clientOrderId: id } as never)).field).toBe('clientOrderId');
    }
    expect(refusal(() => checkOrderRef({} as never)).field).toBe('id');
    expect(refusal(() => checkOrderRef(undefined as never)).field).toBe('request');
    expect(refusal(() => checkOrderRef('1' as never)).field).toBe('request');
    expect(refusal(() => checkOrderRef({ id: '1', symbol: 5 } as never)).field).toBe('symbol');
  });

  it('args: the id alone is refused with the form that is meant', () => {
    const messageOf = (ref: unknown): string => refusal(() => checkOrderRef(ref as never)).message;
    expect(messageOf('999')).toBe(`request must be { id: '999' }, got "999"`);
    expect(messageOf(999)).toBe("request must be { id: '999' }, got 999");
    // What cannot stand in it as it is.
    expect(messageOf("a'b\n")).toMatch(/^request must be \{ id: 'NaN' \}/);
    expect(refusal(() => checkModifyPosition('999' as never)).message).toMatch(
      /\{ id: '999', stopLoss: \.\.\. \}/,
    );
    expect(refusal(() => checkClosePosition('999' as never, RULES)).message).toMatch(/\{ id: '999' \}/);
  });

  it('behavior: inherited members do not count', () => {
    expect(refusal(() => checkOrderRef(Object.create({ id: '1' }))).field).toBe('id');
  });
});

describe('checkCancelAll', () => {
  it('default: scope, symbol and account come back', () => {
    expect(checkCancelAll({ scope: 'own', symbol: 'X' })).toEqual({ scope: 'own', symbol: 'X' });
  });

  it('args: the scope has no default', () => {
    expect(refusal(() => checkCancelAll({} as never)).field).toBe('scope');
    expect(refusal(() => checkCancelAll({ scope: 'ALL' } as never)).suggestions).toEqual(['all']);
    expect(refusal(() => checkCancelAll({ scope: 'own', symbols: ['X'] } as never)).field).toBe('symbols');
  });
});

describe('checkClosePosition and checkModifyPosition', () => {
  it('default: the whole position, or a part', () => {
    expect(checkClosePosition({ id: 'p1' }, RULES)).toEqual({ id: 'p1' });
    expect(checkClosePosition({ id: 'p1', quantity: 0.1, clientOrderId: 'c' }, RULES)).toEqual({
      id: 'p1',
      quantity: '0.1',
      clientOrderId: 'c',
    });
    expect(checkModifyPosition({ id: 'p1', stopLoss: null })).toEqual({
      id: 'p1',
      changes: { stopLoss: null },
    });
  });

  it('args: bad ids, quantities and levels are refused', () => {
    expect(refusal(() => checkClosePosition({ id: 7 } as never, RULES)).field).toBe('id');
    expect(refusal(() => checkClosePosition({} as never, RULES)).field).toBe('id');
    expect(refusal(() => checkClosePosition({ id: 'p', quantity: 0 }, RULES)).field).toBe('quantity');
    expect(refusal(() => checkClosePosition({ id: 'p', amount: 1 } as never, RULES)).field).toBe('amount');
    expect(refusal(() => checkModifyPosition({ id: 'p' })).field).toBe('request');
    expect(refusal(() => checkModifyPosition({ id: 'p', stopLoss: Number.NaN })).field).toBe('stopLoss');
    expect(refusal(() => checkModifyPosition({ id: 'p', price: '1' } as never)).field).toBe('price');
  });

  it('args: no more than the position can be closed, all of it always', () => {
    const odd = makePosition({ quantity: '0.005' });
    checkCloseQuantity('0.005', odd, INSTRUMENT);
    expect(refusal(() => checkCloseQuantity('0.6', makePosition(), INSTRUMENT)).suggestions).toEqual(['0.5']);
    expect(refusal(() => checkCloseQuantity('0.125', makePosition(), INSTRUMENT)).suggestions).toEqual([
      '0.12',
      '0.13',
    ]);
  });

  it('args: levels must fit the tick and one another', () => {
    const long = makePosition({ takeProfit: '1.2' });
    checkPositionLevels({ stopLoss: '1.1' }, long, INSTRUMENT);
    checkPositionLevels({ stopLoss: '1.3', takeProfit: null }, long, INSTRUMENT);
    expect(refusal(() => checkPositionLevels({ stopLoss: '1.3' }, long, INSTRUMENT)).field).toBe('stopLoss');
    expect(refusal(() => checkPositionLevels({ stopLoss: '1.00001' }, long, INSTRUMENT)).field).toBe(
      'stopLoss',
    );
    const short = makePosition({ side: 'short', stopLoss: '1.1' });
    expect(refusal(() => checkPositionLevels({ takeProfit: '1.2' }, short, INSTRUMENT)).field).toBe(
      'takeProfit',
    );
  });
});

describe('checkTimeRange', () => {
  it('default: numbers and Dates, to now', () => {
    expect(checkTimeRange({ from: NOW - 10 }, NOW)).toEqual({ from: NOW - 10, to: NOW });
    expect(checkTimeRange({ from: 0, to: new Date(NOW - 5) }, NOW)).toEqual({ from: 0, to: NOW - 5 });
    expect(checkTimeRange({ from: NOW - 10, to: NOW + 10, symbol: 'X' } as never, NOW).to).toBe(NOW + 10);
  });

  it('args: reversed, empty and future ranges are refused', () => {
    for (const [from, to] of [
      [NOW - 5, NOW - 10],
      [NOW - 5, NOW - 5],
      [NOW + 5, NOW + 10],
      [NOW, undefined],
      [undefined, NOW],
      [Math.floor(NOW / 1000) - 60, NOW],
      [new Date(Number.NaN), NOW],
      ['2026-01-01', NOW],
      [-1, NOW],
      [0.5, NOW],
      [Number.POSITIVE_INFINITY, NOW],
    ]) {
      expect(refusal(() => checkTimeRange({ from, to } as never, NOW)).field).toBe('from');
    }
    expect(refusal(() => checkTimeRange({ from: 0, to: Number.NaN }, NOW)).field).toBe('to');
  });
});

describe('checkSymbol, checkSymbols and checkLimit', () => {
  it('default: symbols in order, each once', () => {
    expect(checkSymbol('EURUSD')).toBe('EURUSD');
    expect(checkSymbols(['B', 'A', 'B'])).toEqual(['B', 'A']);
  });

  it('args: what is no list of symbols is refused by its place', () => {
    expect(refusal(() => checkSymbols('EURUSD')).field).toBe('symbols');
    expect(refusal(() => checkSymbols([])).field).toBe('symbols');
    expect(refusal(() => checkSymbols(new Array(20_000).fill('A'))).field).toBe('symbols');
    expect(refusal(() => checkSymbols(['A', 5])).field).toBe('symbols[1]');
    expect(refusal(() => checkSymbols(new Array(3))).field).toBe('symbols[0]');
    expect(refusal(() => checkSymbol('a\r\nb')).field).toBe('symbol');
  });

  it('args: limits are whole numbers from 1 and never clamped', () => {
    expect(checkLimit(1)).toBe(1);
    expect(checkLimit(50, 'depth', 100)).toBe(50);
    for (const limit of [
      0,
      -1,
      1.5,
      1e9,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '5',
      null,
      undefined,
      [5],
      5n,
    ]) {
      expect(refusal(() => checkLimit(limit)).field).toBe('limit');
    }
    expect(refusal(() => checkLimit(101, 'depth', 100))).toMatchObject({ field: 'depth', value: '101' });
  });
});
