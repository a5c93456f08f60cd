import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random';
import { BOOK_LEVELS, BookAssembler } from '../../../src/venues/poloniex/channels/book-assembler';
import { BookSide } from '../../../src/venues/poloniex/channels/book-side';
import type { PoloniexBookUpdate } from '../../../src/venues/poloniex/generated/records';
import type { PoloniexLevel } from '../../../src/venues/poloniex/types/open';

type Ids = Partial<Pick<PoloniexBookUpdate, 'id' | 'lastId' | 'ts'>>;

function row(
  bids: readonly PoloniexLevel[],
  asks: readonly PoloniexLevel[],
  ids: Ids = {},
): PoloniexBookUpdate {
  return { symbol: 'BTC_USDT', createTime: 1, bids, asks, id: 10, lastId: 9, ts: 1000, ...ids };
}

/** A book of one level a side, numbered 10. */
function begun(): BookAssembler {
  const book = new BookAssembler();
  book.take(row([['99', '1']], [['101', '1']]), 'snapshot');
  return book;
}

const next = (ids: Ids = {}): Ids => ({ id: 11, lastId: 10, ts: 1001, ...ids });

describe('a book', () => {
  test('behavior: equals a naive model after each of 100,000 random updates', () => {
    const random = seededRandom(20260107);
    const pick = (below: number): number => Math.floor(random.next() * below);
    const naive = { bids: new Map<number, string>(), asks: new Map<number, string>() };
    const book = new BookAssembler();
    let id = 1000;
    book.take(row([], [], { id, lastId: id - 1 }), 'snapshot');
    const said = (levels: readonly (readonly [string, string | undefined])[]): string => levels.join(' ');
    for (let step = 0; step < 100_000; step += 1) {
      const changes: Record<'bids' | 'asks', [string, string][]> = { bids: [], asks: [] };
      for (let count = 1 + pick(4); count > 0; count -= 1) {
        const side = pick(2) === 0 ? 'bids' : 'asks';
        const ticks = side === 'bids' ? 1000 - pick(60) : 1001 + pick(60);
        // Noughts that mean nothing, as the venue writes them.
        const quantity = pick(3) === 0 ? ['0', '0.0000', '0.00'][pick(3)] : `${1 + pick(900)}.50`;
        changes[side].push([(ticks / 100).toFixed(4), quantity as string]);
        if (Number(quantity) === 0) naive[side].delete(ticks);
        else naive[side].set(ticks, String(Number(quantity)));
      }
      const update = row(changes.bids, changes.asks, { id: id + 1, lastId: id, ts: 1000 + step });
      id += 1;
      const expected = (['bids', 'asks'] as const).map((side) => {
        const prices = [...naive[side].keys()].sort((a, b) => (side === 'bids' ? b - a : a - b));
        for (const price of prices.splice(20)) naive[side].delete(price);
        return prices.map((price) => `${price / 100},${naive[side].get(price)}`).join(' ');
      });
      if (book.take(update, 'update') !== 'whole') throw new Error(`Step ${step} broke the book`);
      const [bids, asks] = [said(book.bids), said(book.asks)];
      if (bids !== expected[0] || asks !== expected[1]) {
        expect({ step, bids, asks }).toEqual({ step, bids: expected[0], asks: expected[1] });
      }
    }
    expect(book.bids.length).toBe(BOOK_LEVELS);
  });

  test('behavior: what was handed out does not change', () => {
    const book = begun();
    const { bids, asks } = book;
    book.take(row([['100', '2']], [], next()), 'update');
    expect([bids, asks]).toEqual([[['99', '1']], [['101', '1']]]);
    expect(book.bids).toEqual([
      ['100', '2'],
      ['99', '1'],
    ]);
    expect(book.asks).toBe(asks);
  });

  test('behavior: removed levels do not come back by themselves', () => {
    const book = new BookAssembler();
    const bids = Array.from({ length: 21 }, (_, at): PoloniexLevel => [String(100 - at), '1']);
    book.take(row(bids, []), 'snapshot');
    book.take(row([['100', '0']], [], next()), 'update');
    expect(book.bids.map(([price]) => price)).toEqual(bids.slice(1, 20).map(([price]) => price));
  });

  test('behavior: prices equal as doubles are separate levels, in order', () => {
    const asks = new BookSide('asks');
    for (const price of ['0.10000000000000000003', '0.10000000000000000001', '0.10000000000000000002'])
      asks.set([price, '1']);
    expect(asks.view.map(([price]) => price.at(-1))).toEqual(['1', '2', '3']);
    asks.set(['0.10000000000000000002', '0']);
    expect(asks.view.map(([price]) => price.at(-1))).toEqual(['1', '3']);
    const bids = new BookSide('bids');
    for (const price of ['0.10000000000000000001', '0.10000000000000000003', '0.10000000000000000002'])
      bids.set([price, '1']);
    expect(bids.view.map(([price]) => price.at(-1))).toEqual(['3', '2', '1']);
  });
});

