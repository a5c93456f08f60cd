import type { BrokerOptions } from 'venuekit';
import { type AuditOptions, venueOptionsReader } from 'venuekit/adapter';

/** The addresses, the credentials and the behaviour of the broker. */
export interface LarkBrokerOptions extends BrokerOptions, AuditOptions {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Base of the REST interface: an https URL; http on this machine. */
  readonly baseUrl: string;
  /** A wss URL; ws on this machine. */
  readonly publicUrl: string;
  readonly privateUrl: string;
}

// [doc:options]
/**
 * Checks the options of a broker.
 * @throws ValidationError naming the first option that breaks its rule
 */
export const readOptions = venueOptionsReader({
  venue: 'lark',
  owner: 'LarkBroker',
  credentials: ['apiKey', 'apiSecret'],
  urls: { baseUrl: 'http', publicUrl: 'websocket', privateUrl: 'websocket' },
});
// [/doc:options]

/** The credentials. */
export type LarkCredentials = ReturnType<typeof readOptions>['credentials'];

/** The options with every default in place, and without secrets. */
export type LarkSettings = ReturnType<typeof readOptions>['settings'];
