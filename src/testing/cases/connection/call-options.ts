import { isAbortedError, isTimeoutError, isValidationError } from '../../../index';
import { check, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import { lastThirty } from '../market/candle-requests';

export const callOptionCases = [
  defineCase(
    210,
    'args: a signal that is aborted already ends a read before anything is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await sendsNothing(world, 'an aborted read', async () => {
        const { symbol, interval, from } = lastThirty(world);
        const work = broker.fetchCandles({ symbol, interval, from }, { signal: AbortSignal.abort() });
        const error = await rejection(world, work, isAbortedError, 'an aborted read');
        check(error.sent !== true, 'sent is true');
      });
    },
  ),

  defineCase(211, 'args: a signal ends a read that waits', [], async (world, broker) => {
    await world.drive(broker.connect());
    world.freeze();
    const controller = new AbortController();
    const work = rejection(
      world,
      broker.fetchCandles(lastThirty(world), { signal: controller.signal }),
      isAbortedError,
      'a read',
    );
    await world.advance(100);
    controller.abort();
    await work;
  }),

  defineCase(212, 'args: timeoutMs ends a read that waits, on time', [], async (world, broker) => {
    await world.drive(broker.connect());
    world.freeze();
    const start = world.now();
    await rejection(
      world,
      broker.fetchCandles(lastThirty(world), { timeoutMs: 700 }),
      isTimeoutError,
      'a read',
    );
    check(world.now() - start >= 700 && world.now() - start < 1500, `it took ${world.now() - start} ms`);
  }),

  defineCase(
    213,
    'args: a timeoutMs out of range is a ValidationError and nothing is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await sendsNothing(world, 'a bad timeoutMs', async () => {
        for (const timeoutMs of [
          0,
          -1,
          1.5,
          Number.NaN,
          Number.POSITIVE_INFINITY,
          2 ** 31,
          '5' as unknown as number,
        ]) {
          await rejection(
            world,
            broker.fetchQuotes([world.symbol], { timeoutMs }),
            isValidationError,
            `timeoutMs ${timeoutMs}`,
          );
        }
      });
    },
  ),
];
