import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createBroker,
  isValidationError,
  type JournalEntry,
  type JournalOutcome,
  type Order,
  silentLogger,
  supports,
} from '../../src';
import { type Faults, startEmulator } from '../../src/emulators';
import { MemoryJournal } from '../../src/testing/memory-journal';
import { buildChildren, spawnChild } from './run-child';

const OPTIONS = { timeout: 60_000 };

beforeAll(buildChildren, 60_000);

/** What the killed process had written. */
async function journalOf(file: string): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  for (const line of (await readFile(file, 'utf8')).split('\n').filter(Boolean)) {
    const row = JSON.parse(line) as { entry?: JournalEntry; outcome?: JournalOutcome };
    if (row.entry) await journal.append(row.entry);
    if (row.outcome) await journal.settle(row.outcome);
  }
  return journal;
}

const STARTS = {
  async chp() {
    const emulator = await startEmulator('chp', { seed: 11 });
    const { host, port } = emulator.endpoints.http;
    const order = { symbol: 'GAZP', quantity: '10', price: '100' };
    return { emulator, options: { host, port, ...emulator.credentials }, cancel: 'CancelOrder', order };
  },
  async xapi() {
    const emulator = await startEmulator('xapi', { seed: 11 });
    const { main, stream } = emulator.endpoints.ws;
    const options = { mainUrl: main, streamUrl: stream, ...emulator.credentials };
    const order = { symbol: 'EURUSD', quantity: '0.1', price: '0.9' };
    return { emulator, options, cancel: 'tradeTransaction', order };
  },
  async poloniex() {
    const emulator = await startEmulator('poloniex', { seed: 11 });
    const { http, ws } = emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    const order = { symbol: 'BTC_USDT', quantity: '0.01', price: '20000' };
    return { emulator, options: { ...urls, ...emulator.credentials }, cancel: 'cancelOrderById', order };
  },
};

describe('a process that is killed after the venue carried out its cancel', OPTIONS, () => {
  it.each(['chp', 'xapi', 'poloniex'] as const)(
    'behavior: at %s the next one finds the order placed and canceled, and its id used',
    async (venue) => {
      const folder = await mkdtemp(join(tmpdir(), 'venuekit-journal-'));
      const { emulator, options, cancel, order } = await STARTS[venue]();
      const request = { ...order, side: 'buy', type: 'limit', clientOrderId: '4711' } as const;
      const file = join(folder, 'journal');
      const child = spawnChild('kill-child.ts', [
        venue,
        file,
        JSON.stringify(options),
        JSON.stringify(request),
      ]);
      try {
        await vi.waitFor(() => expect(child.output()).toContain('placed'), { timeout: 20_000 });
        // Carried out, and not answered before the end.
        const faults: Faults = emulator.faults;
        faults.latency(600_000, { command: cancel });
        child.write('cancel\n');
        await vi.waitFor(() => expect(emulator.orders.ofKind('delete')).toHaveLength(1), { timeout: 20_000 });
        await child.kill();
        await emulator.faults.clear();

        const journal = await journalOf(file);
        expect((await journal.unsettled()).map(({ operation }) => operation)).toContain('cancelOrder');
        const broker = await createBroker(
          venue as 'xapi',
          {
            ...options,
            journal,
            logger: silentLogger,
          } as never,
        );
        try {
          await broker.connect();
          if (!supports(broker, 'resolveOrder') || !supports(broker, 'placeOrder')) throw new Error(venue);
          const again = await broker.placeOrder(request).catch((error: unknown) => error);
          expect(isValidationError(again) && again.field).toBe('clientOrderId');
          const found = await broker.resolveOrder({ clientOrderId: '4711' }, { timeoutMs: 20_000 });
          const known: Partial<Order> = { clientOrderId: '4711', status: 'canceled', origin: 'local' };
          expect(found).toMatchObject({ outcome: 'accepted', order: known });
          await vi.waitFor(async () => expect(await journal.unsettled()).toEqual([]), { timeout: 20_000 });
          expect(journal.outcomes.at(-1)).toMatchObject({ operation: 'cancelOrder', outcome: 'accepted' });
          expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(1);
        } finally {
          await broker.close();
        }
      } finally {
        await child.kill();
        await emulator.close();
        await rm(folder, { recursive: true });
      }
    },
  );
});
