import { VenueError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';

/** The venue's error that names neither a code nor a request. */
export function refusal(
  text: string,
  redactor: Redactor,
  context: { readonly operation?: string; readonly requestId?: string; readonly sent?: boolean } = {},
): VenueError {
  const venueText = redactor.sample(text);
  return new VenueError(`The venue refused: ${venueText}`, {
    ...context,
    venue: 'poloniex',
    code: 'error',
    venueText,
  });
}
