import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Timer } from '../../core/clock';
import type { FaultHost } from '../faults';
import type { Certificate } from '../network/certificate';
import { sendEnvelope, sendStatus } from './answer';
import { carryOut, type Envelope, parseMembers } from './call';
import { Connection } from './connection';
import { badParameter, failureEnvelope } from './errors';
import { HttpPort } from './http-port';
import type { Json } from './json';
import { PATHS } from './methods';
import type { ChpVenue } from './venue';

/** One open connection, for a look from outside. */
export interface ChpConnectionInfo {
  readonly id: number;
  readonly side: 'main';
  readonly transport: 'http';
  readonly address: string;
}

/** Longer requests than any method takes. */
const MAX_REQUEST_BYTES = 1_000_000;

/** The port of a venue, the connections on it and what becomes of each request. */
export class ChpServer implements FaultHost {
  readonly #venue: ChpVenue;
  readonly #port: HttpPort;
  readonly #connections = new Map<object, Connection>();
  readonly #timers = new Set<Timer>();
  /** What waits for the end of a fault that holds everything back. */
  #held: { readonly connection: Connection | undefined; readonly run: () => void }[] = [];
  #lastId = 0;

  constructor(venue: ChpVenue, certificate: Certificate | undefined) {
    this.#venue = venue;
    const { host, port } = venue.options;
    this.#port = new HttpPort({
      host,
      port,
      certificate,
      onSocket: (socket, raw) => {
        this.#lastId += 1;
        const connection = new Connection(this.#lastId, socket, raw);
        this.#connections.set(socket, connection);
        venue.faults.adopt(connection);
        raw.once('close', () => this.#connections.delete(socket));
      },
      onRequest: (request, response) => this.#take(request, response),
    });
    venue.faults.attach(this);
  }

  async listen(): Promise<void> {
    await this.#port.listen();
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#port.port;
  }

  connections(): ChpConnectionInfo[] {
    return this.targets().map(({ id, side, address }) => ({ id, side, transport: 'http', address }));
  }

  /** Forgets sessions and subscriptions and drops every connection, as a restart of the server does. */
  restart(): void {
    this.#venue.sessions.end();
    for (const connection of this.targets()) connection.drop();
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#held = [];
    this.#port.close();
    this.#venue.close();
  }

  targets(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  refuse(): void {
    this.#port.refuse();
  }

  async accept(): Promise<void> {
    await this.#port.listen();
  }

  serveHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const { connection, run } of held) this.#unlessHeld(connection, run);
  }

  kick(login: string | undefined): void {
    this.#venue.sessions.end(login);
  }

  lockAccount(minutes: number, login: string | undefined): void {
    this.#venue.lock(minutes, login);
  }

  expireSession(login: string | undefined): void {
    this.#venue.sessions.end(login);
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    this.#unlessHeld(connection, () => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_REQUEST_BYTES) request.destroy();
        else chunks.push(chunk);
      });
      request.on('error', () => {});
      request.on('end', () =>
        this.#dispatch(request, response, Buffer.concat(chunks).toString('utf8'), connection),
      );
    });
  }

  #dispatch(
    request: IncomingMessage,
    response: ServerResponse,
    text: string,
    connection: Connection | undefined,
  ): void {
    const method = PATHS.get((request.url ?? '').split('?')[0] ?? '');
    if (!method || request.method !== 'POST') {
      const status = method ? 405 : 404;
      const body = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
      sendStatus(response, { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });
      return;
    }
    const members = parseMembers(text);
    const { log, clock, faults } = this.#venue;
    log.receive({
      time: clock.now(),
      connection: connection?.id ?? 0,
      side: 'main',
      command: method,
      members: { ...members, ...(members && 'password' in members ? { password: '***' } : {}) },
    });
    const before = faults.rules.take('dropBeforeApply', 'main', method);
    if (before) {
      if (before.drop === 'connection') connection?.drop();
      return;
    }
    const delayMs = faults.rules.take('delayApply', 'main', method)?.ms ?? 0;
    // An order is acknowledged at once and reaches the exchange later; all else is done later as a whole.
    if (delayMs > 0 && method !== 'PlaceOrder') {
      this.#after(delayMs, () => this.#answer(response, method, members, 0, connection));
    } else this.#answer(response, method, members, delayMs, connection);
  }

  #answer(
    response: ServerResponse,
    method: string,
    members: { readonly [name: string]: Json } | undefined,
    delayMs: number,
    connection: Connection | undefined,
  ): void {
    const { rules } = this.#venue.faults;
    const status = rules.take('status', 'main', method);
    if (status && !status.applied) {
      this.#send(method, () => sendStatus(response, status));
      return;
    }
    const fail = rules.take('fail', 'main', method);
    const envelope: Envelope = members
      ? carryOut(this.#venue, method, members, { delayMs, fail })
      : failureEnvelope(method, null, badParameter('body'));
    const drop = rules.take('applyThenDrop', 'main', method)?.drop;
    if (drop === 'connection') connection?.drop();
    if (drop) return;
    this.#send(method, () => {
      if (status) sendStatus(response, status);
      else sendEnvelope(response, envelope, method, rules);
    });
  }

  /** Lets an answer go, late or when nothing holds it back any more. */
  #send(method: string, send: () => void): void {
    const latency = this.#venue.faults.rules.take('latency', 'main', method)?.ms ?? 0;
    const go = (): void => this.#unlessHeld(undefined, send);
    if (latency > 0) this.#after(latency, go);
    else go();
  }

  #unlessHeld(connection: Connection | undefined, run: () => void): void {
    if (connection?.paused || this.#venue.faults.holds('main')) this.#held.push({ connection, run });
    else run();
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#venue.clock.schedule(
      delayMs,
      () => {
        this.#timers.delete(timer);
        run();
      },
      { keepAlive: false },
    );
    this.#timers.add(timer);
  }
}
