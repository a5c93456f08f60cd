import { monitorEventLoopDelay } from 'node:perf_hooks';
import { redisBus, startConnector } from '../../../../src/remote';
import { PoloniexBroker } from '../../../../src/venues/poloniex';
import { type FromConnector, NAME, type ToConnector } from './messages';

const tell = (message: FromConnector): void => void process.send?.(message);
const delay = monitorEventLoopDelay({ resolution: 1 });

async function start({ url, options }: Extract<ToConnector, { type: 'start' }>): Promise<void> {
  const bus = await redisBus({ redis: url, name: NAME });
  await startConnector(
    () => {
      const broker = new PoloniexBroker(options as never);
      broker.on('status', ({ state }) => tell({ type: 'state', state }));
      return broker;
    },
    {
      bus,
      logger: {
        error: (text) => process.stderr.write(`${text}\n`),
        warn: () => {},
        info: () => {},
        debug: () => {},
      },
    },
  );
  delay.enable();
  tell({ type: 'started' });
}

process.on('message', (message: ToConnector) => {
  if (message.type === 'usage') {
    const { user, system } = process.cpuUsage();
    tell({
      type: 'usage',
      cpuMs: (user + system) / 1000,
      residentMb: process.memoryUsage().rss / 2 ** 20,
      delayP99Ms: delay.percentile(99) / 1e6,
    });
    delay.reset();
    return;
  }
  start(message).catch((error: unknown) =>
    tell({ type: 'failed', message: String((error as Error).stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
