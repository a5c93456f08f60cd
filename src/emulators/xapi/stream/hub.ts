import type { ExchangeEvent } from '../../exchange/events';
import type { Json } from '../json';
import type { TradeView } from '../records/trades';
import type { Session } from '../sessions';
import type { Feed } from './feed';

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
    const records = this.#records(event);
    for (const feed of this.#of(event.account.id)) {
      if (feed.wants('trades')) for (const record of records) feed.send('trade', record);
      if (event.type === 'balanceChanged') feed.balanceChanged();
    }
  }

  #of(account: string): Feed[] {
    return [...this.#feeds].filter(({ session }) => session.account.id === account);
  }

  #records(event: ExchangeEvent): readonly Json[] {
    const view = this.#view;
    switch (event.type) {
      case 'orderPlaced':
      case 'orderChanged':
        return [view.frame(view.order(event.order), 1, 'Modified')];
      case 'orderRemoved':
        // Venue quirk: a pending order that triggers shows this frame as well, before that of its position.
        return [view.frame(view.order(event.order), 1, 'Deleted')];
      case 'positionOpened':
      case 'positionChanged':
        return [view.frame(view.position(event.position, event.account), 0, 'Modified')];
      case 'positionClosed': {
        const { account, trade, partial } = event;
        const closing = view.frame(view.closed(trade), 2, 'Modified');
        // No capture shows a partial close. The document has a frame for each closing and one for each change of a trade:
        // the position is not gone, so the event that follows shows what is left of it, and nothing is Deleted.
        if (partial) return [closing];
        // Venue quirk: two frames a close (29 of 29 captured), first that the position is gone.
        return [view.frame(view.gone(event.position, trade, account), 0, 'Deleted'), closing];
      }
      case 'balanceChanged':
        return [];
    }
  }
}
