import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Meter } from '@opentelemetry/api';
import type { CallMessage, DiagnosticMessages, StatusMessage } from '../index';
import { CHANNEL, OPERATION, ofCall, ofVenue } from './attributes';

/** Bounds of the duration in s, as the semantic conventions give them for HTTP. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const STATE = 'venuekit.broker.state';

/** Subscribes to a channel. @returns what ends it */
function listen<M>(name: string, take: (message: M) => void): () => void {
  const listener = (message: unknown): void => take(message as M);
  subscribe(name, listener);
  return () => void unsubscribe(name, listener);
}

function on<N extends keyof DiagnosticMessages>(
  name: N,
  take: (message: DiagnosticMessages[N]) => void,
): () => void {
  return listen(name, take);
}

/** Records the metrics of all brokers. */
export function recordMetrics(meter: Meter): () => void {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(`venuekit.${name}`, { unit, description });
  const duration = meter.createHistogram('venuekit.call.duration', {
    unit: 's',
    description:
      'Duration of the calls of brokers; error.type is the class of the error of those that failed',
    advice: { explicitBucketBoundaries: DURATIONS },
  });
  const reconnects = counter('reconnects', '{reconnect}', 'Connections that were lost and restored');
  const gaps = counter('gaps', '{gap}', 'Stretches in which events may be missing');
  const warnings = counter('warnings', '{warning}', 'Warnings of brokers, by code');
  const dropped = counter(
    'records.dropped',
    '{record}',
    'Records lost because a subscription was read slowly',
  );
  const outcomes = counter('order.outcomes', '{order}', 'What became of writes of orders and positions');
  const ends = [
    listen<CallMessage>('tracing:venuekit:call:asyncEnd', (message) =>
      duration.record((message.durationMs ?? 0) / 1000, ofCall(message)),
    ),
    countBrokers(meter),
    on('venuekit:reconnect', (message) => reconnects.add(1, ofVenue(message))),
    on('venuekit:gap', (message) => {
      const { scope, channel } = message;
      gaps.add(1, {
        ...ofVenue(message),
        'venuekit.gap.scope': scope,
        ...(channel && { [CHANNEL]: channel }),
      });
    }),
    on('venuekit:warning', (message) =>
      warnings.add(1, { ...ofVenue(message), 'venuekit.warning.code': message.code }),
    ),
    on('venuekit:dropped', (message) =>
      dropped.add(message.count, { ...ofVenue(message), [CHANNEL]: message.channel }),
    ),
    on('venuekit:order', (message) => {
      const { operation, outcome } = message;
      outcomes.add(1, { ...ofVenue(message), [OPERATION]: operation, 'venuekit.order.outcome': outcome });
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Counts the brokers in each state; one that is closed is counted no more. */
function countBrokers(meter: Meter): () => void {
  const brokers = meter.createUpDownCounter('venuekit.broker.count', {
    unit: '{broker}',
    description: 'Brokers in each state',
  });
  const counted = new Map<string, StatusMessage>();
  const count = (message: StatusMessage, by: 1 | -1): void =>
    brokers.add(by, { ...ofVenue(message), [STATE]: message.state });
  const end = on('venuekit:status', (message) => {
    const before = counted.get(message.broker);
    if (before) count(before, -1);
    counted.delete(message.broker);
    if (message.state === 'closed') return;
    counted.set(message.broker, message);
    count(message, 1);
  });
  return () => {
    end();
    for (const last of counted.values()) count(last, -1);
  };
}
