import type { Broker } from '../broker';
import { type RetryReadsOptions, retryReads } from './retry-reads';

/** The reads of a broker that answer once: every method whose name begins with `fetch`. */
export type RetriedReads<B> = { readonly [K in keyof B & `fetch${string}`]: B[K] };

/**
 * The reads of a broker, each repeated as {@link retryReads} does it. What it gives has no method that writes, so
 * nothing can be written twice.
 *
 * @example
 * const reads = withRetriedReads(broker, { attempts: 10 });
 * const candles = await reads.fetchCandles({ symbol, interval: '1h', from });
 */
export function withRetriedReads<B extends Broker>(
  broker: B,
  options: RetryReadsOptions = {},
): RetriedReads<B> {
  return new Proxy({} as RetriedReads<B>, {
    get(_target, name) {
      if (typeof name !== 'string' || !name.startsWith('fetch')) return undefined;
      const read: unknown = Reflect.get(broker, name);
      if (typeof read !== 'function') return undefined;
      return (...args: unknown[]) => retryReads(() => read.apply(broker, args), options);
    },
  });
}
