import type { SubscriptionConfirmation } from '../../broker/subscription';
import type { Clock, Timer } from '../../core/clock';
import { Deferred } from '../../core/deferred';
import type { Logger } from '../../core/logger';
import { isBrokerError, isVenueError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';
import type { TopicDriver, TopicListener, TopicShare } from './topic-driver';

/** Pauses before a topic that could not be opened again is tried again grow from the first to the second, in ms. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

export interface TopicContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor: Redactor;
  /** Counts connections. */
  connection(): number;
  isLost(): boolean;
  /** Called when nobody is left; the topic is not used after it. */
  onEmpty(topic: Topic): void;
}

/** A command of the driver that is under way. */
interface Command {
  readonly controller: AbortController;
  /** Rejects when it is not waited for any longer, because its connection is gone. */
  readonly abandoned: Deferred<never>;
  isAbandoned: boolean;
}

/** Why a command did not succeed. */
interface CommandFailure {
  readonly reason: Error;
  readonly isAbandoned: boolean;
  /** Whether the venue may have carried it out all the same. */
  readonly mayHaveArrived: boolean;
}

interface Member {
  readonly params: unknown;
  readonly listener: TopicListener;
  admit(confirmedBy: SubscriptionConfirmation): void;
  refuse(error: Error): void;
}

/**
 * One subscription at the venue and those who share it.
 *
 * Nothing but one loop talks to the venue: as long as what the members want differs from what is open, it takes the
 * next step and looks again. So it does not matter who joins or leaves while a command is under way.
 */
export class Topic {
  readonly #driver: TopicDriver<unknown>;
  readonly #context: TopicContext;
  readonly #joined = new Set<Member>();
  readonly #waiting: Member[] = [];
  #venue: 'closed' | 'open' | 'unsure' = 'closed';
  /** The connection that `#venue` speaks of: what was open on an earlier one is gone. */
  #connection = -1;
  /** What is open; undefined when nothing is, or when it is not sure. */
  #params: { readonly value: unknown } | undefined;
  /** What could not be changed to, so that it is not tried for ever. */
  #refused: { readonly value: unknown } | undefined;
  #confirmedBy: SubscriptionConfirmation = 'sent';
  /** The connection for which it is to be opened again; -1 when it is not. */
  #restoreOn = -1;
  /** Whether the next change writes an open topic again because the venue has fallen silent on it. */
  #isRenewing = false;
  /** Whether the members know that it could not be opened on this connection. */
  #failed = false;
  #retryMs = FIRST_RETRY_MS;
  #retry: Timer | undefined;
  #ended = false;
  #command: Command | undefined;
  #busy = false;
  #run: Promise<void> = Promise.resolve();

  constructor(driver: TopicDriver<unknown>, context: TopicContext) {
    this.#driver = driver;
    this.#context = context;
  }

  get key(): string {
    return this.#driver.key;
  }

  /** Whether the venue serves it on the present connection. */
  get isOpen(): boolean {
    return this.#venue === 'open' && this.#connection === this.#context.connection();
  }

