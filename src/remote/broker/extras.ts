import type { ExtraOperation } from '../../adapter/broker/ports';
import type { Call } from '../../adapter/calls';
import type { CallOptions } from '../../broker';
import { ValidationError } from '../../errors';

/** Where the methods that only the class of a venue has are executed. */
export interface RemoteExtras {
  extra(name: string, operation: ExtraOperation, args: readonly unknown[], call: Call): Promise<unknown>;
}

/** What of a broker such a method uses. */
interface Callable {
  readonly extras: RemoteExtras;
  call<R>(operation: string, options: CallOptions | undefined, body: (call: Call) => Promise<R>): Promise<R>;
}

/** Gives a class the methods that the class of its venue has beyond the contract: each asks the connector. */
export function addExtras(prototype: object, extras: Readonly<Record<string, ExtraOperation>> = {}): void {
  for (const [name, operation] of Object.entries(extras)) {
    Object.defineProperty(prototype, name, {
      async value(this: Callable, ...given: readonly unknown[]): Promise<unknown> {
        const args = Array.from({ length: operation.parameters }, (_, at) => asData(given[at], name));
        const options = given[operation.parameters] as CallOptions | undefined;
        return this.call(name, options, (call) => this.extras.extra(name, operation, args, call));
      },
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }
}

/**
 * An argument as it travels. The venue's own class checks it at the connector, and takes epoch ms wherever it takes a `Date`.
 * @throws ValidationError for what JSON cannot hold
 */
function asData(argument: unknown, operation: string): unknown {
  if (typeof argument !== 'object' || argument === null) return argument ?? null;
  try {
    const own = Object.entries(argument).map(([name, value]) => [
      name,
      value instanceof Date ? value.getTime() : value,
    ]);
    const data: unknown = Array.isArray(argument) ? argument : Object.fromEntries(own);
    return JSON.parse(JSON.stringify(data));
  } catch (cause) {
    throw new ValidationError('request', 'must be plain data', { operation, cause });
  }
}
