import { getEventListeners } from 'node:events';
import {
  type BrokerWarning,
  isBrokerError,
  isOrderOutcomeUnknownError,
  isRateLimitError,
  type Order,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { lastThirty } from '../market/candle-requests';
import { restingBuy } from '../orders/order-requests';

const MINUTE_MS = 60_000;

/**
 * Values of a `Retry-After`, of which only some are a wait: far ahead, negative, not a number, dates by the venue's
 * clock.
 */
function retryAfterValues(world: ContractWorld): readonly string[] {
  const date = (offsetMs: number): string => new Date(world.now() + offsetMs).toUTCString();
  return ['9999999999', '-5', '1e99', 'soon', '', date(60 * MINUTE_MS), date(-60 * MINUTE_MS)];
}

/** Waits for all of them, and returns the result of each. */
async function outcomes<T>(
  world: ContractWorld,
  work: readonly Promise<T>[],
): Promise<readonly PromiseSettledResult<T>[]> {
  let results: readonly PromiseSettledResult<T>[] | undefined;
  void Promise.allSettled(work).then((settled) => {
    results = settled;
  });
  await world.until(() => results !== undefined);
  return results ?? [];
}

export const loadCases = [
  defineCase(
    711,
    'error: a rate limit is reported as RateLimitError and warning, and lasts 30 s at most, however late its Retry-After',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings: BrokerWarning[] = [];
      broker.on('warning', (warning) => void warnings.push(warning));
      const read = () => broker.fetchCandles(lastThirty(world), { timeoutMs: 2 * MINUTE_MS });
      for (const value of retryAfterValues(world)) {
        world.rateLimitOnce?.('fetchCandles', value);
        const error = await rejection(world, read(), isRateLimitError, `a read answered 429, ${value}`);
        checkEqual([error.sent, error.venue], [true, broker.venue], 'sent and venue');
        const { retryAfterMs = 0 } = error;
        check(retryAfterMs >= 0 && retryAfterMs <= 30_000, `retryAfterMs is ${retryAfterMs} of ${value}`);
        const start = world.now();
        await world.drive(read());
        check(world.now() - start <= 32_000, `the next read took ${world.now() - start} ms after ${value}`);
      }
      const limited = warnings.filter(({ code }) => code === 'rateLimit');
      checkEqual(limited.length, retryAfterValues(world).length, 'warnings of a rate limit');
    },
    ['rateLimitOnce'],
  ),

  defineCase(
    712,
    'behavior: a rate limit of a read delays neither cancels nor look-ups',
    ['placeOrder', 'cancelOrder', 'resolveOrder', 'fetchOrder', 'fetchAccounts'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const order = await world.drive(broker.placeOrder(request));
      world.dropReplyOnce('placeOrder');
      const lost = await rejection(
        world,
        broker.placeOrder(request),
        isOrderOutcomeUnknownError,
        'an order whose answer was lost',
      );
      world.rateLimitOnce?.('fetchAccounts', '9999999999');
      await rejection(world, broker.fetchAccounts(), isRateLimitError, 'a read');
      const start = world.now();
      checkEqual((await world.drive(broker.fetchOrder({ id: order.id }))).id, order.id, 'the order read');
      const canceled = await world.drive(broker.cancelOrder({ id: order.id }));
      check(['canceled', 'canceling'].includes(canceled.status), `the order is ${canceled.status}`);
      check(world.now() - start < 6000, `look-up and cancel took ${world.now() - start} ms`);
      const { clientOrderId = '' } = lost;
      const found = await world.drive(broker.resolveOrder({ clientOrderId }));
      checkEqual(found.outcome, 'accepted', 'outcome of the order whose answer was lost');
      check(world.now() - start < 25_000, `it was resolved after ${world.now() - start} ms`);
    },
    ['rateLimitOnce'],
  ),

  defineCase(
    713,
    'behavior: one signal for 1,000 calls of every kind causes no warning, and no listener is left',
    [],
    async (world, broker) => {
      const warnings: string[] = [];
      const onWarning = (warning: Error): void => void warnings.push(warning.name);
      process.on('warning', onWarning);
      try {
        const controller = new AbortController();
        const options = { signal: controller.signal };
        const many = (work: () => Promise<unknown>) => Array.from({ length: 100 }, work);
        await outcomes(
          world,
          many(() => broker.connect(options)),
        );
        const orders = broker as Partial<
          Record<'placeOrder' | 'cancelOrder', (...given: unknown[]) => Promise<Order>>
        >;
        const request = broker.capabilities.features.includes('placeOrder')
          ? await restingBuy(world)
          : undefined;
        const symbols = [world.symbol];
        const calls = [
          ...Array.from({ length: 680 }, () => broker.fetchQuotes(symbols, options)),
          ...Array.from({ length: 20 }, () => broker.fetchCandles(lastThirty(world), options)),
          ...many(() => broker.subscribe('quotes', { symbols, signal: controller.signal })),
          ...many(async () => request && orders.placeOrder?.(request, options)),
          ...many(async () => request && orders.cancelOrder?.({ id: '4711' }, options)),
        ];
        // Some fail at once.
        for (const call of calls) call.catch(() => {});
        checkEqual(calls.length, 1000, 'calls');
        await world.advance(500);
        const during = getEventListeners(controller.signal, 'abort').length;
        check(during <= 2, `the signal has ${during} listeners`);
        controller.abort();
        await outcomes(world, calls);
        await world.advance(100);
        checkEqual(getEventListeners(controller.signal, 'abort').length, 0, 'listeners that are left');
        checkEqual(warnings, [], 'warnings of the process');
      } finally {
        process.off('warning', onWarning);
      }
    },
  ),

  defineCase(
    714,
    'behavior: 1,000 calls at once hold at most 16 sockets',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = lastThirty(world);
      world.freeze();
      const controller = new AbortController();
      const calls = Array.from({ length: 1000 }, () =>
        broker.fetchCandles(request, { signal: controller.signal }),
      );
      for (const call of calls) call.catch(() => {});
      await world.advance(500);
      const most = world.sockets?.() ?? 0;
      check(most > 1 && most <= 16, `${most} sockets are open`);
      controller.abort();
      await outcomes(world, calls);
      world.thaw();
      await world.drive(broker.fetchCandles(request));
    },
    ['sockets'],
  ),

  defineCase(
    715,
    'error: of 1,500 orders at once each is executed and reported, or refused as not sent',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const results = await outcomes(
        world,
        Array.from({ length: 1500 }, () => broker.placeOrder(request, { timeoutMs: 6000 })),
      );
      let executed = 0;
      for (const result of results) {
        if (result.status === 'fulfilled') executed += 1;
        else {
          const { reason } = result;
          check(isBrokerError(reason), `an error that is not of the SDK: ${reason}`);
          check(!isOrderOutcomeUnknownError(reason), `an outcome is not known: ${reason.message}`);
          // What the venue refuses because of insufficient funds was sent but is not an order.
          check(reason.sent === false || reason.name === 'OrderRejectedError', `sent, and failed: ${reason}`);
        }
      }
      check(executed > 0, 'none was executed');
      await world.advance(2000);
      checkEqual(
        world.executedOrders(),
        executed,
        'orders at the venue, compared with those that were reported',
      );
      checkEqual(broker.status.state, 'live', 'state of the broker');
    },
    ['sockets'],
  ),
];
