import type { VenueId } from '../../core/venue-id';
import { type BrokerError, ConnectionError, HttpStatusError, ProtocolError } from '../../errors';
import { errorCode, failureSentence, openingFailure, runningFailure } from '../socket/connection-failure';
import { BodyTooLarge } from './body';

/** What an error may show of a request: never a header, a body or a query. */
export interface HttpCall {
  readonly method: string;
  /** Host and port. */
  readonly host: string;
  /** The template, with placeholders where the variable parts are. */
  readonly path: string;
  readonly venue?: VenueId | undefined;
  readonly operation?: string | undefined;
  readonly requestId?: string | undefined;
}

function contextOf({ venue, operation, requestId }: HttpCall) {
  return { venue, operation, requestId };
}

/**
 * The error of a request that failed below HTTP.
 *
 * Only the code of the original is used: errors of the HTTP library hold the request with all its secrets.
 * @param sent - whether a byte may have left
 */
export function httpFailure(
  error: unknown,
  call: HttpCall,
  sent: boolean,
  maxBodyBytes: number,
): BrokerError {
  const code = errorCode(error);
  const context = { ...contextOf(call), sent };
  if (error instanceof BodyTooLarge) {
    return new ProtocolError(
      `${call.host} answered ${call.path} with more than ${maxBodyBytes} bytes`,
      context,
    );
  }
  if (code?.startsWith('HPE_')) {
    return new ProtocolError(`${call.host} did not answer in HTTP (${code})`, context);
  }
  if (
    code?.startsWith('Z_') ||
    code?.startsWith('ERR__ERROR_FORMAT') ||
    code === 'ERR_BROTLI_COMPRESSION_FAILED'
  ) {
    return new ProtocolError(
      `${call.host} answered ${call.path} with a body that cannot be decompressed`,
      context,
    );
  }
  const failure = sent ? runningFailure(error) : openingFailure(error);
  return new ConnectionError(failureSentence(failure, call.host, code), { ...context, failure });
}

/** The error of a redirect, which is never followed: it would carry keys, or the login itself, to another host. */
export function redirectRefused(status: number, call: HttpCall): HttpStatusError {
  return new HttpStatusError(`${call.host} answered ${call.path} with ${status}: redirect refused`, {
    ...contextOf(call),
    method: call.method,
    host: call.host,
    path: call.path,
    status,
    sent: true,
  });
}
