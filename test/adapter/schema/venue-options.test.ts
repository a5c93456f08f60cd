import { describe, expect, test } from 'vitest';
import { venueOptionsReader } from '../../../src/adapter/schema/venue-options';
import { ConfigurationError, ValidationError } from '../../../src/errors';

const read = venueOptionsReader({
  venue: 'lark',
  owner: 'LarkBroker',
  credentials: ['apiKey', 'apiSecret'],
  urls: { baseUrl: 'http', publicUrl: 'websocket' },
});

const GIVEN = {
  apiKey: 'a-key',
  apiSecret: 'a-secret',
  baseUrl: 'http://127.0.0.1:1',
  publicUrl: 'ws://127.0.0.1:2',
} as const;

describe('venueOptionsReader', () => {
  test('default: the credentials are apart from the settings, which have every default', () => {
    const { settings, credentials, auditIntervalMs } = read({ ...GIVEN, auditIntervalMs: 5000 });
    expect(credentials).toEqual({ apiKey: 'a-key', apiSecret: 'a-secret' });
    expect(settings).toMatchObject({ baseUrl: GIVEN.baseUrl, publicUrl: GIVEN.publicUrl, raw: false });
    expect(JSON.stringify(Object.entries(settings))).not.toMatch(/a-key|a-secret/);
    expect(auditIntervalMs).toBe(5000);
    expect(read(GIVEN).auditIntervalMs).toBe(30_000);
  });

  test.each([
    [{ ...GIVEN, apiSecret: '' }, 'apiSecret'],
    [{ ...GIVEN, apiKey: ' a-key' }, 'apiKey'],
    [{ ...GIVEN, publicUrl: 'https://127.0.0.1' }, 'publicUrl'],
    [{ ...GIVEN, baseUrl: 'http://example.com' }, 'baseUrl'],
    [{ ...GIVEN, apikey: 'a-key' }, 'apikey'],
    [{ ...GIVEN, auditIntervalMs: 1 }, 'auditIntervalMs'],
  ])('error: an option that breaks its rule is named, and no secret shown: %#', (options, field) => {
    const attempt = (): unknown => read(options);
    expect(attempt).toThrow(ValidationError);
    expect(attempt).toThrow(expect.objectContaining({ field }));
    try {
      attempt();
    } catch (error) {
      expect(String(error)).not.toMatch(/a-key|a-secret/);
    }
  });

  test('error: authorities without encryption are refused', () => {
    expect(() => read({ ...GIVEN, ca: 'PEM' } as typeof GIVEN)).toThrow(ConfigurationError);
  });
});
