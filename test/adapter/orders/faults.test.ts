import { describe, expect, it } from 'vitest';
import { CallRunner } from '../../../src/adapter/calls';
import { OrderManager } from '../../../src/adapter/orders/order-manager';
import { noJournal } from '../../../src/broker';
import { type Random, seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { isOrderOutcomeUnknownError, isOrderRejectedError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';
import type { Order } from '../../../src/model';
import { OrderTracker } from '../../../src/orders/order-tracker';
import { outcomeOf } from '../../orders/support/desk';
import { INSTRUMENT, LIMIT, NOW, RULES } from '../../orders/support/records';
import { type Fault, VenueModel } from '../../orders/support/venue-model';
import { isLongForm } from '../../setup/long-form';

const RUNS = isLongForm ? 10_000 : 1000;
/** Runs that share a clock. */
const BATCH = 50;
/** After connectivity the truth must be known within this. */
const LIMIT_MS = 15_000;
const TIMEOUT_MS = 2000;

const FAULTS: readonly Fault[] = [
  'none',
  'reject',
  'applyThenDrop',
  'applyThenDrop',
  'dropBeforeApply',
  'applyThenHang',
  'hangBeforeApply',
  'applyLate',
  'lateReply',
];

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.next() * values.length)] as T;
}

interface Tally {
  runs: number;
  doubles: number;
  extraRequests: number;
  unknown: number;
  wrong: string[];
  slowest: number;
  adoptedLate: number;
}

/** One order of one user through one fault, and its cancel through another. */
async function run(seed: number, clock: VirtualClock, tally: Tally): Promise<void> {
  const random = seededRandom(seed);
  const venue = new VenueModel(clock, random);
  const adopted: Order[] = [];
  const tracker = new OrderTracker();
  const desk = new OrderManager({
    venue: 'model',
    instrument: async () => INSTRUMENT,
    port: venue,
    rules: RULES,
    tracker,
    journal: noJournal,
    clock,
    serverTime: () => clock.now(),
    calls: new CallRunner({ venue: 'model', clock, random, timeoutMs: TIMEOUT_MS }),
    state: () => venue.state,
    redactor: new Redactor(),
    publish: () => {},
    doubts: () => false,
    adopted: (order) => void adopted.push(order),
    report: () => {},
    newClientOrderId: () => `c${seed}`,
  });
  venue.desk = desk;
  venue.placeFault = pick(random, FAULTS);
  // Half of the late ones come within the grace period, half after the verdict.
  venue.lateMs = random.next() * (random.next() < 0.5 ? 4000 : 30_000);
  const fail = (what: string): void =>
    void tally.wrong.push(`seed ${seed} ${venue.placeFault}/${venue.cancelFault}: ${what}`);

  const request = { ...LIMIT, clientOrderId: `c${seed}` };
  const placing = desk.placeOrder(request);
  const outageMs = random.next() < 0.3 ? random.next() * 20_000 : 0;
  const outageAt = random.next() * 200;
  const connectedAt = outageMs > 0 ? outageAt + outageMs + clock.monotonic() : 0;
  if (outageMs > 0) clock.schedule(outageAt, () => venue.outage(outageMs));
  const first = await outcomeOf(placing);
  // A user who tries again with the same id must not cause a second order.
  const again = desk.placeOrder(request);
  const neverSent = first instanceof Error && (first as { sent?: boolean }).sent === false;
  if (again !== placing && !neverSent) fail('the same intent was not the same promise');
  const second = await outcomeOf(again);

  tally.runs += 1;
  if (isOrderOutcomeUnknownError(first) || isOrderOutcomeUnknownError(second)) {
    tally.unknown += 1;
    await pause(clock, Math.max(0, connectedAt - clock.monotonic()));
    const since = clock.monotonic();
    const verdict = await desk.resolveOrder(
      { clientOrderId: request.clientOrderId },
      { timeoutMs: LIMIT_MS },
    );
    tally.slowest = Math.max(tally.slowest, clock.monotonic() - since);
    const executed = venue.executions.has(request.clientOrderId);
    if (verdict.outcome !== (executed ? 'accepted' : 'notPlaced'))
      fail(`said ${verdict.outcome}, executed ${executed}`);
    if (verdict.outcome === 'notPlaced') {
      // What is executed after the verdict is adopted on sight.
      await pause(clock, 31_000);
      const [order] = venue.orders.values();
      if (order) {
        desk.observe({ ...order, source: 'reconcile' });
        if (adopted.length !== 1) fail(`adopted ${adopted.length} times`);
        tally.adoptedLate += 1;
      }
    } else if (adopted.length !== 1) fail(`adopted ${adopted.length} times`);
  } else if (first instanceof Error && !neverSent) {
    if (!isOrderRejectedError(first) || venue.orders.size > 0) fail(`${first.name}: ${first.message}`);
  } else if (adopted.length > 0) fail('adopted what was never unknown');

  await pause(clock, Math.max(0, connectedAt - clock.monotonic()));
  if (random.next() < 0.5) await runCancel(random, clock, venue, desk, tracker, fail);
  for (const count of venue.executions.values()) if (count > 1) tally.doubles += 1;
  if (venue.sent.place > 1 || venue.sent.cancel > 1) tally.extraRequests += 1;
  for (const order of venue.orders.values()) {
    const known = tracker.find({ id: order.id });
    if (!known || known.status !== order.status || known.filledQuantity !== order.filledQuantity) {
      fail(`believes ${known?.status}, is ${order.status}`);
    }
  }
  if (desk.unresolved > 0) fail('something is still open');
}

