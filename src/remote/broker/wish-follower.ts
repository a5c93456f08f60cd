import type { SymbolState } from '../../adapter/channels/symbol-state';
import type { Deferred } from '../../core/deferred';
import { sleep } from '../../transport/sleep';
import type { TopicListener, TopicMessage } from '../bus/bus';
import { fromErrorMessage } from '../messages/errors';
import {
  latestMessage,
  RENEW_WISH,
  type RecordMessage,
  recordMessage,
  TOPICS,
  type Wish,
  type WishMessage,
  wishMessage,
} from '../messages/messages';
import type { Schema, Seal } from '../messages/seal';
import type { RemoteConnection } from './connection';
import type { RemoteReads } from './reads';

/** How often another try of a wish is asked for that somebody waits for, in ms. */
const ASK_EVERY_MS = 10_000;

/** How far a wish has been served. */
export interface Served {
  /** Which of the connector's subscriptions served it last. */
  serial?: string;
  /** The last message of the log that was read. */
  read?: Pick<TopicMessage, 'number' | 'epoch'>;
  /** Whether nothing was missed since the connection before. */
  isWhole: boolean;
}

/** What all wishes of a broker share. */
export interface WishParts {
  readonly connection: RemoteConnection;
  readonly reads: RemoteReads;
  readonly seal: Seal;
}

export interface WishOptions {
  readonly channel: Wish['channel'];
  readonly wish: string;
  /** Aborted when it is opened, or given up. */
  readonly opening: AbortSignal;
  /** Settled when the connector says that it is served, or that it cannot be. */
  readonly opened: Deferred<void>;
  readonly served: Served;
  /** Whether the connection is a new one, and not live yet. */
  isRestoring(): boolean;
  /** Who listens; undefined when everybody has left. */
  state(): SymbolState<never> | undefined;
  /** The name of what makes it stale. */
  readonly mark: string;
}

/** Takes what comes of one wish, on one connection. */
export class WishFollower {
  readonly #parts: WishParts;
  readonly #options: WishOptions;
  #isOpen = false;
  /** A newest record that came before the connector said that it serves the wish. */
  #early: { readonly serial: string; readonly record: unknown } | undefined;
  #serial: string | undefined;
  #isAsking = false;
  /** The words of the error that was reported last; repeated with each state until the stream is live. */
  #told: string | undefined;

  constructor(parts: WishParts, options: WishOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  readonly states: TopicListener = {
    message: ({ text }) => {
      const message = this.#read(TOPICS.wish(this.#options.wish), text, wishMessage);
      if (message !== undefined) this.#takeState(message);
    },
    missed: () => {},
  };

  readonly latest: TopicListener = {
    message: ({ text }) => {
      const message = this.#read(TOPICS.latest(this.#options.wish), text, latestMessage);
      if (message === undefined) return;
      const { serial, record } = message;
      if (serial === this.#serial && this.#isOpen) this.#push(record);
      else this.#early = { serial, record };
    },
    missed: () => {},
  };

  readonly records: TopicListener = {
    message: ({ text, number, epoch }) => {
      this.#options.served.read = { number, epoch };
      const message = this.#read(TOPICS.records(this.#options.wish), text, recordMessage);
      if (message !== undefined) this.#takeMessage(message);
    },
    missed: () => {
      const { clock } = this.#parts.connection;
      this.#options.served.isWhole = false;
      this.#options.state()?.gap('Messages of the connector were lost', undefined, clock.now());
    },
  };

  #takeState({ serial, state, error }: WishMessage): void {
    // One of a connector that is gone: it could not say that it has ended.
    if (!this.#parts.connection.isOfNow(serial)) return;
    const { served, opened, mark } = this.#options;
    const listeners = this.#options.state();
    if (error !== undefined) {
      const failure = fromErrorMessage(error);
      if (!this.#isOpen) {
        // While the broker synchronises nothing is waited for; else the connector tries again.
        if (state !== 'closed' && !this.#options.isRestoring()) {
          void this.#askAgain();
          return;
        }
        opened.reject(failure);
      } else if (error.message !== this.#told) {
        for (const each of listeners?.subscribers ?? [])
          each.report(failure, this.#parts.connection.hasWarned(error.message));
      }
    }
    this.#told = error?.message;
    if (state === 'closed') {
      // Served again with the next look of the connector, should it be possible.
      this.#serial = undefined;
      listeners?.markStale(mark);
      return;
    }
    if (this.#serial !== serial) {
      this.#serial = serial;
      // What came between two subscriptions of the connector has been missed.
      if (served.serial !== undefined && served.serial !== serial) served.isWhole = false;
      served.serial = serial;
    }
    this.#isOpen = true;
    opened.resolve();
    if (state === 'live') listeners?.recover(mark);
    else listeners?.markStale(mark);
    const early = this.#early;
    this.#early = undefined;
    if (early?.serial === serial) this.#push(early.record);
  }

  /** Whoever waits for it need not wait for the connector's next try. */
  async #askAgain(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { connection } = this.#parts;
    const { opening, wish } = this.#options;
    while (!opening.aborted && connection.isUp) {
      await connection.request(RENEW_WISH, [wish], { signal: opening }).catch(() => {});
      await sleep(connection.clock, ASK_EVERY_MS, opening).catch(() => {});
    }
  }

  #takeMessage(message: RecordMessage): void {
    const state = this.#options.state();
    const { channel, served } = this.#options;
    if ('record' in message) this.#push(message.record);
    else if ('gap' in message) {
      served.isWhole = false;
      state?.gap(message.gap.reason, message.gap.from, message.gap.to);
    } else {
      served.isWhole = message.resynced.proved.includes(channel);
      state?.resynced(message.resynced);
    }
  }

  #push(value: unknown): void {
    try {
      this.#options.state()?.push(this.#parts.reads.record(this.#options.channel, value) as never);
    } catch {
      this.#parts.connection.dropped();
    }
  }

  #read<T>(topic: string, text: string, schema: Schema<T>): T | undefined {
    const message = this.#parts.seal.read(topic, text, schema);
    if (message === undefined) this.#parts.connection.dropped();
    return message;
  }
}
