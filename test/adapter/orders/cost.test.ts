import { describe, expect, it } from 'vitest';
import type { Order } from '../../../src/model';
import { makeManager } from '../../orders/support/desk';
import { makeFill, makeOrder } from '../../orders/support/records';
import { stepsOf } from '../../orders/support/work';

/** More than every bound of what is remembered. */
const MANY = 100_000;

const named = (name: string, fields: Partial<Order> = {}): Order =>
  makeOrder({ id: `1234567890${name}`, clientOrderId: `c${name}`, ...fields });

/** A manager with so many open orders, and as many that have ended and fills. */
function managerOf(count: number) {
  const manager = makeManager({ publish: () => {} });
  const { desk } = manager;
  for (let index = 0; index < count; index += 1) {
    desk.observe(named(`open${index}`));
    desk.observe(named(`done${index}`));
    desk.observe(named(`done${index}`, { status: 'canceled' }));
    desk.observeFill(makeFill({ id: `f${index}`, orderId: `1234567890open${index}` }));
  }
  return manager;
}

/** The steps of each event of one order more, behind all the others. */
function costsOf({ desk, tracker }: ReturnType<typeof makeManager>) {
  const part = { status: 'partiallyFilled', filledQuantity: '0.5', updatedTime: 2 } as const;
  return {
    placed: stepsOf(() => desk.observe(named('x', { updatedTime: 1 }))),
    repeated: stepsOf(() => desk.observe(named('x', { updatedTime: 1 }))),
    filled: stepsOf(() => desk.observe(named('x', part))),
    fill: stepsOf(() => desk.observeFill(makeFill({ id: 'fx', orderId: '1234567890x' }))),
    fillAgain: stepsOf(() => desk.observeFill(makeFill({ id: 'fx', orderId: '1234567890x' }))),
    found: stepsOf(() => tracker.find({ id: '1234567890x' })),
    foundByClientId: stepsOf(() => tracker.latest({ clientOrderId: 'cx' })),
    linked: stepsOf(() => tracker.linkClientOrderId('1234567890x', 'cx')),
    ended: stepsOf(() => desk.observe(named('x', { ...part, status: 'canceled', updatedTime: 3 }))),
    endedAgain: stepsOf(() => desk.observe(named('x', { ...part, status: 'filled', updatedTime: 4 }))),
  };
}

describe('the cost of an order', () => {
  const few = costsOf(managerOf(1));
  const many = managerOf(MANY);

  it('behavior: is the same after 100,000 orders as after one, but for what is dropped', () => {
    const costs = costsOf(many);
    for (const [event, steps] of Object.entries(costs)) {
      // To drop the oldest of what is remembered takes a step to find it and one to delete it, of three kinds at most.
      expect([event, steps]).toEqual([
        event,
        expect.toSatisfy((n: number) => n <= few[event as 'placed'] + 6),
      ]);
    }
    expect(few.filled).toBeLessThan(25);
  });

  it('behavior: memory holds what is open and a window of what has ended', () => {
    const { size } = many.tracker;
    expect(size.open).toBe(MANY);
    expect(size.final).toBeLessThanOrEqual(10_000);
    expect(size.fills).toBeLessThanOrEqual(10_000);
  });

  it('behavior: an order that was given up is adopted at the same cost', async () => {
    const adoptedAt = async (count: number): Promise<number> => {
      const manager = managerOf(count);
      const { desk, adopted, clock } = manager;
      const promise = desk.placeOrder(
        {
          symbol: 'EURUSD',
          side: 'buy',
          type: 'limit',
          quantity: '0.1',
          price: '1.085',
          clientOrderId: 'late',
        },
        { timeoutMs: 100 },
      );
      await clock.advance(60_000);
      await promise.catch(() => {});
      const steps = stepsOf(() => desk.observe(named('late', { clientOrderId: 'late' })));
      expect(adopted.map(({ clientOrderId }) => clientOrderId)).toEqual(['late']);
      return steps;
    };
    expect(await adoptedAt(MANY)).toBeLessThanOrEqual((await adoptedAt(1)) + 6);
  });
});
