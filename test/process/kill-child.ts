import { appendFileSync } from 'node:fs';
import { createBroker, type OrderJournal, supports, type VenueName } from '../../src';

// Places an order on a journal in a file, and cancels it once a line comes in. The test holds the answer back and kills
// this process.

const [venue = '', file = '', options = '{}', request = '{}'] = process.argv.slice(2);

const note = async (row: object): Promise<void> => appendFileSync(file, `${JSON.stringify(row)}\n`);

const journal: OrderJournal = {
  append: (entry) => note({ entry }),
  settle: (outcome) => note({ outcome }),
  unsettled: async () => [],
};

async function main(): Promise<void> {
  const broker = await createBroker(venue as VenueName, { ...JSON.parse(options), journal });
  await broker.connect();
  if (!supports(broker, 'placeOrder') || !supports(broker, 'cancelOrder')) throw new Error('No orders');
  const { id } = await broker.placeOrder(JSON.parse(request) as never);
  process.stdout.write('placed\n');
  await new Promise((resolve) => {
    process.stdin.once('data', resolve);
  });
  await broker.cancelOrder({ id });
  process.stdout.write('canceled\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
