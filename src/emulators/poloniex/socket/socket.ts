import { type SocketTerms, VenueSocket } from '../../network/venue-socket';
import { type Json, type Row, withUnknownValues, writeJson } from '../json';
import { listOf, type Members, membersOf } from '../members';
import { PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';

/** A request of a client with its name in faults and the log. */
export interface SocketRequest {
  readonly command: string;
  readonly members: Members;
}

/** The commands of both sides, and the one that authenticates. */
export const SOCKET_COMMANDS = [
  'auth',
  'subscribe',
  'unsubscribe',
  'unsubscribe_all',
  'list_subscriptions',
  'ping',
] as const;

const SECOND_MS = 1000;

/** One socket of either side: rules, and the commands of both sides. */
export abstract class PoloniexSocket extends VenueSocket {
  protected readonly venue: PoloniexVenue;
  #second = 0;
  #requests = 0;
  /** The command whose answer is lost. */
  #unanswered: string | undefined;

  constructor(venue: PoloniexVenue, terms: SocketTerms) {
    super(terms, venue, venue.options.idleMs);
    this.venue = venue;
  }

  /** Handles a request that only its side has. @throws PoloniexRefusal */
  protected abstract handle(request: SocketRequest): void;
  /** @throws PoloniexRefusal */
  protected abstract subscribe(channel: string, symbols: readonly string[], members: Members): void;
  protected abstract unsubscribe(channel: string, symbols: readonly string[]): void;
  protected abstract channels(): string[];

  /** Sends rows of a channel. */
  sendRows(channel: string, rows: readonly Row[], action?: 'snapshot' | 'update'): void {
    const data = this.venue.faults.unknownValues ? withUnknownValues(rows) : rows;
    this.send({ channel, data, ...(action ? { action } : {}) }, channel);
  }

  /** Sends a frame; `command` is what it answers, or its channel. */
  protected send(frame: Row, command: string): void {
    if (command !== this.#unanswered) this.push(writeJson(frame), command);
  }

  protected fail(message: string, command: string): void {
    this.send({ event: 'error', message }, command);
  }

  protected override giant(bytes: number): string {
    return writeJson({ event: 'pong', filler: 'x'.repeat(bytes) });
  }

  protected override receive(bytes: Buffer): void {
    this.heard();
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
    this.logRequest(command, masked(members));
    if (this.isLost(command)) return;
    const silent = this.venue.faults.rules.take('applyThenDrop', this.side, command);
    this.#unanswered = silent ? command : undefined;
    this.#carryOut({ command, members });
    this.#unanswered = undefined;
    if (silent?.drop === 'connection') this.reset();
  }

  #carryOut(request: SocketRequest): void {
    const { command, members } = request;
    // An order command is refused by a row of its reply, which the subclass writes.
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
}

function parse(bytes: Buffer): Members | undefined {
  try {
    return membersOf(JSON.parse(bytes.toString('utf8')) as Json);
  } catch {
    return undefined;
  }
}

/** The event, and `auth` for the subscription that authenticates. */
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
