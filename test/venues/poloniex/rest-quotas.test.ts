import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestQuotas } from '../../../src/adapter/rest/quotas';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { QUOTAS, type QuotaClass } from '../../../src/venues/poloniex/endpoints';
import { paceOf, pacesOf } from '../../../src/venues/poloniex/rest/quotas';

const CLASSES = Object.keys(QUOTAS) as QuotaClass[];

/** The most requests that leave within any one second, when so many are asked for at once. */
async function busiestSecond(classes: readonly QuotaClass[], share: number, each: number): Promise<number> {
  const clock = new VirtualClock();
  const quotas = new RestQuotas(pacesOf(share), { clock, maxQueue: each });
  const times: number[] = [];
  for (const name of classes) {
    for (let index = 0; index < each; index += 1) {
      void quotas.of(name)!.schedule('order', () => void times.push(clock.monotonic()));
    }
  }
  await clock.advance(60_000);
  return busiest(times);
}

/** Asks for so many orders at once, and lets all of them leave. */
async function sendOrders(count: number, answered?: (clock: VirtualClock, at: number) => Promise<void>) {
  const clock = new VirtualClock();
  const quotas = new RestQuotas(pacesOf(1), { clock, maxQueue: 1000 });
  const times: number[] = [];
  for (let order = 0; order < count; order += 1) {
    void quotas.of('private')!.schedule('order', () => {
      times.push(clock.monotonic());
      return answered?.(clock, order);
    });
  }
  await clock.advanceUntil(() => times.length === count, { stepMs: 5, limitMs: 60_000 });
  return { clock, quotas, times };
}

/** The most of these times that lie within one second. */
function busiest(unordered: readonly number[]): number {
  const times = [...unordered].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while (times[last]! - times[first]! >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe('quotas', () => {
  it.each([
    [['public'], 200],
    [['heavyPublic'], 10],
    [['private'], 50],
    [['heavyPrivate'], 10],
    // Whether or not heavy requests count towards both.
    [['public', 'heavyPublic'], 200],
    [['private', 'heavyPrivate'], 50],
  ] as const)('default: %j stay below %i in any second', async (classes, limit) => {
    const most = await busiestSecond(classes, 1, 500);
    expect(most).toBeLessThanOrEqual(limit * 0.96);
    expect(most).toBeGreaterThan(limit * 0.8);
  });

  it('default: orders one after the other use more than four fifths of the quota', async () => {
    const { times } = await sendOrders(400);
    const perSecond = (399 / (times.at(-1)! - times[0]!)) * 1000;
    expect(perSecond).toBeGreaterThan(40);
  });

  it('behavior: orders leave a part of the quota to the first cancels, and heavy reads are not kept away', async () => {
    const { clock, quotas } = await sendOrders(400);
    const ran: string[] = [];
    for (let order = 0; order < 400; order += 1) void quotas.of('private')!.schedule('order', () => {});
    for (let count = 0; count < 4; count += 1) {
      void quotas.of('private')!.schedule('cancel', () => void ran.push('cancel'));
    }
    expect(ran).toHaveLength(4);
    void quotas.of('heavyPrivate')!.schedule('read', () => void ran.push('heavy'));
    await clock.advance(1100);
    expect(ran).toContain('heavy');
  });

  it('behavior: no second at the venue holds more than the quota, whatever the network delays', () => {
    const way = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 600, noNaN: true }));
    const ways = fc.array(fc.tuple(way, way), { minLength: 300, maxLength: 300 });
    return fc.assert(
      fc.asyncProperty(ways, async (delays) => {
        const arrived: number[] = [];
        await sendOrders(300, (clock, at) => {
          const [there, back] = delays[at]!;
          arrived.push(clock.monotonic() + there);
          return new Promise<void>((resolve) => void clock.schedule(there + back, resolve));
        });
        expect(arrived).toHaveLength(300);
        expect(busiest(arrived)).toBeLessThanOrEqual(QUOTAS.private.perSecond);
      }),
      { numRuns: 30 },
    );
  });

  it.each([2, 3, 6])(
    'behavior: %i programs with their shares stay below the quota together',
    async (programs) => {
      for (const name of CLASSES) {
        const most = await busiestSecond([name], 1 / programs, 100);
        expect(most * programs).toBeLessThanOrEqual(QUOTAS[name].perSecond);
      }
    },
  );

  it('behavior: any share is a pace that moves and keeps its part', () => {
    const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...CLASSES), share, (name, part) => {
        const { most, windowMs } = paceOf(name, part);
        expect(most).toBeGreaterThanOrEqual(1);
        expect((most / windowMs) * 1000).toBeLessThanOrEqual(QUOTAS[name].perSecond * part);
      }),
    );
  });

  it('behavior: a pause holds its class and no other', async () => {
    const clock = new VirtualClock();
    const quotas = new RestQuotas(pacesOf(1), { clock, maxQueue: 10 });
    quotas.of('private')!.pause(1000, 'read');
    quotas.of('heavyPrivate')!.pause(7000, 'read');
    const ran: string[] = [];
    for (const name of CLASSES) void quotas.of(name)!.schedule('order', () => void ran.push(name));
    expect(ran).toEqual(['public', 'heavyPublic']);
    await clock.advance(999);
    expect(ran).not.toContain('private');
    await clock.advance(1);
    expect(ran).toContain('private');
    await clock.advance(5999);
    expect(ran).not.toContain('heavyPrivate');
    await clock.advance(1);
    expect(ran).toContain('heavyPrivate');
  });

  it('error: closed queues reject what waits and what follows', async () => {
    const quotas = new RestQuotas(pacesOf(1), { clock: new VirtualClock(), maxQueue: 10 });
    quotas.of('private')!.pause(1000, 'read');
    const waiting = quotas.of('private')!.schedule('order', () => 1);
    quotas.close('poloniex');
    const closed = { name: 'ClosedError', sent: false, venue: 'poloniex' };
    await expect(waiting).rejects.toMatchObject(closed);
    await expect(quotas.of('public')!.schedule('read', () => 1)).rejects.toMatchObject(closed);
  });
});
