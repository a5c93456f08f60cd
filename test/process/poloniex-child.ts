import { type PoloniexEmulator, startEmulator } from '../../src/emulators';
import { PoloniexBroker } from '../../src/venues/poloniex';

// Brings a broker of REST and two sockets into the state that the first argument names, or through its faults, without a
// listener and without a promise awaited; closes it and must then end by itself.

const SYMBOL = 'BTC_USDT';
const SETTLE_MS = 150;

/** Everything that can be under way, and whose promises nobody waits for. */
function careless(broker: PoloniexBroker): void {
  const limit = { symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '0.001', price: '20000' } as const;
  void broker.placeOrder(limit);
  void broker.placeOrder({ ...limit, quantity: '-1' });
  void broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: '50' });
  void broker.placeOrder({ ...limit, type: 'stopLimit', stopPrice: '90000' });
  void broker.modifyOrder({ id: '404', price: '20001' });
  void broker.cancelOrder({ id: '404' });
  void broker.cancelAllOrders({ scope: 'own' });
  void broker.fetchOrder({ id: '404' });
  void broker.fetchQuotes(['NOPE']);
  void broker.fetchInstruments();
  void broker.fetchCandles({ symbol: SYMBOL, interval: '1m', from: Date.now() - 86_400_000 });
  void broker.subscribe('book', { symbols: [SYMBOL, 'NOPE'] });
  void broker.subscribe('trades', { symbols: [SYMBOL] });
}

function disastersOf({ faults, setMode, restart }: PoloniexEmulator): readonly (() => void)[] {
  return [
    () => faults.applyThenDrop('createOrder'),
    () => faults.dropBeforeApply('createOrder'),
    () => faults.applyThenDrop('cancelOrderById'),
    () => faults.status(502, {}, { side: 'rest' }),
    () => faults.html(200, { side: 'rest' }),
    () => faults.redirect('http://127.0.0.1:1/', { side: 'rest' }),
    () => faults.corrupt(3),
    () => faults.truncate(5),
    () => faults.hang(5, { side: 'rest' }),
    () => faults.rawBytes(Buffer.from('no json at all')),
    () => faults.giant(2 * 2 ** 20),
    () => faults.unknownEnum(),
    () => faults.skipSeq(),
    () => faults.crossBook(),
    () => faults.skew(60_000),
    () => faults.fail('getOpenOrders', '500'),
    () => setMode({ maintenance: true }),
    () => setMode({ maintenance: false }),
    () => faults.kick(),
    () => faults.expireSession(),
    () => faults.reset(),
    () => faults.cut(),
    () => restart(),
    () => faults.freeze(),
  ];
}

async function main(state: string): Promise<void> {
  const emulator = await startEmulator('poloniex');
  const { faults } = emulator;
  if (state === 'connecting') faults.hangHandshake();
  const { http, ws } = emulator.endpoints;
  const options = {
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    timeoutMs: 2000,
    auditIntervalMs: 1000,
    reconnect: { baseMs: 10, maxMs: 50 },
  };
  const broker = new PoloniexBroker(options);
  if (state === 'idle') {
    await Promise.all([broker.fetchInstruments(), broker.fetchQuotes([SYMBOL])]);
    const closing = broker.close();
    await Promise.all([closing, emulator.close()]);
    process.stdout.write('closed\n');
    return;
  }
  const connecting = broker.connect();
  connecting.catch(() => {});
  if (state !== 'connecting') await connecting;
  if (state === 'live') {
    await broker.subscribe('quotes', { symbols: [SYMBOL] });
    await broker.subscribe('candles', { symbols: [SYMBOL], interval: '1m' });
    await broker.subscribe('orders', {});
    careless(broker);
  }
  if (state === 'reconnecting') {
    const reached = new Promise<void>((resolve) => {
      broker.on('status', (status) => {
        if (status.state === state) resolve();
      });
    });
    faults.refuse();
    faults.reset();
    await reached;
  }
  if (state === 'faults') {
    for (const disaster of disastersOf(emulator)) {
      disaster();
      careless(broker);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      await faults.clear();
      faults.thaw();
    }
    void new PoloniexBroker({ ...options, apiSecret: 'not-the-secret' }).connect();
    void broker.connect({ timeoutMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 2 * SETTLE_MS));
    careless(broker);
  }
  // The server goes first, so that nothing but the broker could keep the process alive.
  const closing = broker.close();
  await Promise.all([closing, emulator.close()]);
  if (state === 'faults') careless(broker);
  process.stdout.write('closed\n');
}

main(process.argv[2] ?? 'faults').catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
