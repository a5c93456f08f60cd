/**
 * An order book that is never broken: an update is lost on purpose, the book is dropped, and a complete one follows.
 *
 *   npx ts-node examples/poloniex-order-book.ts     on emulators only: it loses an update
 */
import { emulatedPoloniex } from './shared/open';

const SYMBOL = 'BTC_USDT';
const SHOWN = 3;

async function main(): Promise<void> {
  await using venue = await emulatedPoloniex();
  const { broker, emulator } = venue;
  broker.on('warning', ({ code, message }) => console.log(`warning  ${code}: ${message}`));
  await broker.connect();
  const books = await broker.subscribe('book', { symbols: [SYMBOL], depth: 5 });
  let isAgain = false;
  books.on('gap', ({ reason }) => console.log(`gap      ${reason}`));
  books.on('state', (state) => console.log(`state    ${state}`));
  books.on('resynced', ({ proved }) => {
    isAgain = true;
    console.log(`resynced ${proved.join(', ')}`);
  });

  // Every event is a complete book, best level first, and never changes afterwards.
  let before = 0;
  let after = 0;
  for await (const { bids, asks } of books) {
    if (isAgain) after += 1;
    else before += 1;
    if (before <= SHOWN || isAgain) {
      const [bid, bidQuantity] = bids[0] ?? [];
      const [ask, askQuantity] = asks[0] ?? [];
      console.log(`book     ${bidQuantity} at ${bid} | ${ask} for ${askQuantity}, ${bids.length} levels`);
    }
    // The next update no longer follows the last one: its changes cannot be applied.
    if (before === SHOWN && !isAgain) emulator.faults.skipSeq();
    if (after === SHOWN) break;
  }
}

void main();
