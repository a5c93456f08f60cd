import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { brokerFromEnv, isConfigurationError, VENUES } from '../../src';
import { readEnv } from '../../src/env-table';

const credentials = { VENUEKIT_XAPI_USER_ID: '1000', VENUEKIT_XAPI_PASSWORD: 'canary-77' };

async function refusal(env: Record<string, string>): Promise<string> {
  const error: unknown = await brokerFromEnv('xapi', env).catch((thrown: unknown) => thrown);
  if (!isConfigurationError(error)) throw error;
  expect(JSON.stringify(error) + error.stack).not.toContain('canary');
  return error.message;
}

describe('brokerFromEnv', () => {
  test('default: makes a broker from the variables of the venue', async () => {
    const broker = await brokerFromEnv('xapi', { ...credentials, PATH: '/bin', OTHER_XAPI_HOST: 'x' });
    expect([broker.venue, broker.status.state]).toEqual(['xapi', 'idle']);
    await broker.close();
  });

  test('default: the variables of chp', async () => {
    const chp = { HOST: '127.0.0.1', PORT: '5001', LOGIN: 'me', PASSWORD: 'canary-1', TOKEN: 'canary-2' };
    const more = { MODE: '1', TLS: 'true', ACCOUNT: 'ST1', ALLOW_INSECURE: 'i-understand' };
    const env = Object.fromEntries(
      Object.entries({ ...chp, ...more }).map(([name, value]) => [`VENUEKIT_CHP_${name}`, value]),
    );
    const broker = await brokerFromEnv('chp', env);
    expect([broker.venue, broker.status.state]).toEqual(['chp', 'idle']);
    await broker.close();
  });

  test('default: the variables of finnotech', async () => {
    const given = {
      CLIENT_ID: 'me',
      CLIENT_SECRET: 'canary-1',
      NID: '0012345679',
      ENVIRONMENT: 'production',
    };
    const more = { SCOPES: 'bourse:trades-realtime:get, bourse:daily-trades:get', TIMEOUT_MS: '5000' };
    const env = Object.fromEntries(
      Object.entries({ ...given, ...more }).map(([name, value]) => [`VENUEKIT_FINNOTECH_${name}`, value]),
    );
    const broker = await brokerFromEnv('finnotech', env);
    expect([broker.venue, broker.status.state]).toEqual(['finnotech', 'idle']);
    await broker.close();
  });

  test('default: the variables of poloniex', async () => {
    const given = { API_KEY: 'canary-1', API_SECRET: 'canary-2', BASE_URL: 'https://127.0.0.1:1' };
    const more = { RECV_WINDOW: '5000', AUDIT_INTERVAL_MS: '60000', TIMEOUT_MS: '5000' };
    const env = Object.fromEntries(
      Object.entries({ ...given, ...more }).map(([name, value]) => [`VENUEKIT_POLONIEX_${name}`, value]),
    );
    const broker = await brokerFromEnv('poloniex', env);
    expect([broker.venue, broker.status.state]).toEqual(['poloniex', 'idle']);
    await broker.close();
  });

  test('args: env is that of the process where it is not given', async () => {
    for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
    await (await brokerFromEnv('xapi')).close();
    vi.unstubAllEnvs();
  });

  test('args: every variable reaches its option', async () => {
    const tcp = {
      ...credentials,
      VENUEKIT_XAPI_ENVIRONMENT: 'real',
      VENUEKIT_XAPI_TRANSPORT: 'tcp',
      VENUEKIT_XAPI_HOST: '127.0.0.1',
      VENUEKIT_XAPI_MAIN_PORT: '5112',
      VENUEKIT_XAPI_STREAM_PORT: '5113',
      VENUEKIT_XAPI_TLS: 'false',
      VENUEKIT_XAPI_ALLOW_INSECURE: 'i-understand',
      VENUEKIT_XAPI_APP_NAME: 'bot',
      VENUEKIT_XAPI_TIMEOUT_MS: '5000',
    };
    await (await brokerFromEnv('xapi', tcp)).close();
    const urls = {
      ...credentials,
      VENUEKIT_XAPI_MAIN_URL: 'ws://127.0.0.1:1/demo',
      VENUEKIT_XAPI_STREAM_URL: 'ws://127.0.0.1:1/demoStream',
    };
    await (await brokerFromEnv('xapi', urls)).close();
  });

  test('error: what is missing is named, all of it at once; empty counts as missing', async () => {
    expect(await refusal({})).toBe('Set VENUEKIT_XAPI_USER_ID and VENUEKIT_XAPI_PASSWORD');
    expect(await refusal({ VENUEKIT_XAPI_USER_ID: '1', VENUEKIT_XAPI_PASSWORD: '' })).toBe(
      'Set VENUEKIT_XAPI_PASSWORD',
    );
  });

  test('args: an empty optional variable is absent', async () => {
    await (await brokerFromEnv('xapi', { ...credentials, VENUEKIT_XAPI_HOST: '' })).close();
  });

  test('error: a misspelt variable is refused, or the bot would trade with a default', async () => {
    expect(await refusal({ ...credentials, VENUEKIT_XAPI_ENVIROMENT: 'canary' })).toMatch(
      /^There is no variable VENUEKIT_XAPI_ENVIROMENT \(try VENUEKIT_XAPI_ENVIRONMENT\); there are VENUEKIT_XAPI_USER_ID, /,
    );
    // Before what is missing: it is the one that was meant.
    expect(await refusal({ VENUEKIT_XAPI_USER_ID: '1', VENUEKIT_XAPI_PASWORD: 'canary' })).toMatch(
      /^There is no variable VENUEKIT_XAPI_PASWORD \(try VENUEKIT_XAPI_PASSWORD\);/,
    );
    expect(await refusal({ ...credentials, VENUEKIT_XAPI_COLOR: 'canary' })).toMatch(
      /^There is no variable VENUEKIT_XAPI_COLOR; there are/,
    );
  });

  test.each([
    ['ENVIRONMENT', 'canary', /ENVIRONMENT must be demo or real$/],
    ['TRANSPORT', 'TCP', /TRANSPORT must be tcp or websocket$/],
    ['TLS', '1', /TLS must be true or false$/],
    ['TLS', 'TRUE', /TLS must be true or false$/],
    ['ALLOW_INSECURE', 'true', /ALLOW_INSECURE must be i-understand$/],
    ['MAIN_PORT', '0', /MAIN_PORT must be a whole number of 1 to 65535$/],
    ['MAIN_PORT', '65536', /MAIN_PORT/],
    ['MAIN_PORT', '5112 ', /MAIN_PORT/],
    ['MAIN_PORT', '5e3', /MAIN_PORT/],
    ['MAIN_PORT', '0x10', /MAIN_PORT/],
    ['MAIN_PORT', '-1', /MAIN_PORT/],
    ['MAIN_PORT', 'canary', /MAIN_PORT/],
    ['STREAM_PORT', '1.5', /STREAM_PORT/],
    ['TIMEOUT_MS', '2147483648', /TIMEOUT_MS/],
    ['CA_FILE', '/nowhere/canary.pem', /VENUEKIT_XAPI_CA_FILE names a file that cannot be read \(ENOENT\)$/],
  ])('error: %s=%s is refused by name, and its value is not shown', async (name, value, message) => {
    expect(await refusal({ ...credentials, [`VENUEKIT_XAPI_${name}`]: value })).toMatch(message);
  });

  test('error: an unknown venue is refused', async () => {
    await expect(brokerFromEnv('nope' as 'xapi', {})).rejects.toThrow(
      `There is no venue "nope"; there are: ${VENUES.join(', ')}`,
    );
  });
});

describe('readEnv', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'venuekit-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('default: reads each kind', async () => {
    const path = join(folder, 'ca.pem');
    await writeFile(path, 'PEM');
    const table = {
      A: { option: 'a', kind: 'text' },
      B: { option: 'b', kind: 'integer' },
      C: { option: 'c', kind: 'boolean' },
      D: { option: 'd', kind: 'file' },
      E: { option: 'e', kind: 'text' },
    } as const;
    expect(await readEnv('X_', table, { X_A: 't', X_B: '007', X_C: 'false', X_D: path })).toEqual({
      a: 't',
      b: 7,
      c: false,
      d: 'PEM',
    });
  });
});
