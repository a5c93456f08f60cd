import { isCode } from '../../../adapter/schema/codes';
import type { Timer } from '../../../core/clock';
import {
  AuthenticationError,
  type BrokerError,
  ConnectionError,
  isProtocolError,
  isRateLimitError,
  isTimeoutError,
  NotConnectedError,
  type ProtocolError,
  TimeoutError,
  UnsupportedError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { type Deadline, startDeadline, withSent } from '../../../transport/deadline';
import { CONFLICT_MS, RATE_LIMIT_PAUSE_MS, SESSION_CONFLICT } from '../endpoints';
import { errorCodeOf } from '../error-codes';
import type { XapiCredentials, XapiSettings } from '../options';
import { Channel, targetName } from './channel';
import { type MainReply, readLoginReply } from './codec';
import { checkSize } from './commands/command';
import { objectText, stringText } from './commands/json-text';
import type { RequestName } from './request-names';
import { type MainRequest, Requests } from './requests';

/** What a session reports. */
export interface SessionEvents {
  /** The text of one value of the stream. @throws ProtocolError when it is no JSON */
  onStreamValue(text: string): void;
  /** All values of a chunk of the stream have been told. */
  onStreamChunkEnd(): void;
  onStray(error: ProtocolError, late: boolean): void;
  /** The session ended by itself. Once, and not after `terminate`. */
  onEnd(error: BrokerError): void;
}

/** What a session needs beside the settings. */
export interface SessionContext {
  readonly epoch: number;
  readonly settings: XapiSettings;
  readonly redactor: Redactor;
  readonly events: SessionEvents;
  nextTag(): RequestName;
}

/**
 * The two connections of one login, which live and die together.
 *
 * The venue ends a `streamSessionId` with the main connection, so neither is worth anything without the other.
 */
export class XapiSession {
  readonly #context: SessionContext;
  readonly #main: Channel;
  readonly #requests: Requests;
  readonly #stream: Channel;
  readonly #timers = new Map<Channel, Timer>();
  #streamSessionId: string | undefined;
  #loggedIn = false;
  /** UTC epoch ms. */
  #loggedInTime = 0;
  #ended: BrokerError | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { settings, epoch, redactor, events } = context;
    const { clock, targets, maxPendingRequests, tap, onInbound } = settings;
    const common = { epoch, clock, redactor, tap, onInbound, maxQueue: maxPendingRequests };
    const onEnd = (error: BrokerError): void => this.#end(error);
    this.#main = new Channel({
      ...common,
      label: 'main',
      target: targets.main,
      maxFrameBytes: settings.maxReplyBytes,
      answerableMs: () => this.#requests.answerableMs,
      onValue: (text) => this.#requests.receive(text),
      onChunkEnd: () => this.#requests.flush(),
      onEnd,
    });
    this.#stream = new Channel({
      ...common,
      label: 'stream',
      target: targets.stream,
      maxFrameBytes: settings.maxStreamFrameBytes,
      onValue: (text) => {
        if (this.#ended === undefined) events.onStreamValue(text);
      },
      onChunkEnd: () => events.onStreamChunkEnd(),
      onEnd,
    });
    this.#requests = new Requests(this.#main, {
      clock,
      redactor,
      maxPending: maxPendingRequests,
      events: {
        onStray: events.onStray,
        onRefused: (code, error, priority) => {
          // The venue says that we are too fast: main waits a moment, so that it is not said again.
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
    return this.#requests.waiting;
  }

  /**
   * Opens main and logs in at once, then opens the stream and pings it at once: the venue drops a connection that says
   * nothing for one second.
   * @throws AuthenticationError, TransportError, ProtocolError
   */
  async open(credentials: XapiCredentials, deadline: Deadline, beforeSend?: () => void): Promise<void> {
    await this.#main.open(deadline.signal);
    await this.login(credentials, deadline, beforeSend);
    this.#keepAlive(this.#main, () => this.#pingMain());
    if (this.#streamSessionId === undefined) return;
    try {
      await this.#stream.open(deadline.signal);
      await this.#pingStream(deadline);
    } catch (error) {
      throw this.#ended ?? error;
    }
    if (this.#ended) throw this.#ended;
    this.#keepAlive(this.#stream, () => {
      this.#pingStream().catch(() => {});
    });
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
    const request = { operation: 'login', argumentsText, priority: 'control' as const, deadline, beforeSend };
    const { body } = await this.#ask({ ...request, ...this.#context.nextTag() });
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
  }

  /** Sends a request on main. @throws NotConnectedError, and what {@link Requests.send} throws */
  request(request: MainRequest): Promise<MainReply> {
    if (!this.#loggedIn || !this.#main.isOpen) {
      return Promise.reject(notConnected(request.operation, request.requestId));
    }
    return this.#requests.send(request);
  }

  /**
   * Writes a command of the stream.
   * @param members - JSON texts beside `command`; those that subscribe get the `streamSessionId`
   * @throws NotConnectedError, ValidationError over 1 kB, UnsupportedError when login gave no `streamSessionId`
   */
  async command(
    name: string,
    members: Readonly<Record<string, string | undefined>>,
    options: {
      readonly identified: boolean;
      readonly deadline: Deadline;
      readonly beforeSend?: (() => void) | undefined;
    },
  ): Promise<void> {
    const { identified, deadline, beforeSend } = options;
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
      await this.#stream.send('control', text, () => beforeSend?.(), deadline);
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
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#requests.end(reason);
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
      // The reason tells more than the request that died of it.
      if (this.#ended && isProtocolError(this.#ended)) throw this.#ended;
      if (isTimeoutError(error) && error.sent === true) throw silence(error, this.#context.settings);
      throw error;
    }
  }

  /** Pings a channel that has sent nothing for the interval; its timer does not keep the process alive. */
  #keepAlive(channel: Channel, ping: () => void): void {
    const { clock, pingIntervalMs } = this.#context.settings;
    const check = (): void => {
      if (this.#ended) return;
      if (clock.monotonic() - channel.lastSent >= pingIntervalMs) {
        ping();
        arm(pingIntervalMs);
      } else {
        arm(channel.lastSent + pingIntervalMs - clock.monotonic());
      }
    };
    const arm = (delayMs: number): void => {
      this.#timers.set(channel, clock.schedule(delayMs, check, { keepAlive: false }));
    };
    arm(pingIntervalMs);
  }

  #pingMain(): void {
    const { clock, timeoutMs } = this.#context.settings;
    const deadline = startDeadline({ clock, timeoutMs, operation: 'ping' });
    const since = clock.monotonic();
    const request = { operation: 'ping', argumentsText: undefined, priority: 'control' as const, deadline };
    this.#requests
      .send({ ...request, ...this.#context.nextTag() })
      .catch((error: unknown) => {
        // A long reply on its way is a sign of life as well.
        if (!isTimeoutError(error) || this.#main.lastInbound >= since) return;
        const where = targetName(this.#context.settings.targets.main);
        const message = `${where} fell silent: it did not answer a ping within ${timeoutMs} ms`;
        this.#end(new ConnectionError(message, { failure: 'stale', venue: 'xapi' }));
      })
      .finally(() => deadline.dispose());
  }

  async #pingStream(deadline?: Deadline): Promise<void> {
    const { clock, timeoutMs } = this.#context.settings;
    const limit = deadline ?? startDeadline({ clock, timeoutMs, operation: 'ping' });
    try {
      await this.command('ping', {}, { identified: true, deadline: limit });
    } finally {
      if (!deadline) limit.dispose();
    }
  }
}

function notConnected(operation: string, requestId?: string): NotConnectedError {
  return new NotConnectedError(`${operation} needs a session: connect first`, {
    venue: 'xapi',
    operation,
    requestId,
  });
}

/** A server that takes a login and says nothing may speak another protocol altogether. */
function silence(error: BrokerError, { targets }: XapiSettings): BrokerError {
  const where = targetName(targets.main);
  const message = `${where} did not answer the login in time: it may be no XAPI server`;
  const { operation, requestId } = error;
  return new TimeoutError(message, { venue: 'xapi', operation, requestId, sent: true });
}
