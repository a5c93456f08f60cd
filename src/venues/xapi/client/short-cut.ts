import type { RowDecoder, RowOf } from '../../../adapter/schema/row-decoder';
import type { ValueShortCut } from '../../../transport/json/json-values';
import {
  decodeBalance,
  decodeCandle,
  decodeProfit,
  decodeTick,
  decodeTradeStatus,
} from '../generated/decoders';
import type { StreamRecords } from '../types/stream';

const DECODERS = {
  balance: decodeBalance,
  candle: decodeCandle,
  profit: decodeProfit,
  tickPrices: decodeTick,
  tradeStatus: decodeTradeStatus,
} as const;

/** The commands whose records can be read without parsing. */
export type CutCommand = keyof typeof DECODERS;

/** A record, parsed, or read from its text with exact decimals and without what a broker does not ask for. */
export type SinkRecord<C extends CutCommand> = StreamRecords[C] | RowOf<(typeof DECODERS)[C]>;

/**
 * Takes the records of a command without an event between.
 * @param raw - the venue's own object; absent where the record was not parsed
 */
export type Sink<C extends CutCommand> = (record: SinkRecord<C>, raw?: unknown) => void;

/** The sink of each command that has one. */
export type Sinks = { [C in CutCommand]?: Sink<C> };

/** One command, whose values are read from their text while nobody wants them parsed. */
interface Route {
  /** What a value begins with. */
  readonly head: string;
  read(text: string, at: number): number;
  take(): void;
}

/** Reads the values of the stream that go to a sink and nowhere else. */
export class StreamShortCut implements ValueShortCut {
  readonly #isHeard: (command: CutCommand) => boolean;
  readonly #routes: Route[] = [];
  #found: Route | undefined;

  /** @param isHeard - whether somebody wants the parsed records of a command */
  constructor(isHeard: (command: CutCommand) => boolean) {
    this.#isHeard = isHeard;
  }

  get isOpen(): boolean {
    return this.#routes.length > 0;
  }

  /** Adds a command; those that come most often first. */
  add<C extends CutCommand>(command: C, sink: Sink<C>): void {
    // What stands before the record tells whose it is, so that a decoder misses only what is its own.
    const decoder = DECODERS[command].within('', '}') as RowDecoder<SinkRecord<C>>;
    let record: SinkRecord<C> | undefined;
    this.#routes.push({
      head: `{"command":"${command}","data":`,
      read: (text, at) => {
        if (this.#isHeard(command)) return -1;
        record = decoder.decode(text, at);
        return record === undefined ? -1 : decoder.end;
      },
      take: () => sink(record as SinkRecord<C>),
    });
  }

  read(text: string, at: number): number {
    const routes = this.#routes;
    for (let index = 0; index < routes.length; index += 1) {
      const route = routes[index] as Route;
      if (!text.startsWith(route.head, at)) continue;
      this.#found = route;
      return route.read(text, at + route.head.length);
    }
    return -1;
  }

  take(): void {
    this.#found?.take();
  }
}
