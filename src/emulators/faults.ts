import { checkName, type FaultNames, type NameKind } from './fault-names';
import {
  type DropMode,
  type FaultEffects,
  FaultRules,
  type FaultScope,
  type FaultSide,
  type FaultVerb,
} from './fault-rules';

/** An open connection, as the fault layer sees it. */
export interface FaultTarget {
  readonly side: FaultSide;
  /** Bytes outside the protocol, past every other fault. */
  writeRaw(bytes: Uint8Array): void;
  /** A valid frame of at least `bytes` bytes. */
  writeGiant(bytes: number): void;
  freeze(): void;
  thaw(): void;
  pauseReading(): void;
  resumeReading(): void;
  /** Releases everything held back. */
  release(): void;
  finish(): void;
  cut(): void;
  reset(): void;
}

/** What the fault layer needs of its server. */
export interface FaultHost {
  /** The kinds of connection that it has. */
  readonly sides: readonly FaultSide[];
  targets(): readonly FaultTarget[];
  refuse(side: FaultSide): void;
  accept(side: FaultSide): Promise<void>;
  /** Serves the new connections that a fault had left unserved. */
  serveHeld(): void;
  kick(userId: string | undefined): void;
  lockAccount(minutes: number, userId: string | undefined): void;
  expireSession(userId: string | undefined): void;
}

/** What {@link Faults.status} may have besides the code. */
export interface StatusAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the command is still executed, where the protocol is HTTP. @defaultValue false */
  readonly applied?: boolean;
}

type SideScope = Pick<FaultScope, 'side'>;
/** For faults that name their command themselves. */
type SentScope = Omit<FaultScope, 'command'>;

/** More than any test sends; "until cleared". */
const ALWAYS = Number.POSITIVE_INFINITY;

/**
 * Everything that can go wrong between a venue and its client, on demand. {@link clear} ends it all.
 *
 * A command, an event or a side that the venue does not have is a RangeError, which lists those that it has: a fault of it
 * would never happen.
 */
export class Faults<C extends string = string, E extends string = string> {
  /** The faults in force, for the server to look up. */
  readonly rules = new FaultRules();
  readonly #names: FaultNames<C, E>;
  #host: FaultHost | undefined;
  #frozen: FaultScope['side'] | undefined;
  #notReading: FaultScope['side'] | undefined;
  #unknown = false;

  /** @param names - of the venue's own table of requests, so that they cannot differ from it */
  constructor(names: FaultNames<C, E>) {
    this.#names = names;
  }

  /** Connects the layer with its server. */
  attach(host: FaultHost): void {
    this.#host = host;
  }

  /** Delays frames by `ms` of the emulator's clock, keeping their order. Until cleared. */
  latency(ms: number, scope: FaultScope<C | E> = {}): void {
    this.#add('latency', { ms }, scope, ALWAYS);
  }

  /** Sends `afterBytes` bytes of the next frame, then nothing more on that connection. Once. */
  hang(afterBytes: number, scope: FaultScope<C | E> = {}): void {
    this.#add('hang', { afterBytes }, scope, 1);
  }

  /** Accepts TCP connections but never continues to the TLS or WebSocket handshake, nor reads. Until cleared. */
  hangHandshake(scope: Omit<FaultScope, 'command'> = {}): void {
    this.#add('hangHandshake', {}, scope, ALWAYS);
  }

  /** Half-open: connections, old and new, stay open and transfer nothing in either direction until {@link thaw}. */
  freeze(scope: SideScope = {}): void {
    const targets = this.#targets(scope);
    this.#frozen = scope.side ?? 'both';
    for (const target of targets) target.freeze();
  }

