import type { CallOptions } from '../../broker';
import type { Priority } from '../../transport/pace/pace-rule';

/** What every call of a client takes besides its arguments. */
export interface ClientCallOptions extends CallOptions {
  /** Names the call in errors and taps; at most 100 characters. @defaultValue a new one */
  readonly requestId?: string | undefined;
  /** Place in the queue of requests. @defaultValue by method: cancels, orders, control, reads */
  readonly priority?: Priority | undefined;
  /**
   * Called right before a request is handed to the network, once a request: from then on the venue may have seen it.
   * What it throws keeps the request from leaving, and the call rejects with it as the cause and `sent: false`.
   */
  readonly beforeSend?: (() => void) | undefined;
}

/** One call by its name in the venue's table, with its arguments as the user gave them. Public declarations name it. */
export interface TableCall<T> {
  readonly name: string;
  readonly args: object | undefined;
  /** Of use to the compiler only: what the venue answers with. */
  readonly answer?: T;
}

/** A table of what a venue can be asked for: each entry reads its own answer. */
export type CallTable = Readonly<Record<string, { readonly read: (value: unknown) => unknown }>>;

/** Makes the calls of a table. */
export function callsOf<Table extends CallTable>() {
  return <N extends keyof Table & string>(
    name: N,
    args?: object,
  ): TableCall<ReturnType<Table[N]['read']>> => ({
    name,
    args,
  });
}
