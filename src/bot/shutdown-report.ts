import type { BrokerShutdown } from './shut-down-broker';

/** What a shutdown did and what it left. */
export interface ShutdownReport {
  /** The signal that began it, such as `SIGINT`. */
  readonly signal: string;
  /** 0 when every broker ended with all done that was asked for, else 1. */
  readonly exitCode: 0 | 1;
  readonly brokers: readonly BrokerShutdown[];
}

/** One line a broker, and one for each failure. */
export function linesOf({ signal, brokers }: ShutdownReport): readonly string[] {
  return brokers.flatMap((broker) => [
    `${signal}: ${broker.venue} ${sentenceOf(broker)}`,
    ...[...broker.unknown, ...broker.failures].map(
      ({ step, error, order, position }) =>
        `${broker.venue} ${step}${nameOf(order)}${nameOf(position)}: ${error.message}`,
    ),
  ]);
}

function nameOf(record: { readonly id: string } | undefined): string {
  return record ? ` ${record.id}` : '';
}

function sentenceOf({ canceled, closing, openOrders, positions, ...rest }: BrokerShutdown): string {
  const done = `canceled ${count(canceled, 'order')}, closed ${count(closing, 'position')}`;
  const left = `open: ${count(openOrders, 'order')}, ${count(positions, 'position')}`;
  const unresolved = rest.unresolvedOrders + rest.unknown.length;
  return `${done}; ${left}${unresolved > 0 ? `; ${unresolved} with an unknown outcome` : ''}`;
}

function count(records: readonly unknown[] | undefined, noun: string): string {
  const plural = records?.length === 1 ? noun : `${noun}s`;
  return `${records?.length ?? 'unknown'} ${plural}`;
}
