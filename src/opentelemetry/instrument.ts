import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import { recordMetrics } from './metrics';
import { recordSpans } from './spans';

/** The name of the tracer and of the meter that are used where none is given. */
const NAME = 'venuekit';

/** Where spans and metrics go, and what they may tell. */
export interface InstrumentOptions {
  /** Makes the spans. @defaultValue the global tracer `venuekit` */
  readonly tracer?: Tracer;
  /** Makes the instruments. @defaultValue the global meter `venuekit` */
  readonly meter?: Meter;
  /**
   * Whether the span of a failed call has the error as an exception, with its message and stack. Messages hold no
   * credential, but may quote what was asked for: symbols, prices, ids.
   * @defaultValue false: the class of the error alone
   */
  readonly errorMessages?: boolean;
}

/**
 * Records every call of every broker of this process as a span and in metrics, and what else the brokers publish on their
 * diagnostics channels in metrics.
 *
 * To be called once, after the SDK of OpenTelemetry has been started and before the first broker connects: global
 * meters do not wait for an SDK.
 *
 * @returns what ends it: it unsubscribes, ends the spans of calls that still run, and counts no broker any more
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const { tracer = trace.getTracer(NAME), meter = metrics.getMeter(NAME), errorMessages = false } = options;
  const ends = [recordSpans(tracer, errorMessages), recordMetrics(meter)];
  return () => {
    for (const end of ends) end();
  };
}
