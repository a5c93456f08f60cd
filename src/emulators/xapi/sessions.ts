import type { Account } from '../exchange/account';

/** The connection that a session was begun on. */
export interface SessionConnection {
  /** Ends in the regular way. */
  finish(): void;
}

/** One login, from its reply until logout, disconnect or time-out. */
export interface Session {
  /** The token of the stream commands. */
  readonly streamSessionId: string;
  readonly account: Account;
  /** The main connection. */
  readonly connection: SessionConnection;
  /** Symbols whose charts were requested: their candles are streamed. */
  readonly charted: Set<string>;
  /** 'timedOut' answers commands with BE200. */
  state: 'active' | 'ended' | 'timedOut';
}

/** The sessions that exist, by the token of their streams. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();
  readonly #onEnd: (session: Session) => void;

  /** @param onEnd - called when a session's streams must stop */
  constructor(onEnd: (session: Session) => void) {
    this.#onEnd = onEnd;
  }

  begin(streamSessionId: string, account: Account, connection: SessionConnection): Session {
    const session: Session = { streamSessionId, account, connection, charted: new Set(), state: 'active' };
    this.#byToken.set(streamSessionId, session);
    return session;
  }

  /** Ends a session; its token is invalid from now on. */
  end(session: Session, state: 'ended' | 'timedOut' = 'ended'): void {
    if (session.state !== 'active') return;
    session.state = state;
    this.#byToken.delete(session.streamSessionId);
    this.#onEnd(session);
  }

  /** The active session of a token, or undefined. */
  find(streamSessionId: string): Session | undefined {
    return this.#byToken.get(streamSessionId);
  }

  /** The active sessions of a user, or of all. */
  of(userId: string | undefined): Session[] {
    return [...this.#byToken.values()].filter(({ account }) => userId === undefined || account.id === userId);
  }
}
