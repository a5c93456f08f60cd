import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random';
import type { Faults, XapiEmulatorOptions } from '../../../src/emulators';
import type { Order } from '../../../src/model';
import type { XapiBroker } from '../../../src/venues/xapi/broker';
import { Bench, type Setup } from './broker-harness';
import { fixture } from './fixture';

const FINAL = new Set(['filled', 'canceled', 'rejected', 'expired']);

const benches: Bench[] = [];
const others: { bench: Bench; broker: XapiBroker }[] = [];
afterEach(async () => {
  for (const { bench, broker } of others.splice(0)) await bench.drive(broker.close());
  for (const bench of benches.splice(0)) {
    const { orders, fills } = bench;
    await bench[Symbol.asyncDispose]();
    // What holds whatever happens: no order ends twice, no fill is told twice.
    const ends = new Map<string, string>();
    for (const { id, status } of orders) {
      if (ends.has(id)) expect([id, status]).toEqual([id, ends.get(id)]);
      if (FINAL.has(status)) ends.set(id, status);
    }
    expect(fills.map(({ id }) => id)).toEqual([...new Set(fills.map(({ id }) => id))]);
  }
});

/** Reads are counted: none but those that the frames ask for. */
async function live(setup: Setup = {}): Promise<Bench> {
  const bench = await Bench.live({ ...setup, broker: { auditIntervalMs: 2_000_000_000, ...setup.broker } });
  bench.emulator.market.pause();
  bench.emulator.market.setPrice('EURUSD', '1.08500', '1.08510');
  benches.push(bench);
  return bench;
}

async function otherProgram(bench: Bench): Promise<XapiBroker> {
  const broker = Bench.broker(bench.clock, bench.emulator, { broker: { auditIntervalMs: 2_000_000_000 } });
  others.push({ bench, broker });
  await bench.drive(broker.connect());
  return broker;
}

const MARKET = { symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.2' } as const;
const LIMIT = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '1.08000' } as const;
const STOP = { symbol: 'EURUSD', side: 'buy', type: 'stop', quantity: '0.1', stopPrice: '1.09000' } as const;

const story = (bench: Bench, id: string): string[] =>
  bench.orders.filter((order) => order.id === id).map(({ status }) => status);
const closings = (bench: Bench): Order[] =>
  bench.orders.filter(({ positionEffect }) => positionEffect === 'close');
const trigger = (bench: Bench): void => bench.emulator.market.setPrice('EURUSD', '1.09000', '1.09010');

/** What can become of two frames. `skip` lets the first pass. */
const FATES: readonly (readonly [string, (faults: Faults) => void])[] = [
  ['as the venue sends them', () => {}],
  ['in the other order', (faults) => faults.reorder('trade', 'trade')],
  ['the second a second late', (faults) => faults.latency(1000, { command: 'trade', skip: 1, times: 1 })],
  ['the second five seconds late', (faults) => faults.latency(5000, { command: 'trade', skip: 1, times: 1 })],
  ['each twice', (faults) => faults.duplicate('trade', { times: 2 })],
  ['the first lost', (faults) => faults.dropEvent('trade')],
  ['the second lost', (faults) => faults.dropEvent('trade', { skip: 1 })],
];

interface Way {
  readonly open: Partial<typeof MARKET> & { readonly stopLoss?: string; readonly takeProfit?: string };
  readonly closing: object;
  readonly emulator?: XapiEmulatorOptions;
  close(bench: Bench, positionId: string): Promise<void> | void;
}

const WAYS: Readonly<Record<string, Way>> = {
  'by us': {
    open: {},
    closing: { type: 'market', origin: 'local', clientOrderId: 'our-close', averagePrice: '1.085' },
    async close(bench, id) {
      const order = await bench.drive(bench.broker.closePosition({ id, clientOrderId: 'our-close' }));
      expect(order).toMatchObject({ status: 'filled', clientOrderId: 'our-close', positionId: id });
      expect(order.id).toBe(bench.emulator.orders.ofKind('close')[0]?.order);
    },
  },
  'by another program': {
    open: {},
    closing: { type: 'market', origin: 'external', averagePrice: '1.085' },
    async close(bench, id) {
      const other = others.at(-1)?.broker;
      if (other) await bench.drive(other.closePosition({ id, clientOrderId: 'theirs' }));
    },
  },
  'by take profit': {
    open: { takeProfit: '1.09' },
    closing: { type: 'takeProfit', reason: '[T/P]', origin: 'external', averagePrice: '1.0901' },
    close: (bench) => bench.emulator.market.setPrice('EURUSD', '1.09010', '1.09020'),
  },
  'by stop loss': {
    open: { stopLoss: '1.08' },
    closing: { type: 'stop', reason: '[S/L]', origin: 'external', averagePrice: '1.0799' },
    close: (bench) => bench.emulator.market.setPrice('EURUSD', '1.07990', '1.08000'),
  },
  'by stop-out': {
    open: { quantity: '20' as '0.2' },
    closing: { type: 'market', origin: 'external', averagePrice: '1.04' },
    close: (bench) => bench.emulator.market.setPrice('EURUSD', '1.04000', '1.04010'),
  },
};

