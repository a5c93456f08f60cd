/**
 * A crash in the middle of an order: its answer is lost and the process dies; the next one knows what became of it.
 *
 *   npx ts-node examples/crash-recovery.ts     on emulators only: it kills a process of its own
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry, JournalOutcome, OrderJournal } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker, type XapiBrokerOptions } from 'venuekit/xapi';

/** A journal in a file, a line a note. A bot that must survive the loss of power also syncs the file after each line. */
function fileJournal(file: string): OrderJournal {
  const rows = (): { entry?: JournalEntry; outcome?: JournalOutcome }[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  return {
    append: async (entry) => appendFileSync(file, `${JSON.stringify({ entry })}\n`),
    settle: async (outcome) => appendFileSync(file, `${JSON.stringify({ outcome })}\n`),
    unsettled: async () => {
      const settled = new Set(rows().map(({ outcome }) => outcome?.entryId));
      return rows().flatMap(({ entry }) =>
        entry === undefined || settled.has(entry.entryId) ? [] : [entry],
      );
    },
    clientOrderIds: async () => rows().flatMap(({ entry }) => entry?.clientOrderId ?? []),
  };
}

/** The process that dies: it places an order, and the answer never comes. */
async function place(options: XapiBrokerOptions, file: string): Promise<void> {
  const broker = new XapiBroker({ ...options, journal: fileJournal(file) });
  await broker.connect();
  await broker.placeOrder({ symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '0.9' });
}

async function main(): Promise<void> {
  await using emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const options = { mainUrl, streamUrl, ...emulator.credentials };
  const file = join(mkdtempSync(join(tmpdir(), 'venuekit-')), 'orders.jsonl');

  emulator.faults.applyThenDrop('tradeTransaction'); // the venue takes the order, and its answer is lost
  const child = spawn(process.execPath, [...process.execArgv, __filename, JSON.stringify(options), file]);
  while (emulator.orders.ofKind('pending').length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  console.log('killed; the journal holds:', readFileSync(file, 'utf8').trim());

  const journal = fileJournal(file);
  const [lost] = await journal.unsettled();
  await using broker = new XapiBroker({ ...options, journal });
  await broker.connect();
  const { outcome } = await broker.resolveOrder({ clientOrderId: lost?.clientOrderId ?? '' });
  console.log(`order ${lost?.clientOrderId}: ${outcome}; unsettled: ${(await journal.unsettled()).length}`);
  for (const { id, status } of await broker.fetchOpenOrders()) console.log(`order ${id} is ${status}`);
}

const [given, file] = process.argv.slice(2);
void (given !== undefined && file !== undefined ? place(JSON.parse(given), file) : main());
