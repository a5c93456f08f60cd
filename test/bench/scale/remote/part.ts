/** How much of each thing a run does. */
export interface Sizes {
  readonly bots: number;
  readonly processes: number;
  /** Length of a measurement of deliveries. */
  readonly seconds: number;
  readonly kills: number;
  readonly restarts: number;
  readonly pauses: number;
  readonly pauseMs: number;
  readonly late: number;
  /** Length of the measurement of memory. */
  readonly memorySeconds: number;
}

/** What a part of the run is given. */
export interface Part {
  /** Where the processes were compiled to. */
  readonly folder: string;
  readonly seed: number;
  readonly sizes: Sizes;
  readonly print: (text: string) => void;
}

/** Under five minutes. */
export const SHORT: Sizes = {
  bots: 200,
  processes: 8,
  seconds: 5,
  kills: 10,
  restarts: 3,
  pauses: 3,
  pauseMs: 10_000,
  late: 1000,
  memorySeconds: 20,
};

/** Under 45 minutes. */
export const FULL: Sizes = {
  ...SHORT,
  seconds: 60,
  kills: 100,
  restarts: 20,
  pauses: 20,
  late: 10_000,
  memorySeconds: 600,
};
