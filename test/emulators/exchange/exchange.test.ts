import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { ExchangeEvent } from '../../../src/emulators/exchange/events';
import { Exchange } from '../../../src/emulators/exchange/exchange';
import { match } from '../../../src/emulators/exchange/matching';
import type { ExchangeSettings, OrderIntent } from '../../../src/emulators/exchange/settings';
import type { Level } from '../../../src/emulators/market/book';
import { Market } from '../../../src/emulators/market/market';
import { listInstruments } from '../../../src/emulators/xapi/instruments';

function start(settings: Partial<ExchangeSettings> = {}) {
  const clock = new VirtualClock();
  const market = new Market(
    { seed: 1, clock, tickMs: 100, newsIntervalMs: 60_000 },
    listInstruments(undefined, 'always'),
  );
  market.pause();
  market.setPrice('GOLD', 2000, 2000.5);
  const events: ExchangeEvent[] = [];
  const exchange = new Exchange(
    market,
    {
      clock,
      accounting: 'hedging',
      partialFills: false,
      stopOutLevel: 50,
      lastNumber: 0n,
      comment: '',
      ...settings,
    },
    (event) => events.push(event),
  );
  const account = exchange.openAccount('a', 'USD', new Decimal(10_000_000));
  return { clock, market, exchange, account, events };
}

const intent = (volume: number | string, side: 'buy' | 'sell' = 'buy'): OrderIntent => ({
  symbol: 'GOLD',
  side,
  volume: new Decimal(volume),
  stopLoss: undefined,
  takeProfit: undefined,
  trailing: 0,
  customComment: null,
});

const level = fc.record({ gap: fc.integer({ min: 0, max: 20 }), volume: fc.integer({ min: 0, max: 50 }) });
const books = fc.array(level, { minLength: 1, maxLength: 6 }).map((levels): Level[] => {
  let depth = 0;
  return levels.map(({ gap, volume }) => {
    depth += gap;
    return { bid: 1000 - depth, ask: 1010 + depth, bidVolume: volume, askVolume: volume };
  });
});

describe('match', () => {
  test('behavior: never beyond the order, the level or the limit', () => {
    fc.assert(
      fc.property(
        books,
        fc.constantFrom('buy', 'sell'),
        fc.constantFrom('market', 'limit', 'stop', 'stopLimit'),
        fc.integer({ min: 950, max: 1060 }),
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        (book, side, kind, price, volume, partial) => {
          const order = {
            side,
            kind,
            price,
            stopPrice: price,
            triggered: false,
            remaining: new Decimal(volume).div(10),
          } as const;
          const fills = match(order, book, partial);
          const total = fills.reduce((sum, fill) => sum.plus(fill.volume), new Decimal(0));
          expect(total.lte(order.remaining)).toBe(true);
          if (!partial && fills.length > 0) expect(total.eq(order.remaining)).toBe(true);
          for (const fill of fills) {
            expect(fill.volume.gt(0)).toBe(true);
            if (kind === 'limit' || kind === 'stopLimit')
              expect(side === 'buy' ? fill.price <= price : fill.price >= price).toBe(true);
            if (kind === 'stop')
              expect(
                side === 'buy'
                  ? 1010 + (book[0] ? book[0].ask - 1010 : 0) >= price
                  : (book[0]?.bid ?? 0) <= price,
              ).toBe(true);
            if (!partial) continue;
            const offered = book.filter((row) => (side === 'buy' ? row.ask : row.bid) === fill.price);
            expect(fill.volume.lte(Math.max(...offered.map((row) => row.askVolume)))).toBe(true);
          }
        },
      ),
    );
  });
});

