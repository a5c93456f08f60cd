import { ConnectionSlot, emitterOptions } from '../../../adapter/connection/connection-slot';
import type { SilenceLimits } from '../../../adapter/connection/framed-socket';
import { endedError } from '../../../adapter/connection/socket-call';
import { mismatchError, pieceAt } from '../../../adapter/schema/mismatch';
import { rememberRawSteps } from '../../../adapter/schema/raw-records';
import { type Reader, RecordMismatch, readSteps } from '../../../adapter/schema/reader';
import { callsOf, type TableCall } from '../../../adapter/schema/table-call';
import type { CallOptions } from '../../../broker';
import { LIMITS } from '../../../core/limits';
import { SlicesInOrder, type Steps } from '../../../core/slices';
import { type BrokerError, NotConnectedError, type ProtocolError } from '../../../errors';
import { Redactor, redactorOf } from '../../../errors/redact';
import { type Deadline, withSent } from '../../../transport/deadline';
import { targetName } from '../../../transport/socket/socket-target';
import { LoginGate } from '../auth';
import type { XapiClientOptions } from '../generated/records';
import { XapiCommands } from '../generated/xapi-commands';
import { parseOptions, type XapiCredentials, type XapiSettings } from '../options';
import type { XapiCallOptions, XapiCounters } from '../types/client';
import { checkArguments } from '../wire/arguments';
import { argumentTexts, type Command, memberTexts, roomFor } from './command';
import { COMMANDS, CUT_COMMANDS } from './commands';
import { checkRequestId, RequestNames } from './request-names';
import type { MainRequest } from './requests';
import { notConnected, XapiSession } from './session';
import { XapiStream } from './stream';
import type { StreamCommand } from './stream-commands';

export { rawOf } from '../../../adapter/schema/raw-records';

const callOf = callsOf<typeof COMMANDS>();

/**
 * A client of the venue's own commands: one session at a time over a main and a stream connection.
 *
 * It does not reconnect: after a `close` event every stream subscription is gone, and `connect` may be called again.
 * The broker above it does that.
 */
export class XapiClient extends XapiCommands {
  /** The streaming commands and their events; the same object over all sessions. */
  readonly stream: XapiStream;
  readonly #settings: XapiSettings;
  readonly #credentials: XapiCredentials;
  readonly #redactor: Redactor;
  readonly #gate: LoginGate;
  readonly #names: RequestNames;
  /** Reads the answers, in the order in which they came. */
  readonly #reading = new SlicesInOrder();
  readonly #counters = { strayReplies: 0, lateReplies: 0, invalidFrames: 0, unknownFrames: 0 };
  /** @internal */
  protected readonly slot: ConnectionSlot<XapiSession>;

  /**
   * @param silence - how long main may be silent; the default is made of `pingIntervalMs` and `timeoutMs`
   * @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet
   */
  constructor(options: XapiClientOptions, silence?: SilenceLimits) {
    const { settings, credentials } = parseOptions(options);
    const redactor = new Redactor();
    redactor.learn(credentials);
    const logger = redactor.logger(settings.logger);
    const emitter = emitterOptions({ logger, redactor }, { venue: 'xapi' });
    super(emitter);
    this.#redactor = redactorOf(this, redactor);
    this.#settings = { ...settings, logger };
    this.#credentials = credentials;
    this.#gate = new LoginGate(settings.clock);
    this.#names = new RequestNames(settings.random);
    const { clock, timeoutMs, pingIntervalMs } = settings;
    this.stream = new XapiStream({
      emitter,
      raw: settings.raw,
      now: () => settings.clock.now(),
      redactor: this.#redactor,
      refused: (code) => this.slot.current?.refused(code),
      invalid: (error) => this.#report('invalidFrames', error),
      unknownFrame: () => {
        this.#counters.unknownFrames += 1;
      },
      send: (name, command, args, callOptions) => this.#command(name, command, args, callOptions),
    });
    const limits = silence ?? {
      probeAfterMs: pingIntervalMs,
      staleAfterMs: pingIntervalMs + timeoutMs / 2,
      lostAfterMs: pingIntervalMs + timeoutMs,
    };
    this.slot = new ConnectionSlot({
      venue: 'xapi',
      clock,
      redactor: this.#redactor,
      timeoutMs,
      create: (epoch) => this.#newSession(epoch, limits),
      onClose: (error) => this.emitter.emit('close', error),
    });
  }

