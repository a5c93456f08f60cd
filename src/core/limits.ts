/** Bounds that hold for every venue; options override them where a user may need to. */
export const LIMITS = {
  /** Largest HTTP body or request/reply frame in bytes: a 46,618-row symbol list is 14 MB, a full XAPI one 20 MB. */
  maxReplyBytes: 64 * 1024 * 1024,
  /** Largest frame of a stream in bytes. */
  maxStreamFrameBytes: 1024 * 1024,
  /** Bytes that may wait in a socket before a send fails. */
  maxOutboundBytes: 1024 * 1024,
  /** Requests that may wait in the queue or for their reply. */
  maxPendingRequests: 1000,
  /** Events that a subscription keeps for its iterator. */
  subscriptionBuffer: 10_000,
  /** Identifiers stored to distinguish a repeated event from a new one. */
  seenIds: 10_000,
  /** How long `close()` may take in ms. */
  closeMs: 1000,
  /** How long a TCP, TLS or upgrade handshake may take in ms. */
  handshakeMs: 10_000,
  /**
   * Sockets to one HTTP host: more have no benefit at a venue that counts requests, and cost both sides a handshake
   * each.
   */
  maxSockets: 16,
  /** The longest pause in ms that a venue can ask for with a rate limit. */
  maxPauseMs: 30_000,
  /** Default deadline of a call in ms. */
  callMs: 15_000,
} as const;
