import { afterEach, describe, expect, it } from 'vitest';
import type { Candle, Quote } from '../../../src/index';
import { FinnotechError } from '../../../src/venues/finnotech';
import { closeWorlds, connected, OTHER, SHARE, world } from './broker-world';

const MINUTE_MS = 60_000;

afterEach(closeWorlds);

describe('minutes of several companies', () => {
  it('behavior: a company whose request fails does not affect the minutes of the others', async () => {
    const at = await connected();
    const subscription = await at.drive(
      at.broker.subscribe('candles', { symbols: [SHARE, OTHER], interval: '1m' }),
    );
    const candles: Candle[] = [];
    subscription.on('data', (candle) => candles.push(candle));
    await at.pass(2 * MINUTE_MS);
    // Of the two requests of a poll the second one is lost.
    const { pass } = at;
    const asked = at.asked('trades/realtime').length;
    await at.until(() => at.asked('trades/realtime').length > asked);
    at.emulator.faults.html(503, { command: 'trades/realtime', times: 1 });
    await pass(4 * MINUTE_MS);
    for (const symbol of [SHARE, OTHER]) {
      const final = candles.filter((one) => one.symbol === symbol && one.closed).map((one) => one.openTime);
      const traded = at.emulator.market
        .candles(symbol, 1, (final[0] ?? 0) / MINUTE_MS, (final.at(-1) ?? 0) / MINUTE_MS + 1)
        .filter(({ volume }) => volume > 0)
        .map(({ time }) => time);
      expect(final.length).toBeGreaterThanOrEqual(4);
      expect(final, symbol).toEqual(traded);
    }
  });

  it('behavior: a company that is delisted does not affect the streams of others', async () => {
    const at = await connected();
    const subscription = await at.drive(
      at.broker.subscribe('candles', { symbols: [OTHER, SHARE], interval: '1m' }),
    );
    const candles: Candle[] = [];
    subscription.on('data', (candle) => candles.push(candle));
    await at.pass(MINUTE_MS);
    at.emulator.market.removeInstrument(OTHER);
    const from = candles.length;
    await at.pass(4 * MINUTE_MS);
    const later = candles.slice(from).filter(({ closed, symbol }) => closed && symbol === SHARE);
    expect(later.length).toBeGreaterThanOrEqual(3);
  });
});

describe('quotes after a loss', () => {
  it('behavior: one who subscribes after it outside trading hours receives the last quote', async () => {
    const at = await connected({}, {}, Date.UTC(2026, 0, 10, 12, 0));
    await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    await at.until(() => at.broker.status.state === 'reconnecting');
    await at.emulator.faults.accept();
    await at.until(() => at.broker.status.state === 'live');
    const second = await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    const quotes: Quote[] = [];
    second.on('data', (quote) => quotes.push(quote));
    await at.pass(1000);
    expect(quotes).toHaveLength(1);
  });
});

describe('the list of instruments', () => {
  it('error: a company that is delisted is refused by the venue once, then unknown', async () => {
    const { broker, drive, emulator } = await connected();
    emulator.market.removeInstrument(OTHER);
    const refused = (): Promise<unknown> =>
      drive(broker.fetchQuotes([OTHER]).catch((thrown: unknown) => thrown));
    expect(await refused()).toBeInstanceOf(FinnotechError);
    expect(await refused()).toMatchObject({ name: 'ValidationError', field: 'symbols' });
    const asked = emulator.orders.requests.length;
    expect(await refused()).toMatchObject({ name: 'ValidationError' });
    expect(emulator.orders.requests).toHaveLength(asked);
    expect(await drive(broker.fetchQuotes([SHARE]))).toHaveLength(1);
  });
});

