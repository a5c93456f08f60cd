import type { EnvTable } from '../../core/environment';
import type { ChpBrokerOptions } from './types/broker';

/** The variables that `brokerFromEnv('chp')` reads. */
export const environment = {
  HOST: { option: 'host', kind: 'text', required: true },
  PORT: { option: 'port', kind: 'integer', min: 1, max: 65_535 },
  LOGIN: { option: 'login', kind: 'text', required: true },
  PASSWORD: { option: 'password', kind: 'text', required: true },
  TOKEN: { option: 'token', kind: 'text', required: true },
  MODE: { option: 'mode', kind: 'integer', min: 0, max: 1 },
  TLS: { option: 'tls', kind: 'boolean' },
  CA_FILE: { option: 'ca', kind: 'file' },
  ACCOUNT: { option: 'account', kind: 'text', about: 'a portfolio' },
  AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
  PROXY: { option: 'proxy', kind: 'text' },
  ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
  TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
} as const satisfies EnvTable<ChpBrokerOptions>;