  /** What came and could not be used, since the client was made. */
  get counters(): XapiCounters {
    return { ...this.#counters };
  }

  /**
   * Opens the main connection and logs in at once, then opens the stream and pings it at once.
   *
   * Calls at the same time share one attempt; with a session it resolves at once. The limit covers everything.
   * `beforeSend` is called right before the login leaves.
   * @throws AuthenticationError when the venue refuses the login; after EX004, EX006, EX007, EX010, EX017, BE004 and
   *   BE005 later calls reject the same way without sending anything: for good, after EX007 for ten minutes
   * @throws ConnectionError, TimeoutError, AbortedError, ProtocolError when it is no XAPI server, ClosedError
   */
  async connect(options: Omit<XapiCallOptions, 'priority' | 'requestId'> = {}): Promise<void> {
    if (this.isConnected) return;
    // Whoever joins an attempt under way sends no login of its own.
    if (!this.slot.isConnecting) this.#gate.check();
    await this.slot.connect(options, (session, deadline) =>
      this.#logIn(() => session.open(this.#credentials, deadline, options.beforeSend)),
    );
  }

  /**
   * Logs in again on the connection that is open, for after `logout`. `connect` logs in by itself: after it, and while it
   * is under way, `login` sends nothing and resolves when the login holds. Stream subscriptions of the login before are
   * gone.
   * @throws AuthenticationError as `connect`; NotConnectedError
   */
  async login(options: CallOptions = {}): Promise<void> {
    if (this.isConnected || this.slot.isConnecting) return this.connect(options);
    this.#gate.check();
    const session = this.slot.current;
    if (!session)
      throw new NotConnectedError('login needs a connection: connect first', { operation: 'login' });
    await this.slot.within('login', options, (deadline) =>
      this.#redactor.sealed(this.#logIn(() => session.login(this.#credentials, deadline))),
    );
  }

  /** Ends the login, and with it the stream; the connections stay until `disconnect`. @see XAPI 2.5.0, Logout */
  async logout(options?: XapiCallOptions): Promise<void> {
    const session = this.slot.current;
    await this.call(callOf('logout'), options);
    session?.loggedOut();
  }

  /** Logs out as far as that takes no longer than one second, and disconnects. Never rejects. */
  async close(): Promise<void> {
    const { current } = this.slot;
    this.slot.expectEnd();
    if (current?.isOpen) await this.logout({ timeoutMs: LIMITS.closeMs }).catch(() => {});
    if (this.slot.current === current) this.disconnect();
  }

  /** What may be shown of the client: nothing secret. */
  toJSON(): Record<string, unknown> {
    const { main, stream } = this.#settings.targets;
    return {
      venue: 'xapi',
      main: targetName(main),
      stream: targetName(stream),
      isConnected: this.isConnected,
      epoch: this.epoch,
    };
  }

  protected call<T>({ name, args }: TableCall<T>, options?: XapiCallOptions): Promise<T> {
    // A call is made of a name of the table, and of its answer.
    return this.#call(name, COMMANDS[name as keyof typeof COMMANDS] as Command<T>, args, options);
  }

  /**
   * Reads a list as its method does, with what a broker asks for alone.
   * @internal
   */
  cut<N extends keyof typeof CUT_COMMANDS>(
    name: N,
    args: Parameters<XapiCommands[N]>[0] | undefined,
    options?: XapiCallOptions,
  ): Promise<ReturnType<(typeof CUT_COMMANDS)[N]['read']>> {
    type Answer = ReturnType<(typeof CUT_COMMANDS)[N]['read']>;
    return this.#call(name, CUT_COMMANDS[name] as Command<Answer>, args, options);
  }

  async #call<T>(
    name: string,
    command: Command<T>,
    args: object | undefined,
    options: XapiCallOptions = {},
  ): Promise<T> {
    checkRequestId(options.requestId);
    return this.slot.within(name, options, async (deadline) => {
      const room = (): number => roomFor(name, this.#names.longest(options.requestId));
      const { priority = 'read' } = command;
      const place = options.priority ?? (typeof priority === 'function' ? priority(args) : priority);
      const answers: T[] = [];
      for (const argumentsText of argumentTexts(command, args, name, room)) {
        const asked = { operation: name, argumentsText, priority: place, deadline };
        answers.push(await this.#request(command, asked, options));
      }
      const [first] = answers;
      return answers.length === 1 || !command.join ? (first as T) : command.join(answers);
    });
  }

  async #request<T>(
    { read, fromText }: Command<T>,
    asked: Pick<MainRequest, 'operation' | 'argumentsText' | 'priority'> & { readonly deadline: Deadline },
    { requestId: given, beforeSend }: XapiCallOptions,
  ): Promise<T> {
    const { operation, deadline } = asked;
    const names = this.#names.next(given);
    const session = this.#session(operation, names.requestId);
    const { raw } = this.#settings;
    const request = { ...asked, beforeSend, fromText: raw ? undefined : fromText, ...names };
    const { cut, returnData } = await this.#redactor.sealed(session.request(request));
    if (cut !== undefined) return cut as T;
    const { requestId } = names;
    const context = { venue: 'xapi', operation, requestId } as const;
    const stopped = (): BrokerError | undefined =>
      deadline.reason
        ? withSent(deadline.reason, true, context)
        : session.ended && endedError(session.ended, context, true);
    try {
      return await this.#reading.run(answerSteps(read, returnData, raw), stopped);
    } catch (error) {
      if (!(error instanceof RecordMismatch)) throw error;
      this.#counters.invalidFrames += 1;
      const sample = this.#redactor.sample(pieceAt(returnData, error.path));
      throw mismatchError(error, { ...context, at: 'returnData', sample });
    }
  }

  #command(
    name: string,
    { args: schema, isIdentified }: StreamCommand,
    args: object | undefined,
    options: CallOptions = {},
  ): Promise<void> {
    return this.slot.within(name, options, (deadline) => {
      const members = schema === undefined ? {} : memberTexts(checkArguments(schema, args, name));
      const sent = this.#session(name).command(name, members, isIdentified, deadline);
      return this.#redactor.sealed(sent);
    });
  }

