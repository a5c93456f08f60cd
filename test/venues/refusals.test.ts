import { afterEach, describe, expect, test } from 'vitest';
import { type Broker, type Granted, isOrderOutcomeUnknownError, isOrderRejectedError } from '../../src';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { startEmulator, type VenueEmulator } from '../../src/emulators';
import { newClientOrderId } from '../../src/orders/client-order-id';
import { VirtualClock } from '../../src/testing';
import { ChpBroker } from '../../src/venues/chp/broker';
import * as chpCodes from '../../src/venues/chp/error-codes';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import * as poloniexCodes from '../../src/venues/poloniex/error-codes';
import { XapiBroker } from '../../src/venues/xapi/broker';
import * as xapiCodes from '../../src/venues/xapi/error-codes';

type Writer = Broker & Granted<'placeOrder'> & Granted<'cancelOrder'> & Granted<'modifyOrder'>;
type Verdict = 'rejected' | 'unknown';
type Write = 'place' | 'modify' | 'cancel';

interface Bench {
  readonly broker: Writer;
  readonly emulator: VenueEmulator;
  readonly order: { readonly symbol: string; readonly quantity: string; readonly price: string };
  readonly moved: string;
  readonly commands: Readonly<Record<Write, string>>;
}

const START = Date.UTC(2026, 0, 7, 12, 0, 30);
const COMMON = { random: seededRandom(5), logger: silentLogger } as const;
let clock = new VirtualClock(START);
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const STARTS = {
  async chp(): Promise<Bench> {
    const emulator = await startEmulator('chp', { seed: 11, clock });
    const { host, port } = emulator.endpoints.http;
    const broker = new ChpBroker({ host, port, ...emulator.credentials, ...COMMON, clock });
    const commands = { place: 'PlaceOrder', modify: 'MoveOrder', cancel: 'CancelOrder' };
    const order = { symbol: 'GAZP', quantity: '10', price: '100' };
    return { broker, emulator, order, moved: '101', commands };
  },
  async poloniex(): Promise<Bench> {
    const emulator = await startEmulator('poloniex', { seed: 11, clock });
    const { http, ws } = emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    const broker = new PoloniexBroker({ ...urls, ...emulator.credentials, ...COMMON, clock });
    const commands = { place: 'createOrder', modify: 'replaceOrder', cancel: 'cancelOrderById' };
    const order = { symbol: 'BTC_USDT', quantity: '0.01', price: '20000' };
    return { broker, emulator, order, moved: '20001', commands };
  },
  async xapi(): Promise<Bench> {
    const emulator = await startEmulator('xapi', { seed: 11, clock });
    const { main, stream } = emulator.endpoints.ws;
    const urls = { mainUrl: main, streamUrl: stream };
    const broker = new XapiBroker({ ...urls, ...emulator.credentials, ...COMMON, clock });
    const command = 'tradeTransaction';
    const order = { symbol: 'EURUSD', quantity: '0.1', price: '0.9' };
    return {
      broker,
      emulator,
      order,
      moved: '0.91',
      commands: { place: command, modify: command, cancel: command },
    };
  },
} satisfies Record<string, () => Promise<Bench>>;

async function drive<T>(work: PromiseLike<T>): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  work.then(done, done);
  await clock.advanceUntil(() => settled, { stepMs: 10, limitMs: 120_000 });
  return work;
}

async function live(venue: keyof typeof STARTS): Promise<Bench> {
  clock = new VirtualClock(START);
  const bench = await STARTS[venue]();
  ends.push(
    () => bench.emulator.close(),
    () => bench.broker.close(),
  );
  bench.emulator.market.pause();
  await drive(bench.broker.connect());
  return bench;
}

/** How a write ends whose answer `fault` makes. */
async function verdictOf(bench: Bench, write: Write, fault: () => void): Promise<string> {
  const { broker, order, moved } = bench;
  const request = { ...order, side: 'buy', type: 'limit' } as const;
  const placed = write === 'place' ? undefined : await drive(broker.placeOrder(request));
  fault();
  const id = placed?.id ?? '';
  const calls = {
    // Under an id of the caller's: one of the broker's own that is refused as used is replaced by another.
    place: () => broker.placeOrder({ ...request, clientOrderId: newClientOrderId() }),
    modify: () => broker.modifyOrder({ id, price: moved }),
    cancel: () => broker.cancelOrder({ id }),
  };
  return drive(
    calls[write]().then(
      ({ status }) => `resolved ${status}`,
      (error: unknown) =>
        isOrderRejectedError(error)
          ? 'rejected'
          : isOrderOutcomeUnknownError(error)
            ? 'unknown'
            : String(error),
    ),
  );
}

/** An answer by its status and its body. */
type Answer = readonly [status: number, body: string, verdict: Verdict];

const NOTHING: readonly string[] = ['', '<html>busy</html>', 'null', '[]', '{}', '"no"', '{"result":false}'];

const CHP_REFUSAL = (reason?: string): string =>
  JSON.stringify({
    method: 'PlaceOrder',
    result: false,
    reason: 'Error #30',
    dataError: reason === undefined ? [] : [{ method: 'PlaceOrder', reason }],
  });

