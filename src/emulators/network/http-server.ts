import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock, Timer } from '../../core/clock';
import type { ExecutedLog } from '../execution-log';
import type { FaultEffects, FaultSide } from '../fault-rules';
import type { Faults } from '../faults';
import type { Certificate } from './certificate';
import { HttpConnection } from './http-connection';
import { type HttpReply, sendReply, sendStatus, type TakeFault } from './http-reply';
import { Port } from './port';

/** A complete request as it arrived. */
export interface HttpCall {
  readonly method: string;
  /** As sent, percent-encoding kept, without the query. */
  readonly path: string;
  /** The query after the question mark, as sent; '' without one. */
  readonly search: string;
  /** By their names in lower case, as Node gives them: only `set-cookie` is a list. */
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly [name: string]: string | readonly string[] | undefined;
  };
  readonly body: string;
  /** Number of the connection, counted from 1. */
  readonly connection: number;
}

/** What the faults of a call change about it. */
export interface CallTerms {
  /** How much later than usual an order is to reach the exchange, in ms; only where {@link HttpCommand.delaysItself}. */
  readonly delayMs: number;
  /** The documented error to answer with; with `applied` although the command is carried out. */
  readonly fail: FaultEffects['fail'] | undefined;
}

/** The command of a request. */
export interface HttpCommand {
  /** Its name in faults and the log. */
  readonly command: string;
  /** A second name for faults, where a command has several purposes: that of this request. */
  readonly purpose?: string;
  /** Its members in the log; secrets masked. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Acknowledged at once and executed later under `delayApply`; anything else is delayed as a whole. */
  readonly delaysItself?: boolean;
  run(terms: CallTerms): HttpReply;
}

/** A port for HTTP requests. */
export interface HttpPort {
  readonly protocol: 'http';
  /** 0 for any free one. @defaultValue 0 */
  readonly port?: number;
  /** @defaultValue 'main' */
  readonly side?: FaultSide;
  /** The command of a request, or the immediate answer to one that has none; the latter is not logged. */
  readonly route: (call: HttpCall) => HttpCommand | HttpReply;
  /** The text of a valid answer of at least so many bytes. */
  readonly giant: (bytes: number) => string;
}

/** How a server is set up. */
export interface HttpServerSettings extends Omit<HttpPort, 'protocol'> {
  readonly host: string;
  /** HTTPS when present. */
  readonly certificate: Certificate | undefined;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: ExecutedLog;
}

/** Longer than any command. */
const MAX_REQUEST_BYTES = 1_000_000;

/** The HTTP port of a venue, the connections on it, and the handling of each request under the faults in force. */
export class HttpServer {
  readonly #settings: HttpServerSettings;
  readonly #side: FaultSide;
  readonly #port: Port;
  readonly #http: Server;
  readonly #connections = new Map<object, HttpConnection>();
  readonly #timers = new Set<Timer>();
  /** What is held back until a fault ends. */
  #held: { readonly connection: HttpConnection | undefined; readonly run: () => void }[] = [];
  #lastId = 0;

  constructor(settings: HttpServerSettings) {
    const { host, port = 0, certificate, faults, side = 'main', giant } = settings;
    this.#settings = settings;
    this.#side = side;
    // Idle connections are ended by faults and by closing, never by a timer of the machine.
    this.#http = createServer(
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
      (request, response) => this.#take(request, response),
    );
    this.#http.on('clientError', (_error, socket) => socket.destroy());
    this.#port = new Port({
      host,
      port,
      certificate,
      onSocket: (socket, raw) => {
        this.#lastId += 1;
        const connection = new HttpConnection(this.#lastId, side, socket, raw, giant);
        this.#connections.set(socket, connection);
        faults.adopt(connection);
        raw.once('close', () => this.#connections.delete(socket));
        this.#http.emit('connection', socket);
      },
    });
  }

  /** The port; known once it listens, and kept when it listens again. */
  get port(): number {
    return this.#port.port;
  }

  /** Begins, or begins again, to accept connections. */
  listen(): Promise<void> {
    return this.#port.listen();
  }

  /** Stops accepting connections: clients are refused. Open ones stay. */
  refuse(): void {
    this.#port.refuse();
  }

  /** The open connections. */
  targets(): readonly HttpConnection[] {
    return [...this.#connections.values()];
  }

  /** Releases what a fault held back, unless another fault still holds it. */
  serveHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const { connection, run } of held) this.#unlessHeld(connection, run);
  }

  /** Destroys every socket, cancels every timer and stops. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#held = [];
    this.#port.close();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    // The time of the emulator's clock: the server's own header would have that of the machine.
    response.setHeader('date', new Date(this.#settings.clock.now()).toUTCString());
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
    body: string,
    connection: HttpConnection | undefined,
  ): void {
    const { log, clock, route } = this.#settings;
    const { method = '', url = '', headers } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const search = mark < 0 ? '' : url.slice(mark + 1);
    const id = connection?.id ?? 0;
    const asked = route({ method, path, search, headers, body, connection: id });
    if (!('run' in asked)) {
      const take = this.#faultsOf('', undefined);
      this.#send(take, () => sendReply(response, asked, take));
      return;
    }
    const { command, members, purpose } = asked;
    const take = this.#faultsOf(command, purpose);
    log.receive({ time: clock.now(), connection: id, side: this.#side, command, members });
    const before = take('dropBeforeApply');
    if (before) {
      if (before.drop === 'connection') connection?.drop();
      return;
    }
    const delayMs = take('delayApply')?.ms ?? 0;
    if (delayMs > 0 && !asked.delaysItself) {
      this.#after(delayMs, () => this.#answer(response, asked, 0, connection, take));
    } else this.#answer(response, asked, delayMs, connection, take);
  }

  #answer(
    response: ServerResponse,
    asked: HttpCommand,
    delayMs: number,
    connection: HttpConnection | undefined,
    take: TakeFault,
  ): void {
    const status = take('status');
    if (status && !status.applied) {
      this.#send(take, () => sendStatus(response, status));
      return;
    }
    const reply = asked.run({ delayMs, fail: take('fail') });
    const drop = take('applyThenDrop')?.drop;
    if (drop === 'connection') connection?.drop();
    if (drop) return;
    this.#send(take, () => {
      if (status) sendStatus(response, status);
      else sendReply(response, reply, take);
    });
  }

  #faultsOf(command: string, purpose: string | undefined): TakeFault {
    const { rules } = this.#settings.faults;
    return (verb) => rules.take(verb, this.#side, command, purpose);
  }

  /** Sends an answer, late or when nothing holds it back any more. */
  #send(take: TakeFault, send: () => void): void {
    const latency = take('latency')?.ms ?? 0;
    const go = (): void => this.#unlessHeld(undefined, send);
    if (latency > 0) this.#after(latency, go);
    else go();
  }

  #unlessHeld(connection: HttpConnection | undefined, run: () => void): void {
    if (connection?.paused || this.#settings.faults.holds(this.#side)) this.#held.push({ connection, run });
    else run();
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#settings.clock.schedule(
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