  /** @throws NotConnectedError */
  #session(operation: string, requestId?: string): XapiSession {
    const session = this.slot.current;
    if (!session) throw notConnected(operation, requestId);
    return session;
  }

  #newSession(epoch: number, silence: SilenceLimits): XapiSession {
    const isLive = (): boolean => this.slot.live === session;
    const session: XapiSession = new XapiSession({
      epoch,
      settings: this.#settings,
      silence,
      redactor: this.#redactor,
      streamShortCut: this.stream.shortCut,
      nextTag: () => this.#names.next(),
      events: {
        onStreamValue: (text) => this.stream.receive(text),
        onStreamChunkEnd: () => this.stream.flush(),
        onStray: (error) => this.#report('strayReplies', error),
        // A reply to a request that was given up is no fault of the venue.
        onLate: () => {
          this.#counters.lateReplies += 1;
        },
        onStale: (ageMs, name) => void (isLive() && this.emitter.emit('stale', ageMs, name)),
        onFresh: (name) => void (isLive() && this.emitter.emit('fresh', name)),
        onEnd: (error) => this.slot.ended(session, error),
      },
    });
    // Until now its errors could still mention its secret.
    this.slot.newest?.forget();
    return session;
  }

  async #logIn(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#gate.failed(error);
      throw error;
    }
  }

  #report(counter: 'strayReplies' | 'invalidFrames', error: ProtocolError): void {
    this.#counters[counter] += error.count ?? 1;
    this.#redactor.seal(error);
    this.emitter.emit('error', error);
  }
}

function* answerSteps<T>(read: Reader<T>, returnData: unknown, raw: boolean): Steps<T> {
  const answer = yield* readSteps(read, returnData);
  if (raw) yield* rememberRawSteps(answer, returnData);
  return answer;
}
