/** Who reads the frames. */
export type Contender = 'bare' | 'client' | 'listener' | 'forAwait';

export const CONTENDERS: readonly Contender[] = ['bare', 'client', 'listener', 'forAwait'];

/** Where a contender connects. */
export interface Endpoints {
  /** Sends the frames and asks for nothing: for the bare contender. */
  readonly bare: { readonly url: string; readonly port: number };
  /** Options of a venue's client or broker. */
  readonly options: object;
}

/** What a contender's process measures, from the first frame to the last record. */
export interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly records: number;
  /** Resident memory at the end, in MB. */
  readonly residentMb: number;
}

/** From the bench to the server's process. */
export type ToServer =
  | { readonly type: 'open'; readonly flood: string }
  | { readonly type: 'generate'; readonly frames: number }
  | { readonly type: 'flood' };

/** From the server's process. */
export type FromServer =
  | { readonly type: 'opened'; readonly endpoints: Endpoints }
  | { readonly type: 'generated'; readonly bytes: number }
  | { readonly type: 'failed'; readonly message: string };

/** From the bench to a contender's process. */
export type ToContender =
  | {
      readonly type: 'connect';
      readonly flood: string;
      readonly contender: Contender;
      readonly endpoints: Endpoints;
      readonly records: number;
      /** Records before them that do not count. */
      readonly warmUp: number;
      readonly profile?: string | undefined;
    }
  | { readonly type: 'start' };

/** From a contender's process. */
export type FromContender =
  | { readonly type: 'connected' }
  | { readonly type: 'started' }
  | { readonly type: 'measured'; readonly measured: Measured }
  | { readonly type: 'failed'; readonly message: string };
