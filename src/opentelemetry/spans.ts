import { tracingChannel } from 'node:diagnostics_channel';
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { CallMessage } from '../index';
import { ofCall } from './attributes';

/** Records each call as a span, whose parent is the span that is active where the call is made. */
export function recordSpans(tracer: Tracer, errorMessages: boolean): () => void {
  const calls = tracingChannel<unknown, CallMessage>('venuekit:call');
  const running = new Map<CallMessage, Span>();
  const finish = (message: CallMessage): void => {
    const span = running.get(message);
    running.delete(message);
    if (span === undefined) return;
    const { error, sent } = message;
    if (error !== undefined) {
      span.setAttributes({ ...ofCall(message), ...(sent === undefined ? {} : { 'venuekit.sent': sent }) });
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (errorMessages && error instanceof Error) span.recordException(error);
    }
    span.end();
  };
  const subscribers = {
    start(message: CallMessage) {
      const { operation, venue, requestId } = message;
      const attributes = { ...ofCall(message), 'venuekit.request_id': requestId };
      running.set(message, tracer.startSpan(`${operation} ${venue}`, { kind: SpanKind.CLIENT, attributes }));
    },
    end() {},
    asyncStart() {},
    asyncEnd: finish,
    error() {},
  };
  calls.subscribe(subscribers);
  return () => {
    calls.unsubscribe(subscribers);
    for (const span of running.values()) span.end();
    running.clear();
  };
}
