import { startEmulator } from '../../src/emulators';
import { XapiBroker } from '../../src/venues/xapi';

// Brings a broker into the state that the first argument names, closes it and must then end by itself.

async function main(state: string): Promise<void> {
  const emulator = await startEmulator('xapi');
  const { main, stream } = emulator.endpoints.ws;
  if (state === 'connecting') emulator.faults.hangHandshake();
  const broker = new XapiBroker({ mainUrl: main, streamUrl: stream, ...emulator.credentials });
  const reached = new Promise<void>((resolve) => {
    broker.on('status', (status) => {
      if (status.state === state) resolve();
    });
  });
  const connecting = broker.connect();
  connecting.catch(() => {});
  if (state !== 'connecting') await connecting;
  if (state === 'live') {
    // Everything that can be under way: streams, a read, and promises that nobody waits for.
    await broker.subscribe('quotes', { symbols: ['EURUSD'] });
    await broker.subscribe('orders', {});
    void broker.fetchInstruments();
    void broker.fetchCandles({ symbol: 'EURUSD', interval: '1m', from: Date.now() - 86_400_000 });
  }
  if (state === 'reconnecting') {
    emulator.faults.refuse();
    emulator.faults.reset();
  }
  await reached;
  // The server goes first, so that nothing but the broker could keep the process alive.
  const closing = broker.close();
  await Promise.all([closing, emulator.close()]);
  process.stdout.write('closed\n');
}

main(process.argv[2] ?? 'live').catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
