import { afterEach, describe, expect, test } from 'vitest';
import { BrokerInternals, keepInternals } from '../../src/adapter/broker/internals';
import type { VenueProfile } from '../../src/adapter/broker/ports';
import type { Broker } from '../../src/broker';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { type Connector, RemoteBroker, startConnector } from '../../src/remote';
import type { Bus } from '../../src/remote/bus/bus';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { CommandRunner } from '../../src/remote/connector/command-runner';
import { Seal } from '../../src/remote/messages/seal';
import venues from '../../src/venues/venues.json';
import { Bench } from '../venues/xapi/broker-harness';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Hands a command to a bus as any process could that may write to it, and waits for the answer. */
let asked = 0;

async function ask(bus: Bus, clock: VirtualClock, operation: string, args: readonly unknown[], deadline = 0) {
  const answers: string[] = [];
  const stop = await bus.answers(
    'any',
    ({ text }) => answers.push(text),
    () => {},
  );
  const at = deadline || (await bus.time()) + 10_000;
  asked += 1;
  await bus.send(JSON.stringify({ id: `c-${asked}`, bot: 'any', operation, args, time: at, deadline: at }));
  await clock.advanceUntil(() => answers.length > 0, { limitMs: 5000 }).catch(() => {});
  await stop();
  return answers.map((text) => JSON.parse(text) as unknown)[0];
}

async function setup() {
  const bench = await Bench.start({ transport: 'websocket' });
  closing.push(() => bench[Symbol.asyncDispose]());
  const { clock } = bench;
  const bus = memoryBus({ clock });
  const common = { bus, clock, logger: silentLogger };
  const connector: Connector = await startConnector(() => bench.broker, common);
  closing.push(() => connector.close());
  const remote = new RemoteBroker('xapi', { ...common, bot: 'one', random: seededRandom(7) });
  closing.push(() => remote.close());
  await bench.drive(remote.connect());
  return { bench, bus, remote };
}

describe('methods that only the class of a venue has', () => {
  test.each(Object.entries(venues))(
    'default: the profile of %s names each of them',
    async (id, { className }) => {
      const { profile }: { profile: VenueProfile } = await import(`../../src/venues/${id}/profile.ts`);
      const module: Record<string, { readonly prototype: object }> = await import(
        `../../src/venues/${id}/broker.ts`
      );
      const own = Object.getOwnPropertyNames(module[`${className}Broker`]?.prototype);
      expect(Object.keys(profile.extras ?? {}).sort()).toEqual(
        own.filter((name) => name !== 'constructor').sort(),
      );
      const broker = new RemoteBroker(id as 'xapi', { bus: memoryBus() });
      for (const name of Object.keys(profile.extras ?? {})) expect(broker).toHaveProperty(name);
      await broker.close();
    },
  );

  test('default: a remote broker gives what the venue’s own gives', async () => {
    const { bench, remote } = await setup();
    const { broker } = bench;
    bench.emulator.market.pause();
    const range = { from: new Date(bench.clock.now() - 3_600_000) };
    const deal = {
      symbol: 'EURUSD',
      side: 'sell',
      quantity: '1',
      openPrice: 1.1,
      closePrice: '1.2',
    } as const;
    const calls: readonly ((of: Pick<typeof remote, keyof typeof remote>) => Promise<unknown>)[] = [
      (of) => of.fetchCalendar(),
      (of) => of.fetchStepRules(),
      (of) => of.fetchTradingHours(['EURUSD', 'GOLD']),
      (of) => of.fetchUserData(),
      (of) => of.fetchVersion(),
      (of) => of.fetchIbHistory(range),
      (of) => of.calculateProfit(deal),
      (of) => of.calculateMargin({ symbol: 'GOLD', quantity: 2 }),
      (of) => of.calculateCommission({ symbol: 'T.US', quantity: 10 }),
    ];
    for (const call of calls) {
      const own = await bench.drive(call(broker));
      expect(await bench.drive(call(remote))).toEqual(own);
    }
    const own = await bench.drive(broker.fetchNews(range));
    const news = await bench.drive(remote.fetchNews(range));
    expect(news.length).toBeGreaterThan(0);
    const withoutArrival = (rows: typeof own) => rows.map(({ receivedTime: _, ...row }) => row);
    expect(withoutArrival(news)).toEqual(withoutArrival(own));
  });

  test('args: what the venue would refuse is refused, and nothing is sent to it', async () => {
    const { bench, bus, remote } = await setup();
    const refused: readonly (() => Promise<unknown>)[] = [
      () => remote.fetchNews(undefined as never),
      () => remote.fetchNews({ from: new Date(Number.NaN) }),
      () => remote.fetchTradingHours('EURUSD' as never),
      () => remote.calculateMargin(null as never),
      () => remote.calculateMargin({ symbol: 'GOLD', quantity: 'many' }),
      () =>
        remote.calculateProfit({
          symbol: 'GOLD',
          side: 'Buy' as never,
          quantity: 1,
          openPrice: 1,
          closePrice: 2,
        }),
      () => remote.calculateMargin({ symbol: 'GOLD', quantity: 1n as never }),
      () => remote.fetchCalendar({ timeoutMs: -1 }),
    ];
    const before = ['getNews', 'getTradingHours', 'getMarginTrade', 'getProfitCalculation', 'getCalendar'];
    const count = () => before.map((command) => bench.received(command as never));
    const sent = count();
    for (const call of refused)
      await expect(bench.drive(call())).rejects.toMatchObject({ name: 'ValidationError', sent: false });
    // An argument too many would take the place of the options, and the deadline with them.
    expect(await ask(bus, bench.clock, 'fetchCalendar', [{ timeoutMs: 1e9 }])).toMatchObject({
      error: { name: 'ValidationError' },
    });
    expect(count()).toEqual(sent);
  });

  test('error: nothing else of a broker can be asked for', async () => {
    const { bench, bus } = await setup();
    for (const operation of ['close', 'connect', 'on', 'constructor', '__proto__', 'toJSON', 'subscribe'])
      expect(await ask(bus, bench.clock, operation, [])).toMatchObject({
        error: { name: 'UnsupportedError' },
      });
  });

  test('error: an answer that is not what the profile describes', async () => {
    const { bench, remote } = await setup();
    bench.broker.fetchVersion = async () => 7 as never;
    bench.broker.fetchNews = async () => [{ title: 'without a time' }] as never;
    await expect(bench.drive(remote.fetchVersion())).rejects.toMatchObject({ name: 'ProtocolError' });
    await expect(bench.drive(remote.fetchNews({ from: 0 }))).rejects.toMatchObject({ name: 'ProtocolError' });
  });
});

