/** Whose orders: the broker of a venue, or what Node needs for a frame or a request of the same size. */
export type Placer = 'bareSocket' | 'bareRequest' | 'xapi' | 'poloniex' | 'chp';

/** Where each connects, and the options of the venues' brokers. */
export interface Endpoints {
  readonly bareSocket: { readonly url: string };
  readonly bareRequest: { readonly port: number };
  readonly xapi: object;
  readonly poloniex: object;
  readonly chp: object;
}

/** Medians of an order, in microseconds of CPU time of the whole process. */
export interface Measured {
  /** From the call until its bytes are with the operating system. */
  readonly bytesUs: number;
  /** From the call until its promise has resolved. */
  readonly wholeUs: number;
}

export interface ToServer {
  readonly type: 'open';
}

export type FromServer =
  | { readonly type: 'opened'; readonly endpoints: Endpoints }
  | { readonly type: 'failed'; readonly message: string };

export interface ToPlacer {
  readonly type: 'place';
  readonly placer: Placer;
  readonly endpoints: Endpoints;
  /** Time before each order, in ms. */
  readonly pauseMs: number;
  /** Orders that do not count, and those that do. */
  readonly warmUp: number;
  readonly orders: number;
}

export type FromPlacer =
  | { readonly type: 'measured'; readonly measured: Measured }
  | { readonly type: 'failed'; readonly message: string };
