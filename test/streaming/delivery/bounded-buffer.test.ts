import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { BoundedBuffer } from '../../../src/streaming/delivery/bounded-buffer';
import { MAX_LAG_MS, type OverflowPolicy } from '../../../src/streaming/delivery/overflow-policy';

interface Item {
  readonly key: string;
  readonly n: number;
  readonly closed?: boolean;
}

const CONFLATE: OverflowPolicy<Item> = {
  kind: 'conflate',
  keyOf: (item) => item.key,
  keep: (item) => item.closed === true,
};

function setup(capacity: number, policy: OverflowPolicy<Item>) {
  const clock = new VirtualClock();
  const buffer = new BoundedBuffer<Item>(capacity, policy, clock);
  const drain = () => {
    const items: Item[] = [];
    for (let item = buffer.shift(); item; item = buffer.shift()) items.push(item);
    return items;
  };
  const push = (text: string, n: number) =>
    buffer.push({ key: text.replace('!', ''), n, closed: text.endsWith('!') });
  return { clock, buffer, drain, push };
}

const runs = fc.array(
  fc.record({
    what: fc.constantFrom(
      'a',
      'b',
      'c',
      '__proto__',
      'a!',
      'b!',
      'a',
      'shift',
      'shift',
      'wait',
      'tail',
      'look',
      'clear',
    ),
    count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })),
  }),
  { maxLength: 60 },
);

/** A buffer as a list of what waits, which does everything at once and the long way. */
class ListModel {
  items: Item[] = [];
  dropped = 0;
  #conflating = false;
  #filledSince = 0;

  constructor(
    readonly capacity: number,
    readonly policy: OverflowPolicy<Item>,
    readonly now: () => number,
  ) {}

  push(item: Item): boolean {
    const { capacity, items, policy } = this;
    if (items.length === 0) this.#filledSince = this.now();
    this.update();
    if (policy.kind === 'conflate' && items.length >= capacity) this.#conflate();
    if (this.#conflating) return this.#replace(item);
    if (items.length >= capacity) {
      if (policy.kind === 'fail') return false;
      items.shift();
      this.dropped += 1;
    }
    items.push(item);
    return true;
  }

  shift(): Item | undefined {
    this.update();
    const item = this.items.shift();
    if (this.items.length === 0) this.#conflating = false;
    return item;
  }

  tail(count: number): Item[] {
    return this.items.slice(-count);
  }

  isConflated(): boolean {
    this.update();
    return this.#conflating;
  }

  clear(): void {
    this.items = [];
    this.#conflating = false;
  }

  update(): void {
    const lags = this.items.length > 0 && this.now() - this.#filledSince > MAX_LAG_MS;
    if (this.policy.kind === 'conflate' && lags) this.#conflate();
  }

  #conflate(): void {
    if (this.#conflating) return;
    this.#conflating = true;
    for (const item of this.items.splice(0)) this.#replace(item);
  }

  #replace(item: Item): boolean {
    const { items, policy } = this;
    if (policy.kind !== 'conflate') return false;
    const isKept = ({ closed }: Item) => policy.keep !== undefined && closed === true;
    const at = items.findIndex((other) => other.key === item.key && !isKept(other));
    if (at < 0 && items.length >= this.capacity) {
      const oldest = policy.whenFull === 'fail' ? -1 : items.findIndex((other) => !isKept(other));
      if (oldest < 0) return false;
      items.splice(oldest, 1);
      this.dropped += 1;
    }
    if (at >= 0) {
      items[at] = item;
      this.dropped += 1;
    } else items.push(item);
    return true;
  }
}

const short = (items: readonly Item[]) => items.map((item) => `${item.key}${item.n}`).join(' ');

