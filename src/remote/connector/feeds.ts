import type { Broker, Channel, Subscription } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Bus, Lease } from '../bus/bus';
import { toErrorMessage } from '../messages/errors';
import {
  type RecordMessage,
  TOPICS,
  type Wish,
  type WishMessage,
  wishesMessage,
  wish as wishSchema,
} from '../messages/messages';
import type { Seal } from '../messages/seal';

/** How often the state of a wish is repeated, in ms: what is not written for a week is forgotten by the bus. */
const REPEAT_MS = 3_600_000;
/** Records of one wish that may be on their way to the bus; of those behind them the newest is kept. */
const MOST_ON_THEIR_WAY = 32;
/** Messages of a log of records that are kept. */
const KEPT_RECORDS = 10_000;

/**
 * Of these channels the newest record says all that there is to say. Candles are none of them: one that has closed must come
 * before the one that runs.
 */
const CONFLATED: ReadonlySet<Channel> = new Set(['quotes', 'book']);

export interface FeedsOptions {
  readonly bus: Bus;
  readonly broker: Broker;
  readonly seal: Seal;
  readonly lease: Lease;
  readonly clock: Clock;
  foreign(): void;
  failed(error: unknown): void;
}

interface Feed {
  /** Different each time that a wish is served: a record of before is not taken for one of now. */
  readonly serial: string;
  subscription: Subscription<unknown> | undefined;
  isWanted: boolean;
  /** Why it is not live, as far as that was told: whoever comes later is told as well. */
  error?: unknown;
  /** Another try that is under way. */
  renewal?: Promise<void>;
  /** Says how it is; when it was said last, monotonic ms. */
  tell?: () => void;
  toldAt: number;
  /** How many records are being published, and the newest that waits for one of them. */
  onTheirWay: number;
  waiting?: { readonly record: unknown } | undefined;
}

type Subscribe = (channel: Channel, options: object) => Promise<Subscription<unknown>>;

