import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';

interface Member<Q, R> {
  readonly query: Q;
  resolve(answer: R): void;
  reject(error: unknown): void;
}

/** Questions that were asked at one moment. */
interface Group<Q, R> {
  readonly members: Set<Member<Q, R>>;
  /** Ends the request when nobody waits for it any more. */
  readonly controller: AbortController;
}

type Ask<Q, R> = (queries: readonly Q[], signal: AbortSignal) => Promise<R>;

/** Makes one request of what is asked at one moment: subscribing to a hundred symbols is one question, not a hundred. */
export class RequestBatcher<Q, R> {
  readonly #ask: Ask<Q, R>;
  #open: Group<Q, R> | undefined;

  constructor(ask: Ask<Q, R>) {
    this.#ask = ask;
  }

  /**
   * Resolves with the answer to all questions of the same turn of the event loop.
   * @throws what the request rejects with, or what the signal was aborted with; that takes nothing from the others
   */
  ask(query: Q, signal: AbortSignal): Promise<R> {
    if (signal.aborted) return Promise.reject(abortReason(signal, 'subscribe'));
    const { members, controller } = this.#group();
    return new Promise<R>((resolve, reject) => {
      const release = onAbort(signal, () => {
        members.delete(member);
        const reason = abortReason(signal, 'subscribe');
        if (members.size === 0) controller.abort(reason);
        reject(reason);
      });
      const member: Member<Q, R> = {
        query,
        resolve: (answer) => {
          release();
          resolve(answer);
        },
        reject: (error) => {
          release();
          reject(error);
        },
      };
      members.add(member);
    });
  }

  #group(): Group<Q, R> {
    if (this.#open) return this.#open;
    const group: Group<Q, R> = { members: new Set(), controller: new AbortController() };
    this.#open = group;
    queueMicrotask(() => {
      this.#open = undefined;
      void this.#send(group);
    });
    return group;
  }

  async #send({ members, controller }: Group<Q, R>): Promise<void> {
    if (members.size === 0) return;
    try {
      const answer = await this.#ask(
        [...members].map(({ query }) => query),
        controller.signal,
      );
      for (const member of members) member.resolve(answer);
    } catch (error) {
      for (const member of members) member.reject(error);
    }
  }
}