  /** Ends {@link freeze}: what was held back is sent. */
  thaw(): void {
    this.#frozen = undefined;
    for (const target of this.#targets({})) target.thaw();
    this.#host?.serveHeld();
  }

  /** Resets connections (RST) now. */
  reset(scope: SideScope = {}): void {
    for (const target of this.#targets(scope)) target.reset();
  }

  /** Ends connections in the regular way now: FIN over TCP, a close frame over WebSocket. */
  closeAll(scope: SideScope = {}): void {
    for (const target of this.#targets(scope)) target.finish();
  }

  /** Ends connections with a bare FIN now, also under WebSocket. */
  cut(scope: SideScope = {}): void {
    for (const target of this.#targets(scope)) target.cut();
  }

  /** Refuses new connections until {@link accept}; open ones stay. */
  refuse(scope: SideScope = {}): void {
    for (const side of this.#sides(scope)) this.#host?.refuse(side);
  }

  /** Accepts connections again, on the same ports. */
  async accept(): Promise<void> {
    await Promise.all(this.#sides({}).map((side) => this.#host?.accept(side)));
  }

  /** Sends each frame in pieces of `bytes`: writes of their own over TCP, fragments over WebSocket. Until cleared. */
  slice(bytes: number, scope: FaultScope<C | E> = {}): void {
    this.#add('slice', { bytes: Math.max(1, Math.floor(bytes)) }, scope, ALWAYS);
  }

  /** Holds frames until there are `frames` of them, then sends them as one. Until cleared. */
  coalesce(frames: number, scope: FaultScope<C | E> = {}): void {
    this.#add('coalesce', { frames }, scope, ALWAYS);
  }

  /** Cuts the next frame after `bytes` bytes; the connection continues after it. Once. */
  truncate(bytes: number, scope: FaultScope<C | E> = {}): void {
    this.#add('truncate', { bytes }, scope, 1);
  }

  /** Replaces the byte at index `byte` of the next frame, so that it is no JSON. Once. */
  corrupt(byte: number, scope: FaultScope<C | E> = {}): void {
    this.#add('corrupt', { byte }, scope, 1);
  }

  /** Executes the next such command, then loses the reply, and by default the connection. Once. */
  applyThenDrop(command: C, options: SentScope & { readonly drop?: DropMode } = {}): void {
    this.#addNamed('applyThenDrop', { drop: options.drop ?? 'connection' }, 'command', command, options);
  }

  /** Loses the next such command before it is executed, and by default the connection. Once. */
  dropBeforeApply(command: C, options: SentScope & { readonly drop?: DropMode } = {}): void {
    this.#addNamed('dropBeforeApply', { drop: options.drop ?? 'connection' }, 'command', command, options);
  }

  /** Executes the next such command `ms` later; an order is acknowledged at once and executed later. Once. */
  delayApply(command: C, ms: number, options: SentScope = {}): void {
    this.#addNamed('delayApply', { ms }, 'command', command, options);
  }

  /** Answers the next such command with a documented error, with `applied` although it was executed. Once. */
  fail(
    command: C,
    errorCode: string,
    options: SentScope & { readonly errorDescr?: string; readonly applied?: boolean } = {},
  ): void {
    const { errorDescr, applied = false } = options;
    this.#addNamed('fail', { errorCode, errorDescr, applied }, 'command', command, options);
  }

  /**
   * Replaces the text of the next answer to this command, or of the next such stream event, by what `change` returns:
   * a value that no real venue would send, in a frame that is otherwise valid. Once.
   */
  rewrite(name: C | E, change: (text: string) => string, options: SentScope = {}): void {
    this.#addNamed('rewrite', { change }, 'command or event', name, options);
  }

  /** Gives the next answer these headers, in place of its own of the same name. HTTP venues only. Once. */
  headers(headers: Readonly<Record<string, string>>, scope: FaultScope<C | E> = {}): void {
    this.#add('headers', { headers }, scope, 1);
  }

  /**
   * Reports the next order with these statuses, one after the other, instead of its own: 1 pending, 3 accepted,
   * 4 rejected, 0 error. It is executed when 3 is among them; an empty list means no report and no execution. Once.
   */
  orderStatuses(
    statuses: readonly (0 | 1 | 3 | 4)[],
    options: { readonly message?: string; readonly times?: number } = {},
  ): void {
    this.#add('orderStatuses', { statuses, message: options.message ?? null }, options, 1);
  }

  /** Sends the next such stream event twice. Once. */
  duplicate(event: E, options: SentScope = {}): void {
    this.#addNamed('duplicate', {}, 'event', event, options);
  }

  /** Loses the next such stream event. Once. */
  dropEvent(event: E, options: SentScope = {}): void {
    this.#addNamed('dropEvent', {}, 'event', event, options);
  }

  /** Holds the next `event` back until right after the next `until` has left. Once. */
  reorder(event: E, until: C | E, options: SentScope = {}): void {
    checkName(this.#names, 'command or event', until);
    this.#addNamed('reorder', { until }, 'event', event, options);
  }

  /** Answers WebSocket handshakes, and the first bytes of a TCP connection, with an HTTP status. Until cleared. */
  status(code: number, answer: StatusAnswer = {}, scope: FaultScope<C | E> = {}): void {
    this.#add(
      'status',
      {
        status: code,
        headers: answer.headers ?? {},
        body: answer.body ?? '',
        applied: answer.applied ?? false,
      },
      scope,
      ALWAYS,
    );
  }

  /** As {@link status}, with the HTML page of a proxy or of a maintenance window. Until cleared. */
  html(code = 503, scope: FaultScope<C | E> = {}): void {
    const body = `<!DOCTYPE html><html><head><title>${code}</title></head><body><h1>Maintenance</h1></body></html>`;
    this.status(code, { headers: { 'content-type': 'text/html; charset=utf-8' }, body }, scope);
  }

  /** Answers requests with a redirection; HTTP venues only. Until cleared. */
  redirect(location: string, scope: FaultScope<C | E> = {}): void {
    this.status(302, { headers: { location } }, scope);
  }

  /** Pads the next answer to at least `bytes` bytes; it stays valid. HTTP venues only. Once. */
  giantBody(bytes: number, scope: FaultScope<C | E> = {}): void {
    this.#add('giantBody', { bytes }, scope, 1);
  }

  /** Leaves members out of the envelope of the next answer, or adds some. HTTP venues only. Once. */
  envelope(
    change: { readonly omit?: readonly string[]; readonly add?: Readonly<Record<string, unknown>> },
    scope: FaultScope<C | E> = {},
  ): void {
    this.#add('envelope', { omit: change.omit ?? [], add: change.add ?? {} }, scope, 1);
  }

  /** Ends the user's sessions as a login elsewhere would: their connections are closed. */
  kick(userId?: string): void {
    this.#host?.kick(userId);
  }

  /** Ends each session right after its login was answered, as two programs with one login would. Until cleared. */
  kickLogins(options: { readonly times?: number } = {}): void {
    this.#add('kickLogin', {}, options, ALWAYS);
  }

  /** Blocks the correct login and password too, for `minutes` of the emulator's clock. */
  lockAccount(minutes: number, userId?: string): void {
    this.#host?.lockAccount(minutes, userId);
  }

  /** Makes the user's sessions time out: connections stay, commands are refused, streams stop. */
  expireSession(userId?: string): void {
    this.#host?.expireSession(userId);
  }

  /** As {@link expireSession}, where a session is a token: calls with it are answered with "invalid token". */
  expireToken(userId?: string): void {
    this.expireSession(userId);
  }

  /** Stops reading from connections, old and new, so that the client's writes pile up. Until cleared. */
  stopReading(scope: SideScope = {}): void {
    const targets = this.#targets(scope);
    this.#notReading = scope.side ?? 'both';
    for (const target of targets) target.pauseReading();
  }

  /** Sends a valid frame of at least `bytes` bytes, now. */
  giant(bytes: number, scope: SideScope = {}): void {
    for (const target of this.#targets(scope)) target.writeGiant(bytes);
  }

  /** Sends bytes as they are, now, past every other fault. */
  rawBytes(bytes: Uint8Array | string, scope: SideScope = {}): void {
    for (const target of this.#targets(scope)) target.writeRaw(Buffer.from(bytes));
  }

  /** From now on records have enumeration values and a field that no document lists. Until cleared. */
  unknownEnum(): void {
    this.#unknown = true;
  }

  /** Lifts every fault; what was held back is sent, refused ports listen again. */
  async clear(): Promise<void> {
    this.rules.clear();
    this.#frozen = undefined;
    this.#notReading = undefined;
    this.#unknown = false;
    for (const target of this.#targets({})) target.release();
    this.#host?.serveHeld();
    await this.accept();
  }

  /** Whether {@link unknownEnum} is in force. */
  get unknownValues(): boolean {
    return this.#unknown;
  }

  /** Whether a new connection of a side is to be left unserved. */
  holds(side: FaultSide): boolean {
    return covers(this.#frozen, side) || this.rules.take('hangHandshake', side, '') !== undefined;
  }

  /** Applies to a new connection the faults in force for all of its side. */
  adopt(target: FaultTarget): void {
    if (covers(this.#notReading, target.side)) target.pauseReading();
  }

  #addNamed<V extends FaultVerb>(
    verb: V,
    effect: FaultEffects[V],
    kind: NameKind,
    name: string,
    scope: SentScope,
  ): void {
    checkName(this.#names, kind, name);
    this.#add(verb, effect, { ...scope, command: name }, 1);
  }

  #add<V extends FaultVerb>(verb: V, effect: FaultEffects[V], scope: FaultScope, times: number): void {
    if (scope.command !== undefined) checkName(this.#names, 'command or event', scope.command);
    this.#checkSide(scope);
    this.rules.add(verb, effect, scope, times);
  }

  /** @throws RangeError for a side that the venue does not have */
  #checkSide({ side = 'both' }: SideScope): void {
    const sides = this.#host?.sides;
    if (sides === undefined || side === 'both' || sides.includes(side)) return;
    throw new RangeError(`'${side}' is no side of this emulator. It has: ${sides.join(', ')}`);
  }

  #sides({ side = 'both' }: SideScope): readonly FaultSide[] {
    this.#checkSide({ side });
    return side === 'both' ? (this.#host?.sides ?? []) : [side];
  }

  #targets({ side = 'both' }: SideScope): FaultTarget[] {
    this.#checkSide({ side });
    return (this.#host?.targets() ?? []).filter((target) => covers(side, target.side));
  }
}

function covers(scope: FaultScope['side'] | undefined, side: FaultSide): boolean {
  return scope === 'both' || scope === side;
}
