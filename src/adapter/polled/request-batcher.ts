import { Deferred } from '../../core/deferred';
import { abortReason, raceAbort } from '../../transport/deadline';

interface Question<Q> {
  readonly query: Q;
  readonly signal: AbortSignal;
}

/** Questions that were asked at one moment. */
interface Batch<Q, R> {
  readonly questions: Set<Question<Q>>;
  readonly answer: Deferred<R>;
  /** Ends the request when nobody waits for it any more. */
  readonly controller: AbortController;
}

type Ask<Q, R> = (queries: readonly Q[], signal: AbortSignal) => Promise<R>;

/** Makes one request of what is asked at one moment: subscribing to a hundred symbols is one question, not a hundred. */
export class RequestBatcher<Q, R> {
  readonly #ask: Ask<Q, R>;
  #open: Batch<Q, R> | undefined;

  constructor(ask: Ask<Q, R>) {
    this.#ask = ask;
  }

  /**
   * Resolves with the answer to all questions of the same turn of the event loop.
   * @throws what the request rejects with, or what the signal was aborted with; that takes nothing from the others
   */
  async ask(query: Q, signal: AbortSignal): Promise<R> {
    if (signal.aborted) throw abortReason(signal, 'subscribe');
    this.#open ??= this.#begin();
    const { answer, controller, questions } = this.#open;
    const question = { query, signal };
    questions.add(question);
    try {
      return await raceAbort(answer.promise, signal, 'subscribe');
    } catch (error) {
      questions.delete(question);
      if (questions.size === 0) controller.abort(error);
      throw error;
    }
  }

  #begin(): Batch<Q, R> {
    const batch = {
      questions: new Set<Question<Q>>(),
      answer: new Deferred<R>(),
      controller: new AbortController(),
    };
    queueMicrotask(() => {
      this.#open = undefined;
      const waiting = [...batch.questions].filter(({ signal }) => !signal.aborted);
      const queries = waiting.map(({ query }) => query);
      if (queries.length > 0)
        this.#ask(queries, batch.controller.signal).then(batch.answer.resolve, batch.answer.reject);
    });
    return batch;
  }
}
