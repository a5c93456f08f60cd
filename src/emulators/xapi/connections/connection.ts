import type { Timer } from '../../../core/clock';
import type { FaultSide } from '../../fault-rules';
import type { FaultTarget } from '../../faults';
import type { Link } from '../../network/link';
import { httpText } from '../../network/listener';
import { Outbox } from '../../network/outbox';
import { CommandError } from '../errors';
import { type Json, Raw, writeJson } from '../json';
import type { XapiVenue } from '../venue';
import { type CommandText, parseCommand } from './command-text';
import { PaceRule } from './rules';
import { ValueSplitter } from './value-splitter';

/** A reply without the tag. */
export type Reply = { readonly [name: string]: Json };

/** A command with what is needed to answer it. */
export interface Incoming extends CommandText {
  readonly command: string;
}

/** One connection of either side: rules, framing, faults. What commands mean is up to the subclass. */
export abstract class Connection implements FaultTarget {
  abstract readonly side: FaultSide;
  readonly id: number;
  protected readonly venue: XapiVenue;
  readonly #connection: Link;
  readonly #splitter: ValueSplitter;
  readonly #pace: PaceRule;
  readonly #onGone: () => void;
  #outbox: Outbox | undefined;
  #firstData: Timer | undefined;
  #idle: Timer | undefined;
  #lastCommand: number;
  #heard = false;
  #closed = false;

  constructor(venue: XapiVenue, link: Link, id: number, onGone: () => void) {
    const { options, clock } = venue;
    this.venue = venue;
    this.id = id;
    this.#connection = link;
    this.#onGone = onGone;
    this.#splitter = new ValueSplitter(options.maxCommandBytes);
    this.#pace = new PaceRule(options.minIntervalMs, options.maxShortIntervals);
    this.#lastCommand = clock.monotonic();
    link.onBytes = (bytes) => this.#receive(bytes);
    link.onClosed = () => this.#gone();
  }

  /** Starts the rules' timers; called once, after the subclass is complete. */
  open(): void {
    const { options, clock } = this.venue;
    this.#firstData = clock.schedule(options.firstDataMs, () => this.drop(), { keepAlive: false });
    this.#armIdle(options.sessionIdleMs);
    this.venue.faults.adopt(this);
  }

  /** What to do with a command; replies go through {@link reply}. */
  protected abstract handle(incoming: Incoming): void;
  /** Too long without a command. */
  protected abstract idle(): void;
  /** The connection is gone. */
  protected abstract ended(): void;

  get address(): string {
    return this.#connection.address;
  }

  get transport(): Link['kind'] {
    return this.#connection.kind;
  }

  /** Answers a command, carrying its tag and its wish for a readable form. */
  protected reply(incoming: Incoming, reply: Reply): void {
    const { customTag, members, command } = incoming;
    const tagged = customTag === undefined ? reply : { ...reply, customTag: new Raw(customTag) };
    const unknown = this.venue.faults.unknownValues ? { futureField: 'future' } : {};
    this.#frame({ ...tagged, ...unknown }, command, members['prettyPrint'] === true);
  }

  /** Answers a command with an error. */
  protected refuse(incoming: Incoming, error: unknown): void {
    const { errorCode, errorDescr } = error instanceof CommandError ? error : new CommandError('EX001');
    this.reply(incoming, { status: false, errorCode, errorDescr });
  }

  /** Sends a frame that answers nothing. */
  protected event(command: string, data: Json): void {
    const unknown = this.venue.faults.unknownValues ? { futureField: 'future' } : {};
    this.#frame({ command, data, ...unknown }, command, false);
  }

  /** Refuses the connection itself: one error, then the end. */
  turnAway(error: CommandError): void {
    this.#connection.onBytes = () => {};
    const { errorCode, errorDescr } = error;
    this.#frame({ status: false, errorCode, errorDescr }, 'connect', false);
    this.#out().finish();
  }