describe('BoundedBuffer', () => {
  it('default: keeps everything in order below the limit', () => {
    for (const policy of [CONFLATE, { kind: 'dropOldest' }, { kind: 'fail' }] as const) {
      const { push, drain, buffer } = setup(4, policy);
      for (let n = 1; n <= 4; n += 1) expect(push('a', n)).toBe(true);
      expect(buffer.size).toBe(4);
      expect(short(drain())).toBe('a1 a2 a3 a4');
      expect(buffer.dropped).toBe(0);
      expect(buffer.shift()).toBeUndefined();
    }
  });

  it('behavior: dropOldest drops the oldest and counts', () => {
    const { push, drain, buffer } = setup(2, { kind: 'dropOldest' });
    for (let n = 1; n <= 5; n += 1) push('a', n);
    expect(buffer.dropped).toBe(3);
    expect(short(drain())).toBe('a4 a5');
  });

  it('behavior: fail accepts nothing more and loses nothing', () => {
    const { push, drain, buffer } = setup(2, { kind: 'fail' });
    expect([push('a', 1), push('a', 2), push('a', 3)]).toEqual([true, true, false]);
    expect(buffer.dropped).toBe(0);
    expect(short(drain())).toBe('a1 a2');
  });

  it('behavior: a full conflating buffer keeps the latest of each key at the place of its first unread record', () => {
    const { push, drain, buffer } = setup(4, CONFLATE);
    push('a', 1);
    push('b', 2);
    push('a', 3);
    push('c', 4);
    push('c', 5);
    push('a', 6);
    push('d', 7);
    expect(buffer.size).toBe(4);
    expect(buffer.dropped).toBe(3);
    expect(short(drain())).toBe('a6 b2 c5 d7');
  });

  it('behavior: conflation lasts until the buffer has been read empty', () => {
    const { push, drain, buffer } = setup(2, CONFLATE);
    push('a', 1);
    push('a', 2);
    push('a', 3);
    push('b', 4);
    expect(short([buffer.shift() as Item])).toBe('a3');
    push('b', 5);
    push('a', 6);
    expect(short(drain())).toBe('b5 a6');
    push('a', 7);
    push('a', 8);
    expect(short(drain())).toBe('a7 a8');
  });

  it('behavior: a reader that lags reads only the latest of each key', () => {
    const { push, drain, clock } = setup(100, CONFLATE);
    push('a', 1);
    push('b', 2);
    push('a', 3);
    clock.advanceSync(MAX_LAG_MS);
    push('a', 4);
    expect(short(drain())).toBe('a1 b2 a3 a4');
    push('a', 5);
    push('b', 6);
    push('a', 7);
    clock.advanceSync(MAX_LAG_MS + 1);
    expect(short(drain())).toBe('a7 b6');
    push('a', 8);
    clock.advanceSync(MAX_LAG_MS + 1);
    push('a', 9);
    expect(short(drain())).toBe('a9');
  });

  it('behavior: kept records are neither replaced nor dropped, and take the place of what they supersede', () => {
    const { push, drain, buffer } = setup(4, CONFLATE);
    push('a', 1);
    push('b', 2);
    push('a!', 3);
    push('b', 4);
    push('a!', 5);
    push('b!', 6);
    expect(short(drain())).toBe('a3 b6 a5');
    expect(buffer.dropped).toBe(3);
  });

  it('behavior: more keys than the limit drop the oldest that may be dropped', () => {
    const { push, drain, buffer } = setup(3, CONFLATE);
    push('a!', 1);
    push('b', 2);
    push('c', 3);
    push('d', 4);
    push('e!', 5);
    expect(buffer.dropped).toBe(2);
    expect(short(drain())).toBe('a1 d4 e5');
  });

  it('error: nothing but kept records at the bound fails', () => {
    const { push, drain } = setup(2, CONFLATE);
    push('a!', 1);
    push('b!', 2);
    expect(push('c', 3)).toBe(false);
    expect(short(drain())).toBe('a1 b2');
  });

  it('error: more keys than the limit fail where none may be missing', () => {
    const { push, drain } = setup(2, { kind: 'conflate', keyOf: (item) => item.key, whenFull: 'fail' });
    push('a', 1);
    push('b', 2);
    push('a', 3);
    expect(push('c', 4)).toBe(false);
    expect(short(drain())).toBe('a3 b2');
  });

  it('behavior: keys named like members of an object are keys like others', () => {
    const { push, drain } = setup(3, CONFLATE);
    for (const n of [1, 2]) for (const key of ['__proto__', 'constructor', 'toString']) push(key, n);
    expect(short(drain())).toBe('__proto__2 constructor2 toString2');
  });

  it('behavior: clear drops everything without counting', () => {
    const { push, drain, buffer } = setup(2, CONFLATE);
    for (let n = 0; n < 5; n += 1) push('a', n);
    const { dropped } = buffer;
    buffer.clear();
    expect(buffer.size).toBe(0);
    expect(buffer.dropped).toBe(dropped);
    push('a', 7);
    push('a', 8);
    expect(short(drain())).toBe('a7 a8');
  });

  const actions = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ push: fc.constantFrom('a', 'b', 'c', '__proto__', 'a!', 'b!') }) },
      { weight: 3, arbitrary: fc.constant({ shift: true } as const) },
      { weight: 1, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 800 }) }) },
    ),
    { maxLength: 200 },
  );

  it('behavior: whatever is pushed is read once, dropped or waiting, in order for each key', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom<OverflowPolicy<Item>>(CONFLATE, { kind: 'dropOldest' }, { kind: 'fail' }),
        actions,
        (capacity, policy, run) => {
          const { clock, buffer, push, drain } = setup(capacity, policy);
          const read: Item[] = [];
          let accepted = 0;
          const last = new Map<string, number>();
          const closed: number[] = [];
          run.forEach((action, n) => {
            if ('push' in action) {
              if (push(action.push, n)) {
                accepted += 1;
                last.set(action.push.replace('!', ''), n);
                if (action.push.endsWith('!')) closed.push(n);
              } else expect(buffer.size).toBe(capacity);
            } else if ('shift' in action) {
              const item = buffer.shift();
              if (item) read.push(item);
            } else clock.advanceSync(action.wait);
            expect(buffer.size).toBeLessThanOrEqual(capacity);
            expect(read.length + buffer.size + buffer.dropped).toBe(accepted);
          });
          read.push(...drain());
          for (const key of new Set(read.map((item) => item.key))) {
            const order = read.filter((item) => item.key === key).map((item) => item.n);
            expect(order).toEqual([...order].sort((a, b) => a - b));
            // The latest is the one thing that conflation may never lose, unless room had to be made for other keys.
            if (policy.kind === 'conflate' && capacity >= 8) expect(order.at(-1)).toBe(last.get(key));
          }
          if (policy.kind === 'conflate') {
            expect(read.filter((item) => item.closed).map((item) => item.n)).toHaveLength(closed.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('behavior: it is the plain list of its policy, at every step', () => {
    const policies: readonly OverflowPolicy<Item>[] = [
      CONFLATE,
      { kind: 'conflate', keyOf: (item) => item.key },
      { kind: 'conflate', keyOf: (item) => item.key, whenFull: 'fail' },
      { ...CONFLATE, whenFull: 'fail' },
      { kind: 'dropOldest' },
      { kind: 'fail' },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 8, 17, 40, 3000),
        fc.constantFrom(...policies),
        runs,
        (capacity, policy, run) => {
          const { clock, buffer, push } = setup(capacity, policy);
          const model = new ListModel(capacity, policy, () => clock.monotonic());
          const numbers = (items: readonly Item[]) => items.map(({ n }) => n);
          let n = 0;
          for (const { what, count } of run) {
            for (let time = 0; time < count; time += 1) {
              n += 1;
              if (what === 'shift') expect(buffer.shift()?.n).toBe(model.shift()?.n);
              else if (what === 'wait') clock.advanceSync(100);
              else if (what === 'clear') buffer.clear();
              else if (what === 'tail')
                expect(numbers(buffer.tail(count))).toEqual(numbers(model.tail(count)));
              else if (what === 'look') expect(buffer.isConflated()).toBe(model.isConflated());
              else {
                const item = { key: what.replace('!', ''), n, closed: what.endsWith('!') };
                expect(push(what, n)).toBe(model.push(item));
              }
              if (what === 'clear') model.clear();
            }
            buffer.update();
            model.update();
            expect([buffer.size, buffer.dropped]).toEqual([model.items.length, model.dropped]);
          }
          buffer.isConflated();
          expect(numbers(buffer.tail(capacity))).toEqual(numbers(model.items));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('behavior: a long backlog is read in order, and so is what comes after it', () => {
    const { buffer, push, drain } = setup(1_000_000, { kind: 'fail' });
    for (let n = 0; n < 5000; n += 1) push('a', n);
    expect(drain().map(({ n }) => n)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
    for (let n = 0; n < 3; n += 1) push('b', n);
    expect([buffer.size, short(drain())]).toEqual([3, 'b0 b1 b2']);
  });
});
