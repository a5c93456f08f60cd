import { VENUE_DEFAULTS, type VenueOptions } from '../options';

/** Scopes of the seven bourse services and of the list of tokens. */
export const ALL_SCOPES: readonly string[] = [
  'bourse:trades-realtime:get',
  'bourse:realTime-trades:get',
  'bourse:daily-trades:get',
  'bourse:balanced-trades:get',
  'bourse:balanced-trades-byId:get',
  'bourse:companies-id-inquiry:get',
  'bourse:company-assessment:get',
  'boomrang:tokens:get',
];

/** A client that may ask for tokens. */
export interface FinnotechEmulatorClient {
  /** Without a colon. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** 10 digits. */
  readonly nid: string;
  /** The scopes that its tokens may have. @defaultValue all eight */
  readonly scopes?: readonly string[];
}

/** Options of the Finnotech emulator. */
export interface FinnotechEmulatorOptions extends VenueOptions {
  /** 0 for any free port. @defaultValue 0 */
  readonly port?: number;
  /** The clients: `{ clientId, clientSecret, nid, scopes }`. @defaultValue one: clientId `emulated`, clientSecret `emulated-secret`, nid `0012345679`, all scopes */
  readonly clients?: readonly FinnotechEmulatorClient[];
  /** How long a token is valid, in ms. @defaultValue 864000000, 10 days */
  readonly tokenLifeMs?: number;
  /** Calls of services that a client has in a minute. @defaultValue no bound */
  readonly quota?: number;
  /**
   * Whether answers report their result as the seed page does, or as newer pages do, with a `responseCode`.
   * @defaultValue 'state'
   */
  readonly envelope?: 'state' | 'status';
  /**
   * Whether `trackId` stands twice in an answer, as in the seed page's sample. Such an answer goes out as text, and
   * `faults.envelope` cannot change it. @defaultValue true
   */
  readonly repeatTrackId?: boolean;
  /** Whether one row is sent as an object or as an array of one. @defaultValue 'array' */
  readonly singleRow?: 'array' | 'object';
  /** HTTP status of refusals: their own, 400 to 429, or always 200. @defaultValue 'own' */
  readonly failureStatus?: 'own' | 200;
  /** How keys of rows are written. @defaultValue 'document' */
  readonly keyCase?: 'document' | 'lower' | 'upper';
  /** How far into each minute the data is refreshed, in ms, 0 to 59999. @defaultValue 0 */
  readonly refreshOffsetMs?: number;
  /** Whether there is trading around the clock, to try a bot at night. @defaultValue false */
  readonly alwaysOpen?: boolean;
  /** Step of the price process in ms; divides 10,000 and is at most 2,000. @defaultValue 1000 */
  readonly tickMs?: number;
}

/** Options with all defaults filled in. */
export interface ResolvedOptions extends Required<Omit<FinnotechEmulatorOptions, 'quota' | 'clients'>> {
  readonly quota: number | undefined;
  readonly clients: readonly Required<FinnotechEmulatorClient>[];
}

const DEFAULT_CLIENT: FinnotechEmulatorClient = {
  clientId: 'emulated',
  clientSecret: 'emulated-secret',
  nid: '0012345679',
};

/** Fills in the defaults. @throws RangeError for a refresh out of its minute, or a list of clients that is none */
export function resolveOptions(options: FinnotechEmulatorOptions): ResolvedOptions {
  const { clients = [DEFAULT_CLIENT], refreshOffsetMs = 0, tokenLifeMs = 864_000_000, quota } = options;
  if (clients.length === 0 || new Set(clients.map(({ clientId }) => clientId)).size !== clients.length) {
    throw new RangeError('There must be at least one client, and clients must have ids of their own');
  }
  if (!Number.isInteger(refreshOffsetMs) || refreshOffsetMs < 0 || refreshOffsetMs > 59_999) {
    throw new RangeError('refreshOffsetMs must be a whole number from 0 to 59999');
  }
  if (!(tokenLifeMs > 0)) throw new RangeError('tokenLifeMs must be above 0');
  return {
    ...VENUE_DEFAULTS,
    port: 0,
    envelope: 'state',
    repeatTrackId: true,
    singleRow: 'array',
    failureStatus: 'own',
    keyCase: 'document',
    alwaysOpen: false,
    tickMs: 1000,
    ...options,
    refreshOffsetMs,
    tokenLifeMs,
    quota,
    clients: clients.map((client) => ({ scopes: ALL_SCOPES, ...client })),
  };
}
