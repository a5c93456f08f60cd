import type { EnvTable } from '../../core/environment';
import type { FinnotechBrokerOptions } from './types/broker';

/** The variables that `brokerFromEnv('finnotech')` reads. */
export const environment = {
  CLIENT_ID: { option: 'clientId', kind: 'text', required: true },
  CLIENT_SECRET: { option: 'clientSecret', kind: 'text', required: true },
  NID: { option: 'nid', kind: 'text', required: true },
  ENVIRONMENT: { option: 'environment', kind: 'text', oneOf: ['sandbox', 'production'] },
  BASE_URL: { option: 'baseUrl', kind: 'text' },
  SCOPES: { option: 'scopes', kind: 'list' },
  CA_FILE: { option: 'ca', kind: 'file' },
  PROXY: { option: 'proxy', kind: 'text' },
  ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
  TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
} as const satisfies EnvTable<FinnotechBrokerOptions>;