  /** Closes without a word, as breaking a rule does. */
  drop(): void {
    this.#connection.cut();
    this.#gone();
  }

  writeRaw(bytes: Buffer): void {
    this.#connection.write(bytes);
  }

  writeGiant(bytes: number): void {
    const filler = 'x'.repeat(bytes);
    const frame: Json =
      this.side === 'stream'
        ? {
            command: 'news',
            data: { body: filler, key: 'giant', time: this.venue.clock.now(), title: 'Giant' },
          }
        : { status: true, returnData: filler };
    this.#connection.write(Buffer.from(`${writeJson(frame)}\n\n`));
  }

  freeze(): void {
    this.#out().freeze();
    this.#connection.pause();
  }

  thaw(): void {
    this.#connection.resume();
    this.#out().thaw();
  }

  pauseReading(): void {
    this.#connection.pause();
  }

  resumeReading(): void {
    this.#connection.resume();
  }

  release(): void {
    this.#connection.resume();
    this.#out().release();
  }

  finish(): void {
    this.#connection.finish();
  }

  cut(): void {
    this.#connection.cut();
  }

  reset(): void {
    this.#connection.reset();
  }

  #out(): Outbox {
    // Not in the constructor: `side` belongs to the subclass.
    this.#outbox ??= new Outbox(this.#connection, this.side, this.venue.faults.rules, this.venue.clock);
    return this.#outbox;
  }

  #frame(value: Json, command: string, pretty: boolean): void {
    // Reply and separator leave in one write: some clients stall otherwise.
    this.#out().push(Buffer.from(`${writeJson(value, pretty, this.venue.overrides)}\n\n`), command);
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    if (!this.#heard) this.#hearFirst();
    if (this.#closed) return;
    const failure = this.#splitter.push(bytes, (text) => this.#command(text));
    if (failure) this.drop();
  }

  #hearFirst(): void {
    this.#heard = true;
    this.#firstData?.cancel();
    if (this.#connection.kind !== 'tcp') return;
    const answer = this.venue.faults.rules.take('status', this.side, '');
    if (!answer) return;
    this.#connection.write(Buffer.from(httpText(answer)));
    this.#connection.finish();
    this.#gone();
  }

  #command(text: string): void {
    if (this.#closed) return;
    const { clock, log, faults } = this.venue;
    this.#lastCommand = clock.monotonic();
    let parsed: CommandText;
    try {
      parsed = parseCommand(text);
    } catch {
      this.drop();
      return;
    }
    const name = parsed.members['command'];
    const incoming: Incoming = { ...parsed, command: typeof name === 'string' ? name : '' };
    const { command } = incoming;
    log.receive({
      time: clock.now(),
      connection: this.id,
      side: this.side,
      command,
      members: masked(parsed.members),
    });
    if (this.#pace.request(this.#lastCommand)) {
      this.drop();
      return;
    }
    const lost = faults.rules.take('dropBeforeApply', this.side, command);
    if (lost) {
      if (lost.drop === 'connection') this.reset();
      return;
    }
    this.handle(incoming);
  }

  /** One timer that looks again when it is due, instead of one for every command. */
  #armIdle(delayMs: number): void {
    if (!Number.isFinite(delayMs)) return;
    const { clock, options } = this.venue;
    const check = (): void => {
      const left = this.#lastCommand + options.sessionIdleMs - clock.monotonic();
      if (left > 0) this.#armIdle(left);
      else {
        this.idle();
        this.#armIdle(options.sessionIdleMs);
      }
    };
    this.#idle = clock.schedule(delayMs, check, { keepAlive: false });
  }

  #gone(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#firstData?.cancel();
    this.#idle?.cancel();
    this.#outbox?.close();
    this.ended();
    this.#onGone();
  }
}

/** A command's members without the password. */
function masked(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = members['arguments'];
  if (typeof given !== 'object' || given === null || !('password' in given)) return members;
  return { ...members, arguments: { ...given, password: '***' } };
}
