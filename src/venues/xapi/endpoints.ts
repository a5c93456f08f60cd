/** Every URL, quota and time of the venue, with its source. "2.5.0" is the protocol document of that version. */

/**
 * The document names xapia and xapib.x-station.eu, to be used interchangeably (2.5.0, section 4).
 * XTB's own hosts of the same protocol closed on 2025-03-14, so host and URL are options.
 */
export const HOSTS = ['xapia.x-station.eu', 'xapib.x-station.eu'] as const;

/** TCP ports of the two environments (2.5.0, section 4). */
export const PORTS = {
  demo: { main: 5124, stream: 5125 },
  real: { main: 5112, stream: 5113 },
} as const;

/** WebSocket addresses of the two environments (2.5.0, section 4). */
export const WEBSOCKET_URLS = {
  demo: { main: 'wss://ws.xapi.pro/demo', stream: 'wss://ws.xapi.pro/demoStream' },
  real: { main: 'wss://ws.xapi.pro/real', stream: 'wss://ws.xapi.pro/realStream' },
} as const;

/**
 * Most bytes of one command in UTF-8 ("not more than 1kB", 2.5.0, section 4.1).
 * The stricter of the two readings of kB: a longer command closes the connection without a word.
 */
export const MAX_COMMAND_BYTES = 1000;

/**
 * Requests should keep this distance in ms; the connection is dropped when the rule is broken 6 times in a row
 * (2.5.0, section 4.1).
 */
export const REQUEST_INTERVAL_MS = 200;

/** How often in a row the distance may be shorter: two less than the document allows, for the server measures at its own end. */
export const SHORT_INTERVALS = 4;

/**
 * How long a command that subscribes a symbol may wait for its turn, in ms: the pace lets 1,000 of them out in 83 s. The
 * signal of the subscription ends the wait sooner.
 */
export const SUBSCRIBE_MS = 600_000;

/** The venue may drop a connection that sends nothing for this long in ms (2.5.0, ping). */
export const SILENCE_LIMIT_MS = 600_000;

/** How long this SDK lets a connection be silent in ms before it pings: one fifth of the venue's limit. */
export const PING_INTERVAL_MS = 120_000;

/**
 * Longest silence in ms of a stream whose keepAlive is subscribed, which comes every 3 s: two may be missing, and three
 * are too many.
 */
export const STREAM_SILENCE = { staleAfterMs: 6800, lostAfterMs: 9500 } as const;

/**
 * Longest silence in ms of main for a broker. It is asked for a sign of life after 4 s, whatever it owes an answer to
 * besides: a connection that passes nothing and a venue that takes longer look alike, and orders must not wait to find out.
 */
export const MAIN_SILENCE = { staleAfterMs: 8000, lostAfterMs: 9500 } as const;

/** How long EX007 disables a login and password in ms (2.5.0, section 7). */
export const LOCKOUT_MS = 600_000;

/** "User already logged": in answer to a request it means that another login has taken the session. */
export const SESSION_CONFLICT = 'BE118';

/** How long this SDK stays away in ms when the user is already logged in (BE118), so that two programs do not fight. */
export const CONFLICT_MS = 60_000;

/**
 * How long main is quiet in ms after BE014, BE016 or BE017 (too many requests): five of the venue's intervals, for it
 * does not say how long it wants.
 */
export const RATE_LIMIT_PAUSE_MS = 1000;

/** Most candles of one chart request, counted as (end - start) / interval (2.5.0, section 7, EX009). */
export const MAX_CANDLES = 50_000;

/** The document names no bound for customTag; ours keeps room for the command. */
export const MAX_TAG_LENGTH = 100;

/** The document names no bound for customComment; ours keeps room for the rest of a tradeTransaction. */
export const MAX_COMMENT_LENGTH = 500;

/**
 * Most values of one chunk, of at most 64 kB, that may be of no use: unreadable, refusals that name no request, replies
 * that answer none, unknown commands. An honest server sends next to none; one that sends so many cannot be followed, and
 * a new connection brings everything up to date.
 */
export const MAX_USELESS = 100;
