import type { ExecutedLog } from '../execution-log';
import { Faults } from '../faults';
import type { Market } from '../market/market';
import { type HttpConnectionInfo, httpConnectionInfo } from '../network/http-connection';
import { type HttpEndpoint, startVenue, type VenueContext, type VenueEmulator } from '../start-venue';
import { type FinnotechInstrument, INSTRUMENTS } from './companies';
import { type FinnotechEmulatorOptions, resolveOptions } from './options';
import { COMMANDS, type FinnotechCommand, httpPort } from './routes';
import { FinnotechVenue } from './venue';

/** Where an emulator listens. */
export interface FinnotechEndpoints {
  readonly http: HttpEndpoint;
  /** PEM of the authority to trust, with TLS. */
  readonly ca?: string;
}

/** A running local Finnotech venue. */
export interface FinnotechEmulator
  extends VenueEmulator<FinnotechInstrument, Faults<FinnotechCommand, never>> {
  readonly venue: 'finnotech';
  readonly endpoints: FinnotechEndpoints;
  /** The first client. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string; readonly nid: string };
  /** Prices in rials, by TSE code; to be watched or set by hand. */
  readonly market: Market<FinnotechInstrument>;
  /**
   * What the server received; nothing is ever executed here. Commands are those of {@link FinnotechEmulator.faults}.
   */
  readonly orders: ExecutedLog;
  /**
   * Commands are the services' paths (`trades/realtime`, `companiesIdInquiry`, ...) and `token`, `refreshToken`,
   * `revokeToken`, `tokens`. A call of `trades/realtime` is also one of `minutes`, with `isTimePeriod`, or of `lastTrades`.
   */
  readonly faults: Faults<FinnotechCommand, never>;
  /** Ends the tokens of a client, or of all: their next call is answered with "invalid token". */
  expireToken(clientId?: string): void;
  /** The open connections. */
  connections(): HttpConnectionInfo[];
  /** Clears every token and drops connections; the market stays. */
  restart(): void;
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
  const { clientId, clientSecret, nid } = first;
  const started = await startVenue({
    options: resolved,
    instruments: INSTRUMENTS,
    faults: new Faults<FinnotechCommand, never>({ commands: COMMANDS, events: [] }),
    rules: (context: VenueContext<FinnotechInstrument>) => new FinnotechVenue(context, resolved),
    ports: (venue) => ({ http: httpPort(venue) }),
  });
  return {
    venue: 'finnotech',
    ...started.emulator,
    endpoints: { http: started.http('http'), ...started.authority },
    credentials: { clientId, clientSecret, nid },
    expireToken: (id) => started.rules.tokens.expire(id),
    connections: () => started.connections().map(httpConnectionInfo),
  };
}
