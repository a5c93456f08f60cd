import { Deferred } from '../../core/deferred';
import { isBrokerError, isVenueError } from '../../errors';
import type { Redactor } from '../../errors/redact';

/** Why a command did not succeed. */
export interface CommandFailure {
  readonly reason: Error;
  /** It was not waited for any longer, because its connection is gone. */
  readonly abandoned: boolean;
  /** Whether the venue may have carried it out all the same. */
  readonly mayHaveArrived: boolean;
}

/** A command of a topic driver that is under way. */
export class TopicCommand {
  /** Resolves when the command has settled or was abandoned; undefined means success. */
  readonly failure: Promise<CommandFailure | undefined>;
  readonly #controller = new AbortController();
  readonly #left = new Deferred<never>();
  #abandoned = false;

  constructor(run: (signal: AbortSignal) => Promise<void>, redactor: Redactor) {
    // An abandoned command may fail later; nobody is there to hear it.
    const work = run(this.#controller.signal);
    work.catch(() => {});
    this.failure = Promise.race([work, this.#left.promise]).then(
      () => undefined,
      (error: unknown) => this.#describe(redactor.error(error)),
    );
  }

  /** Asks the driver to give up; its answer is still waited for. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Goes on without it, whatever it does. */
  abandon(reason: Error): void {
    this.#abandoned = true;
    this.#controller.abort(reason);
    this.#left.reject(reason);
  }

  #describe(reason: Error): CommandFailure {
    const refused = isVenueError(reason) || (isBrokerError(reason) && reason.sent === false);
    return { reason, abandoned: this.#abandoned, mayHaveArrived: !refused };
  }
}
