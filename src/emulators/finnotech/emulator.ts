import type { ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import { makeCertificate } from '../network/certificate';
import type { HttpConnectionInfo } from '../network/http-host';
import type { FinnotechInstrument } from './companies';
import { type FinnotechEmulatorOptions, resolveOptions } from './options';
import { FinnotechServer } from './server';
import { FinnotechVenue } from './venue';

/** Where an emulator listens. */
export interface FinnotechEndpoints {
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

/** A running local Finnotech venue. */
export interface FinnotechEmulator {
  readonly venue: 'finnotech';
  readonly endpoints: FinnotechEndpoints;
  /** The first client. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string; readonly nid: string };
  /** Prices in rials, by TSE code; to be watched or set by hand. */
  readonly market: Market<FinnotechInstrument>;
  /** What the server was asked; nothing is ever executed here. Commands are those of {@link FinnotechEmulator.faults}. */
  readonly orders: ExecutedLog;
  /**
   * Commands are the services' paths (`trades/realtime`, `companiesIdInquiry`, ...) and `token`, `refreshToken`,
   * `revokeToken`, `tokens`.
   */
  readonly faults: Faults;
  /** Ends the tokens of a client, or of all: their next call is answered with "invalid token". */
  expireToken(clientId?: string): void;
  /** The open connections. */
  connections(): HttpConnectionInfo[];
  /** Forgets every token and drops connections; the market stays. */
  restart(): void;
  /** Ends everything at once: sockets are destroyed, timers cancelled. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a Finnotech venue on loopback.
 * @throws Error when the port is taken, or TLS is asked for and selfsigned is not installed
 * @throws RangeError for an option out of range
 */
export async function startFinnotechEmulator(
  options: FinnotechEmulatorOptions = {},
): Promise<FinnotechEmulator> {
  const resolved = resolveOptions(options);
  const [first] = resolved.clients as [ReturnType<typeof resolveOptions>['clients'][number]];
  const certificate = resolved.tls ? await makeCertificate() : undefined;
  const venue = new FinnotechVenue(resolved);
  const server = new FinnotechServer(venue, certificate);
  try {
    await server.listen();
  } catch (error) {
    server.close();
    throw error;
  }
  const { host, tls } = resolved;
  const { port } = server;
  const close = async (): Promise<void> => server.close();
  const { clientId, clientSecret, nid } = first;
  return {
    venue: 'finnotech',
    endpoints: {
      http: { host, port, tls, url: `${tls ? 'https' : 'http'}://${host}:${port}` },
      ...(certificate ? { ca: certificate.cert } : {}),
    },
    credentials: { clientId, clientSecret, nid },
    market: venue.market,
    orders: venue.log,
    faults: venue.faults,
    expireToken: (id) => venue.tokens.expire(id),
    connections: () => server.connections(),
    restart: () => server.restart(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
