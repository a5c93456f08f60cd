import type { EnvTable } from '../../core/environment';
import type { XapiBrokerOptions } from './types/broker';

/** The variables that `brokerFromEnv('xapi')` reads. */
export const environment = {
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
  PROXY: { option: 'proxy', kind: 'text' },
  ALLOW_INSECURE: { option: 'allowInsecure', kind: 'text', oneOf: ['i-understand'] },
  APP_NAME: { option: 'appName', kind: 'text' },
  AUDIT_INTERVAL_MS: { option: 'auditIntervalMs', kind: 'integer', min: 1000, max: 2 ** 31 - 1 },
  TIMEOUT_MS: { option: 'timeoutMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
} as const satisfies EnvTable<XapiBrokerOptions>;
