import { describe, expect, test } from 'vitest';
import {
  type SilenceProbe,
  SilenceWatch,
  type WatchedChannel,
} from '../../../src/adapter/channels/silence-watch';
import { SymbolState } from '../../../src/adapter/channels/symbol-state';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { VenueError } from '../../../src/errors';

type State = SymbolState<unknown>;

function setup(given: Partial<SilenceProbe<State>> = {}, isHeard = true) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const silent: string[] = [];
  const warnings: string[] = [];
  const lacking = new Set<string>();
  const frames = new Map<string, object>();
  const watch = new SilenceWatch({
    clock,
    isHeard,
    report: (_code, message) => warnings.push(message),
  });
  const channel: WatchedChannel = {
    name: 'ticks',
    probe: {
      atOnce: 10,
      confirms: false,
      lastFrame: ({ key }) => frames.get(key),
      read: async (states) => {
        asked.push(states.map(({ key }) => key).join(' '));
        return states.filter(({ key }) => lacking.has(key));
      },
      ...given,
    },
    silent: ({ key }) => silent.push(`silent ${key}`),
    renew: ({ key }) => silent.push(`renew ${key}`),
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advanceSync(500);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  };
  return { clock, watch, channel, asked, silent, warnings, lacking, frames, pass };
}

const state = (key: string): State => new SymbolState<unknown>(key);

describe('the silence watch', () => {
  test('behavior: its timer runs while something is subscribed, and no longer', () => {
    const { clock, watch, channel } = setup({}, false);
    const [gold, euro] = [state('GOLD'), state('EURUSD')];
    expect(clock.pendingTimers).toBe(0);
    watch.opened(channel, gold, 200);
    watch.opened(channel, euro, 200);
    clock.advanceSync(60_000);
    watch.drop(gold);
    expect(clock.pendingTimers).toBe(1);
    watch.drop(euro);
    expect(clock.pendingTimers).toBe(0);
    watch.opened(channel, gold, 200);
    watch.reset();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    [false, 1],
    [true, 2],
  ])(
    'default: a symbol that lacks something is silent (confirmed by a second read: %s)',
    async (confirms, reads) => {
      const { watch, channel, asked, silent, warnings, lacking, pass } = setup({ confirms });
      watch.opened(channel, state('GOLD'));
      lacking.add('GOLD');
      await pass(36_000);
      expect([asked.length, silent]).toEqual([reads, ['silent GOLD', 'renew GOLD']]);
      expect(warnings).toEqual([expect.stringMatching(/ticks of GOLD has been silent for 3\d s/)]);
    },
  );

  test('behavior: a frame within the tolerance clears it', async () => {
    const { watch, channel, silent, lacking, frames, pass } = setup();
    watch.opened(channel, state('GOLD'));
    lacking.add('GOLD');
    await pass(31_000);
    frames.set('GOLD', {});
    await pass(20_000);
    expect(silent).toEqual([]);
  });

  test('behavior: one that is excluded is not checked', async () => {
    const { watch, channel, asked, pass } = setup({ isExcused: () => true });
    watch.opened(channel, state('GOLD'));
    await pass(120_000);
    expect(asked).toEqual([]);
  });

  test('error: one symbol that the venue refuses does not keep it from answering for the others', async () => {
    const answered: string[] = [];
    const { watch, channel, pass } = setup({
      read: async (states) => {
        const keys = states.map(({ key }) => key);
        if (keys.includes('GONE')) throw new VenueError('no such symbol', { code: 'X' });
        answered.push(...keys);
        return [];
      },
    });
    for (const key of ['GONE', 'GOLD', 'EURUSD']) watch.opened(channel, state(key));
    await pass(50_000);
    expect(answered.sort()).toEqual(['EURUSD', 'GOLD']);
  });
});
