/**
 * An order book that is never broken: an update is lost on purpose, the book is dropped, and a complete one follows.
 * Runs against a local emulator; for the venue itself use `brokerFromEnv('poloniex')` of `venuekit`.
 *
 *   npx ts-node examples/poloniex-order-book.ts
 */
import { startEmulator } from 'venuekit/emulators';
import { PoloniexBroker } from 'venuekit/poloniex';

const SYMBOL = 'BTC_USDT';
const SHOWN_BEFORE = 3;
const SHOWN_AFTER = 3;

async function main(): Promise<void> {
  const emulator = await startEmulator('poloniex');
  const { http, ws } = emulator.endpoints;
  const broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  broker.on('warning', ({ code, message }) => console.log(`warning  ${code}: ${message}`));
  try {
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
    let count = 0;
    let after = 0;
    for await (const { bids, asks, time } of books) {
      count += 1;
      if (isAgain) after += 1;
      if (count <= SHOWN_BEFORE || isAgain) {
        const [bid, bidQuantity] = bids[0] ?? [];
        const [ask, askQuantity] = asks[0] ?? [];
        const when = time === undefined ? '' : new Date(time).toISOString().slice(11, 23);
        console.log(
          `book     ${bidQuantity} at ${bid} | ${ask} for ${askQuantity}, ${bids.length} levels, ${when}`,
        );
      }
      // The next update no longer follows the last one: its changes cannot be applied.
      if (count === SHOWN_BEFORE) emulator.faults.skipSeq();
      if (after === SHOWN_AFTER) break;
    }
    console.log(`${books.dropped} books were dropped on the way to here`);
  } finally {
    await broker.close();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
