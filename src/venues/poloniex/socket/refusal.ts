import { AuthenticationError, VenueError } from '../../../errors';
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

/** The code of a refusal by an error event that says neither what is wrong with the key nor that it will pass. */
export const UNEXPLAINED = 'unexplained';

/** Too many requests or connections, a venue that is not itself, a signature of the wrong time: that passes. */
const PASSING =
  /\brate\b|\blimit|too (?:many|frequent)|maintenance|unavailable|overload|\bbusy\b|degraded|try again|\blater\b|time(?:d )?[ -]?out|internal|time[ _-]?stamp|recv[ _-]?window/i;

const CREDENTIALS = /auth|\b(?:api)?[ _-]?key\b|signature|permission|credential|forbidden|denied|\bip\b/i;

/**
 * What an error event in answer to the key means. It carries a text alone, and the documents list none: what does not
 * clearly pass by itself is a refusal, so that no key is tried again and again.
 * @see Poloniex API, WebSocket, errors
 */
export function keyRefusal(error: VenueError): AuthenticationError | VenueError {
  const { venue, operation, requestId, code, venueText = '' } = error;
  const context = { venue, operation, requestId, sent: true };
  if (PASSING.test(venueText)) {
    return new VenueError(error.message, { ...context, code, venueText, retryable: true });
  }
  const message = `The venue refused the key: ${venueText}`;
  return new AuthenticationError(
    message,
    CREDENTIALS.test(venueText) ? context : { ...context, code: UNEXPLAINED },
  );
}
