import { type BrokerState, isNotConnectedError } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { restingBuy } from '../orders/order-requests';

export const reconnectCases = [
  defineCase(
    151,
    'behavior: a lost connection is restored, gap and resynced are emitted in between',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { epoch } = broker.status;
      const events: string[] = [];
      broker.on('status', ({ state }) => events.push(state));
      broker.on('gap', ({ from, to }) =>
        events.push(from === undefined || from <= to ? 'gap' : 'gap that ends first'),
      );
      broker.on('resynced', () => events.push('resynced'));
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      const order: readonly (BrokerState | 'gap' | 'resynced')[] = [
        'reconnecting',
        'syncing',
        'gap',
        'resynced',
        'live',
      ];
      checkEqual(
        events.filter((event) => (order as readonly string[]).includes(event)),
        order,
        'events',
      );
      check(broker.status.epoch > epoch, 'the epoch did not rise');
      checkEqual([broker.health().connects, broker.health().disconnects], [2, 1], 'connects and disconnects');
    },
  ),

  defineCase(
    152,
    'behavior: while the venue is down the broker keeps trying and reports the time of the next attempt',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const attempts: number[] = [];
      broker.on('status', (status) => {
        if (status.state === 'reconnecting' && status.nextAttemptTime !== undefined)
          attempts.push(status.nextAttemptTime);
      });
      world.goDown();
      await world.advance(60_000);
      check(
        attempts.length >= 2 && attempts.length <= 60,
        `${attempts.length} attempts announced in a minute`,
      );
      checkEqual(
        [...attempts].sort((a, b) => a - b),
        attempts,
        'times of the attempts',
      );
      await world.comeUp();
      await world.until(() => broker.status.state === 'live');
    },
  ),

  defineCase(
    153,
    'behavior: a connection that is open but silent is detected and replaced',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const states = new Set<BrokerState>();
      broker.on('status', ({ state }) => states.add(state));
      world.freeze();
      await world.until(() => states.has('stale') || states.has('reconnecting'));
      await world.until(() => states.has('reconnecting'));
      world.thaw();
      await world.until(() => broker.status.state === 'live');
    },
  ),

  defineCase(
    154,
    'error: while the venue is down an order is a NotConnectedError and is not placed later',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      world.goDown();
      await world.until(() => broker.status.state === 'reconnecting');
      const error = await rejection(
        world,
        broker.placeOrder(request),
        isNotConnectedError,
        'an order while down',
      );
      checkEqual([error.sent, error.retryable], [false, true], 'sent and retryable');
      await world.comeUp();
      await world.until(() => broker.status.state === 'live');
      await world.advance(10_000);
      checkEqual(world.executedOrders(), 0, 'orders executed');
    },
  ),

  defineCase(155, 'behavior: close while the venue is down ends the attempts', [], async (world, broker) => {
    await world.drive(broker.connect());
    world.goDown();
    await world.until(() => broker.status.state === 'reconnecting');
    await world.drive(broker.close());
    await world.comeUp();
    await world.advance(120_000);
    checkEqual([broker.status.state, world.logins()], ['closed', 1], 'state and logins');
  }),
];