describe('what is requested', () => {
  it('behavior: any number of symbols is subscribed, and restored, with few requests', async () => {
    const at = await connected();
    const symbols = (await at.drive(at.broker.fetchInstruments())).map(({ symbol }) => symbol);
    const before = at.asked('trades/realtime').length;
    const subscription = await at.drive(at.broker.subscribe('quotes', { symbols }));
    const quotes: Quote[] = [];
    subscription.on('data', (quote) => quotes.push(quote));
    await at.pass(100);
    expect(quotes.map(({ symbol }) => symbol).sort()).toEqual([...symbols].sort());
    // The shares and the rights.
    expect(at.asked('trades/realtime').length - before).toBe(2);
    at.emulator.market.pause();
    await at.pass(2 * MINUTE_MS);
    quotes.length = 0;
    const restored = at.asked('trades/realtime').length;
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    await at.until(() => at.broker.status.state === 'reconnecting');
    await at.emulator.faults.accept();
    await at.until(() => at.broker.status.state === 'live');
    await at.pass(100);
    // One to see whether the venue answers, then shares and rights.
    expect(at.asked('trades/realtime').length - restored).toBe(3);
    expect(quotes.map(({ symbol }) => symbol).sort()).toEqual([...symbols].sort());
    expect(new Set(quotes.map(({ source }) => source))).toEqual(new Set(['reconcile']));
  });

  it('behavior: what was left while the venue was down is not requested afterwards', async () => {
    const at = await connected();
    const options = { symbols: [SHARE], interval: '1m' } as const;
    const subscription = await at.drive(at.broker.subscribe('candles', options));
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    await at.until(() => at.broker.status.state === 'reconnecting');
    await at.drive(subscription.close());
    await at.emulator.faults.accept();
    await at.until(() => at.broker.status.state === 'live');
    const before = at.asked('trades/realtime').length;
    await at.pass(3 * MINUTE_MS);
    const asked = at.asked('trades/realtime').slice(before);
    expect(asked.map(({ isTimePeriod }) => isTimePeriod)).toEqual([undefined, undefined, undefined]);
    // Joined anew, it begins anew.
    const again = await at.drive(at.broker.subscribe('candles', options));
    const candles: Candle[] = [];
    again.on('data', (candle) => candles.push(candle));
    await at.pass(MINUTE_MS);
    expect(new Set(candles.map(({ source }) => source))).toEqual(new Set(['stream']));
    expect(candles.length).toBeLessThan(6);
  });

  it('behavior: a symbol that is left and joined again during a poll has its quote', async () => {
    const at = await connected();
    at.emulator.market.pause();
    const first = await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    await at.pass(2 * MINUTE_MS + 10_000);
    at.emulator.market.setPrice(SHARE, '5000', '5001');
    at.emulator.faults.latency(2000, { command: 'trades/realtime', times: 1 });
    const asked = at.asked('trades/realtime').length;
    await at.until(() => at.asked('trades/realtime').length > asked);
    await at.drive(first.close());
    await at.pass(3000);
    const second = await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    const quotes: Quote[] = [];
    second.on('data', (quote) => quotes.push(quote));
    await at.pass(1000);
    expect(quotes.map(({ last }) => last)).toEqual(['5000']);
  });

  it('behavior: minutes of a poll for subscribers that have left do not go to those that join meanwhile', async () => {
    const at = await connected();
    const options = { symbols: [SHARE], interval: '1m' } as const;
    const first = await at.drive(at.broker.subscribe('candles', options));
    await at.pass(2 * MINUTE_MS + 10_000);
    at.emulator.faults.latency(5000, { command: 'trades/realtime', times: 1 });
    const asked = at.asked('trades/realtime').length;
    await at.until(() => at.asked('trades/realtime').length > asked);
    await at.drive(first.close());
    const second = await at.drive(at.broker.subscribe('candles', options));
    const candles: Candle[] = [];
    second.on('data', (candle) => candles.push(candle));
    await at.pass(2 * MINUTE_MS);
    const final = candles.filter(({ closed }) => closed).map(({ openTime }) => openTime);
    expect(final.length).toBeGreaterThanOrEqual(3);
    expect(final).toEqual([...new Set(final)].sort((a, b) => a - b));
  });

  it('behavior: what the venue refuses is requested again with the next minute, not sooner', async () => {
    const at = await connected();
    const subscription = await at.drive(at.broker.subscribe('candles', { symbols: [OTHER], interval: '1m' }));
    at.emulator.market.removeInstrument(OTHER);
    const before = at.asked('trades/realtime').length;
    await at.pass(5 * MINUTE_MS);
    expect(at.asked('trades/realtime').length - before).toBe(5);
    expect([subscription.state, at.broker.health().disconnects]).toEqual(['stale', 0]);
  });

  it('behavior: after a 429 nothing is sent before the time it names', async () => {
    const at = await connected();
    const headers = { 'retry-after': '7' };
    at.emulator.faults.status(429, { headers }, { command: 'trades/realtime', times: 1 });
    const error: unknown = await at.drive(at.broker.fetchQuotes([SHARE]).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 7000 });
    const asked = at.emulator.orders.requests.length;
    await at.pass(6000);
    const early = at.broker.fetchQuotes([SHARE], { timeoutMs: 900 });
    await expect(at.drive(early)).rejects.toMatchObject({ name: 'RateLimitError', sent: false });
    expect(at.emulator.orders.requests).toHaveLength(asked);
    await at.pass(100);
    expect(await at.drive(at.broker.fetchQuotes([SHARE]))).toHaveLength(1);
  });
});

