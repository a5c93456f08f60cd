import type { TopicListener, TopicMessage } from './bus';

/** Follows one topic: hands each message on once and in order, whatever of them came first. */
export interface Follower {
  /** Reads what is there. */
  start(): Promise<void>;
  /** Takes a message of the channel. */
  take(message: TopicMessage): void;
  /** The connection was lost for a while: reads what was missed. */
  catchUp(): void;
  stop(): void;
}

/** A message as it is published: the epoch, the number, the text, with a space between them. */
export function parseTopicMessage(message: string): TopicMessage {
  const first = message.indexOf(' ');
  const second = message.indexOf(' ', first + 1);
  return {
    epoch: message.slice(0, first),
    number: Number(message.slice(first + 1, second)),
    text: message.slice(second + 1),
  };
}

/** Hands on the latest value, and none that is older. */
export class ValueFollower implements Follower {
  readonly #listener: TopicListener;
  readonly #read: () => Promise<TopicMessage | undefined>;
  #last: TopicMessage | undefined;
  #isStopped = false;

  constructor(listener: TopicListener, read: () => Promise<TopicMessage | undefined>) {
    this.#listener = listener;
    this.#read = read;
  }

  async start(): Promise<void> {
    this.#give(await this.#read());
  }

  take(message: TopicMessage): void {
    this.#give(message);
  }

  catchUp(): void {
    // The next message, or the next connection, makes good a read that fails.
    void this.start().catch(() => {});
  }

  stop(): void {
    this.#isStopped = true;
  }

  #give(message: TopicMessage | undefined): void {
    if (message === undefined || this.#isStopped) return;
    const last = this.#last;
    if (last !== undefined && last.epoch === message.epoch && message.number <= last.number) return;
    this.#last = message;
    this.#listener.message(message);
  }
}

/** What a read of a log gives. */
export interface LogPart {
  readonly epoch: string;
  /** The number of the last message that was added. */
  readonly last: number;
  readonly messages: readonly TopicMessage[];
}

/** Hands on every message of a log, and tells where one was trimmed. */
export class LogFollower implements Follower {
  readonly #listener: TopicListener;
  readonly #read: (after: number) => Promise<LogPart>;
  #number: number | undefined;
  #epoch: string | undefined;
  #reading: Promise<void> | undefined;
  /** Something came while it was being read, which that may not have seen. */
  #isBehind = false;
  #isStopped = false;

  constructor(
    listener: TopicListener,
    read: (after: number) => Promise<LogPart>,
    after: Pick<TopicMessage, 'number' | 'epoch'> | undefined,
  ) {
    this.#listener = listener;
    this.#read = read;
    this.#number = after?.number;
    this.#epoch = after?.epoch;
  }

  async start(): Promise<void> {
    if (this.#number === undefined) {
      const { epoch, last } = await this.#read(Number.MAX_SAFE_INTEGER);
      // A message may have come meanwhile.
      this.#number ??= last;
      this.#epoch ??= epoch;
      return;
    }
    await this.#readOn();
  }

  take(next: TopicMessage): void {
    if (this.#isStopped) return;
    const isNext = this.#number === undefined || this.#number + 1 === next.number;
    if (this.#reading === undefined && isNext && this.#isOf(next.epoch)) this.#give(next);
    // A number that is not larger has been read already, or the log had run out and has begun anew.
    else this.catchUp();
  }

  catchUp(): void {
    if (this.#number === undefined || this.#isStopped) return;
    this.#isBehind = true;
    // A read that fails is made good with the next message, or the next connection.
    void this.#readOn().catch(() => {});
  }

  stop(): void {
    this.#isStopped = true;
  }

  #isOf(epoch: string): boolean {
    // There is none before the first lease.
    return !this.#epoch || this.#epoch === epoch;
  }

  #readOn(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const after = this.#number ?? 0;
      this.#isBehind = false;
      const part = await this.#read(after);
      if (this.#isStopped) return;
      if (!this.#isOf(part.epoch) || part.last < after) {
        // The bus has lost its data: its log begins anew.
        this.#epoch = part.epoch;
        this.#number = 0;
        this.#listener.missed();
        continue;
      }
      this.#epoch = part.epoch;
      for (const message of part.messages) this.#give(message);
      if ((this.#number ?? 0) < part.last && part.messages.length === 0) {
        // All that is between has been trimmed.
        this.#listener.missed();
        this.#number = part.last;
      }
      if ((this.#number ?? 0) >= part.last && !this.#isBehind) return;
    }
  }

  #give(message: TopicMessage): void {
    if (this.#number !== undefined && message.number > this.#number + 1) this.#listener.missed();
    this.#number = message.number;
    this.#epoch = message.epoch;
    this.#listener.message(message);
  }
}
