import type { FaultSide } from './fault-rules';

/** What a server did with an order or a position; closes by the venue have kinds of their own. */
export type ExecutedKind =
  | 'open'
  | 'pending'
  | 'fill'
  | 'modify'
  | 'close'
  | 'delete'
  | 'expire'
  | 'stopLoss'
  | 'takeProfit'
  | 'stopOut'
  | 'noMoney';

/**
 * Something a server really executed. Prices, volumes and ids are exact decimal strings.
 *
 * `open` is a market order that became a position, `pending` a resting order placed, `fill` a resting order that
 * became a position. Refused requests do not appear.
 */
export interface ExecutedEntry {
  readonly time: number;
  readonly account: string;
  readonly kind: ExecutedKind;
  /** The request's number: the one that the client was given, where a client sent one. */
  readonly order: string;
  /** The position or resting order concerned. */
  readonly position: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly volume: string;
  readonly price: string;
  readonly customComment: string | null;
}

/** A command as it arrived. */
export interface ReceivedRequest {
  readonly time: number;
  /** Number of the connection, counted from 1. */
  readonly connection: number;
  readonly side: FaultSide;
  readonly command: string;
  /** The command's members, the password masked. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What a server really executed and the commands it received: the reference of order tests. */
export class ExecutedLog {
  readonly #executed: ExecutedEntry[] = [];
  readonly #requests: ReceivedRequest[] = [];

  /** Everything executed, oldest first. */
  get executed(): readonly ExecutedEntry[] {
    return this.#executed;
  }

  /** Every command received, oldest first. */
  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** The executed entries of some kinds. */
  ofKind(...kinds: readonly ExecutedKind[]): ExecutedEntry[] {
    return this.#executed.filter(({ kind }) => kinds.includes(kind));
  }

  /** Clears everything. */
  clear(): void {
    this.#executed.length = 0;
    this.#requests.length = 0;
  }

  execute(entry: ExecutedEntry): void {
    this.#executed.push(entry);
  }

  receive(request: ReceivedRequest): void {
    this.#requests.push(request);
  }
}
