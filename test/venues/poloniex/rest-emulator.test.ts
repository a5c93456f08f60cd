import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../src/core/clock';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type PoloniexEmulatorOptions, startEmulator } from '../../../src/emulators';
import { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import { isOrderGone, provesRefusal } from '../../../src/venues/poloniex/errors';
import type { PoloniexClientOptions } from '../../../src/venues/poloniex/generated/records';
import { failure } from './rest-server';

/** A venue with BTC_USDT at 46300.00 by 46300.02, and a client of it on the same clock. */
async function world(options: PoloniexClientOptions = {}, venue: PoloniexEmulatorOptions = {}) {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock: wholeMs(clock), ...venue });
  onTestFinished(() => emulator.close());
  emulator.market.pause();
  emulator.market.setPrice('BTC_USDT', '46300.00', '46300.02');
  const newClient = (more: PoloniexClientOptions = {}): PoloniexClient => {
    const client = new PoloniexClient({
      baseUrl: emulator.endpoints.http.url,
      ...emulator.credentials,
      clock,
      logger: silentLogger,
      ...options,
      ...more,
    });
    onTestFinished(() => client.close());
    return client;
  };
  return { clock, emulator, newClient, client: newClient() };
}

/** The clock of a machine tells whole milliseconds; a virtual one stands where a timer of the quotas was due. */
function wholeMs(clock: VirtualClock): Clock {
  return {
    now: () => Math.floor(clock.now()),
    monotonic: () => clock.monotonic(),
    schedule: (delayMs, callback) => clock.schedule(delayMs, callback),
  };
}

/** Moves the clock until the promise settles. */
async function settled<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let done = false;
  const watched = promise.finally(() => {
    done = true;
  });
  watched.catch(() => {});
  await clock.advanceUntil(() => done, { stepMs: 20, limitMs: 120_000 });
  return watched;
}

const BTC = { symbol: 'BTC_USDT' } as const;
const RESTING = { ...BTC, side: 'BUY', type: 'LIMIT', price: '40000', quantity: '0.01' } as const;