describe('the token', () => {
  it('behavior: that it cannot be refreshed is a warning; while it is valid everything works', async () => {
    const at = await connected({ tokenLifeMs: 5 * MINUTE_MS });
    const warnings: string[] = [];
    at.broker.on('warning', ({ code }) => warnings.push(code));
    const subscription = await at.drive(at.broker.subscribe('quotes', { symbols: [SHARE] }));
    for (const command of ['token', 'refreshToken'] as const) at.emulator.faults.status(500, {}, { command });
    await at.until(() => warnings.includes('token'));
    expect(at.asked('token')).toHaveLength(1);
    expect(await at.drive(at.broker.fetchQuotes([SHARE]))).toHaveLength(1);
    expect([at.broker.status.state, subscription.state]).toEqual(['live', 'live']);
  });

  it('behavior: 50 parallel reads with an expired token make one token call and all succeed', async () => {
    const at = await connected();
    at.emulator.expireToken();
    const reads = Array.from({ length: 50 }, () => at.broker.fetchQuotes([SHARE]));
    for (const quotes of await at.drive(Promise.all(reads))) expect(quotes).toHaveLength(1);
    expect(at.asked('token')).toHaveLength(2);
    expect(at.broker.status.state).toBe('live');
  });
});

describe('a long time', () => {
  it('behavior: lost connections leak nothing', async () => {
    const at = await connected();
    const symbols = [SHARE, OTHER];
    await at.drive(at.broker.subscribe('quotes', { symbols }));
    await at.drive(at.broker.subscribe('candles', { symbols, interval: '1m' }));
    const lose = async (): Promise<number> => {
      at.emulator.faults.refuse();
      at.emulator.faults.reset();
      await at.until(() => at.broker.status.state === 'reconnecting');
      await at.emulator.faults.accept();
      await at.until(() => at.broker.status.state === 'live');
      await at.pass(MINUTE_MS);
      return at.clock.pendingTimers;
    };
    await lose();
    const timers = await lose();
    for (let time = 0; time < 10; time += 1) await lose();
    expect(await lose()).toBe(timers);
    expect(at.broker.health().subscriptions).toHaveLength(2);
  });
});

describe('scopes', () => {
  it('behavior: a client without the scope of the trades is live with what it may request', async () => {
    const client = { clientId: 'days', clientSecret: 'secret', nid: '0012345679' };
    const scopes = ['bourse:companies-id-inquiry:get', 'bourse:daily-trades:get'];
    const at = await world({ clients: [{ ...client, scopes }] }, { ...client, scopes });
    await at.drive(at.broker.connect());
    await at.pass(5 * MINUTE_MS);
    expect(at.broker.status.state).toBe('live');
    expect(at.asked('trades/realtime').length).toBeLessThan(7);
  });
});
