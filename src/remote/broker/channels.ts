import type { ChannelRequest, ChannelSources } from '../../adapter/broker/ports';
import { withDepth } from '../../adapter/channels/book-view';
import type { SubscriptionSource } from '../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../adapter/channels/symbol-channel';
import { SymbolState } from '../../adapter/channels/symbol-state';
import type { Resynced } from '../../broker';
import { Deferred } from '../../core/deferred';
import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';
import type { Stop } from '../bus/bus';
import { TOPICS, textOfWish, venueOptionsOf, type Wish } from '../messages/messages';
import { type Served, WishFollower, type WishParts } from './wish-follower';
import type { Wishes } from './wishes';

type PublicChannel = Wish['channel'];

const CHANNELS: readonly PublicChannel[] = ['quotes', 'trades', 'book', 'candles', 'news'];

interface Parts extends WishParts {
  readonly context: ChannelContext;
  readonly wishes: Wishes;
  /** Whether the connection is a new one, and not live yet. */
  isRestoring(this: void): boolean;
}

/** Streams of the venue as the connector hands them on. A channel's health is the connector's subscription's. */
export class RemoteChannels {
  readonly #parts: Parts;
  readonly #stops = new Map<string, Stop[]>();
  /** How far each wish has been served, also on the connection before. */
  readonly #served = new Map<string, Served>();
  readonly #channels = new Map<PublicChannel, SymbolChannel<never, SymbolState<never>>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The sources of those channels that the venue streams. */
  sources(features: readonly string[]): ChannelSources {
    const granted = CHANNELS.filter((name) => features.includes(`subscribe:${name}`));
    return Object.fromEntries(
      granted.map((name) => [name, (request: ChannelRequest) => this.#source(name, request)]),
    );
  }

  /** Which channels have missed nothing since the connection before, and which may have. */
  resynced(features: readonly string[]): Resynced {
    const kinds = CHANNELS.filter((name) => features.includes(`subscribe:${name}`));
    return {
      proved: kinds.filter((kind) => this.isWhole(kind)),
      unproved: kinds.filter((kind) => !this.isWhole(kind)),
    };
  }

  /** Whether nothing of a channel has been missed since the connection before. */
  isWhole(channel: PublicChannel): boolean {
    const ofChannel = [...this.#served].filter(([wish]) => wish.startsWith(`{"channel":"${channel}"`));
    return ofChannel.every(([, { isWhole }]) => isWhole);
  }

  /** The connection is gone. */
  reset(): void {
    for (const stops of this.#stops.values()) for (const stop of stops) void stop();
    this.#stops.clear();
    for (const channel of this.#channels.values()) channel.reset();
  }

  #source(channel: PublicChannel, request: ChannelRequest): SubscriptionSource<never> {
    const { symbols, interval, signal, depth } = request;
    const keys = channel === 'news' ? [''] : symbols;
    const options = venueOptionsOf(request.options);
    const wishes = keys.map((symbol) =>
      textOfWish({
        channel,
        ...(symbol === '' ? {} : { symbol }),
        ...(interval === undefined ? {} : { interval }),
        options,
      }),
    );
    const source = this.#channelOf(channel).source(wishes, undefined, signal);
    return channel === 'book' ? (withDepth(source as never, depth) as never) : source;
  }

  #channelOf(channel: PublicChannel): SymbolChannel<never, SymbolState<never>> {
    const known = this.#channels.get(channel);
    if (known !== undefined) return known;
    const made: SymbolChannel<never, SymbolState<never>> = new SymbolChannel<never, SymbolState<never>>(
      this.#parts.context,
      {
        name: channel,
        confirmedBy: 'ack',
        create: (key) => new SymbolState<never>(key),
        open: (wish, _params, signal) => this.#open(channel, wish, made, signal),
        close: (wish) => this.#stopFollowing(wish),
        // Whatever the connection does meanwhile, what is subscribed is wanted.
        left: ({ key }) => void this.#forget(key),
      },
    );
    this.#channels.set(channel, made);
    return made;
  }

  async #open(
    channel: PublicChannel,
    wish: string,
    states: SymbolChannel<never, SymbolState<never>>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { connection, wishes } = this.#parts;
    const { bus } = connection;
    const opened = new Deferred<void>();
    const opening = new AbortController();
    const release = signal && onAbort(signal, () => opened.reject(abortReason(signal, 'subscribe')));
    const served = this.#served.get(wish) ?? { isWhole: true };
    this.#served.set(wish, served);
    const follow = new WishFollower(this.#parts, {
      channel,
      wish,
      opening: opening.signal,
      opened,
      served,
      isRestoring: this.#parts.isRestoring,
      state: () => states.get(wish),
      mark: states.topicOf(wish),
    });
    const stops: Stop[] = [];
    this.#stops.set(wish, stops);
    try {
      stops.push(await bus.follow('value', TOPICS.wish(wish), follow.states));
      stops.push(await bus.follow('value', TOPICS.latest(wish), follow.latest));
      stops.push(await bus.follow('log', TOPICS.records(wish), follow.records, served.read));
      await wishes.add(wish);
      await opened.promise;
    } catch (error) {
      await this.#stopFollowing(wish);
      throw error;
    } finally {
      opening.abort();
      release?.();
    }
  }

  async #stopFollowing(wish: string): Promise<void> {
    const stops = this.#stops.get(wish) ?? [];
    this.#stops.delete(wish);
    await Promise.all(stops.map((stop) => stop()));
  }

  async #forget(wish: string): Promise<void> {
    this.#served.delete(wish);
    await this.#stopFollowing(wish);
    // One that cannot be told runs out.
    await this.#parts.wishes.remove(wish).catch(() => {});
  }
}
