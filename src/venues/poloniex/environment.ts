import type { EnvTable } from '../../core/environment';
import type { PoloniexBrokerOptions } from './types/broker';

/** The variables that `brokerFromEnv('poloniex')` reads. */
export const environment = {
  API_KEY: { option: 'apiKey', kind: 'text', required: true },
  API_SECRET: { option: 'apiSecret', kind: 'text', required: true },
  BASE_URL: { option: 'baseUrl', kind: 'text' },
  PUBLIC_URL: { option: 'publicUrl', kind: 'text' },
  PRIVATE_URL: { option: 'privateUrl', kind: 'text' },
  RECV_WINDOW: { option: 'recvWindow', kind: 'integer', min: 1, max: 60_000 },
  AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
  CA_FILE: { option: 'ca', kind: 'file' },
  PROXY: { option: 'proxy', kind: 'text' },
  ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
  TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
} as const satisfies EnvTable<PoloniexBrokerOptions>;
