import type { Attributes } from '@opentelemetry/api';
import type { CallMessage, DiagnosticSource } from '../index';

const VENUE = 'venuekit.venue';
export const OPERATION = 'venuekit.operation';
export const CHANNEL = 'venuekit.channel';

/** What every metric says. */
export function ofVenue({ venue }: DiagnosticSource): Attributes {
  return { [VENUE]: venue };
}

/** What the span and the duration of a call say; of one that has failed also the class of its error. */
export function ofCall(message: CallMessage): Attributes {
  const { venue, operation, error } = message;
  const attributes = { [VENUE]: venue, [OPERATION]: operation };
  if (error === undefined) return attributes;
  // `_OTHER` is what the semantic conventions give a failure without a class.
  return { ...attributes, 'error.type': error instanceof Error ? error.name : '_OTHER' };
}
