import type { ResolvedAccount } from './options';
import { PollQueue } from './poll-queue';
import type { TapeCursor } from './tape';

/** The polled channels, by the method that empties them. */
export const POLL_METHODS = [
  'UpdateQuote',
  'AddTick',
  'UpdateBidAsk',
  'UpdateOrder',
  'UpdatePosition',
  'AddTrade',
  'SetPortfolio',
] as const;

export type PollMethod = (typeof POLL_METHODS)[number];

/** The state of one connected token: its subscriptions and what was not sent to them yet. */
export class Session {
  readonly account: ResolvedAccount;
  /** Subscribed symbols, with what was sent last. */
  readonly quotes = new Map<string, string>();
  readonly bidAsks = new Map<string, string>();
  readonly ticks = new Map<string, TapeCursor>();
  readonly portfolios = new Set<string>();
  readonly queues: Readonly<Record<PollMethod, PollQueue>>;

  constructor(account: ResolvedAccount, mode: 'consuming' | 'repeating') {
    this.account = account;
    this.queues = {
      UpdateQuote: new PollQueue(mode),
      AddTick: new PollQueue(mode),
      UpdateBidAsk: new PollQueue(mode),
      UpdateOrder: new PollQueue(mode),
      UpdatePosition: new PollQueue(mode),
      AddTrade: new PollQueue(mode),
      SetPortfolio: new PollQueue(mode),
    };
  }
}

/** The connected tokens. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  get(token: string): Session | undefined {
    return this.#sessions.get(token);
  }

  start(session: Session): void {
    this.#sessions.set(session.account.token, session);
  }

  /** Ends the sessions of a login, or all of them. */
  end(login?: string): void {
    for (const [token, { account }] of this.#sessions) {
      if (login === undefined || account.login === login) this.#sessions.delete(token);
    }
  }

  /** The sessions subscribed to a portfolio. */
  listening(portfolio: string): Session[] {
    return [...this.#sessions.values()].filter(({ portfolios }) => portfolios.has(portfolio));
  }
}