describe('exchange', () => {
  const steps = fc.array(
    fc.record({
      action: fc.constantFrom('buy', 'sell', 'close', 'part', 'move', 'limit', 'wait'),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 40 },
  );

  test.each(['hedging', 'netting'] as const)('behavior: money is conserved with %s', (accounting) => {
    fc.assert(
      fc.property(steps, (actions) => {
        const { clock, market, exchange, account, events } = start({ accounting });
        for (const { action, size } of actions) {
          const [position] = account.positions.values();
          if (action === 'buy' || action === 'sell')
            exchange.openMarket(account, exchange.nextNumber(), intent(size, action));
          if (action === 'close' && position)
            exchange.closePosition(account, position.id, exchange.nextNumber());
          if (action === 'part' && position)
            exchange.closePosition(account, position.id, exchange.nextNumber(), position.volume.div(2));
          if (action === 'move') market.setPrice('GOLD', 1990 + size * 2, 1990.5 + size * 2);
          if (action === 'limit')
            exchange.placeOrder(account, exchange.nextNumber(), intent(size), {
              kind: 'limit',
              price: 199_500,
              stopPrice: undefined,
              expiryTime: undefined,
            });
          if (action === 'wait') clock.advanceSync(size * 1000);
        }
        const earned = account.closed.reduce(
          (sum, { profit, storage, commission }) => sum.plus(profit).plus(storage).plus(commission),
          new Decimal(10_000_000),
        );
        expect(account.balance.toFixed(2)).toBe(earned.toFixed(2));
        // What was opened is closed or still there.
        const volumeOf = (list: Iterable<{ volume: Decimal; side: string }>): Decimal =>
          [...list].reduce(
            (sum, { volume, side }) => (side === 'buy' ? sum.plus(volume) : sum.minus(volume)),
            new Decimal(0),
          );
        if (accounting === 'netting') expect(account.positions.size).toBeLessThanOrEqual(1);
        const equity = exchange.valuation.state(account, clock.now()).equity;
        const open = [...account.positions.values()].reduce(
          (sum, position) => sum.plus(exchange.valuation.openProfit(position, 'USD')),
          new Decimal(0),
        );
        expect(equity.toFixed(2)).toBe(account.balance.plus(open).toFixed(2));
        expect(volumeOf(account.positions.values()).isFinite()).toBe(true);
        expect(events.filter(({ type }) => type === 'positionClosed')).toHaveLength(account.closed.length);
        market.close();
      }),
      { numRuns: 60 },
    );
  });

  test('behavior: with partial fills a resting order is filled over several ticks, never beyond its volume', () => {
    const { clock, market, exchange, account, events } = start({ partialFills: true });
    market.setPrice('GOLD', 2000, 2000.01);
    exchange.placeOrder(account, '77', intent(300), {
      kind: 'limit',
      price: 199_000,
      stopPrice: undefined,
      expiryTime: undefined,
    });
    market.setPrice('GOLD', 1989, 1990);
    for (let round = 0; round < 20 && account.orders.size > 0; round += 1) {
      clock.advanceSync(1);
      market.setPrice('GOLD', 1989, 1990);
    }
    const [position] = account.positions.values();
    expect(position).toMatchObject({ request: '77' });
    expect(position?.volume.toFixed()).toBe('300');
    expect(events.filter(({ type }) => type === 'positionChanged').length).toBeGreaterThan(1);
  });

  test('behavior: a stop-limit order becomes a limit order at its trigger', () => {
    const { market, exchange, account } = start();
    exchange.placeOrder(account, '5', intent(1), {
      kind: 'stopLimit',
      price: 201_000,
      stopPrice: 202_000,
      expiryTime: undefined,
    });
    market.setPrice('GOLD', 2009, 2009.5);
    expect(account.positions.size).toBe(0);
    market.setPrice('GOLD', 2020, 2020.5);
    expect(account.positions.size).toBe(0);
    market.setPrice('GOLD', 2009, 2009.5);
    expect([...account.positions.values()][0]?.openPrice.toNumber()).toBe(200_950);
  });

  test('behavior: netting averages, reduces and flips', () => {
    const { market, exchange, account } = start({ accounting: 'netting' });
    exchange.openMarket(account, '1', intent(1));
    market.setPrice('GOLD', 2010, 2010.5);
    exchange.openMarket(account, '2', intent(1));
    const [long] = account.positions.values();
    expect(long?.openPrice.toNumber()).toBe(200_550);
    exchange.openMarket(account, '3', intent(3, 'sell'));
    expect([...account.positions.values()]).toMatchObject([{ side: 'sell' }]);
    expect([...account.positions.values()][0]?.volume.toFixed()).toBe('1');
    expect(account.closed).toHaveLength(1);
    expect(account.closed[0]?.profit.toFixed(2)).toBe('900.00');
  });

  test('behavior: nights cost swap, a pending order without money is removed', () => {
    const { clock, market, exchange, account, events } = start();
    market.setPrice('EURUSD', 1.1, 1.1001);
    const position = exchange.openMarket(account, '1', { ...intent(1), symbol: 'EURUSD' });
    clock.advanceSync(2 * 86_400_000);
    expect(exchange.valuation.storage(position, clock.now(), 'USD').toFixed(2)).toBe('-12.40');
    exchange.placeOrder(account, '9', intent(10_000), {
      kind: 'limit',
      price: 190_000,
      stopPrice: undefined,
      expiryTime: undefined,
    });
    market.setPrice('GOLD', 1899, 1899.5);
    expect(events.at(-1)).toMatchObject({ type: 'orderRemoved', reason: 'noMoney' });
  });
});
