import { afterAll, describe, expect, test } from 'vitest';
import type { VenueProfile } from '../../src/adapter/broker/ports';
import { VirtualClock } from '../../src/core/virtual-clock';
import type { ContractHarness } from '../../src/testing';
import { profile as chp } from '../../src/venues/chp/profile';
import { profile as finnotech } from '../../src/venues/finnotech/profile';
import { profile as poloniex } from '../../src/venues/poloniex/profile';
import { profile as xapi } from '../../src/venues/xapi/profile';
import { type ClockedRedis, noClockedRedis, startClockedRedis } from '../remote/support/clocked-redis';
import { isLongForm } from '../setup/long-form';
import { chpHarness } from './chp-harness';
import { finnotechHarness } from './finnotech-harness';
import { poloniexHarness } from './poloniex-harness';
import { NOT_OF_REMOTE, remoteHarness, type WorldBuses } from './remote-harness';
import { runContract } from './run-contract';
import { xapiHarness } from './xapi-harness';

const VENUES: readonly (readonly [VenueProfile, () => ContractHarness])[] = [
  [poloniex, poloniexHarness],
  [xapi, () => xapiHarness('websocket')],
  [finnotech, finnotechHarness],
  [chp, () => chpHarness('repeating')],
];

describe.skipIf(noClockedRedis !== undefined)('over a Redis server', () => {
  let server: Promise<ClockedRedis> | undefined;
  let worlds = 0;
  afterAll(async () => (await server)?.close());

  async function open({ clock }: { readonly clock: VirtualClock }): Promise<WorldBuses> {
    server ??= startClockedRedis();
    worlds += 1;
    const buses = (await server).buses(clock, `world-${worlds}`);
    return { connector: await buses.open(), bots: await buses.open(), close: () => buses.close() };
  }

  test('default: the time of the server and the expiry of its keys are by the clock of the test', async () => {
    const clock = new VirtualClock();
    const { bots: bus, close } = await open({ clock });
    expect(await bus.time()).toBe(clock.now());
    const command = { id: '1', bot: 'bot', name: 'bot 1', namedUntil: 0, epoch: '' };
    await bus.answer(undefined, { id: '1', bot: 'bot', text: 'kept for 10 s' }, 10_000);
    await clock.advance(9999);
    expect(await bus.time()).toBe(clock.now());
    expect(await bus.recall(command)).toEqual({ state: 'answered', text: 'kept for 10 s' });
    // The server ends a key after its last millisecond.
    await clock.advance(2);
    expect(await bus.recall(command)).toEqual({ state: 'open' });
    await close();
  });

  for (const [profile, harness] of VENUES) {
    if (!isLongForm && profile !== poloniex) continue;
    describe(`contract of ${profile.id} through a connector`, () => {
      runContract(remoteHarness(harness(), profile, open), {
        short: [5, 6],
        without: NOT_OF_REMOTE,
        // By their own clock the cases have the times of all others; each step waits for the server.
        timeoutMs: 60_000,
      });
    });
  }
});

test.skipIf(noClockedRedis === undefined)('the contract over a Redis server is left out', (context) => {
  context.skip(noClockedRedis);
});
