import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { isValidationError } from '../../src/errors';
import {
  clientOrderIdSource,
  clientOrderIdsFor,
  makeClientOrderId,
  newClientOrderId,
} from '../../src/orders/client-order-id';
import { NARROW } from './support/records';

describe('newClientOrderId', () => {
  it('default: 10,000 ids in a row are different and valid at the narrowest venue', () => {
    const ids = Array.from({ length: 10_000 }, () => newClientOrderId());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id.search(NARROW.clientOrderId.pattern)).toBe(0);
  });

  it('behavior: a source counts on from 2147483647 to 1', () => {
    const next = clientOrderIdSource({ next: () => 1 - 2 ** -40 });
    expect([next(), next(), next()]).toEqual(['2147483647', '1', '2']);
  });

  it('behavior: a source that starts at the very beginning starts with 1', () => {
    expect(clientOrderIdSource({ next: () => 0 })()).toBe('1');
  });

  it('behavior: sources of a hundred processes with a thousand ids each hardly ever share an id', () => {
    const ids = new Set<string>();
    for (let process = 0; process < 100; process += 1) {
      const next = clientOrderIdSource(seededRandom(process * 7919));
      for (let i = 0; i < 1000; i += 1) ids.add(next());
    }
    expect(ids.size).toBe(100_000);
  });
});

describe('makeClientOrderId', () => {
  it('default: 24 characters, different at the same moment, sorted by time', () => {
    const clock = new VirtualClock();
    const random = seededRandom(1);
    const ids = Array.from({ length: 1000 }, () => makeClientOrderId({}, clock, random));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{24}$/);
    clock.advanceSync(1000);
    expect(makeClientOrderId({}, clock, random).slice(0, 9) > (ids[0]?.slice(0, 9) ?? '')).toBe(true);
  });

  it('args: prefix and length are respected', () => {
    const random = seededRandom(2);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_-]{0,7}$/),
        fc.integer({ min: 20, max: 64 }),
        (prefix, maxLength) => {
          const id = makeClientOrderId({ prefix, maxLength }, new VirtualClock(), random);
          expect(id.startsWith(prefix)).toBe(true);
          expect(id.length).toBeLessThanOrEqual(Math.min(24, maxLength));
        },
      ),
    );
  });

  it('error: a prefix that leaves too few characters, or has other characters, is refused', () => {
    const make = (shape: object) => () => makeClientOrderId(shape, new VirtualClock(), seededRandom(3));
    for (const shape of [
      { prefix: 'x'.repeat(12) },
      { maxLength: 12 },
      { maxLength: Number.NaN },
      { prefix: 'é' },
      { prefix: 'a b' },
    ]) {
      expect(make(shape)).toThrow(expect.toSatisfy(isValidationError));
    }
  });
});

describe('clientOrderIdsFor', () => {
  const clock = new VirtualClock();

  it('behavior: two runs of 100,000 orders in the same millisecond share no id where longer ids are accepted', () => {
    const pattern = /^[A-Za-z0-9_-]{1,64}$/;
    const ids = new Set<string>();
    for (const seed of [1, 2]) {
      const next = clientOrderIdsFor(pattern, clock, seededRandom(seed));
      for (let count = 0; count < 100_000; count += 1) ids.add(next());
    }
    expect(ids.size).toBe(200_000);
    for (const id of ids) if (id.search(pattern) < 0) throw new Error(id);
  });

  it('behavior: numbers of 31 bits where the venue takes no more', () => {
    const next = clientOrderIdsFor(NARROW.clientOrderId.pattern, clock, { next: () => 0 });
    expect([next(), next()]).toEqual(['1', '2']);
  });
});
