import type { Clock } from '../core/clock';
import { ExecutedLog } from './execution-log';
import type { Faults } from './faults';
import type { Instrument } from './market/instrument';
import { Market } from './market/market';
import { makeCertificate } from './network/certificate';
import { type UserRules, type VenueConnection, type VenuePort, VenueServer } from './network/venue-server';
import { VENUE_DEFAULTS, type VenueOptions } from './options';

/** Time between two news items in ms, where a venue gives none. */
const NEWS_INTERVAL_MS = 300_000;

/** What the rules of a venue are built on. */
export interface VenueContext<I extends Instrument = Instrument, F extends Faults = Faults> {
  readonly clock: Clock;
  readonly seed: number;
  /** The instruments and their prices. */
  readonly market: Market<I>;
  /** What can go wrong on demand. */
  readonly faults: F;
  /** What was received and what was executed; the rules write the executed part. */
  readonly log: ExecutedLog;
}

/** The rules of a venue: all of it except its ports. */
export interface VenueRules extends UserRules {
  /** Clears what a restart of the server loses. Connections are dropped after it. */
  restart?(): void;
  /** Cancels every timer. The market is closed after it. */
  close?(): void;
}

/** What a new emulator consists of. */
export interface VenueSetup<V extends VenueRules, P extends string, I extends Instrument, F extends Faults> {
  readonly options: VenueOptions & {
    /** Time between two news items in ms. @defaultValue 300000 */
    readonly newsIntervalMs?: number;
  };
  /** The listed instruments, in listing order. */
  readonly instruments: readonly I[];
  /** The fault layer, with the names of the venue's commands and events: `new Faults({ commands, events })`. */
  readonly faults: F;
  readonly rules: (context: VenueContext<I, F>) => V;
  /** The ports by name: HTTP routes, or the connections of a socket. */
  readonly ports: (rules: V) => Readonly<Record<P, VenuePort>>;
}

/** Where an emulator serves HTTP. */
export interface HttpEndpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Without a slash at its end. */
  readonly url: string;
}

/** What every running emulator offers. */
export interface VenueEmulator<I extends Instrument = Instrument, F extends Faults = Faults> {
  /** Prices, to be watched or set by hand. */
  readonly market: Market<I>;
  /** What the server really executed, and what it received. */
  readonly orders: ExecutedLog;
  readonly faults: F;
  /** Drops every connection, as a restart of the server does. */
  restart(): void;
  /** Ends everything at once: sockets are destroyed, timers cancelled. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A venue that was started: what its emulator is made of. */
export interface StartedVenue<
  V extends VenueRules,
  P extends string,
  I extends Instrument,
  F extends Faults,
> {
  readonly rules: V;
  /** The part that every emulator has. */
  readonly emulator: VenueEmulator<I, F>;
  /** PEM of the authority to trust, with TLS; no member without. */
  readonly authority: { readonly ca?: string };
  /** The number of a port. */
  port(name: P): number;
  /** Where a port serves HTTP. */
  http(name: P): HttpEndpoint;
  /** The WebSocket URL of a path on a port. @param path - begins with a slash */
  webSocket(name: P, path: string): string;
  /** The open connections: HTTP first, then sockets. */
  connections(): readonly VenueConnection[];
}

/**
 * Starts a venue on loopback: the market, the fault layer, the log, TLS and the ports. A venue gives its instruments,
 * its rules and what each port serves.
 * @throws Error when a port is taken, or TLS is asked for and selfsigned is not installed
 * @throws RangeError for a `tickMs` out of range
 */
export async function startVenue<
  V extends VenueRules,
  P extends string,
  I extends Instrument = Instrument,
  F extends Faults = Faults,
>(setup: VenueSetup<V, P, I, F>): Promise<StartedVenue<V, P, I, F>> {
  const options = { ...VENUE_DEFAULTS, newsIntervalMs: NEWS_INTERVAL_MS, ...setup.options };
  const { clock, seed, host, tls } = options;
  const certificate = tls ? await makeCertificate() : undefined;
  const market = new Market<I>(options, setup.instruments);
  const { faults } = setup;
  const log = new ExecutedLog();
  const context = { clock, seed, market, faults, log };
  const rules = setup.rules(context);
  const server = new VenueServer({ host, certificate, context, rules, ports: setup.ports(rules) });
  const close = async (): Promise<void> => {
    server.close();
    rules.close?.();
    market.close();
  };
  try {
    await server.listen();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    rules,
    emulator: {
      market,
      orders: log,
      faults,
      restart: () => {
        rules.restart?.();
        server.drop();
      },
      close,
      [Symbol.asyncDispose]: close,
    },
    authority: certificate ? { ca: certificate.cert } : {},
    port: (name) => server.port(name),
    http: (name) => {
      const port = server.port(name);
      return { host, port, tls, url: `${tls ? 'https' : 'http'}://${host}:${port}` };
    },
    webSocket: (name, path) => `${tls ? 'wss' : 'ws'}://${host}:${server.port(name)}${path}`,
    connections: () => server.targets(),
  };
}
