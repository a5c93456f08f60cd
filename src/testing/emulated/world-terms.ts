import type { ExecutedLog, FaultSide, Faults, Market } from '../../emulators/index';
import type { Clock, Logger, OrderJournal, Random, VirtualClock } from '../../index';
import type { LosableOperation } from '../harness';
import type { Recording } from './echo';

/** What a world needs of its emulator. */
export interface WorldEmulator {
  readonly market: Pick<Market, 'setPrice' | 'pause'>;
  readonly orders: ExecutedLog;
  readonly faults: Faults;
  /** The open connections. */
  connections(): readonly { readonly transport: 'http' | 'tcp' | 'websocket' }[];
  close(): Promise<void>;
}

/** A read whose rate the suite limits. */
export type LimitedRead = 'fetchCandles' | 'fetchAccounts';

/** The names under which the emulator of a venue knows its commands and events. */
export interface WorldCommands {
  readonly login: string;
  /** The keep-alive messages of a connection, which do not count as requests. */
  readonly keepAlive: readonly string[];
  /** The list of instruments, and the member of its answer that holds the rows; '' where the answer is the rows. */
  readonly instruments: readonly [command: string, member: string];
  /** The reads that can be refused for their rate; absent where whichever comes next is. */
  readonly reads?: Readonly<Partial<Record<LimitedRead, string>>>;
  /** Each write; absent where the venue takes no orders. */
  readonly writes?: Readonly<Record<LosableOperation, string>>;
  /** Where writes are answered, and where private events come. @defaultValue anywhere */
  readonly writeSide?: FaultSide;
  readonly eventSide?: FaultSide;
  /** The private events of orders and fills, and those of the account's figures. */
  readonly orderEvents?: readonly string[];
  readonly figureEvents?: readonly string[];
}

/** The options that a world gives to each of its brokers. */
export interface WorldBrokerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly journal?: OrderJournal;
  readonly tap?: Recording['tap'];
}

/** The parameters of a world; the last is how far the broker's clock is ahead of the venue's, in ms. */
export type WorldTerms<E extends WorldEmulator> = readonly [
  clock: VirtualClock,
  emulator: E,
  offsetMs: number,
];

/** How a member of an event, or of an answer, is made senseless. */
export type Falsified = readonly [command: string, member: string, value: string];