/** Subscribes at the venue to what the living bots want, and hands it on. */
export class Feeds {
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, Feed>();
  /** What each broker wants, as long as it says the same. */
  readonly #wanted = new Map<string, { readonly text: string; readonly wishes: readonly string[] }>();
  #count = 0;
  #isStopped = false;

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** Reads what is wanted, and begins and ends subscriptions. */
  async look(): Promise<void> {
    const owners = await this.#options.bus.wishes();
    if (this.#isStopped) return;
    for (const owner of this.#wanted.keys()) if (!owners.has(owner)) this.#wanted.delete(owner);
    const wanted = new Set([...owners].flatMap(([owner, text]) => this.#wantedBy(owner, text)));
    for (const [text, feed] of this.#feeds) {
      if (wanted.has(text)) continue;
      feed.isWanted = false;
      this.#feeds.delete(text);
      // What was told last stays on the bus, and must not be taken for what is served.
      this.#tell(text, { serial: feed.serial, state: 'closed', confirmedBy: 'sent' });
      void feed.subscription?.close();
    }
    for (const text of wanted) if (!this.#feeds.has(text)) void this.#open(text);
    const now = this.#options.clock.monotonic();
    for (const { tell, toldAt } of this.#feeds.values()) if (now - toldAt >= REPEAT_MS) tell?.();
  }

  /** Somebody waits for a wish that the venue refused to serve: it is asked once more, for all who want it. */
  async renew(text: string): Promise<void> {
    const wish = readWish(text);
    const feed = this.#feeds.get(text);
    if (wish === undefined || feed?.error === undefined) return;
    // However many ask.
    feed.renewal ??= this.#subscribe(wish)
      .then((again) => again.close())
      .finally(() => {
        delete feed.renewal;
      });
    await feed.renewal;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const feeds = [...this.#feeds.values()];
    this.#feeds.clear();
    for (const feed of feeds) feed.isWanted = false;
    await Promise.all(feeds.map(({ subscription }) => subscription?.close()));
  }

  #wantedBy(owner: string, text: string): readonly string[] {
    const known = this.#wanted.get(owner);
    if (known?.text === text) return known.wishes;
    const wishes = this.#options.seal.read(TOPICS.wishes(owner), text, wishesMessage);
    if (wishes === undefined) this.#options.foreign();
    this.#wanted.set(owner, { text, wishes: wishes ?? [] });
    return wishes ?? [];
  }

  async #open(text: string): Promise<void> {
    const wish = readWish(text);
    if (wish === undefined) {
      this.#options.foreign();
      return;
    }
    this.#count += 1;
    const serial = `${this.#options.lease.token}.${this.#count}`;
    const feed: Feed = { serial, subscription: undefined, isWanted: true, toldAt: 0, onTheirWay: 0 };
    this.#feeds.set(text, feed);
    try {
      const subscription = await this.#subscribe(wish);
      if (!feed.isWanted) {
        await subscription.close();
        return;
      }
      feed.subscription = subscription;
      this.#handOn(text, wish, feed, subscription);
    } catch (error) {
      // Tried again with the next look, should it still be wanted.
      this.#feeds.delete(text);
      if (feed.isWanted) this.#tell(text, { serial, state: 'closed', confirmedBy: 'sent' }, error);
    }
  }

  #subscribe({ channel, symbol, interval, options }: Wish): Promise<Subscription<unknown>> {
    const { broker } = this.#options;
    const subscribe = (Reflect.get(broker, 'subscribe') as Subscribe).bind(broker);
    return subscribe(channel, {
      ...options,
      ...(symbol === undefined ? {} : { symbols: [symbol] }),
      ...(interval === undefined ? {} : { interval }),
    });
  }

  #handOn(text: string, { channel }: Wish, feed: Feed, subscription: Subscription<unknown>): void {
    const { serial } = feed;
    const { confirmedBy } = subscription;
    const tell = (state: WishMessage['state']): void => {
      feed.toldAt = this.#options.clock.monotonic();
      if (state === 'live') delete feed.error;
      this.#tell(text, { serial, state, confirmedBy }, feed.error);
    };
    feed.tell = () => tell(subscription.state);
    subscription.on('data', (record) => {
      if (CONFLATED.has(channel)) this.#publish(text, feed, record);
      else this.#append(text, { record });
    });
    subscription.on('gap', (gap) => this.#append(text, { gap }));
    subscription.on('resynced', ({ proved, unproved }) =>
      this.#append(text, { resynced: { proved: [...proved], unproved: [...unproved] } }),
    );
    subscription.on('error', (error) => {
      feed.error = error;
      if (feed.isWanted) tell(subscription.state);
    });
    subscription.on('state', (state) => {
      if (!feed.isWanted) return;
      if (state === 'closed') this.#feeds.delete(text);
      tell(state);
    });
    tell(subscription.state);
  }

  /** A bus that is slow must not make the connector grow: of records that wait for it the newest is enough. */
  #publish(text: string, feed: Feed, record: unknown): void {
    if (feed.onTheirWay >= MOST_ON_THEIR_WAY) {
      feed.waiting = { record };
      return;
    }
    const { bus, lease, seal, failed } = this.#options;
    const topic = TOPICS.latest(text);
    feed.onTheirWay += 1;
    const message = seal.close(topic, JSON.stringify({ serial: feed.serial, record }));
    void bus
      .publish(topic, message, lease)
      .catch(failed)
      .then(() => {
        feed.onTheirWay -= 1;
        const { waiting } = feed;
        feed.waiting = undefined;
        if (waiting !== undefined && feed.isWanted) this.#publish(text, feed, waiting.record);
      });
  }

  #append(text: string, message: RecordMessage): void {
    const { bus, lease, seal, failed } = this.#options;
    const topic = TOPICS.records(text);
    bus.append(topic, seal.close(topic, JSON.stringify(message)), KEPT_RECORDS, lease).catch(failed);
  }

  #tell(text: string, message: WishMessage, error?: unknown): void {
    const { bus, lease, seal, failed } = this.#options;
    const topic = TOPICS.wish(text);
    const told: WishMessage = error === undefined ? message : { ...message, error: toErrorMessage(error) };
    bus.publish(topic, seal.close(topic, JSON.stringify(told)), lease).catch(failed);
  }
}

function readWish(text: string): Wish | undefined {
  try {
    return wishSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
