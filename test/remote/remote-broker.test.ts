import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LarkBroker } from '../../examples/own-venue';
import { type LarkTypes, profile as larkProfile } from '../../examples/own-venue/profile';
import { VENUES } from '../../src/index';
import { memoryBus, RemoteBroker } from '../../src/remote';

describe('RemoteBroker', () => {
  test.each(VENUES)('default: it is made for %s, and has what the venue grants', async (venue) => {
    const broker = new RemoteBroker(venue, { bus: memoryBus() });
    expect(broker.venue).toBe(venue);
    expect(broker.constructor.name).toBe('RemoteBroker');
    expect(broker).toBeInstanceOf(RemoteBroker);
    expect({}).not.toBeInstanceOf(RemoteBroker);
    expect(inspect(broker)).toBe(`RemoteBroker { venue: '${venue}', state: 'idle' }`);
    const { profile } = await import(`../../src/venues/${venue}/profile.ts`);
    expect(broker.capabilities).toEqual({ ...profile.capabilities, readsWithoutConnect: [] });
    await broker.close();
  });

  test('default: of the profile of a venue from outside', async () => {
    const broker = new RemoteBroker<LarkTypes, LarkBroker>(larkProfile, { bus: memoryBus() });
    expect(broker.venue).toBe('lark');
    expect(broker).toBeInstanceOf(RemoteBroker);
    expect(broker.capabilities).toEqual({ ...larkProfile.capabilities, readsWithoutConnect: [] });
    await broker.close();
  });

  test('error: what the venue lacks rejects where the compiler was not asked', async () => {
    const broker = new RemoteBroker('finnotech', { bus: memoryBus() });
    const placeOrder = Reflect.get(broker, 'placeOrder') as () => Promise<unknown>;
    await expect(placeOrder.call(broker)).rejects.toMatchObject({ name: 'UnsupportedError' });
    await broker.close();
  });

  test('error: a venue that does not exist, and options that break their rule', () => {
    const bus = memoryBus();
    expect(() => new RemoteBroker('nasdaq' as 'xapi', { bus })).toThrow(
      'There is no venue "nasdaq"; there are: chp, finnotech, poloniex, xapi',
    );
    expect(() => new RemoteBroker('xapi', { bus, bot: 'two words' })).toThrow(/bot must be 1 to 64 letters/);
    expect(() => new RemoteBroker('xapi', {} as never)).toThrow(/bus must be a bus/);
  });

  test('default: a shared key is shown nowhere', () => {
    const broker = new RemoteBroker('xapi', { bus: memoryBus(), key: 'a-key-that-is-shared' });
    expect(inspect(broker, { depth: 9, showHidden: true })).not.toContain('a-key');
    expect(JSON.stringify(broker)).not.toContain('a-key');
  });
});
