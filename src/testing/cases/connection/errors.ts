import {
  type Broker,
  type Channel,
  isAuthenticationError,
  isBrokerError,
  isUnsupportedError,
  isValidationError,
  OPERATION_NAMES,
  supports,
} from '../../../index';
import { check, checkEqual, checkNoSecret, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';

const CHANNELS: readonly Channel[] = [
  'quotes',
  'trades',
  'book',
  'candles',
  'positions',
  'balances',
  'orders',
  'fills',
  'news',
];

export const errorCases = [
  defineCase(701, 'default: every feature that is declared is there', [], async (world, broker) => {
    const members = broker as unknown as Record<string, unknown>;
    for (const name of OPERATION_NAMES) {
      check(typeof members[name] === 'function', `${name} is missing`);
      checkEqual(supports(broker, name), broker.capabilities.features.includes(name), `supports ${name}`);
    }
    checkEqual(
      new Set(broker.capabilities.features).size,
      broker.capabilities.features.length,
      'features without duplicates',
    );
    check(
      supports(broker, 'subscribe:quotes') && broker.capabilities.candleIntervals.length > 0,
      'what every venue has is missing',
    );
    checkEqual(
      supports(broker, 'placeOrder'),
      broker.capabilities.orderTypes.length > 0,
      'whether there are order types',
    );
    checkEqual(broker.venue, world.broker.venue, 'venue');
  }),

  defineCase(
    702,
    'error: what the venue does not have is an UnsupportedError before anything is sent',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const calls = broker as unknown as Record<string, (request?: unknown) => Promise<unknown>>;
      await sendsNothing(world, 'an unsupported call', async () => {
        for (const name of OPERATION_NAMES.filter((operation) => !supports(broker, operation))) {
          const error = await rejection(
            world,
            calls[name]?.call(broker, {}) ?? Promise.resolve(),
            isUnsupportedError,
            name,
          );
          checkEqual(
            [error.sent, error.operation, error.venue],
            [false, name, broker.venue],
            `${name}: sent, operation, venue`,
          );
        }
        for (const channel of [
          ...CHANNELS.filter((name) => !supports(broker, `subscribe:${name}`)),
          'nothing',
          '__proto__',
        ]) {
          await rejection(world, subscribeTo(broker, channel), isUnsupportedError, `subscribe ${channel}`);
        }
      });
    },
  ),

  defineCase(
    703,
    'default: an error names venue, operation and request, each request by itself',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      world.freeze();
      const request = {
        symbol: world.symbol,
        interval: broker.capabilities.candleIntervals[0] ?? '1d',
        from: world.now() - 600_000,
      };
      const errors = [
        await rejection(world, broker.fetchCandles(request, { timeoutMs: 500 }), isBrokerError, 'a read'),
        await rejection(world, broker.fetchCandles(request, { timeoutMs: 500 }), isBrokerError, 'a read'),
      ];
      for (const error of errors) {
        checkEqual([error.venue, error.operation], [broker.venue, 'fetchCandles'], 'venue and operation');
        check(error.requestId !== undefined && error.requestId !== '', 'requestId is missing');
      }
      check(errors[0]?.requestId !== errors[1]?.requestId, 'two calls have one requestId');
      world.thaw();
    },
  ),

  defineCase(
    704,
    'behavior: no secret can be printed from a broker, its events and its errors',
    [],
    async (world, broker) => {
      const emitted: unknown[] = [];
      for (const event of ['status', 'warning', 'gap', 'resynced', 'error', 'order'] as const)
        broker.on(event, (value: unknown) => emitted.push(value));
      // A record names its account, as `fetchAccounts` does: where that is the name of the login, the record shows it.
      broker.on('balance', ({ account: _, ...balance }) => emitted.push(balance));
      const errors = [
        await rejection(
          world,
          broker.subscribe('quotes', { symbols: [world.symbol] }),
          isBrokerError,
          'a call before connect',
        ),
      ];
      await world.drive(broker.connect());
      checkNoSecret(world, broker, 'the broker');
      errors.push(
        await rejection(world, broker.fetchQuotes([world.unknownSymbol]), isValidationError, 'a bad symbol'),
      );
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      world.freeze();
      const request = {
        symbol: world.symbol,
        interval: broker.capabilities.candleIntervals[0] ?? '1d',
        from: world.now() - 600_000,
      };
      errors.push(
        await rejection(
          world,
          broker.fetchCandles(request, { timeoutMs: 500 }),
          isBrokerError,
          'a read that timed out',
        ),
      );
      for (const value of [...errors, ...emitted, broker.health(), broker.status, broker])
        checkNoSecret(world, value, String(value));
    },
  ),

  defineCase(
    705,
    'behavior: no secret can be printed after a refused login',
    [],
    async (world) => {
      const broker = world.wrongCredentials?.();
      if (!broker) return;
      const error = await rejection(world, broker.connect(), isAuthenticationError, 'connect');
      for (const value of [error, broker.status, broker.health(), broker])
        checkNoSecret(world, value, 'a refused login');
      await world.drive(broker.close());
    },
    ['wrongCredentials'],
  ),
];

/** As plain JavaScript would call it, for channels that the types do not have. */
function subscribeTo(broker: Broker, channel: string): Promise<unknown> {
  return broker.subscribe(channel as 'quotes', { symbols: [] });
}