describe('continuity', () => {
  test('behavior: a missing update leaves no book', () => {
    const book = begun();
    expect(book.take(row([['100', '2']], [], next({ id: 13, lastId: 12 })), 'update')).toBe('gap');
    expect([book.isWhole, book.bids, book.asks]).toEqual([false, [], []]);
    expect(book.take(row([['100', '2']], [], { id: 14, lastId: 13, ts: 1003 }), 'update')).toBe('waiting');
    expect(book.bids).toEqual([]);
  });

  test.each([
    ['crossed', '102'],
    ['locked', '101'],
  ])('behavior: a %s book is none', (_name, bid) => {
    const book = begun();
    expect(book.take(row([[bid, '1']], [], next()), 'update')).toBe('crossed');
    expect([book.isWhole, book.bids, book.asks]).toEqual([false, [], []]);
  });

  test('behavior: a crossed snapshot is none, and neither are updates that follow it', () => {
    const book = new BookAssembler();
    book.take(row([], [['103', '1']], next()), 'update');
    expect(book.take(row([['102', '1']], [['101', '1']]), 'snapshot')).toBe('crossed');
    expect(book.isWhole).toBe(false);
  });

  test('behavior: repeated and late rows have no effect', () => {
    const book = begun();
    book.take(row([['100', '2']], [], next()), 'update');
    expect(book.take(row([['100', '2']], [], next()), 'update')).toBe('old');
    expect(book.take(row([['98', '7']], [], { id: 10, lastId: 9, ts: 1000 }), 'update')).toBe('old');
    expect(book.take(row([['98', '7']], [], { id: 10, lastId: 9, ts: 1000 }), 'snapshot')).toBe('old');
    expect(book.bids[0]).toEqual(['100', '2']);
  });

  test('behavior: updates before their snapshot are joined to it; those that it holds already are not', () => {
    const book = new BookAssembler();
    expect(book.take(row([['98', '9']], [], { id: 10, lastId: 9 }), 'update')).toBe('waiting');
    expect(book.take(row([['100', '2']], [], next()), 'update')).toBe('waiting');
    expect(book.take(row([['99', '1']], [['101', '1']]), 'snapshot')).toBe('whole');
    expect(book.bids).toEqual([
      ['100', '2'],
      ['99', '1'],
    ]);
  });

  test('behavior: early updates with a gap between them and the snapshot leave no book', () => {
    const book = new BookAssembler();
    book.take(row([['100', '2']], [], { id: 13, lastId: 12, ts: 1003 }), 'update');
    expect(book.take(row([['99', '1']], [['101', '1']]), 'snapshot')).toBe('gap');
    expect(book.isWhole).toBe(false);
  });

  test('behavior: a venue that restarts its numbers is a gap, and its next snapshot a book', () => {
    const book = begun();
    expect(book.take(row([], [], { id: 2, lastId: 1, ts: 2000 }), 'update')).toBe('gap');
    expect(book.take(row([['50', '1']], [['51', '1']], { id: 2, lastId: 1, ts: 2000 }), 'snapshot')).toBe(
      'whole',
    );
  });

  test('behavior: numbers beyond 2^53, which come as text, are followed digit for digit', () => {
    const book = new BookAssembler();
    const ids = (id: string, lastId: string, ts: number): Ids => ({ id, lastId, ts });
    book.take(row([['99', '1']], [['101', '1']], ids('9007199254740993', '9007199254740992', 1)), 'snapshot');
    const after = row([['98', '1']], [], ids('9007199254740994', '9007199254740993', 2));
    expect(book.take(after, 'update')).toBe('whole');
    const other = row([], [], ids('9007199254740997', '9007199254740996', 3));
    expect(book.take(other, 'update')).toBe('gap');
  });

  test('behavior: whatever comes, what can be read is never crossed and never what follows a gap', () => {
    const level = fc.tuple(
      fc.integer({ min: 90, max: 110 }).map(String),
      fc.constantFrom('0', '1', '2'),
    ) as fc.Arbitrary<PoloniexLevel>;
    const event = fc.record({
      isSnapshot: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      skip: fc.integer({ min: 0, max: 9 }).map((n) => (n === 0 ? 1 : 0)),
      bids: fc.array(level, { maxLength: 3 }),
      asks: fc.array(level, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const book = new BookAssembler();
        let id = 1;
        let isBroken = true;
        for (const [at, { isSnapshot, skip, bids, asks }] of events.entries()) {
          const lastId = id + skip;
          id = lastId + 1;
          const ids = { id, lastId, ts: 1000 + at };
          const verdict = book.take(row(bids, asks, ids), isSnapshot ? 'snapshot' : 'update');
          isBroken = isSnapshot ? verdict !== 'whole' : isBroken || verdict !== 'whole';
          if (!isSnapshot && skip > 0) expect(verdict).not.toBe('whole');
          expect(book.isWhole).toBe(!isBroken);
          const [bid] = book.bids;
          const [ask] = book.asks;
          if (isBroken) expect([bid, ask]).toEqual([undefined, undefined]);
          else if (bid && ask) expect(Number(bid[0])).toBeLessThan(Number(ask[0]));
        }
      }),
      { numRuns: 300 },
    );
  });
});
