import type { ExecutedLog } from '../execution-log';
import { Faults } from '../faults';
import { type HttpConnectionInfo, httpConnectionInfo } from '../network/http-connection';
import { type HttpEndpoint, startVenue, type VenueContext, type VenueEmulator } from '../start-venue';
import { type ChpInstrument, listInstruments } from './instruments';
import { type ChpCommand, PATHS } from './methods';
import { type ChpEmulatorOptions, resolveOptions } from './options';
import { httpPort } from './routes';
import { POLL_METHODS, type PollMethod } from './sessions';
import { ChpVenue } from './venue';

/** Where an emulator listens. */
export interface ChpEndpoints {
  readonly http: HttpEndpoint;
  /** PEM of the authority to trust, with TLS. */
  readonly ca?: string;
}

/** What a poll hands out, by the method that asks for it. */
export type ChpEvent = PollMethod;

/** A running local CHP venue. */
export interface ChpEmulator extends VenueEmulator<ChpInstrument, Faults<ChpCommand, ChpEvent>> {
  readonly venue: 'chp';
  readonly endpoints: ChpEndpoints;
  /** The first account. */
  readonly credentials: { readonly login: string; readonly password: string; readonly token: string };
  /** The names of the first account's portfolios. */
  readonly portfolios: string[];
  /** What the server really executed, and what it received; commands by the low-level document's names. */
  readonly orders: ExecutedLog;
  /** Commands are the low-level document's names; events are the items of a poll, by its name. */
  readonly faults: Faults<ChpCommand, ChpEvent>;
  /** The open connections. */
  connections(): HttpConnectionInfo[];
  /** Clears sessions and subscriptions and drops connections; orders, positions and the market stay. */
  restart(): void;
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
  const started = await startVenue({
    options: resolved,
    instruments: listInstruments(resolved.symbols),
    faults: new Faults({ commands: [...PATHS.values()], events: POLL_METHODS }),
    rules: (context: VenueContext<ChpInstrument>) => new ChpVenue(context, resolved),
    ports: (venue) => ({ http: httpPort(venue) }),
  });
  return {
    venue: 'chp',
    ...started.emulator,
    endpoints: { http: started.http('http'), ...started.authority },
    credentials: { login: first.login, password: first.password, token: first.token },
    portfolios: first.portfolios.map(({ name }) => name),
    connections: () => started.connections().map(httpConnectionInfo),
  };
}
