import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PoloniexEmulator, PoloniexOrderMembers } from '../../../src/emulators';
import { PoloniexHarness, type Row, rowsOf } from './harness';

const Exact = Decimal.clone({ precision: 60 });

type Step =
  | { readonly kind: 'order'; readonly order: PoloniexOrderMembers }
  | { readonly kind: 'cancel'; readonly index: number }
  | { readonly kind: 'price'; readonly points: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        type: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'LIMIT_MAKER' as const),
        timeInForce: fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const),
        offset: fc.integer({ min: -300, max: 300 }),
        micros: fc.integer({ min: 100, max: 2_000_000 }),
      })
      .map(({ side, type, timeInForce, offset, micros }): Step => {
        const price = new Decimal(4_630_000 + offset).div(100).toFixed();
        const size =
          type === 'MARKET' && side === 'BUY'
            ? { amount: new Decimal(micros).div(100).plus(1).toFixed() }
            : { quantity: new Decimal(micros).div(1_000_000).toFixed() };
        const priced = type === 'MARKET' ? {} : { price };
        return { kind: 'order', order: { symbol: 'BTC_USDT', side, type, timeInForce, ...size, ...priced } };
      }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('price' as const),
      points: fc.integer({ min: -300, max: 300 }),
    }),
  },
);

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // A refusal is an answer too: what matters is that it changes nothing.
  }
}

async function play(venue: PoloniexHarness, steps: readonly Step[]): Promise<void> {
  const { emulator } = venue;
  const ids: string[] = [];
  for (const one of steps) {
    if (one.kind === 'price') venue.price(((4_630_000 + one.points) / 100).toFixed(2));
    else if (one.kind === 'order') attempt(() => ids.push(emulator.placeOrder(one.order)));
    else attempt(() => emulator.cancelOrder(ids[one.index % Math.max(1, ids.length)] ?? ''));
  }
}

const sum = (rows: readonly Row[], pick: (row: Row) => string): Decimal =>
  rows.reduce((total, row) => total.plus(pick(row)), new Exact(0));

function checkBalances(emulator: PoloniexEmulator, trades: readonly Row[], open: readonly Row[]): void {
  const sided = (side: string): Row[] => trades.filter((row) => String(row['side']) === side);
  const [bought, sold] = [sided('BUY'), sided('SELL')];
  const field = (name: string) => (row: Row) => String(row[name]);
  const btc = new Exact(10)
    .plus(sum(bought, field('quantity')))
    .minus(sum(bought, field('feeAmount')))
    .minus(sum(sold, field('quantity')));
  const usdt = new Exact(1_000_000)
    .minus(sum(bought, field('amount')))
    .plus(sum(sold, field('amount')))
    .minus(sum(sold, field('feeAmount')));
  const total = (currency: string): string => {
    const { available, hold } = emulator.balance(currency);
    expect(new Exact(available).gte(0) && new Exact(hold).gte(0)).toBe(true);
    return new Exact(available).plus(hold).toFixed();
  };
  expect(total('BTC')).toBe(btc.toFixed());
  expect(total('USDT')).toBe(usdt.toFixed());
  const left = (row: Row): Decimal => new Exact(String(row['quantity'])).minus(String(row['filledQuantity']));
  const held = (side: string, value: (row: Row) => Decimal): string =>
    open
      .filter((row) => String(row['side']) === side)
      .reduce((all, row) => all.plus(value(row)), new Exact(0))
      .toFixed();
  expect(emulator.balance('BTC').hold).toBe(held('SELL', left));
  expect(emulator.balance('USDT').hold).toBe(held('BUY', (row) => left(row).times(String(row['price']))));
}

test('behavior: money is neither made nor lost, what is held is what open orders need, fills sum up', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const venue = await PoloniexHarness.start();
      try {
        const socket = await venue.login();
        await venue.ask(socket, { event: 'subscribe', channel: ['orders'], symbols: ['all'] });
        await play(venue, steps);
        await venue.ask(socket, { event: 'ping' });
        const trades = await venue.ok<Row[]>('GET', '/trades', { query: { limit: '1000' } });
        const open = await venue.ok<Row[]>('GET', '/orders', { query: { limit: '2000' } });
        const ended = await venue.ok<Row[]>('GET', '/orders/history', { query: { limit: '1000' } });
        checkBalances(venue.emulator, trades, open);
        for (const order of [...open, ...ended]) {
          const own = trades.filter((trade) => String(trade['orderId']) === String(order['id']));
          expect(sum(own, (row) => String(row['quantity'])).toFixed()).toBe(String(order['filledQuantity']));
          expect(sum(own, (row) => String(row['amount'])).toFixed()).toBe(String(order['filledAmount']));
        }
        const placed = venue.emulator.orders.ofKind('open', 'pending').length;
        expect(placed).toBe(open.length + ended.length);
        const events = rowsOf(socket, 'orders').filter((row) => String(row['eventType']) === 'trade');
        expect(events.map(({ tradeId }) => String(tradeId)).reverse()).toEqual(
          trades.map(({ id }) => String(id)),
        );
      } finally {
        await venue.close();
      }
    }),
    { numRuns: 40 },
  );
});
