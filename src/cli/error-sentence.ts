import {
  isAuthenticationError,
  isBrokerError,
  isConnectionError,
  isTimeoutError,
  isValidationError,
} from '../index';

function hint(error: Error): string {
  if (isAuthenticationError(error)) {
    const wait =
      error.until === undefined
        ? ''
        : ` The venue accepts no login before ${new Date(error.until).toISOString()}.`;
    return `Check the user id and the password.${wait}`;
  }
  if (isValidationError(error)) return '';
  if (isConnectionError(error) && error.failure === 'refused') return 'Is the server running on that port?';
  if (isConnectionError(error) || isTimeoutError(error))
    return 'Check the address, and that the server uses this protocol.';
  return '';
}

/** What went wrong, in one line for a person: no stack, no class name. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof Error) && !isBrokerError(error)) return 'Something failed without a reason.';
  const message = error.message.replaceAll(/\s+/g, ' ').trim();
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `${sentence} ${hint(error)}`.trim();
}