  join(params: unknown, listener: TopicListener, signal?: AbortSignal): Promise<TopicShare> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if (!signal) return;
        const reason = abortReason(signal, 'subscribe');
        member.refuse(reason);
        this.#giveUpIfEmpty(reason);
        void this.#settle();
      };
      const settle = (): void => {
        const place = this.#waiting.indexOf(member);
        if (place >= 0) this.#waiting.splice(place, 1);
        release?.();
      };
      const member: Member = {
        params,
        listener,
        admit: (confirmedBy) => {
          settle();
          this.#joined.add(member);
          resolve({ confirmedBy, leave: () => this.#leave(member) });
        },
        refuse: (error) => {
          settle();
          reject(error);
        },
      };
      // One signal may be that of a hundred topics.
      const release = signal && onAbort(signal, giveUp);
      this.#waiting.push(member);
      void this.#settle();
    });
  }

  /** Opens it on a new connection; resolves also when that fails. */
  async restore(): Promise<void> {
    this.#forgetFailure();
    this.#restoreOn = this.#context.connection();
    await this.#settle();
  }

  /** Writes it again as if its parameters had changed; one that is not open is left to {@link restore}. */
  async renew(): Promise<void> {
    if (!this.isOpen) return;
    this.#params = undefined;
    this.#refused = undefined;
    this.#isRenewing = true;
    await this.#settle();
  }

  /** The connection is gone, and with it the chances of those who wait. */
  lost(error: Error): void {
    for (const member of [...this.#waiting]) member.refuse(error);
    this.#forgetFailure();
    this.abandon(error);
    void this.#settle();
  }

  /** The command under way, if there is one, will never be answered. */
  abandon(reason: Error): void {
    const command = this.#command;
    if (command === undefined) return;
    command.isAbandoned = true;
    command.controller.abort(reason);
    command.abandoned.reject(reason);
  }

  /** Ends all waits and forgets the members, without a word to the venue. */
  end(error: Error): void {
    this.#ended = true;
    this.#forgetFailure();
    this.#joined.clear();
    for (const member of [...this.#waiting]) member.refuse(error);
    this.abandon(error);
  }

  #tell(tell: (listener: TopicListener) => void): void {
    for (const { listener } of this.#joined) {
      try {
        tell(listener);
      } catch (error) {
        this.#context.logger.error('A topic listener failed', {
          topic: this.key,
          error: this.#context.redactor.error(error).message,
        });
      }
    }
  }

  #leave(member: Member): Promise<void> {
    if (this.#joined.delete(member)) {
      this.#giveUpIfEmpty(abortReason(AbortSignal.abort(), 'subscribe'));
      void this.#settle();
    }
    return this.#run;
  }

  #giveUpIfEmpty(reason: Error): void {
    if (this.#joined.size + this.#waiting.length === 0) this.#command?.controller.abort(reason);
  }

  #settle(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      this.#run = this.#loop();
    }
    return this.#run;
  }

  async #loop(): Promise<void> {
    try {
      // The decision to stop and the end of the loop are one step, so that no change is overlooked between them.
      for (let step = this.#next(); step; step = this.#next()) await step();
    } finally {
      this.#busy = false;
    }
  }

  /** The plan, or the end of whom the driver failed over. */
  #next(): (() => Promise<void>) | undefined {
    for (;;) {
      try {
        return this.#plan();
      } catch (error) {
        const reason = this.#context.redactor.error(error);
        this.#context.logger.error('A topic driver failed', { topic: this.key, error: reason.message });
        const [next] = this.#waiting;
        if (!next) return undefined;
        next.refuse(reason);
      }
    }
  }

  #plan(): (() => Promise<void>) | undefined {
    for (;;) {
      if (this.#ended) return undefined;
      const [next] = this.#waiting;
      if (!next && this.#joined.size === 0) {
        if (this.#venue !== 'closed' && this.#connection === this.#context.connection())
          return () => this.#close();
        this.#forgetFailure();
        this.#context.onEmpty(this);
        return undefined;
      }
      const members = next ? [...this.#joined, next] : [...this.#joined];
      const wanted = this.#driver.merge(members.map(({ params }) => params));
      if (!this.isOpen || !this.#params || !this.#driver.equal(this.#params.value, wanted)) {
        return this.#change(next, wanted);
      }
      if (!next) return undefined;
      next.admit(this.#confirmedBy);
    }
  }

  #change(next: Member | undefined, wanted: unknown): (() => Promise<void>) | undefined {
    if (next) return this.#context.isLost() ? undefined : () => this.#serve(next, wanted);
    if (!this.isOpen)
      return this.#restoreOn === this.#context.connection() ? () => this.#reopen(wanted) : undefined;
    if (this.#refused && this.#driver.equal(this.#refused.value, wanted)) return undefined;
    return () => this.#narrow(wanted);
  }

  async #serve(next: Member, params: unknown): Promise<void> {
    const failure = await this.#apply(params);
    // One that was aborted meanwhile has its answer; the next round undoes what was done for it.
    if (!this.#waiting.includes(next) || failure?.isAbandoned) return;
    if (failure) next.refuse(failure.reason);
    else next.admit(this.#confirmedBy);
  }

  async #reopen(params: unknown): Promise<void> {
    const connection = this.#context.connection();
    const failure = await this.#apply(params);
    // A later restore may have been asked for already.
    if (this.#restoreOn === connection) this.#restoreOn = -1;
    if (failure) this.#notOpened(failure);
  }

  /** Tries again in a while; the members hear of it once. */
  #notOpened({ isAbandoned, reason }: CommandFailure): void {
    // The end of the connection is not the topic's failure; the next restore comes by itself.
    if (isAbandoned) return;
    this.#retryLater();
    if (this.#failed) return;
    this.#failed = true;
    this.#tell((listener) => listener.failed(this.key, reason));
  }

  #retryLater(): void {
    const connection = this.#context.connection();
    this.#retry?.cancel();
    this.#retry = this.#context.clock.schedule(
      this.#retryMs,
      () => {
        this.#retry = undefined;
        if (connection !== this.#context.connection()) return;
        this.#restoreOn = connection;
        void this.#settle();
      },
      { keepAlive: false },
    );
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #forgetFailure(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    this.#failed = false;
  }

  async #narrow(params: unknown): Promise<void> {
    const isRenewal = this.#isRenewing;
    this.#isRenewing = false;
    const failure = await this.#apply(params);
    if (!failure) return;
    if (isRenewal) {
      this.#venue = 'unsure';
      this.#notOpened(failure);
      return;
    }
    this.#refused = { value: params };
    this.#context.logger.warn('A topic could not be narrowed', {
      topic: this.key,
      error: failure.reason.message,
    });
  }

  /** Opens or changes the topic; returns why it failed. */
  async #apply(params: unknown): Promise<CommandFailure | undefined> {
    const wasOpen = this.isOpen;
    if (!wasOpen) this.#venue = 'closed';
    this.#connection = this.#context.connection();
    let confirmedBy = this.#confirmedBy;
    const failure = await this.#send(async (signal) => {
      confirmedBy = await this.#driver.open(params, signal);
    });
    if (!failure) {
      this.#confirmedBy = confirmedBy;
      this.#venue = 'open';
      this.#params = { value: params };
      this.#refused = undefined;
      this.#recovered();
    } else if (failure.mayHaveArrived) {
      if (!wasOpen) this.#venue = 'unsure';
      this.#params = undefined;
    }
    return failure;
  }

  /** Members whose topic could not be restored hear that it is back, whoever opened it. */
  #recovered(): void {
    const wasFailed = this.#failed;
    this.#forgetFailure();
    if (wasFailed) this.#tell((listener) => listener.recovered(this.key));
  }

  async #close(): Promise<void> {
    this.#venue = 'closed';
    this.#params = undefined;
    const failure = await this.#send(async () => this.#driver.close());
    if (failure && !failure.isAbandoned) {
      this.#context.logger.warn('The venue could not be told that a topic is over', {
        topic: this.key,
        error: failure.reason.message,
      });
    }
  }

  async #send(run: (signal: AbortSignal) => Promise<void>): Promise<CommandFailure | undefined> {
    const controller = new AbortController();
    const command: Command = { controller, abandoned: new Deferred(), isAbandoned: false };
    this.#command = command;
    const work = run(controller.signal);
    // An abandoned command may fail later; nobody is there to hear it.
    work.catch(() => {});
    try {
      await Promise.race([work, command.abandoned.promise]);
      return undefined;
    } catch (error) {
      const reason = this.#context.redactor.error(error);
      const isRefused = isVenueError(reason) || (isBrokerError(reason) && reason.sent === false);
      return { reason, isAbandoned: command.isAbandoned, mayHaveArrived: !isRefused };
    } finally {
      this.#command = undefined;
    }
  }
}
