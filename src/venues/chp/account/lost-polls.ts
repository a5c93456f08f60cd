import type { AccountSync } from '../../../adapter/account/account-sync';
import type { Gap, Resynced } from '../../../broker';
import type { AccountChannelName } from '../channels/account';
import type { MarketChannelName, MarketChannels } from '../channels/market';
import type { ChpConnection } from '../connection';

/** What is done about lost polls works with. */
export interface LostPollParts {
  readonly connection: ChpConnection;
  readonly market: MarketChannels;
  readonly sync: AccountSync;
  /** Tells those who listen to a channel, and the broker. */
  gap(channel: MarketChannelName | AccountChannelName, gap: Gap): void;
  resynced(channel: MarketChannelName | AccountChannelName, result: Resynced): void;
}

/** Makes good that the answer to a poll was lost, and with it perhaps what the venue hands out once. */
export class LostPolls {
  readonly #parts: LostPollParts;
  /** One re-read at a time: several feeds lose a poll together. */
  #recovering: Promise<void> = Promise.resolve();
  #connection = new AbortController();

  constructor(parts: LostPollParts) {
    this.#parts = parts;
  }

  /** The connection is gone: the next one reads everything by itself. */
  stop(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
  }

  /**
   * Tells the gap, reads again what can be read, and tells what that proves.
   * @param from - when the feed last answered, UTC epoch ms
   */
  take(feed: MarketChannelName | AccountChannelName, from: number | undefined): void {
    const { connection, gap, resynced } = this.#parts;
    const { signal } = this.#connection;
    const reason = `The answer to a poll of the ${feed} was lost`;
    gap(feed, { channel: feed, reason, ...(from === undefined ? {} : { from }), to: connection.now() });
    this.#recovering = this.#recovering.then(async () => {
      if (signal.aborted) return;
      let proved: readonly string[] = [];
      try {
        proved = await this.#reread(feed, from, signal);
      } catch (error) {
        if (signal.aborted) return;
        connection.report('unproved', `The ${feed} of the gap could not be read`, error);
      }
      if (!signal.aborted) resynced(feed, { proved, unproved: proved.includes(feed) ? [] : [feed] });
    });
  }

  /** @returns the kinds that were read to their end */
  async #reread(
    feed: MarketChannelName | AccountChannelName,
    from: number | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { market, sync } = this.#parts;
    switch (feed) {
      case 'quotes':
      case 'book':
        // The present state is asked for; prices that came and went unseen are gone.
        await market[feed].relisten(signal);
        return [];
      case 'trades':
        return (await market.rereadTrades(from, signal)) ? ['trades'] : [];
      case 'orders':
      case 'fills':
        return (await sync.look('audit')).proved.filter((kind) => kind === 'fills' || kind === 'orders');
      case 'positions':
      case 'balances':
        return (await sync.look('recheck')).proved.filter((kind) => kind !== other(feed));
    }
  }
}

/** A poll of the one says nothing of what a lost poll of the other held. */
function other(feed: 'positions' | 'balances'): string {
  return feed === 'positions' ? 'balances' : 'positions';
}
