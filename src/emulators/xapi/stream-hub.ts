import type { ExchangeEvent } from '../market/exchange-events';
import type { Feed } from './feed';
import type { Json } from './json';
import type { TradeView } from './records/trade-view';
import type { Session } from './sessions';

/** Brings what happens on the exchange to the feeds that asked for it. */
export class StreamHub {
  readonly #feeds = new Set<Feed>();
  readonly #view: TradeView;

  constructor(view: TradeView) {
    this.#view = view;
  }

  add(feed: Feed): void {
    this.#feeds.add(feed);
  }

  remove(feed: Feed): void {
    feed.close();
    this.#feeds.delete(feed);
  }

  /** Stops all feeds of a session. */
  endSession(session: Session): void {
    for (const feed of [...this.#feeds]) if (feed.session === session) this.remove(feed);
  }

  /** Tells every feed that a price changed. */
  tick(symbol: string): void {
    for (const feed of this.#feeds) feed.tick(symbol);
  }

  /** Sends a status frame to the account's status feeds. */
  tradeStatus(account: string, record: Json): void {
    for (const feed of this.#of(account)) if (feed.wants('tradeStatus')) feed.send('tradeStatus', record);
  }

  /** Sends what an exchange event means to the account's trade and balance feeds. */
  publish(event: ExchangeEvent): void {
    const record = this.#record(event);
    for (const feed of this.#of(event.account.id)) {
      if (record !== undefined && feed.wants('trades')) feed.send('trade', record);
      if (event.type === 'balanceChanged') feed.balanceChanged();
    }
  }

  #of(account: string): Feed[] {
    return [...this.#feeds].filter(({ session }) => session.account.id === account);
  }

  #record(event: ExchangeEvent): Json | undefined {
    const view = this.#view;
    switch (event.type) {
      case 'orderPlaced':
      case 'orderChanged':
        return view.frame(view.order(event.order), 1, 'Modified');
      case 'orderRemoved':
        // A filled order is not cancelled: the position's own frame follows.
        return event.reason === 'filled' ? undefined : view.frame(view.order(event.order), 1, 'Deleted');
      case 'positionOpened':
      case 'positionChanged':
        return view.frame(view.position(event.position, event.account), 0, 'Modified');
      case 'positionClosed':
        return view.frame(view.closed(event.trade), 2, 'Modified');
      case 'balanceChanged':
        return undefined;
    }
  }
}
