import type { ClientCallOptions } from '../../../adapter/schema/table-call';

/** Which of the two sockets. */
export type PoloniexSocketName = 'public' | 'private';

/** What a synchronisation with the venue's clock has found. */
export interface PoloniexTimeSync {
  /** The venue's time minus this machine's, in ms. */
  readonly offsetMs: number;
  /** Round trip of the sample that counts, in ms: the offset is off by at most half of it. */
  readonly roundTripMs: number;
}

/** What every call takes besides its arguments. */
export type PoloniexCallOptions = ClientCallOptions;
