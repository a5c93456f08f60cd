import { inspect } from 'node:util';
import { type Broker, isBrokerError, isValidationError, supports } from '../../../index';
import { check, checkEqual, printed, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { echoedTexts } from '../../echo-forms';
import type { ContractWorld, EchoForm } from '../../harness';

const FORMS: readonly EchoForm[] = ['refusal', 'values', 'garbage'];
export const secretCases = [
  defineCase(
    706,
    'behavior: credentials that a venue echoes, in any form, appear in no error, warning, status, log or tap',
    [],
    async (world) => {
      const venue = world.echoSecrets?.();
      if (!venue) return;
      const { broker } = venue;
      const emitted = listenTo(broker);
      const texts = echoedTexts(venue.secrets);
      try {
        await world.drive(broker.connect());
        for (const form of FORMS) {
          // The secrets of the current connection: the next one has others.
          const derived = form === 'refusal' ? echoedTexts(venue.derived()) : [];
          for (const { echoed, hidden } of [...derived, ...texts]) {
            venue.echo(echoed, form);
            const errors = await failures(world, broker);
            venue.silence();
            await restore(world, broker);
            const values = [
              ...errors,
              ...emitted.splice(0),
              ...venue.written.splice(0),
              broker.health(),
              broker,
            ];
            const shown = values.flatMap(printed);
            for (const one of hidden) checkHidden(shown, one, form);
          }
        }
      } finally {
        await world.drive(broker.close());
      }
    },
    ['echoSecrets'],
  ),

  defineCase(
    707,
    'behavior: an account name that equals a price leaves the price unredacted',
    [],
    async (world) => {
      const venue = world.namedByNumber?.();
      if (!venue) return;
      const { broker } = venue;
      try {
        world.setPrice(world.symbol, '1000', '1000.5');
        await world.drive(broker.connect());
        const [quote] = await world.drive(broker.fetchQuotes([world.symbol]));
        checkEqual([quote?.bid, quote?.ask], ['1000', '1000.5'], 'the prices of a quote');
        if (!supports(broker, 'placeOrder') || !supports(broker, 'fetchOpenOrders')) return;
        const request = { symbol: world.symbol, side: 'buy', type: 'limit' } as const;
        const order = await world.drive(
          broker.placeOrder({ ...request, quantity: world.quantity, price: '1000' }),
        );
        checkEqual(order.price, '1000', 'the price of an order');
        const [open] = await world.drive(broker.fetchOpenOrders());
        checkEqual([open?.id, open?.price], [order.id, '1000'], 'the open order');
      } finally {
        await world.drive(broker.close());
      }
    },
    ['namedByNumber'],
  ),

  defineCase(
    708,
    'behavior: an account name is redacted as a whole word of venue text, and no number of the SDK is',
    [],
    async (world) => {
      const venue = world.namedByNumber?.();
      if (!venue) return;
      const { broker } = venue;
      const emitted = listenTo(broker);
      try {
        await world.drive(broker.connect());
        const bad = rejection(
          world,
          broker.fetchQuotes(['1000']),
          isValidationError,
          'a symbol that is a number',
        );
        check(
          (await bad).message.includes('1000'),
          `a text of the SDK lost its number: ${(await bad).message}`,
        );
        venue.echo('user 1000 not found, 11000 and 1000.5 are no users', 'refusal');
        const errors = await failures(world, broker);
        venue.silence();
        const texts = [...errors, ...emitted.splice(0)].flatMap(printed);
        const echoed = texts.filter((text) => text.includes('are no users'));
        check(echoed.length > 0, 'no text repeats what the venue sent');
        for (const text of echoed) {
          check(!text.includes('user 1000 '), `an account name was shown: ${text}`);
          check(text.includes('11000 and 1000.5'), `a number was taken for the account: ${text}`);
        }
      } finally {
        await world.drive(broker.close());
      }
    },
    ['namedByNumber'],
  ),

  defineCase(
    709,
    'error: an answer nested 10,000 deep is a typed error that can be printed',
    [],
    async (world) => {
      const venue = world.echoSecrets?.();
      if (!venue) return;
      const { broker } = venue;
      const emitted = listenTo(broker);
      try {
        await world.drive(broker.connect());
        for (const deep of [
          '['.repeat(10_000) + ']'.repeat(10_000),
          `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
        ]) {
          for (const form of ['garbage', 'json'] as const) {
            venue.echo(deep, form);
            const errors = await failures(world, broker);
            venue.silence();
            for (const value of [...errors, ...emitted.splice(0)])
              check(printed(value).length > 0, 'nothing printed');
            await restore(world, broker);
          }
        }
      } finally {
        await world.drive(broker.close());
      }
    },
    ['echoSecrets'],
  ),
];

/** Everything that the broker emits by itself. */
function listenTo(broker: Broker): unknown[] {
  const emitted: unknown[] = [];
  broker.on('status', (status) => emitted.push(status));
  broker.on('warning', (warning) => emitted.push(warning, warning.error));
  broker.on('error', (error) => emitted.push(error));
  broker.on('gap', (gap) => emitted.push(gap));
  broker.on('resynced', (result) => emitted.push(result));
  return emitted;
}

/** The errors of calls of every kind while the venue echoes. */
async function failures(world: ContractWorld, broker: Broker): Promise<readonly unknown[]> {
  const limits = { timeoutMs: 500 };
  const interval = broker.capabilities.candleIntervals[0] ?? '1d';
  const { symbol, quantity } = world;
  const calls: Promise<unknown>[] = [
    broker.fetchQuotes([symbol], limits),
    broker.fetchCandles({ symbol, interval, from: world.now() - 600_000 }, limits),
    broker
      .subscribe('quotes', { symbols: [world.otherSymbol] })
      .then(async (subscription) => subscription.close()),
  ];
  if (supports(broker, 'fetchOpenOrders')) calls.push(broker.fetchOpenOrders({}, limits));
  if (supports(broker, 'placeOrder')) {
    const side = world.marketSide ?? 'buy';
    calls.push(broker.placeOrder({ symbol, side, type: 'market', quantity }, limits));
  }
  const settled = Promise.allSettled(calls);
  await world.advance(600);
  const errors: unknown[] = [];
  for (const one of await world.drive(settled)) {
    if (one.status === 'fulfilled') continue;
    check(isBrokerError(one.reason), `rejected with an error that is not of the SDK: ${inspect(one.reason)}`);
    errors.push(one.reason);
  }
  return errors;
}

/** The venue sends normal answers again: wait for a live connection. */
async function restore(world: ContractWorld, broker: Broker): Promise<void> {
  await world.until(() => broker.status.state === 'live' || broker.status.state === 'failed');
  if (broker.status.state === 'failed') await world.drive(broker.connect());
}

function checkHidden(texts: readonly string[], hidden: string, form: EchoForm): void {
  const shown = texts.find((text) => text.includes(hidden));
  check(shown === undefined, `${form} that says ${hidden}: it was shown in ${shown?.slice(0, 1000)}`);
}