async function runCancel(
  random: Random,
  clock: VirtualClock,
  venue: VenueModel,
  desk: OrderManager,
  tracker: OrderTracker,
  fail: (what: string) => void,
): Promise<void> {
  const [order] = venue.orders.values();
  if (!order || venue.state !== 'live') return;
  venue.cancelFault = pick(
    random,
    FAULTS.filter((fault) => fault !== 'reject'),
  );
  venue.lateMs = random.next() * 3000;
  venue.surprise = random.next() < 0.4 ? 'fillFirst' : 'none';
  const ended = await outcomeOf(desk.cancelOrder({ id: order.id }));
  if (ended instanceof Error) {
    if (!isOrderOutcomeUnknownError(ended)) fail(`the cancel: ${ended.name}: ${ended.message}`);
    await desk.resolveOrder({ id: order.id }, { timeoutMs: LIMIT_MS });
    // What is applied after the verdict is told of by the stream, or by the next reconciliation.
    await pause(clock, 4000);
    for (const now of venue.orders.values()) desk.observe({ ...now, source: 'reconcile' });
  } else if (ended.status !== venue.orders.get(order.id)?.status) fail(`the cancel gave ${ended.status}`);
  if (!tracker.find({ id: order.id })) fail('the order was forgotten');
}

function pause(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(ms, resolve));
}

describe('orders under faults', () => {
  it(`behavior: in ${RUNS} seeded runs nothing is executed twice and every unknown outcome is resolved correctly`, async () => {
    const tally: Tally = {
      runs: 0,
      doubles: 0,
      extraRequests: 0,
      unknown: 0,
      wrong: [],
      slowest: 0,
      adoptedLate: 0,
    };
    for (let from = 0; from < RUNS; from += BATCH) {
      const clock = new VirtualClock(NOW);
      const batch = Promise.all(Array.from({ length: BATCH }, (_, i) => run(from + i + 1, clock, tally)));
      let done = false;
      void batch.finally(() => {
        done = true;
      });
      while (!done) await clock.advance(1000);
      await batch;
      await clock.advance(10_000);
      if (clock.pendingTimers > 0) tally.wrong.push(`${clock.pendingTimers} timers left`);
    }
    expect(tally.wrong.slice(0, 10)).toEqual([]);
    expect(tally).toMatchObject({ runs: RUNS, doubles: 0, extraRequests: 0 });
    expect(tally.unknown).toBeGreaterThan(RUNS / 2);
    expect(tally.adoptedLate).toBeGreaterThan(RUNS / 100);
    expect(tally.slowest).toBeLessThanOrEqual(LIMIT_MS);
  }, 60_000);
});