describe('the whole of REST against a local venue', () => {
  it('default: public reads', async () => {
    const { client, clock } = await world();
    expect((await client.getTimestamp()).serverTime).toBe(clock.now());
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const markets = await run(client.getMarkets());
    expect(markets.map(({ symbol }) => symbol)).toContain('BTC_USDT');
    expect(await run(client.getMarket(BTC))).toEqual(markets.find(({ symbol }) => symbol === 'BTC_USDT'));
    expect(await run(client.getCurrency({ currency: 'BTC' }))).toMatchObject({ currency: 'BTC' });
    expect((await run(client.getCurrencies())).map(({ currency }) => currency)).toContain('BTC');
    expect(await run(client.getCurrencyV2({ currency: 'BTC' }))).toMatchObject({ coin: 'BTC' });
    expect((await run(client.getCurrenciesV2())).map(({ coin }) => coin)).toContain('BTC');
    expect((await run(client.getPrices())).length).toBe(markets.length);
    expect(await run(client.getPrice(BTC))).toMatchObject(BTC);
    expect((await run(client.getMarkPrices())).length).toBeGreaterThan(0);
    expect(await run(client.getMarkPrice(BTC))).toMatchObject(BTC);
    expect((await run(client.getTickers24h())).length).toBe(markets.length);
    expect(await run(client.getTicker24h(BTC))).toMatchObject({ ...BTC, bid: '46300.00' });
    expect((await run(client.getCandles({ ...BTC, interval: 'MINUTE_1', limit: 5 }))).length).toBe(5);
    expect((await run(client.getOrderBook({ ...BTC, limit: 5 }))).bids[0]).toBe('46300.00');
    expect(Array.isArray(await run(client.getMarketTrades({ ...BTC, limit: 5 })))).toBe(true);
  });

  it('default: an order from its place to its end', async () => {
    const { client, clock } = await world();
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const { id, clientOrderId } = await run(client.createOrder({ ...RESTING, clientOrderId: 'my-1' }));
    expect(id).toBe('205343650954092544');
    expect(clientOrderId).toBe('my-1');
    expect(await run(client.getOpenOrders(BTC))).toMatchObject([{ id, state: 'NEW' }]);
    expect(await run(client.getOrder({ clientOrderId: 'my-1' }))).toEqual(await run(client.getOrder({ id })));
    const next = await run(client.replaceOrder({ id }, { price: '41000', clientOrderId: 'my-2' }));
    expect(next.id).not.toBe(id);
    expect(await run(client.cancelOrder({ clientOrderId: 'my-2' }))).toMatchObject({
      orderId: next.id,
      code: 200,
    });
    const again = await failure(run(client.cancelOrder({ id: next.id })));
    expect(isOrderGone(again)).toBe(true);
    expect(await run(client.getOrderHistory({ states: ['CANCELED'] }))).toHaveLength(2);
  });

  it('default: trades, batches and cancels of many', async () => {
    const { client, clock, emulator } = await world();
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const { id } = await run(client.createOrder({ ...BTC, side: 'BUY', amount: '100' }));
    const trades = await run(client.getOrderTrades({ id }));
    expect(trades.length).toBeGreaterThan(0);
    expect(await run(client.getTrades({ symbols: ['BTC_USDT', 'ETH_USDT'], limit: 10 }))).toEqual(trades);
    const batch = await run(
      client.createOrders([RESTING, { ...RESTING, quantity: '100000000' }, { ...RESTING, price: '39000' }]),
    );
    expect(batch.map(({ code }) => code === undefined)).toEqual([true, false, true]);
    const ids = batch.flatMap((row) => (row.id === undefined ? [] : [row.id]));
    const canceled = await run(client.cancelOrders({ orderIds: [ids[0]!, '1'] }));
    expect(canceled.map(({ code }) => code === 200)).toEqual([true, false]);
    await run(client.createOrder({ ...RESTING, symbol: 'ETH_USDT', price: '100' }));
    expect(await run(client.cancelAllOrders({ symbols: ['BTC_USDT'] }))).toMatchObject([{ orderId: ids[1] }]);
    expect(await run(client.cancelAllOrders())).toHaveLength(1);
    expect(await run(client.getOpenOrders())).toEqual([]);
    expect(emulator.balance('USDT').hold).toBe('0');
  });

  it('default: the account and the kill switch', async () => {
    const { client, clock } = await world();
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const [account] = await run(client.getAccounts());
    const balances = await run(client.getBalances());
    expect(balances[0]?.accountId).toBe(account?.accountId);
    expect(await run(client.getAccountBalances({ accountId: account!.accountId }))).toEqual(balances[0]);
    expect((await run(client.getFeeInfo())).makerRate).toBe('0.00145');
    const { cancellationTime, startTime } = await run(client.setKillSwitch({ timeout: 30 }));
    expect(Number(cancellationTime) - Number(startTime)).toBe(30);
    expect(await run(client.getKillSwitchStatus())).toMatchObject({ cancellationTime });
    await run(client.setKillSwitch({ timeout: -1 }));
    expect(await run(client.getKillSwitchStatus())).not.toMatchObject({ cancellationTime });
  });

  it('default: a smart order', async () => {
    const { client, clock } = await world();
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const stop = {
      ...BTC,
      side: 'SELL',
      type: 'STOP_LIMIT',
      price: '44000',
      stopPrice: '45000',
      quantity: '0.01',
    } as const;
    const { id } = await run(client.createSmartOrder(stop));
    expect(await run(client.getSmartOrders(BTC))).toMatchObject([{ id, state: 'PENDING_NEW' }]);
    const next = await run(client.replaceSmartOrder({ id }, { stopPrice: '44500' }));
    expect(await run(client.getSmartOrder({ id: next.id }))).toMatchObject({ stopPrice: '44500' });
    expect(await run(client.cancelSmartOrder({ id: next.id }))).toMatchObject({
      orderId: next.id,
      code: 200,
    });
    const ids = [await run(client.createSmartOrder(stop)), await run(client.createSmartOrder(stop))];
    expect(await run(client.cancelSmartOrders({ orderIds: [ids[0]!.id] }))).toHaveLength(1);
    expect(await run(client.cancelAllSmartOrders({ symbols: ['BTC_USDT'] }))).toHaveLength(1);
    const history = await run(client.getSmartOrderHistory());
    expect(history.map(({ state }) => state)).toEqual(Array(4).fill('CANCELED'));
  });

  it('error: refusals with their codes, which prove that there is no order', async () => {
    const { client, clock, emulator } = await world();
    const run = <T>(promise: Promise<T>): Promise<T> => settled(clock, promise);
    const bad = [
      { ...RESTING, quantity: '100000' },
      { ...RESTING, price: '40000.001' },
      { ...RESTING, symbol: 'NO_SUCH' },
    ];
    for (const order of bad) {
      const error = await failure(run(client.createOrder(order)));
      expect(error['name']).toBe('PoloniexError');
      expect(provesRefusal(error)).toBe(true);
    }
    expect(isOrderGone(await failure(run(client.getOrder({ id: '1' }))))).toBe(true);
    expect(await run(client.getOpenOrders())).toEqual([]);
    expect(emulator.balance('USDT').hold).toBe('0');
  });

  it('error: a wrong secret', async () => {
    const { newClient } = await world();
    const error = await failure(newClient({ apiSecret: 'CANARY-wrong' }).getAccounts());
    expect(error).toMatchObject({ name: 'AuthenticationError', sent: true });
    expect(error['code']).toBeDefined();
  });
});

describe('the clock of a local venue', () => {
  it.each([600_000, -600_000])('behavior: %i ms off, then set again in the middle', async (skew) => {
    const { client, clock, emulator } = await world();
    emulator.faults.skew(skew);
    await client.getAccounts();
    clock.setWallTime(clock.now() + 3_600_000);
    // The emulator's own clock is the same one: this takes the step out of the venue's time.
    emulator.faults.skew(skew - 3_600_000);
    await client.getAccounts();
    emulator.faults.skew(0);
    await client.getAccounts();
    emulator.faults.skew(skew);
    const error = await failure(client.createOrder(RESTING));
    expect(error).toMatchObject({ name: 'PoloniexError', kind: 'timestamp', refused: true });
    await client.createOrder(RESTING);
    expect(await settled(clock, client.getOpenOrders())).toHaveLength(1);
  });
});

describe('the quotas of a local venue', () => {
  it.each([1, 3])(
    'behavior: %i programs of one key send as fast as they may without one 429',
    async (programs) => {
      const { clock, newClient } = await world({ quotaShare: 1 / programs, timeoutMs: 100_000 });
      const clients = Array.from({ length: programs }, () => newClient());
      const calls = clients.flatMap((client) => [
        ...Array.from({ length: 60 }, () => client.getAccounts()),
        ...Array.from({ length: 20 }, () => client.getFeeInfo()),
        ...Array.from({ length: 20 }, () => client.getMarkets()),
        ...Array.from({ length: 60 }, () => client.getPrices()),
      ]);
      const results = await settled(clock, Promise.allSettled(calls));
      const failed = results.filter(({ status }) => status === 'rejected');
      expect(failed).toEqual([]);
    },
  );
});
