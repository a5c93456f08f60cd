import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestQuotas } from '../../../src/adapter/rest/quotas';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { QUOTAS, type QuotaClass } from '../../../src/venues/poloniex/endpoints';
import { paceOf, pacesOf } from '../../../src/venues/poloniex/rest/quotas';

const CLASSES = Object.keys(QUOTAS) as QuotaClass[];
const { min } = Math;

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
  clock.advanceSync(60_000);
  await clock.advance(0);
  times.sort((a, b) => a - b);
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
    expect(most).toBeLessThanOrEqual(limit * 0.9);
    expect(most).toBeGreaterThan(limit * 0.5);
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
        const { capacity, refillPerSecond } = paceOf(name, part);
        expect(capacity).toBeGreaterThanOrEqual(1);
        expect(refillPerSecond).toBeGreaterThan(0);
        expect(refillPerSecond).toBeLessThanOrEqual(QUOTAS[name].perSecond * 0.9 * part);
        const whole = QUOTAS[name].perSecond * 0.9 * part;
        if (whole > 2) expect(min(capacity, whole) + refillPerSecond).toBeLessThanOrEqual(whole + 1e-9);
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
