const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/** What aborts a signal of the SDK, before it calls back. */
export interface AbortSource {
  /** @returns removes the callback */
  whenEnded(callback: () => void): () => void;
}

/** By signal. A callback costs the source less than a listener costs a signal. */
export const abortSources = new WeakMap<object, AbortSource>();

/**
 * Calls `callback` once when the signal is aborted; not when it is aborted already.
 *
 * However many calls share a signal, the SDK adds one listener to it: Node warns of a leak at the eleventh, and a bot
 * may well give one signal to all its calls.
 * @returns removes the callback
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const source = abortSources.get(signal);
  if (source !== undefined) return source.whenEnded(() => callback());
  const callbacks = listeners.get(signal) ?? listen(signal);
  // A wrapper, so that the same function registered twice is two entries.
  const entry = (): void => callback();
  callbacks.add(entry);
  return () => {
    callbacks.delete(entry);
    if (callbacks.size > 0 || listeners.get(signal) !== callbacks) return;
    listeners.delete(signal);
    signal.removeEventListener('abort', runAll);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  listeners.set(signal, callbacks);
  signal.addEventListener('abort', runAll);
  return callbacks;
}

function runAll(this: AbortSignal): void {
  const callbacks = listeners.get(this);
  listeners.delete(this);
  this.removeEventListener('abort', runAll);
  for (const callback of callbacks ?? []) callback();
}
