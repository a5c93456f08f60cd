import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { AbortedError, ClosedError, NotConnectedError, TimeoutError, VenueError } from '../../../src/errors';
import { TopicRegistry } from '../../../src/streaming/topics/topics';
import { turn } from '../subscription-setup';
import { listener, TestVenue } from '../topics-setup';

function setup(automatic = true) {
  const venue = new TestVenue();
  venue.automatic = automatic;
  const warn = vi.fn();
  const clock = new VirtualClock();
  const registry = new TopicRegistry({ clock, logger: { ...silentLogger, warn, error: warn } });
  const join = (params = 1, key = 'T', signal?: AbortSignal) =>
    registry.join(venue.driver(key), params, listener(), signal);
  return { venue, registry, join, warn, clock };
}

const refused = () => new VenueError('no such symbol', { code: 'BE115' });

describe('TopicRegistry', () => {
  it('default: two share one subscription; the last one out unsubscribes', async () => {
    const { venue, registry, join } = setup();
    const [first, second] = await Promise.all([join(), join()]);
    expect([first.confirmedBy, second.confirmedBy, registry.topics]).toEqual(['ack', 'ack', 1]);
    await first.leave();
    expect(venue.log).toEqual(['open T 1']);
    await second.leave();
    expect(venue.log).toEqual(['open T 1', 'close T']);
    expect(registry.topics).toBe(0);
  });

  it('behavior: leaving twice counts once', async () => {
    const { venue, join } = setup();
    const [first] = await Promise.all([join(), join()]);
    await Promise.all([first.leave(), first.leave()]);
    await first.leave();
    expect(venue.open.has('T')).toBe(true);
  });

  it('behavior: parameters widen to the union and narrow again', async () => {
    const { venue, join } = setup();
    const small = await join(1);
    const large = await join(5);
    await join(3);
    expect(venue.open.get('T')).toBe(5);
    await large.leave();
    expect(venue.open.get('T')).toBe(3);
    await small.leave();
    expect(venue.log).toEqual(['open T 1', 'open T 5', 'open T 3']);
  });

  it('behavior: keys named like members of an object are topics like others', async () => {
    const { venue, join, registry } = setup();
    await Promise.all([join(1, '__proto__'), join(2, 'constructor')]);
    expect([...venue.open]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(registry.topics).toBe(2);
  });

  it('behavior: one command at a time: joins while opening wait for it', async () => {
    const { venue, join } = setup(false);
    const joins = [join(1), join(1), join(2)];
    expect(venue.pending).toHaveLength(1);
    venue.answer();
    await turn();
    expect(venue.pending.map(({ name, params }) => [name, params])).toEqual([['open', 2]]);
    venue.answer();
    await Promise.all(joins);
    expect(venue.log).toEqual(['open T 1', 'open T 2']);
  });

  it('behavior: a join during closing opens the topic again after it', async () => {
    const { venue, join, registry } = setup();
    const share = await join();
    venue.automatic = false;
    const leaving = share.leave();
    const joining = join();
    expect(venue.log).toEqual(['open T 1', 'close T']);
    venue.answer();
    await turn();
    venue.answer();
    await Promise.all([leaving, joining]);
    expect(venue.log).toEqual(['open T 1', 'close T', 'open T 1']);
    expect(registry.topics).toBe(1);
  });

  it('behavior: abort during opening rejects at once and leaves nothing open', async () => {
    const { venue, join, registry } = setup(false);
    const controller = new AbortController();
    const joining = join(1, 'T', controller.signal);
    controller.abort();
    await expect(joining).rejects.toBeInstanceOf(AbortedError);
    const [open] = venue.pending;
    expect(open?.signal?.aborted).toBe(true);
    // The venue had carried it out before the driver gave up.
    open?.fail(new AbortedError('gave up'), true);
    await turn();
    expect(venue.pending.map(({ name }) => name)).toEqual(['close']);
    venue.answer();
    await turn();
    expect([venue.open.size, registry.topics]).toEqual([0, 0]);
  });

  it('behavior: an aborted join takes nothing from the others that wait', async () => {
    const { venue, join } = setup(false);
    const controller = new AbortController();
    const aborted = join(5, 'T', controller.signal);
    const other = join(1);
    controller.abort();
    await expect(aborted).rejects.toBeInstanceOf(AbortedError);
    expect(venue.pending[0]?.signal?.aborted).toBe(false);
    venue.answer();
    await turn();
    venue.answer();
    await other;
    expect(venue.log).toEqual(['open T 5', 'open T 1']);
  });

  it('behavior: many joins with one signal are one listener of it', async () => {
    const { join } = setup(false);
    const { signal } = new AbortController();
    for (let topic = 0; topic < 20; topic += 1) join(1, `T${topic}`, signal).catch(() => {});
    // Node warns of a leak at the eleventh.
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('behavior: an aborted wait in the queue is removed, with its listener on the signal', async () => {
    const { venue, join } = setup(false);
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const first = join(1);
    const second = join(2, 'T', controller.signal);
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(AbortedError);
    venue.answer();
    await first;
    expect(venue.log).toEqual(['open T 1']);
    expect(remove).toHaveBeenCalled();
  });

  it('args: a signal that is aborted already asks for nothing', async () => {
    const { venue, join, registry } = setup();
    await expect(join(1, 'T', AbortSignal.abort())).rejects.toBeInstanceOf(AbortedError);
    expect([venue.log, registry.topics]).toEqual([[], 0]);
  });

  it('error: a refusal rejects that join only and removes the topic', async () => {
    const { venue, join, registry } = setup(false);
    const first = join(1);
    const second = join(2);
    venue.pending[0]?.fail(refused());
    await expect(first).rejects.toThrow('no such symbol');
    await turn();
    venue.pending[0]?.fail(refused());
    await expect(second).rejects.toThrow('no such symbol');
    await turn();
    // A refusal is certain: there is nothing to close.
    expect(venue.log).toEqual(['open T 1', 'open T 2']);
    expect(registry.topics).toBe(0);
  });

  it('error: an open that may have arrived is closed', async () => {
    const { venue, join, registry } = setup(false);
    const joining = join(1);
    venue.pending[0]?.fail(new TimeoutError('no answer'), true);
    await expect(joining).rejects.toThrow('no answer');
    await turn();
    venue.answer();
    await turn();
    expect([venue.log, venue.open.size, registry.topics]).toEqual([['open T 1', 'close T'], 0, 0]);
  });

  it('error: a widening that is refused leaves the others as they were', async () => {
    const { venue, join } = setup();
    await join(1);
    venue.automatic = false;
    const wider = join(9);
    venue.pending[0]?.fail(refused());
    await expect(wider).rejects.toThrow('no such symbol');
    await turn();
    expect([venue.pending.length, venue.open.get('T')]).toEqual([0, 1]);
  });

  it('error: a widening that may have arrived is undone', async () => {
    const { venue, join } = setup();
    await join(1);
    venue.automatic = false;
    const wider = join(9);
    venue.pending[0]?.fail(new TimeoutError('no answer'), true);
    await expect(wider).rejects.toThrow('no answer');
    await turn();
    venue.answer();
    await turn();
    expect([venue.log.at(-1), venue.open.get('T')]).toEqual(['open T 1', 1]);
  });

  it('error: a narrowing that fails is logged and not repeated without end', async () => {
    const { venue, join, warn } = setup();
    await join(1);
    const large = await join(9);
    venue.automatic = false;
    const leaving = large.leave();
    venue.pending[0]?.fail(new TimeoutError('no answer'));
    await expect(leaving).resolves.toBeUndefined();
    expect([venue.pending.length, warn.mock.calls.length]).toEqual([0, 1]);
    // The next one to join makes it certain.
    const joining = join(1);
    venue.answer();
    await joining;
    expect(venue.log.at(-1)).toBe('open T 1');
  });

  it('error: a close that fails is logged, and the topic is over', async () => {
    const { venue, join, warn, registry } = setup();
    const share = await join();
    venue.automatic = false;
    const leaving = share.leave();
    venue.pending[0]?.fail(new NotConnectedError('down'));
    await expect(leaving).resolves.toBeUndefined();
    expect([warn.mock.calls.length, registry.topics]).toEqual([1, 0]);
  });

  it.each(['merge', 'equal', 'open'] as const)(
    'error: a driver that throws in %s rejects the join only',
    async (name) => {
      const { venue, registry } = setup();
      const boom = () => {
        throw new Error('driver');
      };
      await registry.join(venue.driver(), 1, listener());
      const driver = { ...venue.driver(name === 'equal' ? 'T' : 'X'), [name]: boom };
      if (name === 'equal') {
        const shared = new TopicRegistry();
        const broken = { ...venue.driver(), equal: boom };
        await shared.join(broken, 1, listener());
        await expect(shared.join(broken, 2, listener())).rejects.toThrow('driver');
      } else await expect(registry.join(driver, 1, listener())).rejects.toThrow('driver');
      await turn();
      expect(registry.topics).toBe(1);
    },
  );
});

describe('TopicRegistry after a reconnect', () => {
  it('default: restore opens every topic with the merged parameters', async () => {
    const { venue, registry, join } = setup();
    await Promise.all([join(1, 'A'), join(4, 'A'), join(2, 'B')]);
    registry.lost();
    venue.open.clear();
    venue.log.length = 0;
    await registry.restore(new AbortController().signal);
    expect(venue.log.sort()).toEqual(['open A 4', 'open B 2']);
  });

  it('behavior: restoring implies that the old connection is lost', async () => {
    const { venue, registry, join } = setup();
    await join(1);
    for (let n = 0; n < 3; n += 1) await registry.restore(new AbortController().signal);
    expect(venue.log).toEqual(['open T 1', 'open T 1', 'open T 1', 'open T 1']);
  });

  it('behavior: what was left while the connection was down is neither restored nor unsubscribed at the venue', async () => {
    const { venue, registry, join } = setup();
    const share = await join(1);
    registry.lost();
    await share.leave();
    await registry.restore(new AbortController().signal);
    expect([venue.log, registry.topics]).toEqual([['open T 1'], 0]);
  });

  it('error: a topic that cannot be restored is reported to its listeners, stops no other, and is tried at the next', async () => {
    const { venue, registry } = setup();
    const bad = listener();
    const good = listener();
    await registry.join(venue.driver('A'), 1, bad);
    await registry.join(venue.driver('B'), 1, good);
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    venue.pending[0]?.fail(refused());
    venue.pending[0]?.done();
    await restoring;
    const told = [['A', expect.objectContaining({ message: 'no such symbol' })]];
    expect(bad.failed.mock.calls).toEqual(told);
    expect(good.failed).not.toHaveBeenCalled();
    const again = registry.restore(new AbortController().signal);
    venue.pending[0]?.fail(refused());
    venue.pending[0]?.done();
    await again;
    // Once for each connection: the marks of the one before ended with it.
    expect(bad.failed.mock.calls).toEqual([...told, ...told]);
    venue.automatic = true;
    await registry.restore(new AbortController().signal);
    expect(venue.open.get('A')).toBe(1);
    expect([bad.recovered.mock.calls, good.recovered.mock.calls]).toEqual([[], []]);
  });

  it('behavior: a failed topic is opened by the next to join, and its old listeners are informed', async () => {
    const { venue, registry, join, clock } = setup();
    const old = listener();
    await registry.join(venue.driver(), 1, old);
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    venue.pending[0]?.fail(refused());
    await restoring;
    venue.automatic = true;
    await join(1);
    expect([old.failed.mock.calls.length, old.recovered.mock.calls]).toEqual([1, [['T']]]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: a failed topic is tried again on the same connection with growing pauses, and reported once', async () => {
    const { venue, registry, clock } = setup();
    const told = listener();
    const share = await registry.join(venue.driver(), 1, told);
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    const tries: number[] = [];
    for (let second = 0; second < 200; second += 1) {
      const [open] = venue.pending;
      if (open) tries.push(second);
      open?.fail(refused());
      await turn();
      clock.advanceSync(1000);
      await turn();
    }
    await restoring;
    expect(tries).toEqual([0, 2, 6, 14, 30, 62, 122, 182]);
    expect([told.failed.mock.calls.length, told.recovered.mock.calls.length]).toEqual([1, 0]);
    venue.automatic = true;
    clock.advanceSync(60_000);
    await turn();
    expect([venue.open.get('T'), told.recovered.mock.calls, clock.pendingTimers]).toEqual([1, [['T']], 0]);
    await share.leave();
  });

  it.each(['leave', 'lost', 'close'] as const)(
    'behavior: %s ends the attempts of a failed topic',
    async (how) => {
      const { venue, registry, clock } = setup();
      const share = await registry.join(venue.driver(), 1, listener());
      venue.automatic = false;
      const restoring = registry.restore(new AbortController().signal);
      venue.pending[0]?.fail(refused());
      await restoring;
      expect(clock.pendingTimers).toBe(1);
      if (how === 'leave') await share.leave();
      else registry[how]();
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it('behavior: a topic that cannot be renewed has failed, and is tried again', async () => {
    const { venue, registry, clock } = setup();
    const told = listener();
    await registry.join(venue.driver(), 1, told);
    venue.automatic = false;
    const renewing = registry.renew('T');
    venue.pending[0]?.fail(refused());
    await renewing;
    expect(told.failed).toHaveBeenCalledTimes(1);
    venue.automatic = true;
    clock.advanceSync(2000);
    await turn();
    expect(told.recovered).toHaveBeenCalledTimes(1);
    await registry.renew('T');
    expect(venue.log).toEqual(['open T 1', 'open T 1', 'open T 1', 'open T 1']);
  });

  it('error: a connection that ends during restore ends it, and no topic fails', async () => {
    const { venue, registry } = setup();
    const told = listener();
    await registry.join(venue.driver(), 1, told);
    venue.automatic = false;
    const controller = new AbortController();
    const restoring = registry.restore(controller.signal);
    controller.abort(new AbortedError('the attempt is over'));
    // The driver never answers.
    await expect(restoring).rejects.toThrow('the attempt is over');
    expect(told.failed).not.toHaveBeenCalled();
    venue.automatic = true;
    await registry.restore(new AbortController().signal);
    expect(venue.open.get('T')).toBe(1);
    await expect(registry.restore(AbortSignal.abort())).rejects.toBeInstanceOf(AbortedError);
  });

  it('behavior: a restore that follows at once on one that was cut off is not lost', async () => {
    const { venue, registry, join } = setup();
    await join(1);
    venue.automatic = false;
    venue.open.clear();
    const first = registry.restore(new AbortController().signal);
    const second = registry.restore(new AbortController().signal);
    // The command of the first is never answered.
    await turn();
    venue.pending[1]?.done();
    await Promise.all([first, second]);
    expect(venue.open.get('T')).toBe(1);
  });

  it('error: joins under way when the connection is lost reject, also when the driver does not', async () => {
    const { venue, registry, join } = setup(false);
    const joining = join(1);
    registry.lost();
    await expect(joining).rejects.toThrow('The connection was lost');
    await turn();
    expect([registry.topics, venue.log]).toEqual([0, ['open T 1']]);
  });

  it('behavior: a join while the connection is down waits for the restore', async () => {
    const { venue, registry, join } = setup();
    await join(1);
    registry.lost();
    const joins = [join(2), join(1, 'U')];
    await turn();
    expect(venue.log).toEqual(['open T 1']);
    await registry.restore(new AbortController().signal);
    await Promise.all(joins);
    expect(venue.log.sort()).toEqual(['open T 1', 'open T 2', 'open U 1']);
  });

  it('behavior: one that waits for the restore can be aborted, and is rejected when the connection fails again', async () => {
    const { venue, registry, join } = setup();
    registry.lost();
    const controller = new AbortController();
    const aborted = join(1, 'A', controller.signal);
    const failed = join(1, 'B');
    controller.abort();
    await expect(aborted).rejects.toBeInstanceOf(AbortedError);
    expect(registry.topics).toBe(1);
    registry.lost(new NotConnectedError('still down'));
    await expect(failed).rejects.toThrow('still down');
    await turn();
    expect([registry.topics, venue.log]).toEqual([0, []]);
  });

  it('behavior: a join in progress when a restore replaces the connection is repeated', async () => {
    const { venue, registry, join } = setup(false);
    const joining = join(1);
    const restoring = registry.restore(new AbortController().signal);
    await turn();
    expect(venue.pending.map(({ name, signal }) => [name, signal?.aborted])).toEqual([
      ['open', true],
      ['open', false],
    ]);
    venue.pending[1]?.done();
    await Promise.all([joining, restoring]);
    expect(registry.topics).toBe(1);
  });

  it('behavior: the last to leave during a restore makes the driver stop', async () => {
    const { venue, registry, join } = setup();
    const share = await join(1);
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    const [open] = venue.pending;
    const leaving = share.leave();
    expect(open?.signal?.aborted).toBe(true);
    open?.fail(new AbortedError('gave up', { sent: false }));
    await Promise.all([leaving, restoring]);
    expect([registry.topics, venue.pending.length]).toEqual([0, 0]);
  });

  it('behavior: restores a thousand topics, some at a time', async () => {
    const { venue, registry, join } = setup();
    await Promise.all(Array.from({ length: 1000 }, (_, n) => join(1, `T${n}`)));
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    let most = 0;
    while (venue.pending.length > 0) {
      most = Math.max(most, venue.pending.length);
      for (const command of [...venue.pending]) command.done();
      await turn();
    }
    await restoring;
    expect(venue.open.size).toBe(1000);
    expect(most).toBeLessThanOrEqual(16);
  });

  it('behavior: a listener that throws stops no other', async () => {
    const { venue, registry, warn } = setup();
    const bad = listener();
    bad.failed.mockImplementation(() => {
      throw new Error('listener');
    });
    const good = listener();
    await registry.join(venue.driver(), 1, bad);
    await registry.join(venue.driver(), 1, good);
    venue.automatic = false;
    const restoring = registry.restore(new AbortController().signal);
    venue.pending[0]?.fail(refused());
    await restoring;
    expect(good.failed).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('behavior: close ends all waits and drops everything without a request to the venue', async () => {
    const { venue, registry, join } = setup();
    const share = await join(1, 'A');
    venue.automatic = false;
    const joining = join(1, 'B');
    registry.close();
    await expect(joining).rejects.toBeInstanceOf(ClosedError);
    await expect(share.leave()).resolves.toBeUndefined();
    await expect(join()).rejects.toBeInstanceOf(ClosedError);
    await turn();
    expect([venue.log, registry.topics]).toEqual([['open A 1', 'open B 1'], 0]);
  });
});