describe('a method that writes', () => {
  /** A broker of a venue whose class has a method `transfer` that moves money. */
  async function runner(bus: Bus, clock: VirtualClock, isHeld = () => true) {
    const transfers: unknown[] = [];
    const broker = {
      venue: 'bank',
      transfer: async (request: unknown) => {
        transfers.push(request);
        return {};
      },
    } as unknown as Broker;
    const profile = { extras: { transfer: { parameters: 1, result: 'record', writes: true } } };
    const internals = new BrokerInternals(profile as unknown as VenueProfile, () => ({}) as never);
    internals.guard = () => {
      if (!isHeld()) throw new Error('not held');
    };
    keepInternals(broker, internals);
    const lease = await bus.takeLease('one', 60_000, 0);
    if (lease === undefined) throw new Error('The lease is taken');
    const commands = new CommandRunner({
      bus,
      clock,
      broker,
      lease,
      seal: new Seal(undefined),
      busTime: () => clock.now(),
      foreign: () => {},
      renew: async () => {},
      failed: () => {},
    });
    await commands.start(await bus.unanswered());
    closing.push(() => commands.stop());
    return { transfers, lease };
  }

  test('behavior: it is executed once, never after its deadline, and not without the lease', async () => {
    const clock = new VirtualClock();
    const bus = memoryBus({ clock });
    let isHeld = true;
    const { transfers } = await runner(bus, clock, () => isHeld);
    expect(await ask(bus, clock, 'transfer', [{ amount: '5' }])).toEqual({ result: {} });
    expect(await ask(bus, clock, 'transfer', [{ amount: '6' }], clock.now() - 1)).toBeUndefined();
    isHeld = false;
    expect(await ask(bus, clock, 'transfer', [{ amount: '7' }])).toHaveProperty('error');
    expect(transfers).toEqual([{ amount: '5' }]);
  });

  test('behavior: that a write was claimed is known after its deadline, to a bot that asks late', async () => {
    const clock = new VirtualClock();
    const bus = memoryBus({ clock });
    await runner(bus, clock);
    await ask(bus, clock, 'transfer', [{ amount: '5' }]);
    // As if its answer were not there yet.
    const namedUntil = clock.now() + 600_000;
    const command = { id: 'of no answer', bot: 'any', name: `any c-${asked}`, namedUntil, epoch: 'memory' };
    await clock.advance(20_000);
    // Each claim removes what is kept no more.
    await ask(bus, clock, 'transfer', [{ amount: '6' }]);
    expect(await bus.recall(command)).toEqual({ state: 'open' });
  });

  test('behavior: what a connector claimed and did not answer is not executed again; its outcome is open', async () => {
    const clock = new VirtualClock();
    const bus = memoryBus({ clock });
    const lease = await bus.takeLease('dead', 60_000, 0);
    if (lease === undefined) throw new Error('The lease is taken');
    const deadline = clock.now() + 60_000;
    const text = JSON.stringify({
      id: 'c1',
      bot: 'any',
      operation: 'transfer',
      args: [{}],
      time: deadline,
      deadline,
    });
    await bus.send(text);
    expect(await bus.claim({ id: '1', lease, deadline, text, name: 'any c1' })).toBe('claimed');
    await bus.leaveLease(lease);
    const { transfers } = await runner(bus, clock);
    await clock.advance(1000);
    const command = { id: 'c1', bot: 'any', name: 'any c1', namedUntil: 0, epoch: '' };
    const { text: answer = '' } = (await bus.recall(command)) as { readonly text?: string };
    expect(JSON.parse(answer)).toMatchObject({
      error: { name: 'ConnectionError', message: expect.stringContaining('outcome is not known') },
    });
    expect(transfers).toEqual([]);
  });
});
