import { afterEach, describe, expect, it } from 'vitest';
import type { Candle, Quote } from '../../../src/index';
import { closeWorlds, connected, OTHER, SHARE, world } from './broker-world';

const MINUTE_MS = 60_000;

afterEach(closeWorlds);

describe('minutes of several companies', () => {
  it('behavior: a company whose request fails takes no minute from the others', async () => {
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

  it('behavior: a company that is delisted takes the streams from no other', async () => {
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
  it('behavior: one who subscribes after it outside trading hours sees the last quote', async () => {
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

describe('scopes', () => {
  it('behavior: a client without the scope of the trades is live with what it may ask for', async () => {
    const client = { clientId: 'days', clientSecret: 'secret', nid: '0012345679' };
    const scopes = ['bourse:companies-id-inquiry:get', 'bourse:daily-trades:get'];
    const at = await world({ clients: [{ ...client, scopes }] }, { ...client, scopes });
    await at.drive(at.broker.connect());
    await at.pass(5 * MINUTE_MS);
    expect(at.broker.status.state).toBe('live');
    expect(at.asked('trades/realtime').length).toBeLessThan(7);
  });
});
