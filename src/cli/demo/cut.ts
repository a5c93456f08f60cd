import type { Broker, BrokerStatus } from '../../index';
import type { Report } from './report';

function until(broker: Broker, state: BrokerStatus['state']): Promise<void> {
  return new Promise((resolve) => {
    const listener = (status: BrokerStatus): void => {
      if (status.state !== state) return;
      broker.off('status', listener);
      resolve();
    };
    broker.on('status', listener);
  });
}

/** Cuts every connection and shows how the broker comes back. Resolves with the ms until it was live again. */
export async function surviveCut(broker: Broker, cut: () => void, report: Report): Promise<number> {
  broker.on('status', (status) =>
    report.line(`   status: ${status.state}${status.reason ? ` (${status.reason})` : ''}`),
  );
  broker.on('gap', (gap) => report.notice(`gap: ${gap.reason}`));
  broker.on('resynced', ({ proved }) => report.good(`resynchronised: ${proved.join(', ')}`));
  const live = until(broker, 'reconnecting').then(() => until(broker, 'live'));
  const start = performance.now();
  cut();
  await live;
  return performance.now() - start;
}
