/**
 * Ends in order at Ctrl-C and SIGTERM: cancels its orders, closes its positions, says what is left, and exits.
 *
 *   npx ts-node examples/graceful-shutdown.ts            on an emulator, where the signal comes after two seconds
 *   LIVE=1 npx ts-node examples/graceful-shutdown.ts     at XAPI: VENUEKIT_XAPI_USER_ID, VENUEKIT_XAPI_PASSWORD
 */
import { multiplyDecimals, onShutdown, roundPrice, type ShutdownReport } from 'venuekit';
import { openXapi } from './shared/open';

const SYMBOL = 'EURUSD';

function show({ signal, exitCode, brokers }: ShutdownReport): void {
  for (const { venue, canceled, closing, openOrders, positions, unknown, failures } of brokers) {
    console.log(`${signal}: ${venue} canceled ${canceled.length}, closed ${closing.length}`);
    console.log(`left: ${openOrders?.length ?? '?'} orders, ${positions?.length ?? '?'} positions`);
    for (const { step, error } of [...unknown, ...failures]) console.log(`${step}: ${error.message}`);
  }
  console.log(`exit code ${exitCode}`);
}

async function main(): Promise<void> {
  const { broker, emulator } = await openXapi();
  const mine = new Set<string>();
  const strategy = new AbortController();
  onShutdown(broker, {
    cancelOrders: 'own',
    closePositions: ({ id }) => mine.has(id), // not those that others opened in this account
    stop: () => strategy.abort(),
    report: show,
  });
  await broker.connect();
  broker.on('position', ({ id, symbol, clientOrderId }) => {
    if (symbol === SYMBOL && clientOrderId !== undefined) mine.add(id);
  });

  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const price = roundPrice(instrument, multiplyDecimals(quote?.bid ?? '1', '0.98'), 'down');
  const bought = await broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'market', quantity: '0.1' });
  if (bought.positionId !== undefined) mine.add(bought.positionId);
  await broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '0.1', price });
  console.log('one position, and one order that rests; Ctrl-C ends it');

  if (emulator !== undefined) setTimeout(() => process.emit('SIGINT'), 2000);
  const quotes = await broker.subscribe('quotes', { symbols: [SYMBOL], signal: strategy.signal });
  for await (const { bid, ask } of quotes) console.log(`${SYMBOL} ${bid} ${ask}`);
}

void main();
