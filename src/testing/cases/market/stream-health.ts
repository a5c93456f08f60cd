import { type Candle, isAbortedError, isTransportError, type Quote, type Subscription } from '../../../index';
import { check, checkEqual } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { priceMover } from '../orders/order-requests';
import { wait } from './public-streams';
import { collect, moveAndReceive, quotesOf } from './quote-streams';

/** How long everything is down while there is no subscriber, in minutes. */
const AWAY_MINUTES = 10;

/** How far before a subscription its first records may lie, in ms: a candle that was running, a poll that was due. */
const RECENT_MS = 150_000;

/** Points in time of a subscription: turns of promises first, then steps of time. */
const TURNS = 40;
const STEPS = 10;

function open(world: ContractWorld): Promise<Subscription<Quote | Candle>> {
  const symbols = [world.symbol];
  if (world.refusableStream !== 'candles') return world.drive(world.broker.subscribe('quotes', { symbols }));
  const able = world.broker as BrokerWith<'subscribe:candles'>;
  return world.drive(able.subscribe('candles', { symbols, interval: '1m' })) as Promise<
    Subscription<Quote | Candle>
  >;
}

export const streamHealthCases = [
  defineCase(
    352,
    'behavior: a stream that could not be opened again is stale, tried again on the same connection, and live when it works',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const subscription = await open(world);
      const records = collect(subscription);
      const errors: Error[] = [];
      // A poll that is under way when the connection breaks fails for itself.
      subscription.on('error', (error) => {
        if (!isTransportError(error)) errors.push(error);
      });
      const lose = async (): Promise<number> => {
        world.refuseStreams?.();
        const { epoch } = broker.status;
        world.cutConnection();
        await world.until(() => broker.status.epoch > epoch && broker.status.state === 'live');
        checkEqual(subscription.state, 'stale', 'state of a stream that could not be opened again');
        return broker.status.epoch;
      };

      const first = await lose();
      const count = errors.length;
      check(count > 0, 'no error was reported');
      await world.advance(60_000);
      checkEqual([subscription.state, errors.length], ['stale', count], 'state and errors after a minute');
      await world.acceptStreams?.();
      await world.until(() => subscription.state === 'live');
      checkEqual(broker.status.epoch, first, 'the connection');
      const recordCount = records.length;
      await wait(
        world,
        'a record of the stream that was opened again',
        () => records.length > recordCount,
        () => void move(),
      );

      // Whichever subscriber opens it, all subscribers receive it again.
      const second = await lose();
      await world.advance(100_000);
      await world.acceptStreams?.();
      await open(world);
      checkEqual(subscription.state, 'live', 'state after another one has opened the same stream');
      checkEqual([broker.status.epoch, errors.length], [second, 2 * count], 'the connection and errors');
    },
    ['refusableStream', 'refuseStreams', 'acceptStreams'],
  ),

  defineCase(
    355,
    'error: a refusal that names no request and fits several streams is a warning and ends none of them',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const moves = [await priceMover(world), await priceMover(world, world.otherSymbol)] as const;
      const warnings: string[] = [];
      broker.on('warning', ({ message }) => warnings.push(message));
      const opened = world.refuseUnnamed?.(() =>
        Promise.all(
          [world.symbol, world.otherSymbol].map((symbol) =>
            broker.subscribe('quotes', { symbols: [symbol] }),
          ),
        ),
      );
      const [one, other] = (await world.drive(opened ?? Promise.resolve([]))) as Subscription<Quote>[];
      if (one === undefined || other === undefined) return;
      await world.until(() => warnings.length > 0);
      await world.advance(1000);
      checkEqual([one.state, other.state], ['live', 'live'], 'states after a refusal that names no request');
      await moveAndReceive(world, moves[0], collect(one));
      await moveAndReceive(world, moves[1], collect(other));
    },
    ['refuseUnnamed'],
  ),

  defineCase(
    356,
    'behavior: candles unsubscribed while the connection is down are dropped, and none of that time arrive after a new subscription',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const [interval = '1m'] = broker.capabilities.candleStreamIntervals;
      const join = () => world.drive(broker.subscribe('candles', { symbols: [world.symbol], interval }));
      const run = async (minutes: number): Promise<void> => {
        for (let minute = 0; minute < minutes; minute += 1) {
          move();
          await world.advance(60_000);
        }
      };
      const before = await join();
      const received = collect(before);
      await run(3);
      check(received.length > 0, 'nothing was emitted before the cut');
      world.goDown();
      await world.until(() => broker.status.state !== 'live');
      await world.drive(before.close());
      await run(AWAY_MINUTES);
      await world.comeUp();
      await world.until(() => broker.status.state === 'live');
      const since = world.venueNow();
      const after = collect(await join());
      await run(3);
      const old = after.map(({ openTime }) => openTime).filter((time) => time < since - RECENT_MS);
      // The newest candle that the venue has may be older where it is late.
      check(old.length <= 1, `candles of ${old.join(', ')} came to a subscription of ${since}`);
    },
  ),

  defineCase(
    357,
    'behavior: an abort at any moment of subscribe leaves nothing behind',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const warnings: string[] = [];
      broker.on('warning', ({ message }) => warnings.push(message));
      for (let moment = 0; moment < TURNS + STEPS; moment += 1) {
        const controller = new AbortController();
        const opening = broker
          .subscribe('quotes', { symbols: [world.symbol], signal: controller.signal })
          .then(
            ({ state }) => state,
            (error: unknown) => (isAbortedError(error) ? 'closed' : String(error)),
          );
        for (let turn = 0; turn < Math.min(moment, TURNS); turn += 1) await Promise.resolve();
        if (moment >= TURNS) await world.advance((moment - TURNS + 1) * 10);
        controller.abort();
        const outcome = await world.drive(opening);
        // A subscription opened before the abort is closed by the same signal.
        check(['closed', 'live'].includes(outcome), `an abort at moment ${moment} left ${outcome}`);
        await world.advance(20);
        checkEqual(broker.health().subscriptions, [], `subscriptions after an abort at moment ${moment}`);
      }
      checkEqual([warnings, broker.status.state], [[], 'live'], 'warnings and state');
      const before = world.requests();
      const quotes = collect(await quotesOf(world));
      if (broker.capabilities.streaming === 'push') {
        await world.until(() => world.requests() > before);
      }
      await moveAndReceive(world, move, quotes);
    },
  ),
];
