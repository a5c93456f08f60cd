import { describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import type { PoloniexClientOptions } from '../../../src/venues/poloniex/generated/records';
import { parseOptions } from '../../../src/venues/poloniex/options';
import { everything, SECRETS } from './rest-server';

/** What plain JavaScript may give. */
const Untyped = PoloniexClient as unknown as new (...args: unknown[]) => PoloniexClient;

function failure(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail');
}

describe('options', () => {
  it('default: the venue itself, without a key', () => {
    const { settings, credentials } = parseOptions({});
    expect(credentials).toBe(undefined);
    expect(settings).toMatchObject({
      baseUrl: 'https://api.poloniex.com',
      publicUrl: 'wss://ws.poloniex.com/ws/public',
      privateUrl: 'wss://ws.poloniex.com/ws/private',
      timeoutMs: 15_000,
      quotaShare: 1,
      maxBodyBytes: 64 * 1024 * 1024,
      maxSockets: 16,
      maxFrameBytes: 1024 * 1024,
      maxPendingRequests: 1000,
      raw: false,
    });
    for (const name of ['recvWindow', 'ca', 'tap', 'apiKey', 'apiSecret'])
      expect(settings).not.toHaveProperty(name);
    expect(new PoloniexClient().hasServerTime).toBe(false);
  });

  it('args: all of them', () => {
    const clock = new VirtualClock();
    const given = {
      baseUrl: 'https://127.0.0.1:1',
      publicUrl: 'wss://127.0.0.1:1/ws/public',
      privateUrl: 'wss://127.0.0.1:1/ws/private',
      ca: 'PEM',
      timeoutMs: 1,
      recvWindow: 60_000,
      quotaShare: 0.25,
      maxBodyBytes: 1024,
      maxSockets: 1,
      maxFrameBytes: 1024,
      maxPendingRequests: 1,
      raw: true,
      clock,
      random: { next: () => 0 },
      logger: silentLogger,
      tap: () => {},
    } satisfies PoloniexClientOptions;
    const { settings, credentials } = parseOptions({ ...given, ...SECRETS });
    // The logger is kept behind what catches its errors.
    expect(settings).toEqual({ ...given, logger: expect.objectContaining({ warn: expect.any(Function) }) });
    expect(settings.clock).toBe(clock);
    expect(credentials).toEqual(SECRETS);
  });

  it.each([
    [{ apiKey: '' }, 'apiKey'],
    [{ apiSecret: 'a\nb' }, 'apiSecret'],
    [{ apiSecret: 'x'.repeat(201) }, 'apiSecret'],
    [{ apiKey: ' k' }, 'apiKey'],
    [{ apiKey: 5 }, 'apiKey'],
    [{ baseUrl: 'http://example.com' }, 'baseUrl'],
    [{ baseUrl: 'https://user:CANARY@example.com' }, 'baseUrl'],
    [{ baseUrl: 'https://example.com./' }, 'baseUrl'],
    [{ baseUrl: 'https://example.com?a=1' }, 'baseUrl'],
    [{ baseUrl: 'wss://example.com' }, 'baseUrl'],
    [{ baseUrl: 5 }, 'baseUrl'],
    [{ publicUrl: 'ws://example.com' }, 'publicUrl'],
    [{ publicUrl: 'https://example.com' }, 'publicUrl'],
    [{ privateUrl: 'wss://user:CANARY@example.com' }, 'privateUrl'],
    [{ ca: '' }, 'ca'],
    [{ allowInsecure: true }, 'allowInsecure'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ recvWindow: 0 }, 'recvWindow'],
    [{ recvWindow: -1 }, 'recvWindow'],
    [{ recvWindow: 60_001 }, 'recvWindow'],
    [{ recvWindow: 1.5 }, 'recvWindow'],
    [{ quotaShare: 0 }, 'quotaShare'],
    [{ quotaShare: 1.1 }, 'quotaShare'],
    [{ quotaShare: Number.NaN }, 'quotaShare'],
    [{ maxBodyBytes: 1 }, 'maxBodyBytes'],
    [{ maxSockets: 0 }, 'maxSockets'],
    [{ maxSockets: 1001 }, 'maxSockets'],
    [{ maxFrameBytes: 1 }, 'maxFrameBytes'],
    [{ maxPendingRequests: 0 }, 'maxPendingRequests'],
    [{ raw: 1 }, 'raw'],
    [{ clock: {} }, 'clock'],
    [{ random: {} }, 'random'],
    [{ logger: {} }, 'logger'],
    [{ tap: 'x' }, 'tap'],
    [{ rejectUnauthorized: false }, 'rejectUnauthorized'],
  ])('error: %j', (options, field) => {
    const error = failure(() => new Untyped({ ...SECRETS, logger: silentLogger, ...options }));
    expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
    expect(everything(error)).not.toContain('CANARY');
  });

  it.each([
    [{ apiKey: SECRETS.apiKey }],
    [{ apiSecret: SECRETS.apiSecret }],
    [{ ca: 'PEM', baseUrl: 'http://[::1]', publicUrl: 'ws://127.0.0.1', privateUrl: 'ws://localhost' }],
  ])('error: options that do not go together', (options) => {
    const error = failure(() => new PoloniexClient(options));
    expect(error).toMatchObject({ name: 'ConfigurationError', venue: 'poloniex', sent: false });
    for (const secret of Object.values(SECRETS)) expect(everything(error)).not.toContain(secret);
  });

  it('error: no object', () => {
    for (const value of [null, 'x', []]) {
      expect(failure(() => new Untyped(value))).toMatchObject({ field: 'options' });
    }
  });

  it('behavior: plain text beyond this machine needs permission, and causes a warning', () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (message) => void warnings.push(message) };
    const options = { baseUrl: 'http://example.com', logger };
    expect(failure(() => parseOptions(options))).toMatchObject({ field: 'baseUrl' });
    parseOptions({ ...options, allowInsecure: 'i-understand' });
    expect(warnings).toHaveLength(1);
    parseOptions({ ...options, baseUrl: 'http://127.0.0.1:80' });
    expect(warnings).toHaveLength(1);
  });
});
