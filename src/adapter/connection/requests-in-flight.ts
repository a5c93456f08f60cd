import type { Priority } from '../../transport/pace/pacer';
import type { RequestSocket } from './framed-socket';
import type { SocketCall } from './socket-call';

/** What became of an answer: it was for a call that waited, for one that was given up, or for none. */
export type AnswerFate = 'taken' | 'late' | 'stray';

/** A request whose answer is known by its id, or by the order of the answers. */
export interface FramedRequest<T> {
  /** Never used before on the connection. */
  readonly id: string;
  readonly text: string;
  readonly priority: Priority;
  readonly call: SocketCall<T>;
}

/** A request that has left. */
export interface InFlight<T> extends FramedRequest<T> {
  /** Monotonic ms. */
  readonly sentAt: number;
}

/** Requests of which several may be unanswered: their answers name them, or come in their order. */
export class RequestsInFlight<T> {
  readonly #socket: RequestSocket;
  readonly #most: number;
  /** Calls that wait for their turn or their answer. */
  readonly #waiting = new Map<Priority, number>();
  /** By id, oldest first. Those that were given up stay: their answer may still come. */
  readonly #sent = new Map<string, InFlight<T>>();
  #hasForgotten = false;

  /** @param most - how many calls of one priority may wait: those of one keep out none of another */
  constructor(socket: RequestSocket, most: number) {
    this.#socket = socket;
    this.#most = most;
  }

  /** Requests whose answer may still come, also those that were given up. */
  get size(): number {
    return this.#sent.size;
  }

  /** Longest time in ms that is left to one of them. */
  get remainingMs(): number {
    let longest = 0;
    for (const { call } of this.#sent.values())
      longest = Math.max(longest, call.deadline?.remainingMs() ?? 0);
    return longest;
  }

  /** Sends a request; its call is settled by whoever takes the answer, or by what keeps it from leaving. */
  send(request: FramedRequest<T>): void {
    const { call, id, priority, text } = request;
    const waiting = this.#waiting.get(priority) ?? 0;
    if (waiting >= this.#most) {
      call.crowdedOut(this.#most);
      return;
    }
    if (call.isSettled) return;
    this.#waiting.set(priority, waiting + 1);
    call.onSettled(() => this.#waiting.set(priority, (this.#waiting.get(priority) as number) - 1));
    this.#socket.track(call);
    const leaves = (): void => {
      call.leaves();
      this.#sent.set(id, { ...request, sentAt: this.#socket.clock.monotonic() });
      if (this.#sent.size > 3 * this.#most) this.#forgetOldest();
    };
    this.#socket.send(priority, text, leaves, call.deadline).catch((error: unknown) => {
      this.#sent.delete(id);
      call.notSent(error);
    });
  }

  /** Takes out the request that an answer names; undefined where it names none. */
  take(id: string | undefined): InFlight<T> | undefined {
    const request = id === undefined ? undefined : this.#sent.get(id);
    if (request) this.#sent.delete(request.id);
    return request;
  }

  /** Takes out the request that was sent first, for answers that come in order. */
  takeOldest(): InFlight<T> | undefined {
    const [id] = this.#sent.keys();
    return this.take(id);
  }

  /** Takes out the only request in flight, for an answer that names none. Undefined where it may be another's. */
  takeOnly(): InFlight<T> | undefined {
    return this.#sent.size === 1 && !this.#hasForgotten ? this.takeOldest() : undefined;
  }

  #forgetOldest(): void {
    for (const [id, { call }] of this.#sent) {
      if (!call.isSettled && call.deadline !== undefined) continue;
      this.#sent.delete(id);
      this.#hasForgotten = true;
      return;
    }
  }
}
