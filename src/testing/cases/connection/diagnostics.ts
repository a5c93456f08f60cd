import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  type Broker,
  type CallMessage,
  type DiagnosticMessages,
  type DiagnosticSource,
  isNotConnectedError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isValidationError,
} from '../../../index';
import { check, checkEqual, checkNoSecret, printed, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { restingBuy } from '../orders/order-requests';
import { neverAgain, placedOrUnknown, resolution } from '../orders/outcomes';

const CALL_EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;
const CHANNELS: readonly (keyof DiagnosticMessages)[] = [
  'venuekit:status',
  'venuekit:reconnect',
  'venuekit:gap',
  'venuekit:resynced',
  'venuekit:warning',
  'venuekit:order',
  'venuekit:dropped',
];

type CallEvent = (typeof CALL_EVENTS)[number];

/** The messages of one broker: from the first on, which a call of it must make at once. */
class Messages {
  readonly all: DiagnosticSource[] = [];
  readonly calls: { readonly event: CallEvent; readonly message: CallMessage }[] = [];
  readonly #byName = new Map<string, DiagnosticSource[]>();
  readonly #subscribed: (readonly [name: string, listener: (message: unknown) => void])[] = [];
  #own: string | undefined;

  constructor() {
    for (const name of CHANNELS) {
      const messages: DiagnosticSource[] = [];
      this.#byName.set(name, messages);
      this.#subscribe(name, (message) => messages.push(message));
    }
    for (const event of CALL_EVENTS) {
      const listener = (message: DiagnosticSource): void => {
        this.calls.push({ event, message: { ...(message as CallMessage) } });
      };
      this.#subscribe(`tracing:venuekit:call:${event}`, listener);
    }
  }

  of<N extends keyof DiagnosticMessages>(name: N): readonly DiagnosticMessages[N][] {
    return (this.#byName.get(name) ?? []) as DiagnosticMessages[N][];
  }

  /** The events of the calls of an operation. */
  eventsOf(operation: string): readonly CallEvent[] {
    return this.calls.filter(({ message }) => message.operation === operation).map(({ event }) => event);
  }

  end(): void {
    for (const [name, listener] of this.#subscribed) unsubscribe(name, listener);
  }

  #subscribe(name: string, listener: (message: DiagnosticSource) => void): void {
    // Other brokers may run beside this one.
    const own = (message: unknown): void => {
      const { broker } = message as DiagnosticSource;
      this.#own ??= broker;
      if (broker !== this.#own) return;
      this.all.push(message as DiagnosticSource);
      listener(message as DiagnosticSource);
    };
    subscribe(name, own);
    this.#subscribed.push([name, own]);
  }
}

/** Records what is published while `run` runs, which must begin with a call of the broker. */
async function recorded(run: (messages: Messages) => Promise<void>): Promise<void> {
  const messages = new Messages();
  try {
    await run(messages);
  } finally {
    messages.end();
  }
}

export const diagnosticsCases = [
  defineCase(
    176,
    'behavior: each call is published from its start to its end, a failed one with its error and request id',
    [],
    async (world, broker) =>
      recorded(async (messages) => {
        const before = broker.subscribe('quotes', { symbols: [world.symbol] });
        const early = await rejection(world, before, isNotConnectedError, 'a subscription before connect');
        checkEqual(
          messages.eventsOf('subscribe:quotes'),
          ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
          'events of a failed call',
        );
        const last = messages.calls.at(-1)?.message;
        check(last?.error === early, 'the error is not the one that the caller gets');
        checkEqual(last?.requestId, early.requestId, 'requestId');
        checkEqual([last?.sent, last?.venue], [false, broker.venue], 'sent and venue');

        await world.drive(broker.connect());
        await world.drive(broker.fetchQuotes([world.symbol]));
        for (const operation of ['connect', 'fetchQuotes']) {
          const events = messages.eventsOf(operation).slice(-4);
          checkEqual(events, ['start', 'end', 'asyncStart', 'asyncEnd'], `events of ${operation}`);
        }
        const { message } = messages.calls.at(-1) ?? {};
        check(message?.durationMs !== undefined && message.durationMs >= 0, 'a call has no duration');
        check(message.requestId.startsWith(message.broker), `request id ${message.requestId}`);
        const members = ['venue', 'broker', 'operation', 'requestId', 'durationMs'];
        checkEqual(Object.keys(message), members, 'members of a message');
        await rejection(
          world,
          broker.fetchInstrument(world.unknownSymbol),
          isValidationError,
          'an unknown symbol',
        );
        checkEqual(messages.eventsOf('fetchInstrument').includes('error'), true, 'an error was published');
        for (const each of messages.all) checkNoSecret(world, each, 'a message');
      }),
  ),

  defineCase(
    177,
    'behavior: states, the gap and the reconnect of a lost connection are published as they are emitted',
    [],
    async (world, broker) =>
      recorded(async (messages) => {
        const states: string[] = [];
        broker.on('status', ({ state }) => states.push(state));
        await world.drive(broker.connect());
        world.cutConnection();
        await world.until(() => broker.status.state !== 'live');
        await world.until(() => broker.status.state === 'live');
        const published = messages.of('venuekit:status');
        checkEqual(
          published.map(({ state }) => state),
          states,
          'states',
        );
        checkEqual(
          published.map(({ previous }) => previous),
          ['idle', ...states.slice(0, -1)],
          'states before',
        );
        const gaps = messages.of('venuekit:gap').filter(({ scope }) => scope === 'broker');
        checkEqual([gaps.length, messages.of('venuekit:resynced').length], [1, 1], 'gaps and their ends');
        const [reconnect, ...more] = messages.of('venuekit:reconnect');
        check(reconnect !== undefined && more.length === 0, `${more.length + 1} reconnects`);
        checkEqual([reconnect.attempts, reconnect.epoch], [1, broker.status.epoch], 'attempts and epoch');
        check(reconnect.downMs > 0 && reconnect.downMs < 120_000, `down for ${reconnect.downMs} ms`);
      }),
  ),

  defineCase(
    178,
    'behavior: what became of each write is published once it is known, and that it is not known at once',
    ['placeOrder', 'resolveOrder'],
    async (world, broker) =>
      recorded(async (messages) => {
        await world.drive(broker.connect());
        const outcomes = (): readonly string[] =>
          messages.of('venuekit:order').map(({ operation, outcome }) => `${operation} ${outcome}`);
        const request = await restingBuy(world);
        await world.drive(broker.placeOrder({ ...request, clientOrderId: '78' }));
        checkEqual(outcomes(), ['placeOrder accepted'], 'an accepted order');
        checkEqual(messages.of('venuekit:order')[0]?.clientOrderId, '78', 'clientOrderId');
        const refused = broker.placeOrder(world.refusedOrder());
        await rejection(world, refused, isOrderRejectedError, 'a refused order');
        checkEqual(outcomes().slice(1), ['placeOrder rejected'], 'a refused order');
        world.dropRequestOnce('placeOrder');
        const lost = await placedOrUnknown(world, broker.placeOrder({ ...request, clientOrderId: '79' }));
        check(isOrderOutcomeUnknownError(lost), 'an order that was lost was placed');
        checkEqual(outcomes().slice(2), ['placeOrder unknown'], 'an order that was lost');
        await resolution(world, broker, { clientOrderId: '79' });
        checkEqual(outcomes().slice(3), ['placeOrder notPlaced'], 'the same after it was looked up');
        await neverAgain(world, 1);
      }),
  ),

  defineCase(
    179,
    'behavior: no message of a diagnostics channel has a credential that the venue echoes',
    [],
    async (world) =>
      recorded(async (messages) => {
        const venue = world.echoSecrets?.();
        if (!venue) return;
        const { broker, secrets } = venue;
        try {
          await world.drive(broker.connect());
          for (const text of [...secrets, ...venue.derived()]) {
            venue.echo(`not allowed: ${text}`, 'refusal');
            await failingCalls(broker, world.symbol, world.drive.bind(world));
            venue.silence();
            await world.until(() => broker.status.state === 'live' || broker.status.state === 'failed');
            if (broker.status.state === 'failed') await world.drive(broker.connect());
          }
        } finally {
          await world.drive(broker.close());
        }
        const failed = messages.calls.filter(({ event }) => event === 'error');
        const shown = [...messages.all, ...failed.map(({ message }) => message.error)].flatMap(printed);
        check(
          shown.some((text) => text.includes('not allowed')),
          'no message repeats what the venue sent',
        );
        for (const secret of secrets)
          check(!shown.some((text) => text.includes(secret)), 'a message shows a credential');
      }),
    ['echoSecrets'],
  ),
];

async function failingCalls(
  broker: Broker,
  symbol: string,
  drive: <T>(work: Promise<T>) => Promise<T>,
): Promise<void> {
  const limits = { timeoutMs: 500 };
  await drive(Promise.allSettled([broker.fetchQuotes([symbol], limits), broker.fetchInstruments(limits)]));
}
