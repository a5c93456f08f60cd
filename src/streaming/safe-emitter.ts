import { EventEmitter } from 'eventemitter3';
import { ValidationError } from '../errors';

/** Where a {@link SafeEmitter} reports what its listeners do wrong. */
export interface SafeEmitterOptions {
  /**
   * Takes what a listener threw, or what the promise it returned was rejected with. It may emit; what it throws
   * itself, and what listeners do wrong that it calls by emitting, is lost.
   */
  onListenerError(event: string, error: unknown): void;
  /** Takes an `error` event that has no listener. @defaultValue it is dropped */
  onUnheardError?(error: Error): void;
}

/** What is reported of a listener's failure. */
export function listenerText(event: string, error: unknown): string {
  if (error instanceof Error) return `A listener of ${event} failed: ${error.name}: ${error.message}`;
  const what = typeof error === 'object' || typeof error === 'function' ? 'what it threw is no Error' : error;
  return `A listener of ${event} failed: ${String(what)}`;
}

type EventName<E> = keyof E & string;

export type EventArguments<E, K extends keyof E> = E[K] extends (...args: infer A) => unknown ? A : never;

type Call = (...args: unknown[]) => unknown;

/** What stands in the emitter for a user's function: a function of its own for each registration. */
interface Guard extends Call {
  readonly listener: Call;
  readonly once: boolean;
  removed: boolean;
}

/**
 * A typed emitter whose listeners cannot harm it or each other.
 *
 * Listeners are called synchronously in the order in which they were added. One that throws, or returns a promise
 * that is rejected, is reported and the others are called all the same. A listener that is removed while an event
 * goes round is not called any more; one that is added hears the next event.
 */
export class SafeEmitter<E extends object> {
  readonly #emitter = new EventEmitter<string>();
  /** What the emitter has by event, for the hot path. Replaced, never changed: an event that goes round keeps its own. */
  readonly #guards = new Map<string, readonly Guard[]>();
  readonly #options: SafeEmitterOptions;
  #reporting = false;

  constructor(options: SafeEmitterOptions) {
    this.#options = options;
  }

  /** @throws ValidationError when the listener is not a function */
  on<K extends EventName<E>>(event: K, listener: E[K]): this {
    return this.#add(event, listener, false);
  }

  /** @throws ValidationError when the listener is not a function */
  once<K extends EventName<E>>(event: K, listener: E[K]): this {
    return this.#add(event, listener, true);
  }

  /** Removes every registration of the listener for the event; does nothing when there is none. */
  off<K extends EventName<E>>(event: K, listener: E[K]): this {
    for (const guard of this.#guards.get(event) ?? []) {
      if (guard.listener === listener) this.#remove(event, guard);
    }
    return this;
  }

  /** Calls the listeners; returns whether there was one. Hot. */
  emit<K extends EventName<E>>(event: K, ...args: EventArguments<E, K>): boolean {
    const guards = this.#guards.get(event);
    if (guards === undefined) {
      if (event === 'error') this.#unheard(args[0] as Error);
      return false;
    }
    for (let index = 0; index < guards.length; index += 1) {
      const guard = guards[index] as Guard;
      if (guard.removed) continue;
      if (guard.once) this.#remove(event, guard);
      try {
        const { listener } = guard;
        // Called with one argument, and not with a list of one: nearly all events have one.
        const result = args.length === 1 ? listener(args[0]) : listener(...args);
        if (result !== undefined) this.#watch(event, result);
      } catch (error) {
        this.#report(event, error);
      }
    }
    return true;
  }

  listenerCount(event: EventName<E>): number {
    return this.#guards.get(event)?.length ?? 0;
  }

  #add(event: string, listener: unknown, once: boolean): this {
    if (typeof listener !== 'function') {
      throw new ValidationError('listener', 'must be a function', { value: listener });
    }
    // A function of its own for each registration, so that one added twice is two.
    const guard: Guard = Object.assign(listener.bind(undefined), {
      listener: listener as Call,
      once,
      removed: false,
    });
    this.#emitter.on(event, guard);
    this.#regroup(event);
    return this;
  }

  #remove(event: string, guard: Guard): void {
    guard.removed = true;
    this.#emitter.off(event, guard);
    this.#regroup(event);
  }

  #regroup(event: string): void {
    const guards = this.#emitter.listeners(event) as Guard[];
    if (guards.length > 0) this.#guards.set(event, guards);
    else this.#guards.delete(event);
  }

  #watch(event: string, result: unknown): void {
    if (typeof result !== 'object' || result === null || !('then' in result)) return;
    // One that was called by the reporter is not reported, or it would be called and fail again for ever.
    const silent = this.#reporting;
    void Promise.resolve(result).then(undefined, (error: unknown) => {
      if (!silent) this.#report(event, error);
    });
  }

  #report(event: string, error: unknown): void {
    // A reporter whose own listeners fail would otherwise call itself for ever.
    if (this.#reporting) return;
    this.#reporting = true;
    try {
      this.#options.onListenerError(event, error);
    } catch {
      // There is nobody left to tell.
    } finally {
      this.#reporting = false;
    }
  }

  #unheard(error: Error): void {
    try {
      this.#options.onUnheardError?.(error);
    } catch {
      // There is nobody left to tell.
    }
  }
}
