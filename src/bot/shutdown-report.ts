import type { VenueId } from '../core/venue-id';
import type { Order, Position } from '../model';

/** A step that failed. */
export interface ShutdownFailure {
  readonly step: 'connect' | 'cancelOrders' | 'closePositions' | 'readOrders' | 'readPositions' | 'close';
  readonly error: Error;
  /** The order that could not be canceled. */
  readonly order?: Order;
  /** The position that could not be closed. */
  readonly position?: Position;
}

/** What became of one broker, and what is left open at its venue. */
export interface BrokerShutdown {
  readonly venue: VenueId;
  /** Whether all that was asked for was done, as far as the venue showed it afterwards. */
  readonly isComplete: boolean;
  readonly canceled: readonly Order[];
  /** The orders that close positions. */
  readonly closing: readonly Order[];
  /** All orders that are open still; absent when they could not be read, or the venue has no such read. */
  readonly openOrders?: readonly Order[];
  /** All positions that are held still; absent when they could not be read, or the venue has no such read. */
  readonly positions?: readonly Position[];
  /** Cancels and closings of which it is not known whether they were executed. */
  readonly unknown: readonly ShutdownFailure[];
  /** Orders placed before whose outcome is not known yet. */
  readonly unresolvedOrders: number;
  readonly failures: readonly ShutdownFailure[];
}

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
