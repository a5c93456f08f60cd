import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, type Order, type OrderStatus } from '../../src/model';
import { isFinal, isInferred, mergeOrder } from '../../src/orders/merge-order';
import { makeOrder, NOW } from './support/records';

function mergeAll(reports: readonly Order[]): Order | undefined {
  let known: Order | undefined;
  for (const report of reports) known = mergeOrder(known, report) ?? known;
  return known;
}

/** What an order says, without how it was learnt. */
function content(order: Order | undefined): object {
  const { receivedTime: _r, source: _s, raw: _w, ...rest } = order ?? makeOrder();
  return rest;
}

const END: readonly OrderStatus[] = ['filled', 'canceled', 'rejected', 'expired'];

/** Reports of one order as a venue would make them: time and totals only grow, an end is the last. */
const history = fc
  .record({
    steps: fc.array(
      fc.record({
        filled: fc.integer({ min: 0, max: 3 }),
        status: fc.constantFrom<OrderStatus>('pending', 'open', 'partiallyFilled', 'canceling', 'unknown'),
        price: fc.constantFrom('1', '2', '3'),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    end: fc.option(fc.constantFrom(...END), { nil: undefined }),
  })
  .map(({ steps, end }) => {
    let filled = 0;
    const reports = steps.map(({ filled: more, status, price }, index) => {
      filled += more;
      return makeOrder({
        status,
        venueStatus: `s${index}`,
        price,
        quantity: '100',
        filledQuantity: String(filled),
        remainingQuantity: String(100 - filled),
        averagePrice: String(10 + filled),
        updatedTime: NOW + index,
      });
    });
    if (end === undefined) return reports;
    const last = makeOrder({
      status: end,
      venueStatus: 'end',
      reason: 'over',
      price: '4',
      quantity: '100',
      filledQuantity: String(filled),
      remainingQuantity: String(100 - filled),
      averagePrice: String(10 + filled),
      updatedTime: NOW + steps.length,
    });
    return [...reports, last];
  });

const shuffled = history.chain((reports) =>
  fc.tuple(
    fc.constant(reports),
    // Each report at least once, in any order, some of them twice.
    fc.array(fc.integer({ min: 0, max: reports.length - 1 }), { maxLength: 5 }).chain((extra) =>
      fc.shuffledSubarray([...reports, ...extra.map((i) => reports[i] ?? makeOrder())], {
        minLength: reports.length + extra.length,
      }),
    ),
  ),
);

describe('properties', () => {
  it('behavior: any order of arrival, with duplicates, ends in the same order', () => {
    fc.assert(
      fc.property(shuffled, ([inTurn, anyhow]) => {
        expect(content(mergeAll(anyhow))).toEqual(content(mergeAll(inTurn)));
      }),
      { numRuns: 1000 },
    );
  });

  it('behavior: the end of the history is what is known in the end', () => {
    fc.assert(
      fc.property(shuffled, ([inTurn, anyhow]) => {
        const last = inTurn.at(-1) ?? makeOrder();
        expect(mergeAll(anyhow)).toMatchObject({
          filledQuantity: last.filledQuantity,
          averagePrice: last.averagePrice,
          updatedTime: last.updatedTime,
          price: last.price,
        });
        if (isFinal(last.status)) expect(mergeAll(anyhow)?.status).toBe(last.status);
      }),
      { numRuns: 500 },
    );
  });

  it('behavior: whatever arrives, totals never fall and an end never reopens', () => {
    const anyReport = fc
      .record(
        {
          status: fc.constantFrom<OrderStatus>(
            ...END,
            'pending',
            'open',
            'partiallyFilled',
            'canceling',
            'unknown',
          ),
          filledQuantity: fc.integer({ min: 0, max: 5 }).map(String),
          updatedTime: fc.integer({ min: 0, max: 5 }),
          price: fc.constantFrom('1', '2'),
          source: fc.constantFrom('stream' as const, 'read' as const, 'reconcile' as const),
          receivedTime: fc.integer({ min: 0, max: 20_000 }),
          clientOrderId: fc.constant('c'),
        },
        { requiredKeys: ['status', 'filledQuantity'] },
      )
      .map((fields) => makeOrder(fields));
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 12 }), (reports) => {
        let known: Order | undefined;
        for (const report of reports) {
          const next: Order = mergeOrder(known, report) ?? known ?? report;
          if (known) {
            expect(compareDecimals(next.filledQuantity, known.filledQuantity)).not.toBe(-1);
            if (isFinal(known.status)) expect(isFinal(next.status)).toBe(true);
            if (known.clientOrderId) expect(next.clientOrderId).toBe('c');
          }
          known = next;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('behavior: merging any order with itself has nothing new', () => {
    fc.assert(
      fc.property(history, (reports) => {
        const known = mergeAll(reports);
        expect(
          known && mergeOrder(known, { ...known, receivedTime: NOW + 99, source: 'read', raw: {} }),
        ).toBeUndefined();
      }),
    );
  });
});

describe('a single step', () => {
  const at = (updatedTime: number, fields: Partial<Order> = {}) => makeOrder({ updatedTime, ...fields });

  it('default: the first report is taken as it is', () => {
    const first = makeOrder();
    expect(mergeOrder(undefined, first)).toEqual(first);
  });

  it('default: pending, open, partially filled, filled', () => {
    const steps: Partial<Order>[] = [
      { status: 'pending' },
      { status: 'open' },
      { status: 'partiallyFilled', filledQuantity: '0.5' },
      { status: 'filled', filledQuantity: '1' },
    ];
    let known: Order | undefined;
    for (const step of steps) {
      known = mergeOrder(known, makeOrder(step));
      expect(known).toMatchObject(step);
    }
    expect(mergeOrder(known, makeOrder({ status: 'open' }))).toBeUndefined();
  });

  it('behavior: an older venue time only fills in what was not known', () => {
    const known = at(5, { price: '2' });
    expect(mergeOrder(known, at(4, { price: '1' }))).toBeUndefined();
    expect(mergeOrder(known, at(4, { price: '1', account: 'a' }))).toMatchObject({
      price: '2',
      account: 'a',
      updatedTime: 5,
    });
  });

  it('behavior: an older report with more filled raises the total and keeps the rest', () => {
    const merged = mergeOrder(
      at(5, { price: '2' }),
      at(4, { price: '1', filledQuantity: '0.4', averagePrice: '1.1' }),
    );
    expect(merged).toMatchObject({
      price: '2',
      filledQuantity: '0.4',
      averagePrice: '1.1',
      remainingQuantity: '0.6',
      status: 'partiallyFilled',
    });
  });

  it('behavior: fields that a later report lacks are kept', () => {
    const known = at(1, { clientOrderId: 'c', stopLoss: '1', account: 'a', createdTime: 1, origin: 'local' });
    const merged = mergeOrder(known, at(2, { status: 'filled', filledQuantity: '1' }));
    expect(merged).toMatchObject({
      clientOrderId: 'c',
      stopLoss: '1',
      account: 'a',
      createdTime: 1,
      origin: 'local',
    });
  });

  it('behavior: a complete report takes off the levels it does not have, unless it is the older one', () => {
    const known = at(1, { stopLoss: '1', takeProfit: '2', expireTime: NOW, account: 'a' });
    const merged = mergeOrder(known, at(2), { complete: true });
    expect(merged).not.toHaveProperty('stopLoss');
    expect(merged).not.toHaveProperty('takeProfit');
    expect(merged).not.toHaveProperty('expireTime');
    expect(merged?.account).toBe('a');
    expect(mergeOrder({ ...known, updatedTime: 3 }, at(2), { complete: true })).toBeUndefined();
  });

  it('behavior: an unknown state does not overwrite an end, and a known one of the same time replaces it', () => {
    expect(mergeOrder(at(1, { status: 'filled' }), at(9, { status: 'unknown' }))).toBeUndefined();
    expect(mergeOrder(at(1), at(1, { status: 'unknown' }))).toBeUndefined();
    expect(mergeOrder(at(1), at(2, { status: 'unknown' }))?.status).toBe('unknown');
  });

  it('behavior: of two ends the one with more executed wins', () => {
    const filled = at(1, { status: 'filled', filledQuantity: '1' });
    const canceled = at(2, { status: 'canceled' });
    expect(mergeOrder(canceled, filled)?.status).toBe('filled');
    expect(mergeOrder(filled, canceled)).toBeUndefined();
    expect(mergeOrder(at(1, { status: 'rejected' }), canceled)?.status).toBe('canceled');
  });

  it('behavior: the reason of an end goes with it', () => {
    const open = makeOrder({ reason: 'amended' });
    expect(mergeOrder(open, makeOrder({ status: 'canceled' }))).not.toHaveProperty('reason');
    const canceled = makeOrder({ status: 'canceled', reason: 'by user' });
    expect(mergeOrder(canceled, makeOrder({ status: 'canceled', account: 'a' }))?.reason).toBe('by user');
  });

  it('behavior: a read that lags behind the stream does not undo a change', () => {
    const streamed = makeOrder({ price: '2', receivedTime: NOW });
    const lagging = makeOrder({ price: '1', source: 'read', receivedTime: NOW + 3000 });
    expect(mergeOrder(streamed, lagging)).toBeUndefined();
    expect(mergeOrder(streamed, { ...lagging, receivedTime: NOW + 6000 })?.price).toBe('1');
    expect(mergeOrder(streamed, { ...lagging, source: 'reconcile' })?.price).toBe('1');
    expect(mergeOrder(streamed, lagging, { reply: true })?.price).toBe('1');
  });

  it('behavior: without times a cancel without effect shows in the next report', () => {
    const canceling = makeOrder({ status: 'canceling' });
    expect(mergeOrder(canceling, makeOrder({ status: 'open' }))?.status).toBe('open');
    expect(mergeOrder(canceling, makeOrder({ status: 'pending' }))).toBeUndefined();
    expect(
      mergeOrder(makeOrder({ status: 'partiallyFilled' }), makeOrder({ status: 'pending' })),
    ).toBeUndefined();
  });

  it('behavior: a state further on at the same time wins', () => {
    expect(mergeOrder(at(1, { status: 'open' }), at(1, { status: 'canceling' }))?.status).toBe('canceling');
    expect(mergeOrder(at(1, { status: 'canceling' }), at(1, { status: 'open' }))).toBeUndefined();
  });

  it('behavior: symbol, side and id are those first seen', () => {
    const merged = mergeOrder(at(1), at(2, { id: '9', symbol: 'X', side: 'sell', price: '9' }));
    expect(merged).toMatchObject({ id: '1', symbol: 'EURUSD', side: 'buy', price: '9' });
  });
});

describe('an inferred end', () => {
  const inferred = (fields: Partial<Order> = {}) =>
    makeOrder({ status: 'canceled', reason: 'inferred', ...fields });

  it('default: it ends a working order and brings no time of its own', () => {
    const merged = mergeOrder(makeOrder({ updatedTime: 5 }), inferred({ updatedTime: 99 }));
    expect(merged).toMatchObject({ status: 'canceled', reason: 'inferred', updatedTime: 5 });
    expect(merged && isInferred(merged)).toBe(true);
    expect(mergeOrder(makeOrder(), inferred({ updatedTime: 99 }))).not.toHaveProperty('updatedTime');
  });

  it('behavior: it does not change an end that the venue reported', () => {
    for (const status of END) expect(mergeOrder(makeOrder({ status }), inferred())).toBeUndefined();
  });

  it.each(['canceled', 'expired'] as const)('behavior: %s, it yields to any record of the venue', (end) => {
    const known = inferred({ status: end, updatedTime: 5, filledQuantity: '0.2' });
    expect(isInferred(known)).toBe(true);
    expect(
      mergeOrder(known, makeOrder({ status: 'filled', filledQuantity: '1', updatedTime: 3 })),
    ).toMatchObject({
      status: 'filled',
      filledQuantity: '1',
    });
    const reopened = mergeOrder(known, makeOrder({ status: 'open', updatedTime: 3 }));
    expect(reopened).toMatchObject({ status: 'partiallyFilled', filledQuantity: '0.2' });
    expect(reopened).not.toHaveProperty('reason');
    const confirmed = mergeOrder(known, makeOrder({ status: 'canceled', updatedTime: 6 }));
    expect(confirmed).toMatchObject({ status: 'canceled' });
    expect(confirmed).not.toHaveProperty('reason');
  });
});

describe('a time beyond the venue’s clock', () => {
  const isFar = (time: number): boolean => time > 100;
  const at = (updatedTime: number, fields: Partial<Order> = {}) => makeOrder({ updatedTime, ...fields });

  it.each([101, Date.UTC(9999, 0, 1)])('behavior: a report of %i makes no later one outdated', (far) => {
    const known = mergeOrder(at(5, { price: '1' }), at(far, { price: '2' }), { isFar });
    expect(known).toMatchObject({ price: '2', updatedTime: far });
    const next = mergeOrder(known, at(6, { price: '3' }), { isFar });
    expect(next).toMatchObject({ price: '3', updatedTime: 6 });
    // Those with times that can be are ordered by them, as ever.
    expect(mergeOrder(next, at(5, { price: '1' }), { isFar })).toBeUndefined();
    expect(mergeOrder(at(far, { status: 'filled' }), at(7, { status: 'open' }), { isFar })).toBeUndefined();
  });
});
