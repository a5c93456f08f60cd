import { compareDecimals, isAbortedError, type SubscriptionState } from '../../../index';
import { check, checkEqual, checkRecord, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { priceMover } from '../orders/order-requests';
import { collect, moveAndReceive, quotesOf, shownPrice } from './quote-streams';

export const streamCases = [
  defineCase(301, 'default: a price that moves reaches a listener', [], async (world, broker) => {
    await world.drive(broker.connect());
    const move = await priceMover(world);
    const subscription = await quotesOf(world);
    checkEqual([subscription.channel, subscription.state], ['quotes', 'live'], 'channel and state');
    const quotes = collect(subscription);
    await moveAndReceive(world, move, quotes);
    await moveAndReceive(world, move, quotes);
    for (const quote of quotes) {
      checkRecord(world, quote, 'stream');
      checkEqual(quote.symbol, world.symbol, 'symbol');
      check(compareDecimals(quote.ask ?? '0', quote.bid ?? '0') >= 0, 'the ask is below the bid');
    }
    check(
      (subscription.lastDataTime ?? 0) <= world.now() && subscription.lastDataTime !== undefined,
      'lastDataTime is missing',
    );
  }),

  defineCase(
    302,
    'behavior: an iterator gets the same records; break ends it but not the subscription',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const subscription = await quotesOf(world);
      for (let round = 0; round < 2; round += 1) {
        const bid = move();
        await world.drive(
          (async () => {
            for await (const quote of subscription) if (shownPrice(quote) === bid) break;
          })(),
        );
        checkEqual(subscription.state, 'live', 'state after break');
      }
    },
  ),

  defineCase(
    303,
    'behavior: close ends iterator and events, may be repeated, and is reported',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const subscription = await quotesOf(world);
      const states: SubscriptionState[] = [];
      subscription.on('state', (state) => states.push(state));
      const iterated = (async () => {
        for await (const _ of subscription);
        return 'done';
      })();
      await world.drive(Promise.all([subscription.close(), subscription.close()]));
      checkEqual(await world.drive(iterated), 'done', 'iterator');
      checkEqual([subscription.state, states], ['closed', ['closed']], 'state');
      const late = collect(subscription);
      move();
      await world.advance(2000);
      checkEqual(late.length, 0, 'events after close');
    },
  ),

  defineCase(
    304,
    'behavior: what arrives before the first listener is kept for it',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const subscription = await quotesOf(world);
      const bid = move();
      await world.until(() => subscription.buffered > 0);
      await world.advance(1000);
      const quotes = collect(subscription);
      await world.until(() => shownPrice(quotes.at(-1)) === bid);
      checkEqual(subscription.buffered, 0, 'buffered events');
    },
  ),

  defineCase(
    305,
    'behavior: two subscribers share one subscription of the venue, the last one to close ends it',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const first = await quotesOf(world);
      const second = await sendsNothing(world, 'a second equal subscription', () => quotesOf(world));
      const [receivedByFirst, receivedBySecond] = [collect(first), collect(second)];
      await moveAndReceive(world, move, receivedByFirst);
      await moveAndReceive(world, move, receivedBySecond);
      await sendsNothing(world, 'the first one to close', () => world.drive(first.close()));
      const count = receivedByFirst.length;
      await moveAndReceive(world, move, receivedBySecond);
      checkEqual(receivedByFirst.length, count, 'events of the one that was closed');
      const before = world.requests();
      await world.drive(second.close());
      if (broker.capabilities.streaming === 'push') await world.until(() => world.requests() > before);
    },
  ),

  defineCase(306, 'behavior: a subscriber gets its own symbols only', [], async (world, broker) => {
    await world.drive(broker.connect());
    const moves = [await priceMover(world), await priceMover(world, world.otherSymbol)] as const;
    const one = collect(await quotesOf(world));
    const both = collect(
      await world.drive(broker.subscribe('quotes', { symbols: [world.symbol, world.otherSymbol] })),
    );
    await moveAndReceive(world, moves[1], both);
    await moveAndReceive(world, moves[0], both);
    await moveAndReceive(world, moves[0], one);
    checkEqual([...new Set(one.map(({ symbol }) => symbol))], [world.symbol], 'symbols of the narrow one');
    checkEqual(new Set(both.map(({ symbol }) => symbol)).size, 2, 'symbols of the wide one');
  }),

  defineCase(
    307,
    'args: a signal that is aborted already refuses the subscription and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await sendsNothing(world, 'an aborted subscribe', () =>
        rejection(world, quotesOf(world, AbortSignal.abort()), isAbortedError, 'subscribe'),
      );
    },
  ),

  defineCase(
    308,
    'args: a signal that is aborted later closes the subscription',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const controller = new AbortController();
      const subscription = await quotesOf(world, controller.signal);
      controller.abort();
      await world.until(() => subscription.state === 'closed');
      checkEqual(broker.status.state, 'live', 'state of the broker');
    },
  ),

  defineCase(314, 'default: health lists the subscriptions', [], async (world, broker) => {
    await world.drive(broker.connect());
    const subscription = await quotesOf(world);
    checkEqual(
      broker.health().subscriptions.map(({ channel, state }) => [channel, state]),
      [['quotes', 'live']],
      'subscriptions',
    );
    await world.drive(subscription.close());
    checkEqual(broker.health().subscriptions.length, 0, 'subscriptions after close');
  }),

  defineCase(
    315,
    'behavior: a quote names its symbol again after unsubscribing and subscribing again',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      await world.drive((await quotesOf(world)).close());
      const quotes = collect(await quotesOf(world));
      await moveAndReceive(world, move, quotes);
    },
  ),

  defineCase(
    321,
    'default: the book streams as full snapshots, best level first',
    ['subscribe:book'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const books = collect(await world.drive(broker.subscribe('book', { symbols: [world.symbol] })));
      const bid = move();
      await world.until(() => books.at(-1)?.bids[0]?.[0] === bid);
      for (const book of books) {
        checkRecord(world, book, 'stream');
        const [bids, asks] = [book.bids.map(([price]) => price), book.asks.map(([price]) => price)];
        checkEqual(
          bids,
          [...bids].sort((a, b) => compareDecimals(b, a)),
          'bids',
        );
        checkEqual(asks, [...asks].sort(compareDecimals), 'asks');
      }
    },
  ),

  defineCase(
    322,
    'default: candles stream with their interval, closed ones once',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const [interval = '1m'] = broker.capabilities.candleStreamIntervals;
      const candles = collect(
        await world.drive(broker.subscribe('candles', { symbols: [world.symbol], interval })),
      );
      for (let minute = 0; minute < 4; minute += 1) {
        move();
        await world.advance(60_000);
      }
      await world.until(() => candles.length > 0);
      for (const candle of candles) {
        checkRecord(world, candle, 'stream');
        checkEqual([candle.symbol, candle.interval], [world.symbol, interval], 'symbol and interval');
      }
      const closed = candles.filter((candle) => candle.closed).map(({ openTime }) => openTime);
      checkEqual(
        closed,
        [...new Set(closed)].sort((a, b) => a - b),
        'times of closed candles',
      );
    },
  ),
];
