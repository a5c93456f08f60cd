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
    'behavior: what a venue echoes of our credentials, in any form, leaves in no error, warning, status, log or tap',
    [],
    async (world) => {
      const venue = world.echoSecrets?.();
      if (!venue) return;
      const { broker } = venue;
      const told = listenTo(broker);
      const texts = echoedTexts(venue.secrets);
      try {
        await world.drive(broker.connect());
        for (const form of FORMS) {
          // Those of the connection that stands: the next one has others.
          const derived = form === 'refusal' ? echoedTexts(venue.derived()) : [];
          for (const { said, hidden } of [...derived, ...texts]) {
            venue.echo(said, form);
            const errors = await failures(world, broker);
            venue.silence();
            await restore(world, broker);
            const values = [
              ...errors,
              ...told.splice(0),
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
    'behavior: an account name beside an equal price leaves the price alone',
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
    'behavior: an account name is a whole word of the venue, and no number of ours',
    [],
    async (world) => {
      const venue = world.namedByNumber?.();
      if (!venue) return;
      const { broker } = venue;
      const told = listenTo(broker);
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
          `our own sentence lost its number: ${(await bad).message}`,
        );
        venue.echo('user 1000 not found, 11000 and 1000.5 are no users', 'refusal');
        const errors = await failures(world, broker);
        venue.silence();
        const texts = [...errors, ...told.splice(0)].flatMap(printed);
        const said = texts.filter((text) => text.includes('are no users'));
        check(said.length > 0, 'nothing repeats what the venue said');
        for (const text of said) {
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
      const told = listenTo(broker);
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
            for (const value of [...errors, ...told.splice(0)])
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

/** Everything that the broker says by itself. */
function listenTo(broker: Broker): unknown[] {
  const told: unknown[] = [];
  broker.on('status', (status) => told.push(status));
  broker.on('warning', (warning) => told.push(warning, warning.error));
  broker.on('error', (error) => told.push(error));
  broker.on('gap', (gap) => told.push(gap));
  broker.on('resynced', (result) => told.push(result));
  return told;
}

/** What calls of every kind reject with while the venue echoes. */
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
    check(isBrokerError(one.reason), `rejected with a foreign error: ${inspect(one.reason)}`);
    errors.push(one.reason);
  }
  return errors;
}

/** The venue is honest again: back to a connection that stands. */
async function restore(world: ContractWorld, broker: Broker): Promise<void> {
  await world.until(() => broker.status.state === 'live' || broker.status.state === 'failed');
  if (broker.status.state === 'failed') await world.drive(broker.connect());
}

function checkHidden(texts: readonly string[], hidden: string, form: EchoForm): void {
  const shown = texts.find((text) => text.includes(hidden));
  check(shown === undefined, `${form} that says ${hidden}: it was shown in ${shown?.slice(0, 1000)}`);
}
