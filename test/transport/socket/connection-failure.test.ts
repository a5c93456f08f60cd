import { describe, expect, test } from 'vitest';
import {
  errorCode,
  failureSentence,
  openingFailure,
  runningFailure,
} from '../../../src/transport/socket/connection-failure';

function coded(code: string): Error {
  return Object.assign(new Error('low level'), { code });
}

describe('connection failures', () => {
  test.each([
    ['ECONNREFUSED', 'refused', 'closed'],
    ['ENOTFOUND', 'dns', 'closed'],
    ['EAI_AGAIN', 'dns', 'closed'],
    ['EHOSTUNREACH', 'unreachable', 'unreachable'],
    ['ENETUNREACH', 'unreachable', 'unreachable'],
    ['ETIMEDOUT', 'unreachable', 'unreachable'],
    ['ECONNRESET', 'handshake', 'reset'],
    ['EPIPE', 'handshake', 'reset'],
    ['EPROTO', 'tls', 'reset'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'reset'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'closed'],
    ['CERT_HAS_EXPIRED', 'tls', 'closed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'closed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'closed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'closed'],
    ['WHAT_IS_THIS', 'handshake', 'closed'],
  ])('default: %s is %s while opening, %s while open', (code, opening, running) => {
    expect(openingFailure(coded(code))).toBe(opening);
    expect(runningFailure(coded(code))).toBe(running);
  });

  test('behavior: what has no code', () => {
    for (const error of [undefined, null, 'text', new Error('x'), { code: 5 }]) {
      expect(errorCode(error)).toBeUndefined();
      expect(openingFailure(error)).toBe('handshake');
      expect(runningFailure(error)).toBe('closed');
    }
  });

  test.each([
    ['refused', 'host:1 refused the connection'],
    ['dns', 'The host name of host:1 cannot be resolved (CODE)'],
    ['unreachable', 'host:1 cannot be reached (CODE)'],
    ['tls', 'There is no trusted TLS connection to host:1 (CODE)'],
    ['handshake', 'host:1 ended the handshake (CODE)'],
    ['reset', 'host:1 broke the connection (CODE)'],
    ['stale', 'host:1 fell silent'],
    ['backpressure', 'host:1 does not take what is sent'],
    ['closed', 'host:1 closed the connection (CODE)'],
  ] as const)('default: one sentence for %s', (failure, sentence) => {
    expect(failureSentence(failure, 'host:1', 'CODE')).toBe(sentence);
  });
});
