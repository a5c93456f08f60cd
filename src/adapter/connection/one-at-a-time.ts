import type { Timer } from '../../core/clock';
import type { RequestSocket } from './framed-socket';
import type { AnswerFate } from './requests-in-flight';
import type { CallContext, SocketCall } from './socket-call';

/**
 * How long the answer to a request that was given up is waited for before the next one goes, in ms. Answers take one
 * round trip; a connection on which something takes longer is given up for its silence.
 */
const UNANSWERED_MS = 10_000;

/** A request that the venue answers by naming its subject, or by an error that names nothing. */
export interface KeyedRequest<T> {
  /** What its answer is known by. */
  readonly key: string;
  readonly text: string;
  readonly call: SocketCall<T>;
}

/**
 * Requests of which one at a time is unanswered.
 *
 * An error that carries neither key nor id can only be told whose it is while a single request is unanswered. A request
 * that was given up keeps its place until its answer has come, or ten seconds have passed: so a late answer meets its own
 * request and never confirms, or refuses, the next one of the same key.
 */
export class OneAtATime<T> {
  readonly #socket: RequestSocket;
  readonly #most: number;
  readonly #waiting = new Set<KeyedRequest<T>>();
  #current: KeyedRequest<T> | undefined;
  #forgetting: Timer | undefined;

  /** @param most - how many may wait for their turn */
  constructor(socket: RequestSocket, most: number) {
    this.#socket = socket;
    this.#most = most;
    socket.whenEnded(() => this.#end());
  }

  /** Sends a request when those before it have been answered; its call is settled by the answer. */
  send(request: KeyedRequest<T>): void {
    if (this.#waiting.size >= this.#most) {
      request.call.crowdedOut(this.#most);
      return;
    }
    this.#waiting.add(request);
    this.#socket.track(request.call);
    request.call.onSettled(() => this.#settled(request));
    this.#next();
  }

  /** Takes what may be the answer of a key. */
  answer(key: string, value: T): AnswerFate {
    const request = this.#current;
    if (!request?.call.isSent || request.key !== key) return 'stray';
    return this.#answered(request, () => request.call.resolve(value));
  }

  /** Takes an error that names no request. */
  refuse(errorOf: (context: CallContext) => Error): AnswerFate {
    const request = this.#current;
    if (!request?.call.isSent) return 'stray';
    return this.#answered(request, () => request.call.reject(errorOf(request.call.context)));
  }

  #end(): void {
    this.#forgetting?.cancel();
    this.#waiting.clear();
    this.#current = undefined;
  }

  #answered(request: KeyedRequest<T>, settle: () => void): AnswerFate {
    const late = request.call.isSettled;
    this.#free(request);
    settle();
    this.#next();
    return late ? 'late' : 'taken';
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const [request] = this.#waiting;
    if (request === undefined) return;
    this.#waiting.delete(request);
    this.#current = request;
    const { call, text } = request;
    this.#socket
      .send('control', text, () => call.leaves(), call.deadline)
      .catch((error: unknown) => {
        this.#free(request);
        call.notSent(error);
        this.#next();
      });
  }

  /** A call ended without an answer, or with one: then its request is no longer the current one. */
  #settled(request: KeyedRequest<T>): void {
    this.#waiting.delete(request);
    if (this.#current !== request || !request.call.isSent) return;
    const forget = (): void => {
      this.#free(request);
      this.#next();
    };
    this.#forgetting = this.#socket.clock.schedule(UNANSWERED_MS, forget, { keepAlive: false });
  }

  #free(request: KeyedRequest<T>): void {
    if (this.#current !== request) return;
    this.#forgetting?.cancel();
    this.#current = undefined;
  }
}
