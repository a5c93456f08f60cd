import type { Timer } from '../../../core/clock';
import type { FaultSide } from '../../fault-rules';
import type { FaultTarget } from '../../faults';
import type { Link } from '../../network/link';
import { Outbox } from '../../network/outbox';
import { type Json, type Row, withUnknownValues, writeJson } from '../json';
import { listOf, type Members, membersOf } from '../members';
import { PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';

/** A request of a client with the name that faults and the log know it by. */
export interface SocketRequest {
  readonly command: string;
  readonly members: Members;
}

const SECOND_MS = 1000;

/** One socket of either side: rules, faults, and what both sides understand. */
export abstract class SocketConnection implements FaultTarget {
  readonly side: FaultSide;
  readonly id: number;
  protected readonly venue: PoloniexVenue;
  readonly #connection: Link;
  readonly #outbox: Outbox;
  readonly #onGone: () => void;
  readonly #timers = new Set<Timer>();
  #idle: Timer | undefined;
  #lastHeard: number;
  #second = 0;
  #requests = 0;
  /** The command whose answer is lost. */
  #unanswered: string | undefined;
  #closed = false;

  constructor(venue: PoloniexVenue, side: FaultSide, link: Link, id: number, onGone: () => void) {
    const { clock, faults } = venue;
    this.venue = venue;
    this.side = side;
    this.id = id;
    this.#connection = link;
    this.#onGone = onGone;
    this.#outbox = new Outbox(link, side, faults.rules, clock);
    this.#lastHeard = clock.monotonic();
    link.onBytes = (bytes) => this.#receive(bytes);
    link.onClosed = () => this.#gone();
  }

  /** Starts the rules' timers; called once, after the subclass is complete. */
  open(): void {
    this.#armIdle(this.venue.options.idleMs);
    this.venue.faults.adopt(this);
  }

  /** Carries out a request that only its side understands. @throws PoloniexRefusal */
  protected abstract handle(request: SocketRequest): void;
  /** @throws PoloniexRefusal */
  protected abstract subscribe(channel: string, symbols: readonly string[], members: Members): void;
  protected abstract unsubscribe(channel: string, symbols: readonly string[]): void;
  protected abstract channels(): string[];
  /** The connection is gone. */
  protected abstract ended(): void;

  get address(): string {
    return this.#connection.address;
  }

  /** Sends rows of a channel. */
  tell(channel: string, rows: readonly Row[], action?: 'snapshot' | 'update'): void {
    const data = this.venue.faults.unknownValues ? withUnknownValues(rows) : rows;
    this.send({ channel, data, ...(action ? { action } : {}) }, channel);
  }

  /** Sends a frame; `command` is what it answers, or its channel. */
  protected send(frame: Row, command: string): void {
    if (command !== this.#unanswered) this.#outbox.push(Buffer.from(writeJson(frame)), command);
  }

  protected fail(message: string, command: string): void {
    this.send({ event: 'error', message }, command);
  }

  /** Does something later, unless the connection is gone by then. */
  protected later(delayMs: number, run: () => void): void {
    const timer = this.venue.clock.schedule(
      delayMs,
      () => {
        this.#timers.delete(timer);
        if (!this.#closed) run();
      },
      { keepAlive: false },
    );
    this.#timers.add(timer);
  }

  /** Closes without a word, as breaking a rule does. */
  drop(): void {
    this.#connection.cut();
    this.#gone();
  }

  /** Ends politely once everything before has left. */
  protected finishAfterwards(): void {
    this.#outbox.finish();
  }

  writeRaw(bytes: Buffer): void {
    this.#connection.write(bytes);
  }

  writeGiant(bytes: number): void {
    this.#connection.write(Buffer.from(writeJson({ event: 'pong', filler: 'x'.repeat(bytes) })));
  }

  freeze(): void {
    this.#outbox.freeze();
    this.#connection.pause();
  }

  thaw(): void {
    this.#connection.resume();
    this.#outbox.thaw();
  }

  pauseReading(): void {
    this.#connection.pause();
  }

  resumeReading(): void {
    this.#connection.resume();
  }

  release(): void {
    this.#connection.resume();
    this.#outbox.release();
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

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    const { clock, log, faults } = this.venue;
    this.#lastHeard = clock.monotonic();
    if (this.#isTooMuch()) {
      this.fail('Too many requests', 'error');
      this.finishAfterwards();
      return;
    }
    const members = parse(bytes);
    if (!members) {
      this.fail('Bad request', 'error');
      return;
    }
    const command = commandOf(members);
    log.receive({
      time: clock.now(),
      connection: this.id,
      side: this.side,
      command,
      members: masked(members),
    });
    const lost = faults.rules.take('dropBeforeApply', this.side, command);
    if (lost) {
      if (lost.drop === 'connection') this.reset();
      return;
    }
    const silent = faults.rules.take('applyThenDrop', this.side, command);
    this.#unanswered = silent ? command : undefined;
    this.#carryOut({ command, members });
    this.#unanswered = undefined;
    if (silent?.drop === 'connection') this.reset();
  }

  #carryOut(request: SocketRequest): void {
    const { command, members } = request;
    // An order command is refused by a row of its reply, which is its side's to write.
    const isNumbered = members['id'] !== undefined;
    const refused = isNumbered ? undefined : this.venue.faults.rules.take('fail', this.side, command);
    if (refused) {
      this.fail(refused.errorDescr ?? refused.errorCode, command);
      return;
    }
    try {
      if (command === 'ping') this.send({ event: 'pong' }, 'ping');
      else if (command === 'subscribe' || command === 'unsubscribe') this.#change(request);
      else if (command === 'unsubscribe_all') {
        for (const channel of this.channels()) this.unsubscribe(channel, []);
        this.send({ event: 'unsubscribe_all', channel: 'all' }, command);
      } else if (command === 'list_subscriptions') this.send({ subscriptions: this.channels() }, command);
      else this.handle(request);
    } catch (error) {
      if (!(error instanceof PoloniexRefusal)) throw error;
      this.fail(error.message, command);
    }
  }

  #change({ command, members }: SocketRequest): void {
    const channels = listOf(members, 'channel');
    const symbols = listOf(members, 'symbols').map((symbol) => this.#listed(symbol));
    if (channels.length === 0) throw new PoloniexRefusal(400, 'Invalid channel value []');
    for (const channel of channels) {
      if (command === 'subscribe') this.subscribe(channel, symbols, members);
      else {
        this.unsubscribe(channel, symbols);
        this.send({ channel, event: 'unsubscribe' }, command);
      }
    }
  }

  /** The symbol as it is listed: clients may write it in lower case, and the venue answers in upper case. */
  #listed(symbol: string): string {
    if (symbol.toLowerCase() === 'all') return 'all';
    return this.venue.market.instrument(symbol) ? symbol : symbol.toUpperCase();
  }

  #isTooMuch(): boolean {
    const { clock, options } = this.venue;
    const second = Math.floor(clock.monotonic() / SECOND_MS);
    this.#requests = second === this.#second ? this.#requests + 1 : 1;
    this.#second = second;
    return options.rateLimits && this.#requests > options.socketRequests;
  }

  /** One timer that looks again when it is due, instead of one for every message. */
  #armIdle(delayMs: number): void {
    const { clock, options } = this.venue;
    const check = (): void => {
      const left = this.#lastHeard + options.idleMs - clock.monotonic();
      if (left > 0) this.#armIdle(left);
      else this.drop();
    };
    this.#idle = clock.schedule(delayMs, check, { keepAlive: false });
  }

  #gone(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#idle?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#outbox.close();
    this.ended();
    this.#onGone();
  }
}

function parse(bytes: Buffer): Members | undefined {
  try {
    return membersOf(JSON.parse(bytes.toString('utf8')) as Json);
  } catch {
    return undefined;
  }
}

/** The event, and `auth` for the subscription that proves who one is. */
function commandOf(members: Members): string {
  const { event, channel } = members;
  if (event === 'subscribe' && Array.isArray(channel) && channel[0] === 'auth') return 'auth';
  return typeof event === 'string' ? event : '';
}

/** A request's members without the signature. */
function masked(members: Members): Members {
  const params = membersOf(members['params']);
  if (!params || !('signature' in params)) return members;
  return { ...members, params: { ...params, signature: '***' } };
}
