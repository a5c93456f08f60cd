import { isClosedError, isValidationError } from '../../../index';
import { check, checkEqual, learnUnknown, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { priceMover } from '../orders/order-requests';
import { collect, moveAndReceive, quotesOf } from './quote-streams';

export const streamFaultCases = [
  defineCase(
    309,
    'error: symbols that are unknown, missing or none are a ValidationError and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const bad: readonly unknown[] = [
        { symbols: [world.unknownSymbol] },
        { symbols: [world.symbol, world.unknownSymbol] },
        { symbols: [] },
        { symbols: [''] },
        { symbols: world.symbol },
        { symbols: [1] },
        {},
        undefined,
        null,
        { symbols: [world.symbol], bufferSize: 0 },
        { symbols: [world.symbol], bufferSize: 1.5 },
        { symbols: [world.symbol], timeoutMs: 0 },
      ];
      await learnUnknown(world, [world.unknownSymbol]);
      await sendsNothing(world, 'a bad subscription', async () => {
        for (const options of bad) {
          await rejection(
            world,
            broker.subscribe('quotes', options as { symbols: string[] }),
            isValidationError,
            JSON.stringify(options),
          );
        }
      });
    },
  ),

  defineCase(
    310,
    'behavior: after a cut a subscription emits gap and resynced and continues by itself',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const subscription = await quotesOf(world);
      const quotes = collect(subscription);
      await moveAndReceive(world, move, quotes);
      const events: string[] = [];
      subscription.on('state', (state) => events.push(state));
      subscription.on('gap', () => events.push('gap'));
      subscription.on('resynced', () => events.push('resynced'));
      world.cutConnection();
      await world.until(() => subscription.state !== 'live');
      await world.until(() => subscription.state === 'live');
      await world.until(() => broker.status.state === 'live');
      for (const event of ['resyncing', 'gap', 'resynced', 'live']) {
        checkEqual(
          events.filter((other) => other === event).length,
          1,
          `how often ${event} was emitted, of ${events.join(' ')}`,
        );
      }
      check(events.indexOf('gap') < events.indexOf('resynced'), `order of ${events.join(' ')}`);
      await moveAndReceive(world, move, quotes);
    },
  ),

  defineCase(
    311,
    'behavior: an older venue time never comes after a newer one, across a cut too',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const quotes = collect(await quotesOf(world));
      for (let round = 0; round < 3; round += 1) await moveAndReceive(world, move, quotes);
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      move();
      await world.until(() => broker.status.state === 'live');
      for (let round = 0; round < 3; round += 1) await moveAndReceive(world, move, quotes);
      const times = quotes.flatMap(({ time }) => (time === undefined ? [] : [time]));
      checkEqual(
        times,
        [...times].sort((a, b) => a - b),
        'times',
      );
    },
  ),

  defineCase(
    312,
    'behavior: a listener that throws or rejects affects no other and is reported',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings: string[] = [];
      broker.on('warning', ({ code }) => warnings.push(code));
      const move = await priceMover(world);
      const subscription = await quotesOf(world);
      subscription.on('data', () => {
        throw new Error('an error of the user');
      });
      subscription.on('data', (async () => {
        throw new Error('another one');
      }) as () => void);
      const quotes = collect(subscription);
      await moveAndReceive(world, move, quotes);
      await moveAndReceive(world, move, quotes);
      await world.until(() => warnings.filter((code) => code === 'listenerError').length >= 2);
      checkEqual([broker.status.state, subscription.state], ['live', 'live'], 'states');
    },
  ),

  defineCase(313, 'behavior: closing the broker closes its subscriptions', [], async (world, broker) => {
    await world.drive(broker.connect());
    const subscription = await quotesOf(world);
    const iterated = (async () => {
      for await (const _ of subscription);
    })().then(
      () => 'done',
      (error: unknown) => (isClosedError(error) ? 'done' : 'failed'),
    );
    await world.drive(broker.close());
    checkEqual([subscription.state, await world.drive(iterated)], ['closed', 'done'], 'state and iterator');
  }),
];
