import { startEmulator } from '../../src/emulators';
import { XapiBroker } from '../../src/venues/xapi';

// A careless bot: no listeners, no promise awaited, and everything goes wrong. Nothing of it may end the process.

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const options = { mainUrl, streamUrl, ...emulator.credentials, reconnect: { baseMs: 10, maxMs: 20 } };
  const broker = new XapiBroker(options);
  await broker.connect();
  const limit = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '1' } as const;
  const careless = (): void => {
    void broker.placeOrder(limit);
    void broker.placeOrder({ ...limit, quantity: '-1' });
    void broker.cancelOrder({ id: '404' });
    void broker.fetchOrder({ id: '404' });
    void broker.fetchQuotes(['NOPE']);
    void broker.subscribe('quotes', { symbols: ['EURUSD', 'NOPE'] });
    void broker.subscribe('news', {});
  };
  const { faults } = emulator;
  const disasters: readonly (() => void)[] = [
    () => faults.applyThenDrop('tradeTransaction'),
    () => faults.dropBeforeApply('tradeTransaction'),
    () => faults.corrupt(3),
    () => faults.truncate(5),
    () => faults.rawBytes(Buffer.from('no json at all')),
    () => faults.html(502),
    () => faults.kick(),
    () => faults.reset(),
    () => faults.fail('getTrades', 'EX003'),
  ];
  for (const disaster of disasters) {
    disaster();
    careless();
    await new Promise((resolve) => setTimeout(resolve, 120));
    await faults.clear();
  }
  void new XapiBroker({ ...options, password: 'not-the-password' }).connect();
  void broker.connect({ timeoutMs: 50 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  careless();
  void broker.close();
  await Promise.all([broker.close(), emulator.close()]);
  careless();
  process.stdout.write('closed\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
