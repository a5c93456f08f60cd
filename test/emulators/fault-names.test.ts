import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import {
  type ChpCommand,
  EMULATOR_VENUES,
  type EmulatorVenue,
  Faults,
  type FinnotechCommand,
  type PoloniexCommand,
  type PoloniexEvent,
  startEmulator,
  type VenueEmulator,
  type XapiCommand,
  type XapiEvent,
} from '../../src/emulators';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Every emulator, as one whose names are not known to the compiler. */
async function start(venue: EmulatorVenue): Promise<VenueEmulator> {
  const emulator: VenueEmulator = await startEmulator(venue);
  ends.push(() => emulator.close());
  return emulator;
}

/** A command of each, and an event where it has one. */
const NAMES = {
  chp: ['PlaceOrder', 'AddTrade'],
  finnotech: ['trades/realtime', undefined],
  poloniex: ['createOrder', 'orders'],
  xapi: ['tradeTransaction', 'tickPrices'],
} as const satisfies Record<EmulatorVenue, readonly [string, string | undefined]>;

type Verb = readonly [name: string, call: (faults: Faults, name: string) => void];

const COMMAND_VERBS: readonly Verb[] = [
  ['fail', (faults, name) => faults.fail(name, 'E1')],
  ['applyThenDrop', (faults, name) => faults.applyThenDrop(name)],
  ['dropBeforeApply', (faults, name) => faults.dropBeforeApply(name)],
  ['delayApply', (faults, name) => faults.delayApply(name, 1)],
];
const EVENT_VERBS: readonly Verb[] = [
  ['duplicate', (faults, name) => faults.duplicate(name)],
  ['dropEvent', (faults, name) => faults.dropEvent(name)],
  ['reorder', (faults, name) => faults.reorder(name, name)],
];
const SCOPED_VERBS: readonly Verb[] = [
  ['rewrite', (faults, name) => faults.rewrite(name, (text) => text)],
  ['latency', (faults, command) => faults.latency(1, { command })],
  ['hang', (faults, command) => faults.hang(1, { command })],
  ['slice', (faults, command) => faults.slice(1, { command })],
  ['coalesce', (faults, command) => faults.coalesce(1, { command })],
  ['truncate', (faults, command) => faults.truncate(1, { command })],
  ['corrupt', (faults, command) => faults.corrupt(1, { command })],
  ['headers', (faults, command) => faults.headers({}, { command })],
  ['status', (faults, command) => faults.status(500, {}, { command })],
  ['html', (faults, command) => faults.html(503, { command })],
  ['redirect', (faults, command) => faults.redirect('http://127.0.0.1:1/', { command })],
  ['giantBody', (faults, command) => faults.giantBody(1, { command })],
  ['envelope', (faults, command) => faults.envelope({}, { command })],
];

describe.each(EMULATOR_VENUES)('the names of %s', (venue) => {
  const [command, event] = NAMES[venue];

  test.each([...COMMAND_VERBS, ...EVENT_VERBS, ...SCOPED_VERBS])(
    'error: %s refuses a name that the venue does not have, and lists the others',
    async (_verb, call) => {
      const { faults } = await start(venue);
      expect(() => call(faults, 'nonsense')).toThrow(RangeError);
      expect(() => call(faults, 'nonsense')).toThrow(/'nonsense' is no .*It has: \w/);
      // Nothing was put in force.
      expect(faults.rules.take('latency', 'main', 'nonsense')).toBeUndefined();
    },
  );

  test('default: every verb takes a name that the venue has', async () => {
    const { faults } = await start(venue);
    for (const [, call] of [...COMMAND_VERBS, ...SCOPED_VERBS]) call(faults, command);
    if (event === undefined) return;
    for (const [, call] of [...EVENT_VERBS, ...SCOPED_VERBS]) call(faults, event);
  });

  test('error: a side that the venue does not have', async () => {
    const { faults } = await start(venue);
    const side = venue === 'poloniex' ? 'main' : 'private';
    for (const call of [
      () => faults.latency(1, { side }),
      () => faults.freeze({ side }),
      () => faults.refuse({ side }),
      () => faults.reset({ side }),
      () => faults.stopReading({ side }),
    ]) {
      expect(call).toThrow(`'${side}' is no side of this emulator`);
    }
  });
});

describe('names', () => {
  test('error: an event where a command belongs is said to be one', async () => {
    const emulator = await startEmulator('xapi');
    ends.push(() => emulator.close());
    // @ts-expect-error an event is no command
    expect(() => emulator.faults.fail('tickPrices', 'BE001')).toThrow(/no command .*it is an event/);
    // @ts-expect-error a command is no event
    expect(() => emulator.faults.duplicate('getTickPrices')).toThrow(/no event .*it is a command/);
  });

  test('behavior: they are unions of what the venues have', () => {
    expectTypeOf<'tradeTransaction' | 'login' | 'getTickPrices'>().toExtend<XapiCommand>();
    expectTypeOf<XapiEvent>().toEqualTypeOf<
      'balance' | 'candle' | 'keepAlive' | 'news' | 'profit' | 'tickPrices' | 'trade' | 'tradeStatus'
    >();
    expectTypeOf<'PlaceOrder' | 'GetBars' | 'Connected' | 'UpdateBidAsk'>().toExtend<ChpCommand>();
    expectTypeOf<'trades/realtime' | 'token' | 'minutes'>().toExtend<FinnotechCommand>();
    expectTypeOf<'createOrder' | 'getSmartOrder' | 'auth'>().toExtend<PoloniexCommand>();
    expectTypeOf<'orders' | 'book_lv2' | 'candles_minute_1' | 'exchange'>().toExtend<PoloniexEvent>();
    // None of them takes any text.
    expectTypeOf<string>().not.toExtend<XapiCommand>();
    expectTypeOf<string>().not.toExtend<ChpCommand>();
    expectTypeOf<string>().not.toExtend<FinnotechCommand>();
    expectTypeOf<string>().not.toExtend<PoloniexCommand>();
    expectTypeOf<string>().not.toExtend<PoloniexEvent>();
  });

  test('behavior: a venue from outside has those that it gives', () => {
    const faults = new Faults({ commands: ['buy'], events: ['price'] });
    faults.fail('buy', 'E1');
    faults.duplicate('price');
    // @ts-expect-error it has no such command
    expect(() => faults.fail('sell', 'E1')).toThrow("'sell' is no command of this emulator. It has: buy");
  });

  test('behavior: a request by its second name is met by every verb', async () => {
    const emulator = await startEmulator('finnotech');
    ends.push(() => emulator.close());
    const { rules } = emulator.faults;
    emulator.faults.latency(5, { command: 'minutes', skip: 1, times: 1 });
    const take = (purpose: string) => rules.take('latency', 'main', 'trades/realtime', purpose);
    expect([take('lastTrades'), take('minutes'), take('minutes'), take('minutes')]).toEqual([
      undefined,
      undefined,
      { ms: 5 },
      undefined,
    ]);
  });
});

test.each(EMULATOR_VENUES)('behavior: %s ends with its scope, and close may be repeated', async (venue) => {
  let port = 0;
  {
    await using emulator = await startEmulator(venue);
    const { endpoints } = emulator;
    port = 'tcp' in endpoints ? endpoints.tcp.mainPort : endpoints.http.port;
    await emulator.close();
  }
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});
