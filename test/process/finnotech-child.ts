import { startEmulator } from '../../src/emulators';
import { FinnotechBroker } from '../../src/venues/finnotech';

// Brings a broker of the polled venue into the state that the first argument names, or through its faults, without a
// listener and without a promise awaited; closes it and must then end by itself.

const SHARE = 'IRO1MADN0001';

async function main(state: string): Promise<void> {
  const emulator = await startEmulator('finnotech', { alwaysOpen: true });
  const { faults } = emulator;
  if (state === 'connecting') faults.freeze();
  const broker = new FinnotechBroker({
    baseUrl: emulator.endpoints.http.url,
    ...emulator.credentials,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    timeoutMs: 1000,
    // Long enough for an answer on a machine that runs everything else beside it.
    pollTimeoutMs: 1000,
    retryDelayMs: 20,
    reconnect: { baseMs: 10, maxMs: 50 },
    // The next poll is due in a moment, whenever the test begins.
    pollDelayMs: (Date.now() + 1500) % 60_000,
  });
  const connecting = broker.connect();
  connecting.catch(() => {});
  if (state !== 'connecting') {
    await connecting;
    const reached = new Promise<void>((resolve) => {
      broker.on('status', (status) => {
        if (status.state === state) resolve();
      });
    });
    // Everything that can be under way: streams, reads, and promises that nobody waits for.
    await broker.subscribe('quotes', { symbols: [SHARE] });
    await broker.subscribe('candles', { symbols: [SHARE], interval: '1m' });
    void broker.fetchInstruments();
    if (state === 'reconnecting') {
      faults.refuse();
      faults.reset();
      await reached;
    }
    if (state === 'faults') {
      const command = 'trades/realtime';
      const spoil = [
        () => faults.html(200, { command }),
        () => faults.status(502, {}, { command }),
        () => faults.truncate(20, { command }),
        () => faults.corrupt(3, { command }),
        () => faults.hang(5, { command }),
        () => faults.applyThenDrop(command),
        () => faults.fail(command, 'VALIDATION_ERROR', { errorDescr: 'invalid token' }),
        () => faults.status(500, {}, { command: 'token' }),
        () => emulator.expireToken(),
        () => faults.freeze(),
      ];
      for (const fault of spoil) {
        fault();
        for (let call = 0; call < 5; call += 1) void broker.fetchQuotes([SHARE]);
        await broker.fetchQuotes([SHARE]).catch(() => {});
        await faults.clear();
        faults.thaw();
      }
    }
  }
  // The server goes first, so that nothing but the broker could keep the process alive.
  const closing = broker.close();
  await Promise.all([closing, emulator.close()]);
  process.stdout.write('closed\n');
}

main(process.argv[2] ?? 'faults').catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  // What it left open would keep it alive.
  process.exit(1);
});
