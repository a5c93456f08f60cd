import {
  type BrokerState,
  isAuthenticationError,
  isClosedError,
  isNotConnectedError,
  supports,
} from '../../../index';
import { check, checkEqual, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { marketOrder } from '../orders/order-requests';

/** The states that a broker goes through from now on. */
function statesOf(world: ContractWorld): BrokerState[] {
  const states: BrokerState[] = [];
  world.broker.on('status', ({ state }) => states.push(state));
  return states;
}

export const lifeCases = [
  defineCase(
    101,
    'default: connect goes through connecting, authenticating and syncing to live',
    [],
    async (world, broker) => {
      checkEqual(broker.status.state, 'idle', 'state before connect');
      const states = statesOf(world);
      await world.drive(broker.connect());
      checkEqual(states, ['connecting', 'authenticating', 'syncing', 'live'], 'states');
      checkEqual(broker.status.state, 'live', 'state when connect has resolved');
      check(broker.status.since <= world.now(), 'status.since lies in the future');
    },
  ),

  defineCase(
    102,
    'behavior: concurrent and repeated connects share one attempt and one login',
    [],
    async (world, broker) => {
      await world.drive(Promise.all([broker.connect(), broker.connect()]));
      await world.drive(broker.connect());
      checkEqual([world.logins(), broker.health().connects], [1, 1], 'logins and connects');
    },
  ),

  defineCase(
    103,
    'error: before connect a read that needs a session is a NotConnectedError and nothing is sent',
    [],
    async (world, broker) => {
      const { readsWithoutConnect = [] } = broker.capabilities;
      await sendsNothing(world, 'a read before connect', async () => {
        const reads: (() => Promise<unknown>)[] = [
          () => broker.subscribe('quotes', { symbols: [world.symbol] }),
        ];
        if (!readsWithoutConnect.includes('fetchQuotes')) {
          reads.push(() => broker.fetchQuotes([world.symbol]));
        }
        if (supports(broker, 'fetchBalances')) reads.push(() => broker.fetchBalances());
        if (supports(broker, 'fetchOpenOrders')) reads.push(() => broker.fetchOpenOrders());
        for (const read of reads) {
          const error = await rejection(world, read(), isNotConnectedError, 'a call before connect');
          checkEqual(error.sent, false, 'sent');
        }
      });
    },
  ),

  defineCase(
    104,
    'error: an order before connect is a NotConnectedError and is not placed later',
    ['placeOrder'],
    async (world, broker) => {
      const error = await rejection(
        world,
        broker.placeOrder(marketOrder(world)),
        isNotConnectedError,
        'an order before connect',
      );
      checkEqual(error.sent, false, 'sent');
      await world.drive(broker.connect());
      await world.advance(10_000);
      checkEqual(world.executedOrders(), 0, 'orders executed');
    },
  ),

  defineCase(
    105,
    'behavior: close takes at most a second, may be repeated and is final',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const states = statesOf(world);
      const start = world.now();
      await world.drive(Promise.all([broker.close(), broker.close()]));
      check(world.now() - start <= 1100, `close took ${world.now() - start} ms`);
      await world.drive(broker.close());
      checkEqual(states, ['closed'], 'states');
      checkEqual(broker.status.state, 'closed', 'state');
    },
  ),

  defineCase(
    106,
    'error: after close every call is a ClosedError, connect included',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.drive(broker.close());
      await sendsNothing(world, 'a call after close', async () => {
        await rejection(world, broker.connect(), isClosedError, 'connect');
        await rejection(world, broker.fetchQuotes([world.symbol]), isClosedError, 'fetchQuotes');
        await rejection(
          world,
          broker.subscribe('quotes', { symbols: [world.symbol] }),
          isClosedError,
          'subscribe',
        );
      });
      checkEqual(world.logins(), 1, 'logins');
    },
  ),

  defineCase(107, 'error: close settles the calls that wait with ClosedError', [], async (world, broker) => {
    await world.drive(broker.connect());
    world.freeze();
    const waiting = broker.fetchCandles({
      symbol: world.symbol,
      interval: broker.capabilities.candleIntervals[0] ?? '1d',
      from: world.now() - 600_000,
    });
    const outcome = rejection(world, waiting, isClosedError, 'a call that waited');
    await world.advance(100);
    await world.drive(broker.close());
    await outcome;
  }),

  defineCase(
    108,
    'error: close while connecting settles connect with ClosedError',
    [],
    async (world, broker) => {
      world.freeze();
      const connecting = rejection(world, broker.connect(), isClosedError, 'connect');
      await world.advance(50);
      await world.drive(broker.close());
      await connecting;
      checkEqual(broker.status.state, 'closed', 'state');
    },
  ),

  defineCase(
    109,
    'behavior: close before connect, and await using, end a broker as well',
    [],
    async (world, broker) => {
      await world.drive(broker[Symbol.asyncDispose]());
      checkEqual(broker.status.state, 'closed', 'state');
      checkEqual(world.requests(), 0, 'requests');
    },
  ),

  defineCase(
    110,
    'error: a wrong password is an AuthenticationError after one attempt, and none follows by itself',
    [],
    async (world) => {
      const broker = world.wrongCredentials?.();
      if (!broker) return;
      const error = await rejection(world, broker.connect(), isAuthenticationError, 'connect');
      check(!error.retryable, 'a refused login is marked as retryable');
      checkEqual(broker.status.state, 'failed', 'state');
      await world.advance(300_000);
      checkEqual(world.logins(), 1, 'logins');
      await world.drive(broker.close());
    },
    ['wrongCredentials'],
  ),

  defineCase(
    111,
    'default: health shows status, connects and the age of the last byte',
    [],
    async (world, broker) => {
      const before = broker.health();
      checkEqual(
        [before.status.state, before.connects, before.disconnects],
        ['idle', 0, 0],
        'health before connect',
      );
      await world.drive(broker.connect());
      const health = broker.health();
      checkEqual(
        [health.status.state, health.connects, health.flapping],
        ['live', 1, false],
        'health when live',
      );
      check((health.lastInboundAgeMs ?? -1) >= 0, 'the age of the last byte is missing');
      checkEqual(
        [health.pendingRequests, health.unresolvedOrders],
        [0, 0],
        'pending requests and unresolved orders',
      );
    },
  ),
];
