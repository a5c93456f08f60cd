import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PoloniexBroker } from '../../../src/venues/poloniex';

/** From the bench. */
export type ToConsumer =
  | { readonly type: 'connect'; readonly options: object; readonly topics: number }
  | { readonly type: 'collect' };

export type FromConsumer =
  | { readonly type: 'connected'; readonly symbols: readonly string[] }
  | {
      readonly type: 'sample';
      readonly residentMb: number;
      readonly heapMb: number;
      /** Event-loop delay of the last second, 99 % of it and the largest, in ms. */
      readonly delayP99Ms: number;
      readonly delayMaxMs: number;
      readonly buffered: number;
      readonly dropped: number;
    }
  /** What is alive after everything else was collected. */
  | { readonly type: 'collected'; readonly liveMb: number }
  | { readonly type: 'failed'; readonly message: string };

const tell = (message: FromConsumer): void => void process.send?.(message);

/** Subscribes to quotes and trades of half as many markets, and reads neither. */
async function connect(options: object, topics: number): Promise<void> {
  const broker = new PoloniexBroker(options as never);
  broker.on('warning', ({ code, message }) => process.stderr.write(`${code}: ${message}\n`));
  broker.on('gap', ({ channel, reason }) => process.stderr.write(`gap in ${channel ?? 'all'}: ${reason}\n`));
  await broker.connect();
  const all = await broker.fetchInstruments();
  const symbols = all.slice(0, topics / 2).map(({ symbol }) => symbol);
  const unread = await Promise.all([
    broker.subscribe('quotes', { symbols }),
    broker.subscribe('trades', { symbols }),
  ]);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    tell({
      type: 'sample',
      residentMb: rss / 2 ** 20,
      heapMb: heapUsed / 2 ** 20,
      delayP99Ms: delay.percentile(99) / 1e6,
      delayMaxMs: delay.max / 1e6,
      buffered: unread.reduce((sum, { buffered }) => sum + buffered, 0),
      dropped: unread.reduce((sum, { dropped }) => sum + dropped, 0),
    });
    delay.reset();
  }, 1000);
  tell({ type: 'connected', symbols });
}

process.on('message', (message: ToConsumer) => {
  if (message.type === 'collect') {
    globalThis.gc?.();
    tell({ type: 'collected', liveMb: process.memoryUsage().heapUsed / 2 ** 20 });
    return;
  }
  connect(message.options, message.topics).catch((error: unknown) =>
    tell({
      type: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
});
process.on('disconnect', () => process.exit());
