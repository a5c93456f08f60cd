import type { ExchangeEvent } from '../../exchange/events';
import type { Json } from '../json';
import type { TradeRecords } from '../records/trades';
import type { Session } from '../sessions';
import type { Subscriber } from './subscriber';

/** Sends events of the exchange to their subscribers. */
export class StreamHub {
  readonly #subscribers = new Set<Subscriber>();
  readonly #tradeRecords: TradeRecords;

  constructor(tradeRecords: TradeRecords) {
    this.#tradeRecords = tradeRecords;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    subscriber.close();
    this.#subscribers.delete(subscriber);
  }

  /** Stops all subscribers of a session. */
  endSession(session: Session): void {
    for (const subscriber of [...this.#subscribers])
      if (subscriber.session === session) this.remove(subscriber);
  }

  /** Sends a changed price to every subscriber. */
  tick(symbol: string): void {
    for (const subscriber of this.#subscribers) subscriber.tick(symbol);
  }

  /** Sends a status frame to the account's status subscribers. */
  tradeStatus(account: string, record: Json): void {
    for (const subscriber of this.#of(account))
      if (subscriber.isSubscribed('tradeStatus')) subscriber.send('tradeStatus', record);
  }

  /** Sends the frames of an exchange event to the account's trade and balance subscribers. */
  publish(event: ExchangeEvent): void {
    const records = this.#records(event);
    for (const subscriber of this.#of(event.account.id)) {
      if (subscriber.isSubscribed('trades')) for (const record of records) subscriber.send('trade', record);
      if (event.type === 'balanceChanged') subscriber.balanceChanged();
    }
  }

  #of(account: string): Subscriber[] {
    return [...this.#subscribers].filter(({ session }) => session.account.id === account);
  }

  #records(event: ExchangeEvent): readonly Json[] {
    const tradeRecords = this.#tradeRecords;
    switch (event.type) {
      case 'orderPlaced':
      case 'orderChanged':
        return [tradeRecords.frame(tradeRecords.order(event.order), 1, 'Modified')];
      case 'orderRemoved':
        // Venue quirk: a pending order that triggers shows this frame as well, before that of its position.
        return [tradeRecords.frame(tradeRecords.order(event.order), 1, 'Deleted')];
      case 'positionOpened':
      case 'positionChanged':
        return [tradeRecords.frame(tradeRecords.position(event.position, event.account), 0, 'Modified')];
      case 'positionClosed': {
        const { account, trade, partial } = event;
        const closing = tradeRecords.frame(tradeRecords.closed(trade), 2, 'Modified');
        // No capture shows a partial close. The document has a frame for each closing and one for each change of a trade:
        // the position is not gone, so the event that follows shows what is left of it, and nothing is Deleted.
        if (partial) return [closing];
        // Venue quirk: two frames a close (29 of 29 captured), first that the position is gone.
        return [tradeRecords.frame(tradeRecords.gone(event.position, trade, account), 0, 'Deleted'), closing];
      }
      case 'balanceChanged':
        return [];
    }
  }
}
