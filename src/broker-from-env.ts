import {
  checkVenue,
  createBroker,
  type VenueBrokers,
  type VenueName,
  type VenueOptions,
} from './create-broker';
import { type EnvTable, readEnv } from './env-table';

const TABLES: { readonly [V in VenueName]: EnvTable } = {
  chp: {
    HOST: { option: 'host', kind: 'text', required: true },
    PORT: { option: 'port', kind: 'integer', min: 1, max: 65_535 },
    LOGIN: { option: 'login', kind: 'text', required: true },
    PASSWORD: { option: 'password', kind: 'text', required: true },
    TOKEN: { option: 'token', kind: 'text', required: true },
    MODE: { option: 'mode', kind: 'integer', min: 0, max: 1 },
    TLS: { option: 'tls', kind: 'boolean' },
    CA_FILE: { option: 'ca', kind: 'file' },
    ACCOUNT: { option: 'account', kind: 'text' },
    AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
    ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
    TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
  },
  finnotech: {
    CLIENT_ID: { option: 'clientId', kind: 'text', required: true },
    CLIENT_SECRET: { option: 'clientSecret', kind: 'text', required: true },
    NID: { option: 'nid', kind: 'text', required: true },
    ENVIRONMENT: { option: 'environment', kind: 'text', oneOf: ['sandbox', 'production'] },
    BASE_URL: { option: 'baseUrl', kind: 'text' },
    SCOPES: { option: 'scopes', kind: 'list' },
    CA_FILE: { option: 'ca', kind: 'file' },
    ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
    TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
  },
  poloniex: {
    API_KEY: { option: 'apiKey', kind: 'text', required: true },
    API_SECRET: { option: 'apiSecret', kind: 'text', required: true },
    BASE_URL: { option: 'baseUrl', kind: 'text' },
    PUBLIC_URL: { option: 'publicUrl', kind: 'text' },
    PRIVATE_URL: { option: 'privateUrl', kind: 'text' },
    RECV_WINDOW: { option: 'recvWindow', kind: 'integer', min: 1, max: 60_000 },
    AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
    CA_FILE: { option: 'ca', kind: 'file' },
    ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
    TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
  },
  xapi: {
    USER_ID: { option: 'userId', kind: 'text', required: true },
    PASSWORD: { option: 'password', kind: 'text', required: true },
    ENVIRONMENT: { option: 'environment', kind: 'text', oneOf: ['demo', 'real'] },
    TRANSPORT: { option: 'transport', kind: 'text', oneOf: ['tcp', 'websocket'] },
    HOST: { option: 'host', kind: 'text' },
    MAIN_PORT: { option: 'mainPort', kind: 'integer', min: 1, max: 65_535 },
    STREAM_PORT: { option: 'streamPort', kind: 'integer', min: 1, max: 65_535 },
    TLS: { option: 'tls', kind: 'boolean' },
    MAIN_URL: { option: 'mainUrl', kind: 'text' },
    STREAM_URL: { option: 'streamUrl', kind: 'text' },
    CA_FILE: { option: 'ca', kind: 'file' },
    ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
    APP_NAME: { option: 'appName', kind: 'text' },
    AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
    TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
  },
};

/**
 * Makes a broker from variables named `VENUEKIT_<VENUE>_<NAME>`, such as `VENUEKIT_XAPI_PASSWORD`; not connected yet.
 *
 * `VENUEKIT_CHP_`: `HOST`, `LOGIN`, `PASSWORD`, `TOKEN` (all required), `PORT`, `MODE` (0 or 1), `TLS` (true or false),
 * `CA_FILE` (path of a PEM file), `ACCOUNT` (a portfolio), `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS`.
 *
 * `VENUEKIT_FINNOTECH_`: `CLIENT_ID`, `CLIENT_SECRET`, `NID` (all required), `ENVIRONMENT` (sandbox or production),
 * `BASE_URL`, `SCOPES` (joined by commas), `CA_FILE`, `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS`.
 *
 * `VENUEKIT_POLONIEX_`: `API_KEY`, `API_SECRET` (both required), `BASE_URL`, `PUBLIC_URL`, `PRIVATE_URL`, `RECV_WINDOW`,
 * `AUDIT_INTERVAL_MS`, `CA_FILE`, `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS`.
 *
 * `VENUEKIT_XAPI_`: `USER_ID`, `PASSWORD` (both required), `ENVIRONMENT` (demo or real), `TRANSPORT` (tcp or websocket),
 * `HOST`, `MAIN_PORT`, `STREAM_PORT`, `TLS` (true or false), `MAIN_URL`, `STREAM_URL`, `CA_FILE` (path of a PEM file),
 * `ALLOW_INSECURE` (i-understand), `APP_NAME`, `TIMEOUT_MS`. An empty variable counts as absent.
 * @param env - @defaultValue `process.env`
 * @throws ConfigurationError for a venue that does not exist, for variables that are missing, unreadable or misspelt:
 * it names the variables and never a value
 */
export async function brokerFromEnv<V extends VenueName>(
  venue: V,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<VenueBrokers[V]> {
  checkVenue(venue);
  const options = await readEnv(`VENUEKIT_${venue.toUpperCase()}_`, TABLES[venue], env);
  // The table names options of that venue; the venue's own schema checks them.
  return createBroker(venue, options as unknown as VenueOptions[V]);
}
