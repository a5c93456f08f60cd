import { ConnectionError, type ConnectionFailure } from '../../errors';

const OPENING: Readonly<Record<string, ConnectionFailure>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'handshake',
  EPIPE: 'handshake',
  EPROTO: 'tls',
};

// OpenSSL's names for a chain that does not verify, as Node passes them on.
const CERTIFICATE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/** The `code` of a Node error; absent when it has none. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** Why a connection could not be made. */
export function openingFailure(error: unknown): ConnectionFailure {
  const code = errorCode(error);
  if (code === undefined) return 'handshake';
  return OPENING[code] ?? (CERTIFICATE.test(code) ? 'tls' : 'handshake');
}

/**
 * Why an open connection broke. Never `tls`: a certificate is checked before, and after damaged records a reconnect
 * helps.
 */
export function runningFailure(error: unknown): ConnectionFailure {
  const code = errorCode(error);
  if (code === undefined) return 'closed';
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'unreachable';
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'EPROTO' || code.startsWith('ERR_SSL_')
    ? 'reset'
    : 'closed';
}

/** One sentence for a person. */
export function failureSentence(failure: ConnectionFailure, where: string, code?: string): string {
  const detail = code === undefined ? '' : ` (${code})`;
  switch (failure) {
    case 'refused':
      return `${where} refused the connection`;
    case 'dns':
      return `The host name of ${where} cannot be resolved${detail}`;
    case 'unreachable':
      return `${where} cannot be reached${detail}`;
    case 'tls':
      return `There is no trusted TLS connection to ${where}${detail}`;
    case 'handshake':
      return `${where} ended the handshake${detail}`;
    case 'reset':
      return `${where} broke the connection${detail}`;
    case 'stale':
      return `${where} fell silent`;
    case 'backpressure':
      return `${where} does not take what is sent`;
    case 'closed':
      return `${where} closed the connection${detail}`;
  }
}

/** The error of a socket that failed before it was open. */
export function openingError(where: string, error: unknown): ConnectionError {
  const failure = openingFailure(error);
  return new ConnectionError(failureSentence(failure, where, errorCode(error)), {
    failure,
    operation: 'connect',
    sent: false,
    cause: error,
  });
}
