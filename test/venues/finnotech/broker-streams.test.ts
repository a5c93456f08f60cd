import { afterEach, describe, expect, it } from 'vitest';
import { type Candle, isConnectionError, isUnsupportedError, type Quote } from '../../../src/index';
import { FinnotechClient } from '../../../src/venues/finnotech';
import { closeWorlds, connected, OTHER, RIGHT, SHARE, START, type World, world } from './broker-world';

const MINUTE_MS = 60_000;

afterEach(closeWorlds);

async function quotesOf(at: World, symbols: readonly string[]) {
  const subscription = await at.drive(at.broker.subscribe('quotes', { symbols }));
  const quotes: Quote[] = [];
  subscription.on('data', (quote) => quotes.push(quote));
  return { subscription, quotes };
}

async function candlesOf(at: World, symbols: readonly string[]) {
  const subscription = await at.drive(at.broker.subscribe('candles', { symbols, interval: '1m' }));
  const candles: Candle[] = [];
  subscription.on('data', (candle) => candles.push(candle));
  return { subscription, candles };
}

describe('quotes', () => {
  it('default: one request a minute for any number of shares, a few seconds after the minute', async () => {
    const at = await connected();
    const { subscription, quotes } = await quotesOf(at, [SHARE, OTHER, 'فملی']);
    expect(subscription.confirmedBy).toBe('firstData');
    expect(new Set(quotes.map(({ symbol }) => symbol)).size).toBe(3);
    const before = at.asked('trades/realtime').length;
    const times: number[] = [];
    for (let minute = 0; minute < 5; minute += 1) {
      const count = at.asked('trades/realtime').length;
      await at.until(() => at.asked('trades/realtime').length > count);
      times.push(at.clock.now() % MINUTE_MS);
    }
    expect(at.asked('trades/realtime')).toHaveLength(before + 5);
    for (const time of times) expect(time >= 5000 && time < 6000).toBe(true);
  });

  it('behavior: shares and rights take one request each', async () => {
    const at = await connected();
    await quotesOf(at, [SHARE, OTHER, RIGHT]);
    const before = at.asked('trades/realtime').length;
    await at.pass(MINUTE_MS);
    expect(
      at
        .asked('trades/realtime')
        .slice(before)
        .map(({ precedencyRight }) => precedencyRight),
    ).toEqual(['false', 'true']);
  });

  it('behavior: a row that has not changed is not emitted again', async () => {
    const at = await connected();
    at.emulator.market.pause();
    const { quotes } = await quotesOf(at, [SHARE]);
    await at.pass(3 * MINUTE_MS);
    const count = quotes.length;
    await at.pass(3 * MINUTE_MS);
    expect(quotes).toHaveLength(count);
    at.emulator.market.setPrice(SHARE, '5000', '5001');
    await at.until(() => quotes.at(-1)?.last === '5000');
    expect(quotes).toHaveLength(count + 1);
    expect(quotes.at(-1)).toMatchObject({ source: 'stream', last: '5000' });
  });

  it('behavior: times of quotes never go back', async () => {
    const at = await connected();
    const { quotes } = await quotesOf(at, [SHARE]);
    await at.until(() => quotes.length >= 5);
    const times = quotes.map(({ time = 0 }) => time);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('behavior: a second subscriber receives the last quote at once and sends nothing', async () => {
    const at = await connected();
    await quotesOf(at, [SHARE]);
    const before = at.emulator.orders.requests.length;
    const { quotes } = await quotesOf(at, [SHARE]);
    expect([quotes.length, at.emulator.orders.requests.length]).toEqual([1, before]);
  });
});

describe('candles', () => {
  it('default: each minute once as final, in order, equal to what a read gives', async () => {
    const at = await connected();
    const { candles } = await candlesOf(at, [SHARE]);
    await at.pass(10 * MINUTE_MS);
    const final = candles.filter(({ closed }) => closed);
    const times = final.map(({ openTime }) => openTime);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(final.length).toBeGreaterThanOrEqual(8);
    const read = await at.drive(
      at.broker.fetchCandles({
        symbol: SHARE,
        interval: '1m',
        from: times[0] ?? 0,
        to: (times.at(-1) ?? 0) + 1,
      }),
    );
    const bare = ({ openTime, open, high, low, close, volume }: Candle) => [
      openTime,
      open,
      high,
      low,
      close,
      volume,
    ];
    expect(final.map(bare)).toEqual(read.map(bare));
  });

  it('behavior: a minute that is refreshed while it runs is emitted as open, and as final only when it can change no more', async () => {
    // The venue refreshes 20 s into each minute, so that each poll sees the minute before as it was then.
    const at = await connected({ refreshOffsetMs: 20_000 }, { pollDelayMs: 30_000 });
    const { candles } = await candlesOf(at, [SHARE]);
    await at.pass(6 * MINUTE_MS);
    const open = candles.filter(({ closed }) => !closed);
    const final = candles.filter(({ closed }) => closed);
    expect(open.length).toBeGreaterThanOrEqual(4);
    for (const { openTime, volume } of final) {
      const [whole] = at.emulator.market.candles(SHARE, 1, openTime / MINUTE_MS, openTime / MINUTE_MS + 1);
      expect(Number(volume)).toBe((whole?.volume ?? 0) * 100);
    }
    expect(
      candles.some((candle) => !candle.closed && final.some(({ openTime }) => openTime === candle.openTime)),
    ).toBe(true);
  });

  it('behavior: minutes that were missed while the venue was down are emitted afterwards, none twice', async () => {
    const at = await connected();
    const { subscription, candles } = await candlesOf(at, [SHARE]);
    await at.pass(2 * MINUTE_MS);
    const gaps: unknown[] = [];
    subscription.on('gap', (gap) => gaps.push(gap));
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    await at.until(() => at.broker.status.state === 'reconnecting');
    await at.pass(4 * MINUTE_MS);
    await at.emulator.faults.accept();
    await at.until(() => at.broker.status.state === 'live');
    await at.pass(2 * MINUTE_MS);
    const final = candles.filter(({ closed }) => closed).map(({ openTime }) => openTime);
    expect(final).toEqual([...new Set(final)].sort((a, b) => a - b));
    const traded = at.emulator.market
      .candles(SHARE, 1, (final[0] ?? 0) / MINUTE_MS, (final.at(-1) ?? 0) / MINUTE_MS + 1)
      .filter(({ volume }) => volume > 0)
      .map(({ time }) => time);
    expect(final).toEqual(traded);
    expect(candles.some(({ source }) => source === 'reconcile')).toBe(true);
    expect(gaps).toHaveLength(1);
  });

  it('behavior: outside trading hours nothing is emitted', async () => {
    const at = await connected({}, {}, Date.UTC(2026, 0, 10, 12, 0));
    const { candles } = await candlesOf(at, [SHARE]);
    const { quotes } = await quotesOf(at, [SHARE]);
    await at.pass(3 * MINUTE_MS);
    expect([candles.length, quotes.length]).toEqual([0, 1]);
    expect(at.broker.status.state).toBe('live');
  });
});

describe('the connection', () => {
  it('behavior: failing polls make streams stale, answers make them live again, and nothing is lost', async () => {
    const at = await connected();
    const { subscription } = await quotesOf(at, [SHARE]);
    at.emulator.faults.html(503, { command: 'trades/realtime', times: 2 });
    await at.until(() => subscription.state === 'stale');
    expect(at.broker.status.state).toBe('stale');
    await at.until(() => subscription.state === 'live');
    expect([at.broker.status.state, at.broker.health().disconnects]).toEqual(['live', 0]);
  });

  it('behavior: the quota makes streams stale, is waited for and is no reason to connect again', async () => {
    const at = await connected({ quota: 3 });
    const { subscription } = await quotesOf(at, [SHARE, RIGHT]);
    const codes: string[] = [];
    at.broker.on('warning', ({ code }) => codes.push(code));
    // The calls of the minute are used up by reads.
    for (let call = 0; call < 3; call += 1) await at.drive(at.broker.fetchQuotes([SHARE]).catch(() => {}));
    await at.until(() => subscription.state !== 'live' || at.clock.now() > START + 2 * MINUTE_MS);
    await at.until(() => subscription.state === 'live');
    expect(at.broker.health().disconnects).toBe(0);
  });

  it('behavior: an expired token does not affect the streams', async () => {
    const at = await connected();
    const { quotes, subscription } = await quotesOf(at, [SHARE]);
    const states: string[] = [];
    subscription.on('state', (state) => states.push(state));
    at.emulator.expireToken();
    const count = quotes.length;
    await at.until(() => quotes.length > count);
    expect([states, at.asked('token').length]).toEqual([[], 2]);
  });

  it('behavior: without a heartbeat nothing is sent while nothing is subscribed', async () => {
    const at = await connected({}, { heartbeat: false });
    const before = at.emulator.orders.requests.length;
    await at.pass(3 * MINUTE_MS);
    expect(at.emulator.orders.requests).toHaveLength(before);
    expect(at.broker.status.state).toBe('live');
  });

  it('behavior: polls do not overlap, however slow the venue is', async () => {
    const at = await connected({}, { pollTimeoutMs: 200_000 });
    await quotesOf(at, [SHARE]);
    const before = at.asked('trades/realtime').length;
    at.emulator.faults.latency(150_000, { command: 'trades/realtime', times: 1 });
    await at.pass(2 * MINUTE_MS);
    expect(at.asked('trades/realtime')).toHaveLength(before + 1);
  });

  it('behavior: over TLS, with the authority of the server; without it the connection fails permanently', async () => {
    const at = await world({ tls: true });
    const states: string[] = [];
    at.broker.on('status', ({ state }) => states.push(state));
    at.broker.on('error', () => {});
    const error: unknown = await at.drive(at.broker.connect().catch((thrown: unknown) => thrown));
    expect(isConnectionError(error) && error.failure).toBe('tls');
    await at.clock.advance(60_000);
    expect(states.filter((state) => state === 'connecting')).toHaveLength(1);
    expect(at.emulator.orders.requests).toHaveLength(0);
    const { ca = '', http } = at.emulator.endpoints;
    const trusting = new FinnotechClient({
      baseUrl: http.url,
      ca,
      ...at.emulator.credentials,
      clock: at.clock,
    });
    expect((await at.drive(trusting.tradesRealtime({ coId: '5' }))).result).toHaveLength(1);
    trusting.close();
  });

  it('behavior: while the venue is down attempts are far apart and bounded', async () => {
    const at = await connected();
    await quotesOf(at, [SHARE]);
    at.emulator.faults.refuse();
    at.emulator.faults.reset();
    let attempts = 0;
    at.broker.on('status', ({ state }) => {
      if (state === 'connecting') attempts += 1;
    });
    await at.until(() => at.broker.status.state === 'reconnecting');
    await at.pass(10 * MINUTE_MS);
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThan(120);
  });

  it.each([
    { pollDelayMs: -1 },
    { pollDelayMs: 60_000 },
    { retryDelayMs: 0 },
    { pollTimeoutMs: Number.NaN },
    { maxFailedPolls: 0 },
    { heartbeat: 1 },
  ])('error: %j is refused', async (options) => {
    await expect(world({}, options as never)).rejects.toThrow(Object.keys(options)[0]);
  });

  it('error: orders are refused before any I/O, and do not compile', async () => {
    const at = await connected();
    const before = at.emulator.orders.requests.length;
    // @ts-expect-error the venue takes no orders
    const placed: Promise<unknown> = at.broker.placeOrder({
      symbol: SHARE,
      side: 'buy',
      type: 'market',
      quantity: '1',
    });
    await expect(placed).rejects.toSatisfy(isUnsupportedError);
    expect(at.emulator.orders.requests).toHaveLength(before);
  });
});
