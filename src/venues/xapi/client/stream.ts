import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import type { TableCall } from '../../../adapter/schema/table-call';
import type { CallOptions } from '../../../broker';
import { ProtocolError, VenueError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import type { SafeEmitterOptions } from '../../../streaming/safe-emitter';
import { MAX_USELESS } from '../endpoints';
import { toError } from '../errors';
import { XapiStreamCommands } from '../generated/xapi-stream-commands';
import { readStreamFrame, type StreamFrame } from './codec';
import { type CutCommand, type Sink, type Sinks, StreamShortCut } from './short-cut';
import { STREAM_COMMANDS, type StreamCommand } from './stream-commands';

/** How much of what a refusal says is looked at. */
const MAX_TEXT = 2000;

/** Where the name of a command stands in a value that cannot be read. */
const COMMAND = /"command"\s{0,8}:\s{0,8}"(\w{1,40})"/;
const COMMAND_WITHIN = 1000;

/** The commands whose records are told once and are about the account. */
const PRIVATE_COMMANDS: ReadonlySet<string> = new Set(['balance', 'profit', 'trade', 'tradeStatus']);

/** The operation of an error of values that name no command. */
const NO_COMMAND = 'stream';

/** Whether unreadable values may have told of the account, by the operation of their error. */
export function isPrivateFault(operation: string | undefined): boolean {
  return operation === NO_COMMAND || PRIVATE_COMMANDS.has(operation ?? '');
}

/** The unreadable values of a chunk. */
interface StreamFault {
  readonly mismatch: RecordMismatch;
  readonly text: string;
  readonly command: string;
  readonly count: number;
}

/** What a stream needs of its client. */
export interface StreamConnection {
  /** Writes a command at the venue's pace. */
  send(
    name: string,
    command: StreamCommand,
    args: object | undefined,
    options: CallOptions | undefined,
  ): Promise<void>;
  readonly emitter: SafeEmitterOptions;
  /** Whether the venue's own objects are to be remembered. */
  readonly raw: boolean;
  now(): number;
  /** Knows the secrets that an error must not show. */
  readonly redactor: Redactor;
  /** The venue refused something on the stream with this code. */
  refused(code: string): void;
  /** Values of a chunk break the protocol; the connection stays. */
  invalid(error: ProtocolError): void;
  /** A frame with a command that is not known. */
  unknownFrame(): void;
}

/** The streaming commands and their events. */
export class XapiStream extends XapiStreamCommands {
  /**
   * Reads what goes to sinks alone; not used where the venue's own objects are wanted.
   * @internal
   */
  readonly shortCut = new StreamShortCut((command) => this.emitter.listenerCount(command) > 0);
  readonly #connection: StreamConnection;
  readonly #sinks: Sinks = {};
  /** What could not be read of the chunk that is being received. */
  #fault: StreamFault | undefined;
  /** How many of its values could not be used. */
  #useless = 0;

  /** @internal Made by `XapiClient`. */
  constructor(connection: StreamConnection) {
    super(connection.emitter);
    this.#connection = connection;
  }

  /**
   * Gives the records of a command to one that takes them before all listeners, and where there is no listener without
   * parsing.
   * @internal
   */
  sink<C extends CutCommand>(command: C, take: Sink<C>): void {
    const guarded: Sink<C> = (record, raw) => {
      try {
        take(record, raw);
      } catch (error) {
        // As that of a listener: the connection and those who listen are not to blame.
        this.#connection.emitter.onListenerError(command, error);
      }
    };
    Object.assign(this.#sinks, { [command]: guarded });
    if (!this.#connection.raw) this.shortCut.add(command, guarded);
  }

  /**
   * Takes the text of one value from the connection.
   * @internal
   * @throws ProtocolError when it is no JSON
   */
  receive(text: string): void {
    let frame: StreamFrame;
    try {
      frame = readStreamFrame(text);
    } catch (error) {
      if (!(error instanceof RecordMismatch)) throw error;
      this.#unreadable(error, text);
      return;
    }
    if (this.#connection.raw) remember(frame);
    this.#dispatch(frame);
  }

  /**
   * All values of a chunk have been received: what could not be read of it is one error.
   * @internal
   */
  flush(): void {
    const fault = this.#fault;
    this.#fault = undefined;
    this.#useless = 0;
    if (fault === undefined) return;
    const { path, rule } = fault.mismatch;
    const mismatch = new RecordMismatch(path, rule, fault.count);
    const sample = this.#connection.redactor.sample(fault.text);
    this.#connection.invalid(mismatchError(mismatch, { venue: 'xapi', operation: fault.command, sample }));
  }

  /** The first unreadable value of a chunk is shown; a private one before any other, for it has to be asked for. */
  #unreadable(mismatch: RecordMismatch, text: string): void {
    const command = COMMAND.exec(text.slice(0, COMMAND_WITHIN))?.[1] ?? NO_COMMAND;
    const count = (this.#fault?.count ?? 0) + mismatch.count;
    const shown = this.#fault;
    this.#fault =
      shown === undefined || (isPrivateFault(command) && !isPrivateFault(shown.command))
        ? { mismatch, text, command, count }
        : { ...shown, count };
    this.#count();
  }

  #count(): void {
    this.#useless += 1;
    if (this.#useless <= MAX_USELESS) return;
    throw new ProtocolError(`more than ${MAX_USELESS} values of one chunk cannot be read`, { venue: 'xapi' });
  }

  /** A switch of literal names: the engine then knows the listener's event at each place. */
  #dispatch(frame: StreamFrame): void {
    const { emitter } = this;
    const sinks = this.#sinks;
    switch (frame.command) {
      case 'tickPrices':
        // The record is the parsed object itself, so it is its own raw form.
        sinks.tickPrices?.(frame.data, frame.data);
        emitter.emit('tickPrices', frame.data, frame.data);
        return;
      case 'balance':
        sinks.balance?.(frame.data, frame.raw);
        emitter.emit('balance', frame.data, frame.raw);
        return;
      case 'candle':
        sinks.candle?.(frame.data, frame.raw);
        emitter.emit('candle', frame.data, frame.raw);
        return;
      case 'keepAlive':
        emitter.emit('keepAlive', frame.data, frame.raw);
        return;
      case 'news':
        emitter.emit('news', frame.data, frame.raw);
        return;
      case 'profit':
        sinks.profit?.(frame.data, frame.raw);
        emitter.emit('profit', frame.data, frame.raw);
        return;
      case 'trade':
        emitter.emit('trade', frame.data, frame.raw);
        return;
      case 'tradeStatus':
        sinks.tradeStatus?.(frame.data, frame.raw);
        emitter.emit('tradeStatus', frame.data, frame.raw);
        return;
      case 'status':
        if (frame.ok) return;
        this.#count();
        this.#refused(frame.errorCode, frame.errorDescr);
        return;
      case 'unknown':
        this.#count();
        this.#connection.unknownFrame();
        emitter.emit('unknown', frame.value);
        return;
    }
  }

  #refused(errorCode: string, errorDescr: string | undefined): void {
    const { redactor } = this.#connection;
    const text = errorDescr === undefined ? undefined : redactor.text(errorDescr, MAX_TEXT);
    const code = redactor.text(errorCode, MAX_TEXT);
    const error = toError(code, text, { operation: 'stream', now: this.#connection.now() });
    const shown = error instanceof VenueError ? error : asVenueError(error.message, code, text);
    redactor.seal(shown);
    this.emitter.emit('error', shown);
    this.#connection.refused(errorCode);
  }

  protected async call<T>({ name, args }: TableCall<T>, options?: CallOptions): Promise<T> {
    // A call is made of a name of the table, and of its answer, which is nothing.
    const command = STREAM_COMMANDS[name as keyof typeof STREAM_COMMANDS];
    return (await this.#connection.send(name, command, args, options)) as T;
  }
}

function remember(frame: StreamFrame): void {
  if (frame.command === 'status' || frame.command === 'unknown') return;
  rememberRaw(frame.data, frame.command === 'tickPrices' ? frame.data : frame.raw);
}

/** A stream's error names no request, so that a limit of requests is a plain error here. */
function asVenueError(message: string, code: string, venueText: string | undefined): VenueError {
  return new VenueError(message, {
    venue: 'xapi',
    operation: 'stream',
    sent: true,
    retryable: true,
    code,
    ...(venueText === undefined ? {} : { venueText }),
  });
}