describe.each(Object.entries(WAYS))('a position closed %s', (name, way) => {
  test.each(FATES)('behavior: one fill and one closing order: %s', async (fate, fault) => {
    const bench = await live();
    if (name === 'by another program') await otherProgram(bench);
    const opening = await bench.drive(bench.broker.placeOrder({ ...MARKET, ...way.open }));
    const { positionId = '' } = opening;
    await bench.clock.advance(500);
    const openingStory = story(bench, opening.id);
    fault(bench.emulator.faults);
    await way.close(bench, positionId);
    await bench.until(() => bench.fills.length === 2);
    await bench.clock.advance(60_000);
    const [executed] = bench.emulator.orders.ofKind('close', 'stopLoss', 'takeProfit', 'stopOut');
    expect(bench.fills).toHaveLength(2);
    expect(bench.fills[1]).toMatchObject({
      id: `${positionId}:close:${executed?.order}`,
      orderId: executed?.order,
      positionId,
      side: 'sell',
      price: executed?.price,
      quantity: opening.filledQuantity,
    });
    expect(new Set(closings(bench).map(({ id }) => id))).toEqual(new Set([executed?.order]));
    expect(closings(bench).at(-1)).toMatchObject({ ...way.closing, status: 'filled', positionId });
    // The order that opened it is not touched.
    expect(story(bench, opening.id)).toEqual(openingStory);
    const known = await bench.drive(bench.broker.fetchOrder({ id: opening.id }));
    expect(known).toMatchObject({ averagePrice: opening.averagePrice, positionEffect: 'open' });
    expect(bench.positions.filter(({ quantity }) => quantity === '0').map(({ id }) => id)).toEqual([
      positionId,
    ]);
    if (fate === 'the second lost' && name !== 'by us') expect(bench.fills[1]?.source).toBe('reconcile');
    expect(bench.warnings).toEqual([]);
  });
});

