/** What the demo did at one venue. */
export interface VenueTally {
  quotes: number;
  /** Candles that were read. */
  candles: number;
  placed: number;
  modified: number;
  canceled: number;
  /** Fills that the SDK reported. */
  fills: number;
  /** Executions on the server. */
  executions: number;
  /** From the cut of the connection until it was live again. */
  backMs?: number;
}

export function emptyTally(): VenueTally {
  return { quotes: 0, candles: 0, placed: 0, modified: 0, canceled: 0, fills: 0, executions: 0 };
}

/** `1 quote`, `2 quotes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
