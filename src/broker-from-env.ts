import { checkVenue, createBroker } from './create-broker';
import { readEnv } from './env-table';
import { VENUE_MODULES, type VenueBrokers, type VenueName, type VenueOptions } from './venue-registry';

/**
 * Makes a broker from variables named `VENUEKIT_<VENUE>_<NAME>`, such as `VENUEKIT_XAPI_PASSWORD`; not connected yet.
 *
 * The variables of each venue, by their names behind the prefix:
 * - `VENUEKIT_CHP_`: `HOST` (required), `PORT` (1 to 65535), `LOGIN` (required), `PASSWORD` (required), `TOKEN`
 *   (required), `MODE` (0 to 1), `TLS` (true or false), `CA_FILE` (path of a PEM file), `ACCOUNT` (a portfolio),
 *   `AUDIT_INTERVAL_MS` (1000 or more), `PROXY`, `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS` (1 or more).
 * - `VENUEKIT_FINNOTECH_`: `CLIENT_ID` (required), `CLIENT_SECRET` (required), `NID` (required), `ENVIRONMENT`
 *   (sandbox or production), `BASE_URL`, `SCOPES` (joined by commas), `CA_FILE` (path of a PEM file), `PROXY`,
 *   `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS` (1 or more).
 * - `VENUEKIT_POLONIEX_`: `API_KEY` (required), `API_SECRET` (required), `BASE_URL`, `PUBLIC_URL`, `PRIVATE_URL`,
 *   `RECV_WINDOW` (1 to 60000), `AUDIT_INTERVAL_MS` (1000 or more), `CA_FILE` (path of a PEM file), `PROXY`,
 *   `ALLOW_INSECURE` (i-understand), `TIMEOUT_MS` (1 or more).
 * - `VENUEKIT_XAPI_`: `USER_ID` (required), `PASSWORD` (required), `ENVIRONMENT` (demo or real), `TRANSPORT` (tcp or
 *   websocket), `HOST`, `MAIN_PORT` (1 to 65535), `STREAM_PORT` (1 to 65535), `TLS` (true or false), `MAIN_URL`,
 *   `STREAM_URL`, `CA_FILE` (path of a PEM file), `PROXY`, `ALLOW_INSECURE` (i-understand), `APP_NAME`,
 *   `AUDIT_INTERVAL_MS` (1000 or more), `TIMEOUT_MS` (1 or more).
 *
 * An empty variable counts as absent.
 * @param env - @defaultValue `process.env`
 * @throws ConfigurationError for a venue that does not exist, for variables that are missing, unreadable or misspelt:
 * it names the variables and never a value
 */
export async function brokerFromEnv<V extends VenueName>(
  venue: V,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<VenueBrokers[V]> {
  checkVenue(venue);
  const table = await VENUE_MODULES[venue].environment();
  const options = await readEnv(`VENUEKIT_${venue.toUpperCase()}_`, table, env);
  // The table names options of that venue; the venue's own schema checks them.
  return createBroker(venue, options as unknown as VenueOptions[V]);
}
