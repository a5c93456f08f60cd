import type { BrokerOptions } from 'venuekit';
import {
  type AuditOptions,
  auditIntervalOf,
  checkEndpoint,
  clientOptionsOf,
  credential,
  parseOptions,
  type RestSettings,
  restShape,
  z,
} from 'venuekit/adapter';

/** Where to connect, who is it, and how the broker behaves. */
export interface LarkBrokerOptions extends BrokerOptions, AuditOptions {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Base of the REST interface: an https URL; http on this machine. */
  readonly baseUrl: string;
  /** A wss URL; ws on this machine. */
  readonly publicUrl: string;
  readonly privateUrl: string;
}

/** Who signs. */
export interface LarkCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The options of the client with every default in place, and without secrets. */
export interface LarkSettings extends RestSettings {
  readonly publicUrl: string;
  readonly privateUrl: string;
}

const url = z.string('must be a URL');

const schema = z.strictObject({
  apiKey: credential,
  apiSecret: credential,
  baseUrl: url,
  publicUrl: url,
  privateUrl: url,
  ...restShape,
});

const SECRETS: ReadonlySet<string> = new Set(['apiKey', 'apiSecret', 'baseUrl', 'publicUrl', 'privateUrl']);

/**
 * Checks the options that are the venue's own.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function readOptions({ auditIntervalMs, ...options }: LarkBrokerOptions): {
  readonly settings: LarkSettings;
  readonly credentials: LarkCredentials;
  readonly auditIntervalMs: number;
} {
  const given = clientOptionsOf(options, {});
  const parsed = parseOptions(schema, given, { venue: 'lark', owner: 'LarkBroker', secretFields: SECRETS });
  const { apiKey, apiSecret, ...settings } = parsed;
  for (const field of ['baseUrl', 'publicUrl', 'privateUrl'] as const) {
    const schemes = field === 'baseUrl' ? ['https', 'http'] : ['wss', 'ws'];
    checkEndpoint(settings[field], { allowInsecure: settings.allowInsecure, schemes, field });
  }
  return {
    settings,
    credentials: { apiKey, apiSecret },
    auditIntervalMs: auditIntervalOf({ auditIntervalMs }, 'lark'),
  };
}
