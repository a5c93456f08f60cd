import type { ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import { makeCertificate } from '../network/certificate';
import type { HttpConnectionInfo } from '../network/http-host';
import type { ChpInstrument } from './instruments';
import { type ChpEmulatorOptions, resolveOptions } from './options';
import { ChpServer } from './server';
import { ChpVenue } from './venue';

/** Where an emulator listens. */
export interface ChpEndpoints {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    /** Without a slash at its end. */
    readonly url: string;
  };
  /** PEM of the authority to trust, with TLS. */
  readonly ca?: string;
}

/** A running local CHP venue. */
export interface ChpEmulator {
  readonly venue: 'chp';
  readonly endpoints: ChpEndpoints;
  /** The first account. */
  readonly credentials: { readonly login: string; readonly password: string; readonly token: string };
  /** The names of the first account's portfolios. */
  readonly portfolios: string[];
  /** Prices, to be watched or set by hand. */
  readonly market: Market<ChpInstrument>;
  /** What the server really executed, and what it was asked; commands by the low-level document's names. */
  readonly orders: ExecutedLog;
  /** Commands are the low-level document's names: Connected, PlaceOrder, AddTick, ... */
  readonly faults: Faults;
  /** The open connections. */
  connections(): HttpConnectionInfo[];
  /** Forgets sessions and subscriptions and drops connections; orders, positions and the market stay. */
  restart(): void;
  /** Ends everything at once: sockets are destroyed, timers cancelled. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a CHP venue on loopback.
 * @throws Error when the port is taken, or TLS is asked for and selfsigned is not installed
 * @throws RangeError for an option out of range
 */
export async function startChpEmulator(options: ChpEmulatorOptions = {}): Promise<ChpEmulator> {
  const resolved = resolveOptions(options);
  const [first] = resolved.accounts;
  if (!first) throw new RangeError('The emulator needs at least one account');
  const certificate = resolved.tls ? await makeCertificate() : undefined;
  const venue = new ChpVenue(resolved);
  const server = new ChpServer(venue, certificate);
  try {
    await server.listen();
  } catch (error) {
    server.close();
    throw error;
  }
  const { host, tls } = resolved;
  const { port } = server;
  const close = async (): Promise<void> => server.close();
  return {
    venue: 'chp',
    endpoints: {
      http: { host, port, tls, url: `${tls ? 'https' : 'http'}://${host}:${port}` },
      ...(certificate ? { ca: certificate.cert } : {}),
    },
    credentials: { login: first.login, password: first.password, token: first.token },
    portfolios: first.portfolios.map(({ name }) => name),
    market: venue.market,
    orders: venue.log,
    faults: venue.faults,
    connections: () => server.connections(),
    restart: () => server.restart(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