describe('closing transactions', () => {
  // The members that the captured frames of the sheet leave out are the document's.
  const sample = fixture('stream-trade-record').value['data'] as Record<string, unknown>;
  const captured = fixture('captured-close-frames').value as Record<'gone' | 'closing', object>;
  const row = { ...sample, symbol: 'GOLD', open_price: 1796.25, customComment: null };

  test.each([
    ['as captured', ['gone', 'closing']],
    ['in the other order', ['closing', 'gone']],
    ['each twice', ['gone', 'gone', 'closing', 'closing', 'gone']],
  ] as const)("default: the venue's own frames: %s", async (_name, order) => {
    const bench = await live();
    const times = { open_time: bench.clock.now() + 10, close_time: bench.clock.now() + 500 };
    const opened = { ...row, open_time: times.open_time };
    const frames = {
      gone: { ...opened, ...captured.gone },
      closing: { ...opened, ...captured.closing, close_time: times.close_time },
    };
    const send = (data: object): void =>
      bench.emulator.faults.rawBytes(`${JSON.stringify({ command: 'trade', data })}\n\n`, { side: 'stream' });
    send({ ...opened, order: 313707953, order2: 313705442, position: 313707953, close_time: null });
    await bench.until(() => bench.fills.length === 1);
    for (const name of order) send(frames[name]);
    await bench.until(() => bench.fills.length === 2);
    await bench.clock.advance(1000);
    expect(bench.fills).toMatchObject([
      { id: '313707953:open', orderId: '313705442', price: '1796.25' },
      { id: '313707953:close:313707912', orderId: '313707912', price: '1797.02' },
    ]);
    expect(bench.orders.map(({ id, averagePrice }) => [id, averagePrice])).toEqual([
      ['313705442', '1796.25'],
      ['313707912', '1797.02'],
    ]);
    expect(bench.orders[1]).toMatchObject({ reason: '[T/P]', positionEffect: 'close' });
  });

  test('behavior: one that comes before the frame of its opening is linked with it', async () => {
    const bench = await live();
    const opened = { ...row, open_time: bench.clock.now() + 10 };
    for (const data of [
      { ...opened, ...captured.gone },
      { ...opened, order: 313707953, order2: 313705442, position: 313707953 },
      { ...opened, ...captured.closing, close_time: bench.clock.now() + 500 },
    ])
      bench.emulator.faults.rawBytes(`${JSON.stringify({ command: 'trade', data })}\n\n`, { side: 'stream' });
    await bench.until(() => bench.fills.length === 2);
    expect(bench.fills.map(({ orderId }) => orderId)).toEqual(['313705442', '313707912']);
    expect(bench.positions.at(-1)?.quantity).toBe('0');
  });

  test('behavior: the first frame alone shows that the position is gone, and nothing else', async () => {
    const bench = await live();
    const { positionId } = await bench.drive(bench.broker.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    const orders = bench.orders.length;
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    bench.emulator.market.setPrice('EURUSD', '1.07990', '1.08000');
    await bench.until(() => bench.positions.at(-1)?.quantity === '0');
    await bench.clock.advance(1500);
    expect([bench.fills.length, bench.orders.length]).toEqual([1, orders]);
    expect(bench.positions.at(-1)).toMatchObject({ id: positionId, quantity: '0', source: 'stream' });
    await bench.until(() => bench.fills.length === 2);
    expect(bench.fills[1]).toMatchObject({ price: '1.0799', source: 'reconcile' });
  });

  test('behavior: a second frame lost and a connection lost: emitted once, by the synchronisation', async () => {
    const bench = await live();
    await bench.drive(bench.broker.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    bench.emulator.market.setPrice('EURUSD', '1.07990', '1.08000');
    await bench.until(() => bench.positions.at(-1)?.quantity === '0');
    for (let round = 0; round < 2; round += 1) {
      const resynced = bench.collect('resynced');
      bench.emulator.faults.reset();
      await bench.until(() => resynced.length === 1);
      expect(bench.fills.map(({ source }) => source)).toEqual(['stream', 'reconcile']);
    }
    await bench.clock.advance(60_000);
    expect([bench.fills.length, closings(bench).length]).toEqual([2, 1]);
    expect(bench.positions.filter(({ quantity }) => quantity === '0')).toHaveLength(1);
  });

  test('behavior: a history that fails is read again', async () => {
    const bench = await live();
    await bench.drive(bench.broker.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    bench.emulator.faults.fail('getTradesHistory', 'EX001');
    bench.emulator.market.setPrice('EURUSD', '1.07990', '1.08000');
    await bench.until(() => bench.fills.length === 2);
    expect(bench.received('getTradesHistory')).toBe(2);
    expect(bench.warnings).toEqual([expect.stringMatching(/^unproved: /)]);
  });

  test('behavior: what the history does not have either is reported, and not requested without end', async () => {
    const bench = await live();
    await bench.drive(bench.broker.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    bench.emulator.faults.rewrite(
      'getTradesHistory',
      (text) => text.replace(/"returnData":\[.*\](,"customTag")/s, '"returnData":[]$1'),
      { times: 100 },
    );
    bench.emulator.market.setPrice('EURUSD', '1.07990', '1.08000');
    await bench.until(() => bench.warnings.length === 1, 200_000);
    expect(bench.warnings[0]).toMatch(/^unproved: .*history/);
    const asked = bench.received('getTradesHistory');
    await bench.clock.advance(200_000);
    expect(bench.received('getTradesHistory')).toBe(asked);
    expect(bench.fills).toHaveLength(1);
  });
});

describe('parts of a position', () => {
  const close = (bench: Bench, id: string, quantity?: string): Promise<Order> =>
    bench.drive(bench.broker.closePosition({ id, ...(quantity === undefined ? {} : { quantity }) }));

  test.each(FATES)('behavior: a fill and an order each, then the rest: %s', async (_fate, fault) => {
    const bench = await live();
    const opening = await bench.drive(bench.broker.placeOrder(MARKET));
    const { positionId = '' } = opening;
    const orders: Order[] = [];
    for (const quantity of ['0.05', '0.1', undefined]) {
      fault(bench.emulator.faults);
      orders.push(await close(bench, positionId, quantity));
      await bench.clock.advance(8000);
    }
    const executed = bench.emulator.orders.ofKind('close').map(({ order }) => order);
    expect(orders.map(({ id }) => id)).toEqual(executed);
    expect(bench.fills.map(({ orderId, quantity }) => [orderId, quantity])).toEqual([
      [opening.id, '0.2'],
      [executed[0], '0.05'],
      [executed[1], '0.1'],
      [executed[2], '0.05'],
    ]);
    expect(bench.positions.at(-1)).toMatchObject({ id: positionId, quantity: '0' });
    const shown = bench.positions.map(({ quantity }) => Number(quantity));
    expect(shown).toEqual([...shown].sort((a, b) => b - a));
    expect(shown.filter((quantity) => quantity === 0)).toHaveLength(1);
    expect(new Set(closings(bench).map(({ id }) => id)).size).toBe(3);
    expect(story(bench, opening.id).at(-1)).toBe('filled');
  });

  test('behavior: by another program, its frame lost: what is left shows, the fill follows from history', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    const { positionId = '' } = await bench.drive(bench.broker.placeOrder(MARKET));
    await bench.clock.advance(500);
    // Both programs listen: two frames each.
    bench.emulator.faults.rewrite('trade', (text) => text.replace('"type":2', '"type":1'), { times: 2 });
    await bench.drive(other.closePosition({ id: positionId, quantity: '0.05' }));
    await bench.until(() => bench.positions.at(-1)?.quantity === '0.15');
    await bench.until(() => bench.fills.length === 2);
    expect(bench.fills[1]).toMatchObject({ quantity: '0.05', source: 'reconcile' });
    expect(bench.positions.at(-1)?.quantity).toBe('0.15');
    await bench.clock.advance(60_000);
    expect(bench.received('getTradesHistory')).toBeLessThanOrEqual(2);
  });
});

describe('frames lost, late, twice and out of order', () => {
  const SEEDS = Array.from({ length: 24 }, (_, seed) => [seed] as const);

  test.each(SEEDS)('behavior: in the end everything is emitted once, seed %i', async (seed) => {
    const random = seededRandom(seed);
    const bench = await live();
    const other = await otherProgram(bench);
    const { faults, market } = bench.emulator;
    const mistreat = (): void => {
      const chance = random.next();
      const scope = { command: 'trade', times: 1, skip: Math.floor(random.next() * 3) } as const;
      if (chance < 0.4) faults.dropEvent('trade', scope);
      else if (chance < 0.55) faults.latency(300 + random.next() * 4000, scope);
      else if (chance < 0.7) faults.duplicate('trade', { ...scope, times: 3 });
      else if (chance < 0.85) faults.reorder('trade', 'trade', scope);
    };
    mistreat();
    const opening = await bench.drive(other.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    mistreat();
    const stop = await bench.drive(bench.broker.placeOrder(STOP));
    // Sooner, what is left of a position could be taken for all of it where both other frames are lost.
    await bench.clock.advance(2000 + random.next() * 3000);
    mistreat();
    const part = { id: opening.positionId ?? '', quantity: '0.05' };
    const first = await bench.drive(other.closePosition(part));
    mistreat();
    trigger(bench);
    await bench.clock.advance(random.next() * 3000);
    mistreat();
    market.setPrice('EURUSD', '1.07990', '1.08000');
    await bench.clock.advance(20_000);
    await faults.clear();
    await bench.clock.advance(1000);
    const resynced = bench.collect('resynced');
    faults.reset();
    await bench.until(() => resynced.length === 1);
    await bench.clock.advance(20_000);
    const last = bench.emulator.orders.ofKind('stopLoss')[0]?.order;
    const told = bench.fills.map(({ orderId, quantity, price }) => `${orderId} ${quantity} ${price}`);
    // What its own frame did not tell of is known by its position's number alone: closed rows do not name their opening.
    const name = told.some((fill) => fill.startsWith(`${opening.id} `)) ? opening.id : opening.positionId;
    expect(told.sort()).toEqual(
      [`${name} 0.2 1.0851`, `${stop.id} 0.1 1.0901`, `${first.id} 0.05 1.085`, `${last} 0.15 1.0799`].sort(),
    );
    expect([...new Set(story(bench, stop.id))]).toEqual(['open', 'filled']);
    const shown = new Map(bench.positions.map(({ id, quantity }) => [id, quantity]));
    expect([...shown.values()].sort()).toEqual(['0', '0.1']);
  });
});

describe('a pending order that triggers', () => {
  test.each(FATES)('behavior: filled, and nothing else before: %s', async (fate, fault) => {
    const bench = await live();
    const order = await bench.drive(bench.broker.placeOrder({ ...STOP, clientOrderId: 'the-stop' }));
    fault(bench.emulator.faults);
    trigger(bench);
    await bench.until(() => bench.fills.length === 1);
    await bench.clock.advance(60_000);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
    expect(bench.orders.at(-1)).toMatchObject({
      id: order.id,
      clientOrderId: 'the-stop',
      type: 'stop',
      origin: 'local',
      averagePrice: '1.0901',
    });
    expect(bench.fills).toMatchObject([{ orderId: order.id, price: '1.0901', quantity: '0.1' }]);
    const source = /second (lost|five)/.test(fate) ? 'reconcile' : 'stream';
    expect(bench.fills[0]?.source).toBe(source);
  });

  test('behavior: until the look-up it keeps its status', async () => {
    const bench = await live();
    const order = await bench.drive(bench.broker.placeOrder(STOP));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    const asked = bench.received('getTrades');
    trigger(bench);
    await bench.clock.advance(1900);
    expect([story(bench, order.id), bench.received('getTrades')]).toEqual([['open'], asked]);
    await bench.clock.advance(1000);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
  });

  test('behavior: the position closed as well before the look-up: filled, from history', async () => {
    const bench = await live();
    const order = await bench.drive(bench.broker.placeOrder({ ...STOP, takeProfit: '1.1' }));
    bench.emulator.faults.dropEvent('trade', { skip: 1, times: 10 });
    trigger(bench);
    await bench.clock.advance(100);
    bench.emulator.market.setPrice('EURUSD', '1.10010', '1.10020');
    await bench.until(() => bench.fills.length === 2);
    await bench.clock.advance(10_000);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
    expect(bench.fills.map(({ orderId }) => orderId)).toEqual([order.id, closings(bench)[0]?.id]);
  });

  test('behavior: second frame lost and connection lost: filled once, by the synchronisation', async () => {
    const bench = await live();
    const order = await bench.drive(bench.broker.placeOrder(STOP));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    trigger(bench);
    await bench.clock.advance(300);
    const resynced = bench.collect('resynced');
    bench.emulator.faults.reset();
    await bench.until(() => resynced.length === 1);
    await bench.clock.advance(30_000);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
    expect(bench.fills).toHaveLength(1);
  });

  test('behavior: an order of another program that was never reported open', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    bench.emulator.faults.dropEvent('trade', { times: 2 });
    const order = await bench.drive(other.placeOrder(STOP));
    trigger(bench);
    await bench.until(() => bench.fills.length === 1);
    await bench.clock.advance(10_000);
    expect(bench.orders.map(({ id, status }) => [id, status])).toEqual([[order.id, 'filled']]);
  });

  test.each([
    ['the second frame there', 0],
    ['the second frame lost', 1],
  ])('behavior: while the broker’s deletion is on its way, refused: filled: %s', async (_name, lost) => {
    const bench = await live();
    const order = await bench.drive(bench.broker.placeOrder(STOP));
    bench.emulator.faults.delayApply('tradeTransaction', 800);
    const canceling = bench.broker.cancelOrder({ id: order.id });
    await bench.until(() => bench.received('tradeTransaction') === 2);
    if (lost > 0) bench.emulator.faults.dropEvent('trade', { skip: 1 });
    trigger(bench);
    expect(await bench.drive(canceling)).toMatchObject({ id: order.id, status: 'filled' });
    await bench.clock.advance(30_000);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
    expect(bench.fills).toHaveLength(1);
  });
});

describe('a pending order that ends', () => {
  test.each(FATES)(
    'behavior: deleted by the broker: canceled with the venue’s acceptance: %s',
    async (_fate, fault) => {
      const bench = await live();
      const order = await bench.drive(bench.broker.placeOrder(LIMIT));
      fault(bench.emulator.faults);
      const before = bench.clock.now();
      const canceled = await bench.drive(bench.broker.cancelOrder({ id: order.id }));
      expect(canceled).toMatchObject({ id: order.id, status: 'canceled' });
      expect(canceled).not.toHaveProperty('reason');
      expect(bench.clock.now() - before).toBeLessThan(1500);
      const reads = bench.received('getTrades');
      await bench.clock.advance(30_000);
      expect(story(bench, order.id)).toEqual(['open', 'canceled']);
      expect(bench.received('getTrades')).toBe(reads);
    },
  );

  test('behavior: deleted by another program: canceled by inference after two look-ups', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    const order = await bench.drive(bench.broker.placeOrder(LIMIT));
    await bench.drive(other.cancelOrder({ id: order.id }));
    await bench.clock.advance(1500);
    expect(story(bench, order.id)).toEqual(['open']);
    const reads = bench.received('getTradesHistory');
    await bench.until(() => story(bench, order.id).length === 2);
    await bench.clock.advance(30_000);
    expect(bench.received('getTradesHistory') - reads).toBe(2);
    expect(bench.orders.at(-1)).toMatchObject({ id: order.id, status: 'canceled', reason: 'inferred' });
    expect(story(bench, order.id)).toEqual(['open', 'canceled']);
  });

  test('behavior: run out of time: expired', async () => {
    const bench = await live();
    const expireTime = bench.clock.now() + 10_000;
    const order = await bench.drive(bench.broker.placeOrder({ ...LIMIT, timeInForce: 'gtd', expireTime }));
    await bench.until(() => story(bench, order.id).length === 2);
    expect(story(bench, order.id)).toEqual(['open', 'expired']);
  });

  test('behavior: deleted before its time was up: canceled, though that passes before the look-up', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    const expireTime = bench.clock.now() + 10_000;
    const order = await bench.drive(bench.broker.placeOrder({ ...LIMIT, timeInForce: 'gtd', expireTime }));
    await bench.clock.advance(expireTime - bench.clock.now() - 2500);
    await bench.drive(other.cancelOrder({ id: order.id }));
    await bench.until(() => story(bench, order.id).length === 2);
    expect(bench.clock.now()).toBeGreaterThan(expireTime);
    expect(story(bench, order.id)).toEqual(['open', 'canceled']);
  });

  test('behavior: a look-up that fails decides nothing', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    const order = await bench.drive(bench.broker.placeOrder(STOP));
    await bench.drive(other.cancelOrder({ id: order.id }));
    bench.emulator.faults.fail('getTradesHistory', 'EX001', { times: 2 });
    await bench.until(() => bench.warnings.length === 2);
    await bench.clock.advance(500);
    expect(story(bench, order.id)).toEqual(['open']);
    await bench.until(() => story(bench, order.id).length === 2);
    expect(story(bench, order.id)).toEqual(['open', 'canceled']);
  });

  test('behavior: a closed broker sends no more requests', async () => {
    const bench = await live();
    const other = await otherProgram(bench);
    const order = await bench.drive(bench.broker.placeOrder(LIMIT));
    await bench.drive(other.cancelOrder({ id: order.id }));
    await bench.clock.advance(500);
    await bench.drive(bench.broker.close());
    await bench.clock.advance(30_000);
    expect(story(bench, order.id)).toEqual(['open']);
  });
});

describe('tradeFrameWaitMs', () => {
  test('args: how long a trade may lack its second frame', async () => {
    const bench = await live({ broker: { tradeFrameWaitMs: 300 } });
    const order = await bench.drive(bench.broker.placeOrder(STOP));
    bench.emulator.faults.dropEvent('trade', { skip: 1 });
    trigger(bench);
    await bench.clock.advance(250);
    expect(story(bench, order.id)).toEqual(['open']);
    await bench.until(() => story(bench, order.id).length === 2, 1200);
    expect(story(bench, order.id)).toEqual(['open', 'filled']);
  });

  test.each([99, 60_001, 0.5, Number.NaN, '2000', null])('error: %s is refused', async (value) => {
    const bench = await live();
    const options = { broker: { tradeFrameWaitMs: value as number } };
    expect(() => Bench.broker(bench.clock, bench.emulator, options)).toThrow(
      expect.objectContaining({ name: 'ValidationError', field: 'tradeFrameWaitMs' }),
    );
  });
});
