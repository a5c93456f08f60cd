import {
  FramedSocket,
  type FramedSocketOptions,
  type SilenceLimits,
} from '../../../adapter/connection/framed-socket';
import { isCode } from '../../../adapter/schema/codes';
import {
  AuthenticationError,
  type BrokerError,
  ConnectionError,
  isProtocolError,
  isRateLimitError,
  isTimeoutError,
  NotConnectedError,
  TimeoutError,
  UnsupportedError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { type Deadline, startDeadline, withSent } from '../../../transport/deadline';
import type { ValueShortCut } from '../../../transport/json/json-values';
import {
  CONFLICT_MS,
  RATE_LIMIT_PAUSE_MS,
  REQUEST_INTERVAL_MS,
  SESSION_CONFLICT,
  SHORT_INTERVALS,
  STREAM_SILENCE,
} from '../endpoints';
import { errorCodeOf } from '../error-codes';
import type { XapiCredentials, XapiSettings } from '../options';
import { type MainReply, readLoginReply } from './codec';
import { checkSize } from './command';
import { objectText, stringText } from './json-text';
import type { RequestName } from './request-names';
import { type MainRequest, MainRequests, type RequestEvents } from './requests';

/** Which of the two connections. */
export type ConnectionName = 'main' | 'stream';

/** What a session reports. */
export interface SessionEvents extends Omit<RequestEvents, 'onRefused'> {
  /** The text of one value of the stream. @throws ProtocolError when it is no JSON */
  onStreamValue(text: string): void;
  /** All values of a chunk of the stream have been received. */
  onStreamChunkEnd(): void;
  /** A connection has been silent for so many ms. */
  onStale(ageMs: number, connection: ConnectionName): void;
  onFresh(connection: ConnectionName): void;
  /** The session ended by itself. Once, and not after `terminate`. */
  onEnd(error: BrokerError): void;
}

/** What a session needs beside the settings. */
export interface SessionContext {
  readonly epoch: number;
  readonly settings: XapiSettings;
  /** How long main may be silent. */
  readonly silence: SilenceLimits;
  readonly redactor: Redactor;
  readonly events: SessionEvents;
  /** Takes usual values of the stream before `onStreamValue`. */
  readonly streamShortCut: ValueShortCut;
  nextTag(): RequestName;
}

/**
 * The two connections of one login, which live and die together.
 *
 * The venue ends a `streamSessionId` with the main connection, so neither is worth anything without the other.
 */
export class XapiSession {
  readonly #context: SessionContext;
  readonly #main: FramedSocket;
  readonly #requests: MainRequests;
  readonly #stream: FramedSocket;
  #streamSessionId: string | undefined;
  #loggedIn = false;
  /** UTC epoch ms. */
  #loggedInTime = 0;
  #ended: BrokerError | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { settings, events, redactor } = context;
    this.#main = this.#connection('main', {
      maxFrameBytes: settings.maxReplyBytes,
      json: {
        protocol: 'XAPI',
        answerableMs: () => this.#requests.answerableMs,
        onChunkEnd: () => this.#requests.flush(),
      },
      silence: context.silence,
      probe: () => this.#pingMain(),
      onText: (text) => this.#requests.receive(text),
    });
    this.#stream = this.#connection('stream', {
      maxFrameBytes: settings.maxStreamFrameBytes,
      json: { onChunkEnd: () => events.onStreamChunkEnd(), shortCut: context.streamShortCut },
      silence: STREAM_SILENCE,
      keepAliveMs: settings.pingIntervalMs,
      keepAlive: () => void this.#pingStream().catch(() => {}),
      onText: (text) => events.onStreamValue(text),
    });
    this.#requests = new MainRequests(this.#main, {
      redactor,
      maxPending: settings.maxPendingRequests,
      events: {
        onStray: events.onStray,
        onLate: events.onLate,
        onRefused: (code, error, priority) => {
          // The venue refuses what comes too fast: main waits a moment, so that it does not refuse again.
          if (isRateLimitError(error)) this.#main.pause(RATE_LIMIT_PAUSE_MS, priority);
          // A login that is repeated on a session that stands is refused, and the session still stands.
          if (error.operation !== 'login') this.refused(code);
        },
      },
    });
  }

  /** Whether both connections are open and the login holds. */
  get isOpen(): boolean {
    return (
      this.#loggedIn && this.#main.isOpen && (this.#streamSessionId === undefined || this.#stream.isOpen)
    );
  }

  /** Why it is over; undefined while it is not. */
  get ended(): BrokerError | undefined {
    return this.#ended;
  }

  /** Requests of the main connection that wait for their turn or their answer. */
  get pendingRequests(): number {
    return this.#main.pendingRequests;
  }

  /** Age of the last value of the stream, in ms; undefined before the first. */
  get lastInboundAgeMs(): number | undefined {
    return this.#stream.lastInboundAgeMs;
  }

  /** Round trip of the last ping of main, or question for the time, in ms. */
  get latencyMs(): number | undefined {
    return this.#requests.latencyMs;
  }

  /**
   * Opens main and logs in at once, then opens the stream and pings it at once: the venue drops a connection that is
   * silent for one second.
   * @throws AuthenticationError, TransportError, ProtocolError
   */
  async open(credentials: XapiCredentials, deadline: Deadline, beforeSend?: () => void): Promise<void> {
    await this.#main.open(deadline.signal);
    await this.login(credentials, deadline, beforeSend);
    if (this.#streamSessionId !== undefined) {
      try {
        await this.#stream.open(deadline.signal);
        await this.#pingStream(deadline);
      } catch (error) {
        throw this.#ended ?? error;
      }
    }
    if (this.#ended) throw this.#ended;
    this.#main.watch();
    if (this.#streamSessionId !== undefined) this.#stream.keepAlive();
  }

  /**
   * Sends login and keeps the `streamSessionId`.
   * @throws AuthenticationError, TransportError, ProtocolError
   */
  async login(credentials: XapiCredentials, deadline: Deadline, beforeSend?: () => void): Promise<void> {
    const { userId, password, appName } = credentials;
    const argumentsText = objectText({
      userId: stringText(userId),
      password: stringText(password),
      appName: appName === undefined ? undefined : stringText(appName),
    });
    const { body } = await this.#ask({ ...this.#request('login', argumentsText), deadline, beforeSend });
    const id = readLoginReply(body);
    this.forget();
    if (id !== undefined) this.#context.redactor.add(id);
    this.#streamSessionId = id;
    this.#loggedIn = true;
    this.#loggedInTime = this.#context.settings.clock.now();
  }

  /** Ends the login; the stream's id is worth nothing after it. */
  loggedOut(): void {
    this.#loggedIn = false;
    this.#stream.unwatch();
  }

  /** Sends a request on main. @throws NotConnectedError, and what {@link MainRequests.send} throws */
  request(request: MainRequest): Promise<MainReply> {
    if (!this.#loggedIn || !this.#main.isOpen) {
      return Promise.reject(notConnected(request.operation, request.requestId));
    }
    return this.#requests.send(request);
  }

  /**
   * Writes a command of the stream.
   * @param members - JSON texts beside `command`
   * @param identified - whether it carries the `streamSessionId`, as those that subscribe do
   * @throws NotConnectedError, ValidationError over 1 kB, UnsupportedError when login gave no `streamSessionId`
   */
  async command(
    name: string,
    members: Readonly<Record<string, string | undefined>>,
    identified: boolean,
    deadline: Deadline,
  ): Promise<void> {
    const id = this.#streamSessionId;
    if (!this.#loggedIn) throw notConnected(name);
    if (id === undefined) {
      const message = 'The venue gave no streamSessionId with login, so there is no stream';
      throw new UnsupportedError(message, { venue: 'xapi', operation: name });
    }
    const streamSessionId = identified ? stringText(id) : undefined;
    const text = objectText({ command: stringText(name), streamSessionId, ...members });
    checkSize(text, name);
    if (!this.#stream.isOpen) throw notConnected(name);
    try {
      await this.#stream.send('control', text, () => {}, deadline);
      // Only who has asked for keepAlive can miss it.
      if (name === 'getKeepAlive') this.#stream.watch();
      else if (name === 'stopKeepAlive') this.#stream.unwatch();
    } catch (error) {
      throw deadline.reason ? withSent(deadline.reason, false, { venue: 'xapi', operation: name }) : error;
    }
  }

  /** An error code that may end the session, from either connection. */
  refused(code: string): void {
    if (!this.#loggedIn || errorCodeOf(code)?.endsSession !== true) return;
    if (isCode(code, SESSION_CONFLICT)) {
      const message = `The venue takes no more requests: the user is logged in elsewhere (${code})`;
      const until = Math.max(this.#loggedInTime + CONFLICT_MS, this.#context.settings.clock.now());
      this.#end(new AuthenticationError(message, { venue: 'xapi', code, until, sent: true }));
      return;
    }
    const message = `The venue ended the session (${code})`;
    this.#end(new ConnectionError(message, { failure: 'closed', venue: 'xapi' }));
  }

  /** Ends both connections at once; everything that waits rejects with a ConnectionError. Idempotent. */
  terminate(reason: BrokerError): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#loggedIn = false;
    this.#main.terminate(reason);
    this.#stream.terminate(reason);
  }

  /** Drops the secret of this session; to be called when nothing can mention it any more. */
  forget(): void {
    if (this.#streamSessionId !== undefined) this.#context.redactor.remove(this.#streamSessionId);
    this.#streamSessionId = undefined;
  }

  #end(error: BrokerError): void {
    if (this.#ended) return;
    this.terminate(error);
    this.#context.events.onEnd(error);
  }

  async #ask(request: MainRequest): Promise<MainReply> {
    try {
      return await this.#requests.send(request);
    } catch (error) {
      // The reason is more precise than the failure of the request.
      if (this.#ended && isProtocolError(this.#ended)) throw this.#ended;
      if (isTimeoutError(error) && error.sent === true) throw noAnswer(error, this.#main.name);
      throw error;
    }
  }

  #connection(
    label: ConnectionName,
    options: Pick<FramedSocketOptions, 'maxFrameBytes' | 'json' | 'silence' | 'onText'> &
      Partial<FramedSocketOptions>,
  ): FramedSocket {
    const { epoch, redactor, settings, events } = this.#context;
    const { clock, targets, maxPendingRequests, tap, onInbound } = settings;
    return new FramedSocket({
      venue: 'xapi',
      label,
      target: targets[label],
      epoch,
      clock,
      redactor,
      tap,
      pace: { minIntervalMs: REQUEST_INTERVAL_MS, burst: SHORT_INTERVALS },
      maxQueue: maxPendingRequests,
      onInbound: () => onInbound?.(label),
      onStale: (ageMs) => events.onStale(ageMs, label),
      onFresh: () => events.onFresh(label),
      onEnd: (error) => this.#end(error),
      ...options,
    });
  }

  /** Whatever comes is as good a sign of life as the answer. */
  #pingMain(): void {
    this.#requests.send(this.#request('ping')).catch(() => {});
  }

  /** A request that the client sends by itself. */
  #request(operation: string, argumentsText?: string): MainRequest {
    return { operation, argumentsText, priority: 'control', ...this.#context.nextTag() };
  }

  async #pingStream(deadline?: Deadline): Promise<void> {
    const { clock, timeoutMs } = this.#context.settings;
    const limit = deadline ?? startDeadline({ clock, timeoutMs, operation: 'ping' });
    try {
      await this.command('ping', {}, true, limit);
    } finally {
      if (!deadline) limit.dispose();
    }
  }
}

/** The error of a call without a session. */
export function notConnected(operation: string, requestId?: string): NotConnectedError {
  return new NotConnectedError(`${operation} needs a session: connect first`, {
    venue: 'xapi',
    operation,
    requestId,
  });
}

/** A server that takes a login and says nothing may speak another protocol altogether. */
function noAnswer({ operation, requestId }: BrokerError, where: string): BrokerError {
  const message = `${where} did not answer the login in time: it may be no XAPI server`;
  return new TimeoutError(message, { venue: 'xapi', operation, requestId, sent: true });
}
