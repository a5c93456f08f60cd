import type { Timer } from '../../../core/clock';
import { httpText } from '../../network/listener';
import { type SocketTerms, VenueSocket } from '../../network/venue-socket';
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

/** One connection of either side: rules and framing. The subclass handles the commands. */
export abstract class XapiSocket extends VenueSocket {
  protected readonly venue: XapiVenue;
  readonly #splitter: ValueSplitter;
  readonly #pace: PaceRule;
  #firstData: Timer | undefined;
  #hasData = false;

  constructor(venue: XapiVenue, terms: SocketTerms) {
    const { options } = venue;
    super(terms, venue, options.sessionIdleMs);
    this.venue = venue;
    this.#splitter = new ValueSplitter(options.maxCommandBytes);
    this.#pace = new PaceRule(options.minIntervalMs, options.maxShortIntervals);
  }

  override open(): void {
    this.#firstData = this.later(this.venue.options.firstDataMs, () => this.drop());
    super.open();
  }

  /** What to do with a command; replies go through {@link reply}. */
  protected abstract handle(incoming: Incoming): void;

  /** Answers a command with its tag, and indented where the command asked for it. */
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

  /** Sends a frame that is not an answer. */
  protected event(command: string, data: Json): void {
    const unknown = this.venue.faults.unknownValues ? { futureField: 'future' } : {};
    this.#frame({ command, data, ...unknown }, command, false);
  }

  /** Refuses the connection itself: sends one error, then closes. */
  turnAway(error: CommandError): void {
    this.connection.onBytes = () => {};
    const { errorCode, errorDescr } = error;
    this.#frame({ status: false, errorCode, errorDescr }, 'connect', false);
    this.finishAfterwards();
  }

  protected override giant(bytes: number): string {
    const filler = 'x'.repeat(bytes);
    const time = this.venue.clock.now();
    const frame: Json =
      this.side === 'stream'
        ? { command: 'news', data: { body: filler, key: 'giant', time, title: 'Giant' } }
        : { status: true, returnData: filler };
    return `${writeJson(frame)}\n\n`;
  }

  #frame(value: Json, command: string, pretty: boolean): void {
    // Reply and separator are sent in one write: some clients stall otherwise.
    this.push(`${writeJson(value, pretty, this.venue.overrides)}\n\n`, command);
  }

  protected override receive(bytes: Buffer): void {
    if (!this.#hasData) this.#takeFirst();
    if (this.closed) return;
    const failure = this.#splitter.push(bytes, (text) => this.#command(text));
    if (failure) this.drop();
  }

  #takeFirst(): void {
    this.#hasData = true;
    this.#firstData?.cancel();
    if (this.connection.kind !== 'tcp') return;
    const answer = this.venue.faults.rules.take('status', this.side, '');
    if (!answer) return;
    this.connection.write(Buffer.from(httpText(answer)));
    this.connection.finish();
    this.gone();
  }

  #command(text: string): void {
    if (this.closed) return;
    const receivedAt = this.heard();
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
    this.logRequest(command, masked(parsed.members));
    if (this.#pace.request(receivedAt)) {
      this.drop();
      return;
    }
    if (!this.isLost(command)) this.handle(incoming);
  }
}

/** A command's members without the password. */
function masked(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = members['arguments'];
  if (typeof given !== 'object' || given === null || !('password' in given)) return members;
  return { ...members, arguments: { ...given, password: '***' } };
}
