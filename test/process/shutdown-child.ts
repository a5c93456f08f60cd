import { onShutdown } from '../../src';
import { startEmulator } from '../../src/emulators';
import { PoloniexBroker } from '../../src/venues/poloniex';

// A bot with two orders that rest; the test ends it by a signal. The first argument names what goes wrong: nothing
// (`clean`), or the venue does not answer any more (`down`).

async function main(fault: string): Promise<void> {
  const emulator = await startEmulator('poloniex', { seed: 11 });
  const { http, ws } = emulator.endpoints;
  const broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  });
  await broker.connect();
  const [quote] = await broker.fetchQuotes(['BTC_USDT']);
  const price = String(Math.floor(Number(quote?.last) * 0.9));
  const order = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.01', price } as const;
  await broker.placeOrder(order);
  await broker.placeOrder(order);
  // What a strategy does: it keeps the process alive, and does not end by itself.
  const strategy = setInterval(() => {}, 1000);
  onShutdown(broker, {
    cancelOrders: 'own',
    timeoutMs: 2000,
    stop: () => clearInterval(strategy),
    report({ exitCode, brokers }) {
      const [{ canceled = [], openOrders, failures = [] } = {}] = brokers;
      const left = openOrders?.length ?? 'unknown';
      process.stdout.write(`exit ${exitCode}, canceled ${canceled.length}, left ${left}\n`);
      for (const { step } of failures) process.stdout.write(`failed ${step}\n`);
    },
  });
  if (fault === 'down') {
    emulator.faults.refuse();
    emulator.faults.reset();
  }
  process.stdout.write('ready\n');
}

main(process.argv[2] ?? 'clean').catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 2;
});
