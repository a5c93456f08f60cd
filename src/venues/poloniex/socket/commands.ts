import type { Clock, Timer } from '../../../core/clock';
import type { Redactor } from '../../../errors/redact';
import type { CommandAnswer } from '../client/codec';
import type { SocketCall } from './call';
import type { SocketConnection } from './connection';

/**
 * How long the answer to a request that was given up is waited for before the next one goes, in ms. Answers take one
 * round trip; a connection on which something takes 18 s is given up by its watchdog.
 */
const UNANSWERED_MS = 10_000;

/** A request that the venue answers by naming its channel, or by an error that names nothing. */
export interface SocketCommand {
  /** What its answer is known by, as {@link CommandAnswer} has it. */
  readonly key: string;
  readonly text: string;
  readonly call: SocketCall<CommandAnswer>;
}

/** What an answer was: of a call that waited, of one that was given up, or of none. */
export type AnswerFate = 'taken' | 'late' | 'stray';

/** What the commands of a connection need. */
export interface SocketCommandsOptions {
  readonly connection: SocketConnection;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Commands that may wait. */
  readonly most: number;
}

/**
 * Authentication and subscriptions, one at a time.
 *
 * The venue's error carries neither channel nor id, so it can only be told whose it is while a single request is
 * unanswered. A request that was given up keeps its place until its answer has come, or ten seconds have passed: so a
 * late answer meets its own request and never confirms, or refuses, the next one of the same channel.
 */
export class SocketCommands {
  readonly #options: SocketCommandsOptions;
  readonly #waiting = new Set<SocketCommand>();
  #current: SocketCommand | undefined;
  #forgetting: Timer | undefined;

  constructor(options: SocketCommandsOptions) {
    this.#options = options;
  }

  /** Calls that wait for their turn or their answer. */
  get waiting(): number {
    const current = this.#current !== undefined && !this.#current.call.isSettled ? 1 : 0;
    return this.#waiting.size + current;
  }

  /** Sends a command when those before it have been answered; its call is settled by the answer. */
  send(command: SocketCommand): void {
    const { most } = this.#options;
    if (this.#waiting.size >= most) {
      command.call.crowdedOut(most);
      return;
    }
    this.#waiting.add(command);
    command.call.onSettled(() => this.#settled(command));
    this.#next();
  }

  /** Takes what may be an answer. */
  answer(frame: CommandAnswer): AnswerFate {
    const command = this.#current;
    if (!command?.call.isSent || command.key !== frame.key) return 'stray';
    return this.#answered(command, () => command.call.resolve(frame));
  }

  /** Takes an error that names no request. */
  error(text: string): AnswerFate {
    const command = this.#current;
    if (!command?.call.isSent) return 'stray';
    return this.#answered(command, () => command.call.refused(text, this.#options.redactor));
  }

  /** Nothing is sent any more. */
  end(): void {
    this.#forgetting?.cancel();
    this.#waiting.clear();
    this.#current = undefined;
  }

  #answered(command: SocketCommand, settle: () => void): AnswerFate {
    const late = command.call.isSettled;
    this.#free(command);
    settle();
    this.#next();
    return late ? 'late' : 'taken';
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const [command] = this.#waiting;
    if (command === undefined) return;
    this.#waiting.delete(command);
    this.#current = command;
    const { call, text } = command;
    this.#options.connection
      .send('control', text, () => call.leaves(), call.deadline)
      .catch((error: unknown) => {
        this.#free(command);
        call.notSent(error);
        this.#next();
      });
  }

  /** A call ended without an answer, or with one: then the command is no longer the current one. */
  #settled(command: SocketCommand): void {
    this.#waiting.delete(command);
    if (this.#current !== command || !command.call.isSent) return;
    this.#forgetting = this.#options.clock.schedule(
      UNANSWERED_MS,
      () => {
        this.#free(command);
        this.#next();
      },
      { keepAlive: false },
    );
  }

  #free(command: SocketCommand): void {
    if (this.#current !== command) return;
    this.#forgetting?.cancel();
    this.#current = undefined;
  }
}
