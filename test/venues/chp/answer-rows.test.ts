import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import {
  type ChpCommand,
  type ChpEmulator,
  type ChpEmulatorOptions,
  startEmulator,
} from '../../../src/emulators';
import { createBroker, isOrderOutcomeUnknownError, isOrderRejectedError } from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import type { ChpBroker } from '../../../src/venues/chp';

/*
 * "[{cookie, orderid}] on success, plus `reason` on failure": what a row with a reason proves.
 */

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface World {
  readonly broker: ChpBroker;
  readonly emulator: ChpEmulator;
  drive<T>(work: Promise<T>): Promise<T>;
  /** The error of a write that fails. */
  failure(work: Promise<unknown>): Promise<unknown>;
  /** Changes the rows of the next answer to a command. */
  answer(command: ChpCommand, change: (rows: readonly Row[]) => readonly Row[]): void;
}

type Row = Readonly<Record<string, unknown>>;

async function live(emulated: ChpEmulatorOptions = {}): Promise<World> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('chp', { clock, seed: 3, partialFills: false, ...emulated });
  opened.push(emulator);
  emulator.market.pause();
  const { host, port } = emulator.endpoints.http;
  const broker = await createBroker('chp', {
    ...{ host, port, clock, ...emulator.credentials },
    ...{ random: seededRandom(5), logger: silentLogger },
  });
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    await clock.advanceUntil(() => settled, { limitMs: 120_000 });
    return work;
  };
  opened.push({ close: () => drive(broker.close()) });
  await drive(broker.connect());
  return {
    broker,
    emulator,
    drive,
    failure: (work) =>
      drive(
        work.then(
          (value) => `no error but ${JSON.stringify(value)}`,
          (error: unknown) => error,
        ),
      ),
    answer: (command, change) =>
      emulator.faults.rewrite(command, (text) => {
        const envelope = JSON.parse(text) as { readonly data: readonly Row[] };
        return JSON.stringify({ ...envelope, data: change(envelope.data) });
      }),
  };
}

const LIMIT = { symbol: 'GAZP', side: 'buy', type: 'limit', quantity: '10', price: '150' } as const;
/** More than the account can pay. */
const TOO_MUCH = { ...LIMIT, quantity: '100000000' } as const;
const FREE_TEXT = 'Приказ передан на биржу';

describe('PlaceOrder', () => {
  test.each(['-1610612732', '-1610612735'])(
    'error: %s beside an order number is a rejection',
    async (reason) => {
      const { broker, failure, answer } = await live({ refusals: 'row' });
      answer('PlaceOrder', (rows) => rows.map((row) => ({ ...row, orderid: '4711', reason })));
      const error = await failure(broker.placeOrder(TOO_MUCH));
      expect(isOrderRejectedError(error), String(error)).toBe(true);
      expect(error).toMatchObject({ code: reason });
      expect(broker.health().unresolvedOrders).toBe(0);
    },
  );

  test('error: a text without a number is a rejection', async () => {
    const { broker, failure } = await live({ refusals: 'row' });
    expect(isOrderRejectedError(await failure(broker.placeOrder(TOO_MUCH)))).toBe(true);
  });

  test.each([FREE_TEXT, 'Error #15', '-1610612731', '-1610612730'])(
    'error: %s beside an order number proves nothing: the order is looked up and found',
    async (reason) => {
      const { broker, drive, failure, answer } = await live();
      answer('PlaceOrder', (rows) => rows.map((row) => ({ ...row, reason })));
      const error = await failure(broker.placeOrder({ ...LIMIT, clientOrderId: '77' }));
      expect(isOrderOutcomeUnknownError(error), String(error)).toBe(true);
      const found = await drive(broker.resolveOrder({ clientOrderId: '77' }));
      expect(found).toMatchObject({ outcome: 'accepted', order: { status: 'open', clientOrderId: '77' } });
    },
  );

  test('error: a text beside a number of an order that is nowhere: it is looked up and not found', async () => {
    const { broker, drive, failure, answer } = await live({ refusals: 'row' });
    answer('PlaceOrder', (rows) => rows.map((row) => ({ ...row, orderid: '4711' })));
    const error = await failure(broker.placeOrder({ ...TOO_MUCH, clientOrderId: '78' }));
    expect(isOrderOutcomeUnknownError(error), String(error)).toBe(true);
    expect(await drive(broker.resolveOrder({ clientOrderId: '78' }))).toMatchObject({ outcome: 'notPlaced' });
  });

  test.each([null, ''])('behavior: an empty reason (%j) is none', async (reason) => {
    const { broker, drive, answer } = await live();
    answer('PlaceOrder', (rows) => rows.map((row) => ({ ...row, reason })));
    expect(await drive(broker.placeOrder(LIMIT))).toMatchObject({ status: 'open' });
  });

  test('behavior: after an empty list the order is known from the feed', async () => {
    const { broker, drive, answer } = await live();
    answer('PlaceOrder', () => []);
    expect(await drive(broker.placeOrder(LIMIT))).toMatchObject({ status: 'open' });
  });
});

describe.each(['MoveOrder', 'CancelOrder'] as const)('%s', (command) => {
  async function change(rowsOf: (row: Row) => readonly Row[]) {
    const world = await live();
    const { broker, drive, failure, answer } = world;
    const { id } = await drive(broker.placeOrder(LIMIT));
    answer(command, ([row = {}]) => rowsOf(row));
    const write =
      command === 'MoveOrder' ? broker.modifyOrder({ id, price: '151' }) : broker.cancelOrder({ id });
    return { error: await failure(write) };
  }

  test('error: a documented failure beside the number is a rejection', async () => {
    const { error } = await change(({ orderid }) => [{ orderid, reason: '-1610612732' }]);
    if (command === 'MoveOrder') expect(isOrderRejectedError(error), String(error)).toBe(true);
    // The order has ended in truth, which counts for more than the refusal.
    else expect(error).toContain('"status":"canceled"');
  });

  test('error: another text beside the number proves nothing', async () => {
    const { error } = await change(({ orderid }) => [{ orderid, reason: FREE_TEXT }]);
    expect(isOrderOutcomeUnknownError(error), String(error)).toBe(true);
  });

  test('error: a success with a reason contradicts itself and proves nothing', async () => {
    const { error } = await change((row) => [{ ...row, reason: 'Error #16' }]);
    expect(isOrderOutcomeUnknownError(error), String(error)).toBe(true);
  });

  test('error: an empty list proves nothing', async () => {
    const { error } = await change(() => []);
    expect(isOrderOutcomeUnknownError(error), String(error)).toBe(true);
  });
});
