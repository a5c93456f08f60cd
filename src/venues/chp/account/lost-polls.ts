import type { AccountSync } from '../../../adapter/account/account-sync';
import type { VenueContext } from '../../../adapter/broker/ports';
import type { Subscribers } from '../../../adapter/channels/subscribers';
import type { Gap } from '../../../broker';
import { present } from '../../../model/map-context';
import type { AccountChannelName } from '../channels/account';
import type { MarketChannelName } from '../channels/market';
import type { ChpParts } from '../parts';

type ChannelName = MarketChannelName | AccountChannelName;

/** Makes good that the answer to a poll was lost, and with it perhaps what the venue hands out once. */
export class LostPolls {
  readonly #parts: ChpParts;
  readonly #sync: AccountSync;
  readonly #context: Pick<VenueContext, 'gap' | 'resynced'>;
  /** One re-read at a time: several channels lose a poll together. */
  #recovering: Promise<void> = Promise.resolve();
  #connection = new AbortController();

  constructor(parts: ChpParts, sync: AccountSync, context: Pick<VenueContext, 'gap' | 'resynced'>) {
    this.#parts = parts;
    this.#sync = sync;
    this.#context = context;
  }

  /** The connection is gone: the next one reads everything by itself. */
  stop(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
  }

  /**
   * Emits the gap, reads again what can be read, and emits what that proves.
   * @param from - when the channel last answered, UTC epoch ms
   */
  take(channel: ChannelName, from: number | undefined): void {
    const { connection } = this.#parts;
    const { signal } = this.#connection;
    const subscribers = this.#subscribersOf(channel);
    const reason = `The answer to a poll of the ${channel} was lost`;
    const gap = { channel, reason, ...present<Gap>({ from }), to: connection.now() };
    subscribers.gap(reason, from, gap.to);
    this.#context.gap(gap);
    this.#recovering = this.#recovering.then(async () => {
      if (signal.aborted) return;
      let proved: readonly string[] = [];
      try {
        proved = await this.#reread(channel, from, signal);
      } catch (error) {
        if (signal.aborted) return;
        connection.report('unproved', `The ${channel} of the gap could not be read`, error);
      }
      if (signal.aborted) return;
      const result = { proved, unproved: proved.includes(channel) ? [] : [channel] };
      subscribers.resynced(result);
      this.#context.resynced(result);
    });
  }

  /** @returns the kinds that were read to their end */
  async #reread(
    channel: ChannelName,
    from: number | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { market } = this.#parts;
    switch (channel) {
      case 'quotes':
      case 'book':
        // The present state is asked for; prices that came and went unseen are gone.
        await market[channel].relisten(signal);
        return [];
      case 'trades':
        return (await market.rereadTrades(from, signal)) ? ['trades'] : [];
      case 'orders':
      case 'fills':
        return (await this.#sync.look('audit')).proved.filter(
          (kind) => kind === 'fills' || kind === 'orders',
        );
      case 'positions':
      case 'balances':
        // A poll of the one says nothing of what a lost poll of the other held.
        return (await this.#sync.look('recheck')).proved.filter(
          (kind) => kind !== (channel === 'positions' ? 'balances' : 'positions'),
        );
    }
  }

  #subscribersOf(channel: ChannelName): Subscribers<never> {
    const { market, channels } = this.#parts;
    return channel === 'quotes' || channel === 'trades' || channel === 'book'
      ? market[channel].channel.subscribers
      : channels[channel].subscribers;
  }
}