const ANSWERS: Readonly<Record<'chp' | 'poloniex', readonly Answer[]>> = {
  chp: [
    [200, CHP_REFUSAL('-1610612732'), 'rejected'],
    [200, CHP_REFUSAL('-1610612731'), 'unknown'],
    [200, CHP_REFUSAL('Error #99'), 'unknown'],
    [200, CHP_REFUSAL(), 'unknown'],
    [200, '{"result":false}', 'unknown'],
    [200, '{"result":true,"data":[{"cookie":1,"orderid":"","reason":"Недостаточно средств."}]}', 'rejected'],
    ...[201, 302, 400, 404, 500, 503].flatMap((status): Answer[] => [
      [status, CHP_REFUSAL('-1610612732'), 'unknown'],
      [
        status,
        '{"result":true,"data":[{"cookie":1,"orderid":"","reason":"Недостаточно средств."}]}',
        'unknown',
      ],
      [status, '{"result":true,"data":[{"cookie":1,"orderid":"77"}]}', 'unknown'],
    ]),
    ...[200, 201, 302, 400, 500].flatMap((status) =>
      NOTHING.map((body): Answer => [status, body, 'unknown']),
    ),
  ],
  poloniex: [
    ...[200, 400, 404].map((status): Answer => [status, '{"code":21709,"message":"Low"}', 'rejected']),
    ...[201, 302, 500, 503].map((status): Answer => [status, '{"code":21709,"message":"Low"}', 'unknown']),
    [400, '{"code":"21709"}', 'rejected'],
    [401, '{"code":401,"message":"Unauthorized"}', 'rejected'],
    [401, '{"message":"Unauthorized"}', 'unknown'],
    [400, '{"message":"Invalid timestamp"}', 'unknown'],
    [400, '{"code":99999,"message":"Invalid timestamp"}', 'unknown'],
    [400, '{"code":25003,"message":"could not be placed"}', 'unknown'],
    ...[200, 400, 403, 404].map((status): Answer => [status, '{"code":99999,"message":"new"}', 'unknown']),
    ...[200, 201, 302, 400, 401, 403, 404, 422, 500].flatMap((status) =>
      NOTHING.map((body): Answer => [status, body, 'unknown']),
    ),
  ],
};

describe.each(['chp', 'poloniex'] as const)('an order at %s', (venue) => {
  test('error: its answer is a rejection only where the venue’s own documented answer proves it', async () => {
    const bench = await live(venue);
    const wrong: unknown[] = [];
    for (const [status, body, verdict] of ANSWERS[venue]) {
      const scope = { command: bench.commands.place, times: 1 };
      const got = await verdictOf(bench, 'place', () =>
        bench.emulator.faults.status(status, { body }, scope),
      );
      if (got !== verdict) wrong.push([status, body, got]);
    }
    expect(wrong).toEqual([]);
    expect(bench.emulator.orders.executed).toEqual([]);
  }, 60_000);
});

const CODES = {
  chp: chpCodes.knownErrorCodes().map((code) => [code, chpCodes.errorCodeOf(code)?.proves === true] as const),
  poloniex: poloniexCodes
    .knownErrorCodes()
    // A rate limit is a pause for all that follows; contract cases have it.
    .filter((code) => code !== '429')
    .map((code) => [code, poloniexCodes.errorCodeOf(code)?.proves === true] as const),
  xapi: xapiCodes
    .knownErrorCodes()
    // These end the session as well.
    .filter((code) => xapiCodes.errorCodeOf(code)?.endsSession === false)
    .map((code) => [code, xapiCodes.errorCodeOf(code)?.refused === true] as const),
};

describe.each(['chp', 'poloniex', 'xapi'] as const)('the documented codes of %s', (venue) => {
  test('default: each is the rejection or the unknown outcome of the table', async () => {
    const bench = await live(venue);
    const wrong: unknown[] = [];
    for (const [code, proves] of [...CODES[venue], ['77777', false] as const]) {
      const got = await verdictOf(bench, 'place', () =>
        bench.emulator.faults.fail(bench.commands.place, code),
      );
      if (got !== (proves ? 'rejected' : 'unknown')) wrong.push([code, got]);
    }
    expect(wrong).toEqual([]);
    expect(bench.emulator.orders.executed).toEqual([]);
  }, 60_000);
});

describe('cancels and changes', () => {
  const GONE = { chp: undefined, poloniex: '21301', xapi: 'BE098' } as const;
  const VAGUE = { chp: 'Error #3', poloniex: '500', xapi: 'EX003' } as const;

  test.each(['chp', 'poloniex', 'xapi'] as const)(
    'error: at %s what proves nothing is unknown, carried out or not',
    async (venue) => {
      const bench = await live(venue);
      const { faults, orders } = bench.emulator;
      for (const write of ['modify', 'cancel'] as const) {
        const got = await verdictOf(bench, write, () =>
          faults.fail(bench.commands[write], VAGUE[venue], { applied: true }),
        );
        // What the stream tells in time is known.
        expect(got === 'unknown' || got.startsWith('resolved'), `${write}: ${got}`).toBe(true);
      }
      // The emulator of XAPI carries a request out after it has answered.
      await clock.advanceUntil(() => orders.ofKind('delete').length > 0, { stepMs: 10, limitMs: 5000 });
    },
    30_000,
  );

  test.each(['poloniex', 'xapi'] as const)(
    'error: at %s "no such order" is no refusal of a cancel that was carried out',
    async (venue) => {
      const bench = await live(venue);
      const { faults } = bench.emulator;
      const got = await verdictOf(bench, 'cancel', () =>
        faults.fail(bench.commands.cancel, GONE[venue], { applied: true }),
      );
      expect(got).toMatch(/^(resolved canceled|unknown)$/);
    },
  );
});
