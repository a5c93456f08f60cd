import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator, type XapiEmulator, type XapiEmulatorOptions } from '../../../src/emulators';
import { XapiClient } from '../../../src/venues/xapi/client/client';
import type { XapiClientOptions } from '../../../src/venues/xapi/generated/records';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

interface Venue {
  readonly clock: VirtualClock;
  readonly emulator: XapiEmulator;
  readonly client: XapiClient;
  run<T>(promise: Promise<T>): Promise<T>;
}

function clientOptions(
  emulator: XapiEmulator,
  transport: 'tcp' | 'websocket',
  clock: VirtualClock,
): XapiClientOptions {
  const { tcp, ws, ca } = emulator.endpoints;
  const common = { ...emulator.credentials, clock, ...(ca === undefined ? {} : { ca }) };
  return transport === 'tcp'
    ? {
        ...common,
        transport,
        host: tcp.host,
        mainPort: tcp.mainPort,
        streamPort: tcp.streamPort,
        tls: tcp.tls,
      }
    : { ...common, mainUrl: ws.main, streamUrl: ws.stream };
}

async function venue(transport: 'tcp' | 'websocket', options: XapiEmulatorOptions = {}): Promise<Venue> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('xapi', { clock, newsIntervalMs: 5000, ...options });
  const client = new XapiClient(clientOptions(emulator, transport, clock));
  open.push(emulator, { close: () => client.disconnect() });
  const run = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const end = () => {
      done = true;
    };
    promise.then(end, end);
    await clock.advanceUntil(() => done);
    return promise;
  };
  await run(client.connect());
  return { clock, emulator, client, run };
}

const WAYS = [
  ['tcp', false],
  ['tcp', true],
  ['websocket', false],
  ['websocket', true],
] as const;

describe.each(WAYS)('against the emulator over %s, TLS %s', (transport, tls) => {
  it('default: all 23 commands', async () => {
    const { client, clock, run } = await venue(transport, { tls });
    const symbols = await run(client.getAllSymbols());
    const eurusd = await run(client.getSymbol({ symbol: 'EURUSD' }));
    expect(symbols.map((row) => row.symbol)).toContain('EURUSD');
    expect(eurusd.ask).toBeGreaterThan(eurusd.bid);
    expect(await run(client.getCalendar())).toBeInstanceOf(Array);

    const now = clock.now();
    const last = await run(
      client.getChartLastRequest({ period: 1, start: now - 3_600_000, symbol: 'EURUSD' }),
    );
    expect(last.rateInfos.length).toBeGreaterThan(50);
    const range = { period: 5, start: now - 86_400_000, end: now, symbol: 'EURUSD' } as const;
    expect((await run(client.getChartRangeRequest(range))).rateInfos.length).toBeGreaterThan(200);

    expect(await run(client.getCommissionDef({ symbol: 'EURUSD', volume: '1' }))).toHaveProperty(
      'commission',
    );
    expect(await run(client.getCurrentUserData())).toHaveProperty('currency', 'USD');
    expect(await run(client.getIbsHistory({ start: 0, end: now }))).toBeInstanceOf(Array);
    expect((await run(client.getMarginLevel())).balance).toBe(100_000);
    expect((await run(client.getMarginTrade({ symbol: 'EURUSD', volume: '0.5' }))).margin).toBeGreaterThan(0);
    expect(await run(client.getNews({ start: now - 86_400_000, end: 0 }))).toBeInstanceOf(Array);
    const deal = { closePrice: '1.3', cmd: 0, openPrice: '1.2', symbol: 'EURUSD', volume: '1' } as const;
    expect((await run(client.getProfitCalculation(deal))).profit).toBeGreaterThan(0);
    expect(Math.abs((await run(client.getServerTime())).time - clock.now())).toBeLessThan(1000);
    expect(await run(client.getStepRules())).toBeInstanceOf(Array);
    const { quotations } = await run(client.getTickPrices({ symbols: ['EURUSD'], level: -1, timestamp: 0 }));
    expect(quotations[0]?.symbol).toBe('EURUSD');
    expect(await run(client.getTradingHours({ symbols: symbols.map((row) => row.symbol) }))).toHaveLength(
      symbols.length,
    );
    expect((await run(client.getVersion())).version).toMatch(/^2\./);
    await run(client.ping());

    const info = {
      cmd: 2,
      customComment: 'żółw',
      price: '0.9',
      symbol: 'EURUSD',
      type: 0,
      volume: '0.1',
    } as const;
    const { order } = await run(client.tradeTransaction(info));
    await clock.advance(1000);
    expect(await run(client.tradeTransactionStatus({ order }))).toMatchObject({ order, requestStatus: 3 });
    const [pending] = await run(client.getTrades({ openedOnly: false }));
    expect(pending).toMatchObject({ cmd: 2, customComment: 'żółw', volume: 0.1, symbol: 'EURUSD' });
    const position = pending?.position ?? '';
    expect(await run(client.getTradeRecords({ orders: [position] }))).toHaveLength(1);
    const remove = { ...info, type: 4, order: position } as const;
    await run(client.tradeTransaction(remove));
    await clock.advance(1000);
    expect(await run(client.getTrades({ openedOnly: false }))).toEqual([]);
    expect(await run(client.getTradesHistory({ start: 0, end: 0 }))).toBeInstanceOf(Array);
    await run(client.logout());
    expect(client.isConnected).toBe(false);
  });

  it('default: all 9 streams and their stops', async () => {
    const { client, clock, run } = await venue(transport, { tls });
    const { stream } = client;
    const seen = new Map<string, number>();
    const names = [
      'balance',
      'candle',
      'keepAlive',
      'news',
      'profit',
      'tickPrices',
      'trade',
      'tradeStatus',
    ] as const;
    for (const name of names) stream.on(name, () => void seen.set(name, (seen.get(name) ?? 0) + 1));
    const problems: unknown[] = [];
    stream.on('error', (error) => void problems.push(error));
    client.on('error', (error) => void problems.push(error));
    stream.on('unknown', (value) => void problems.push(value));
    const symbol = 'EURUSD';
    await run(client.getChartLastRequest({ period: 1, start: clock.now() - 600_000, symbol }));
    await run(
      Promise.all([
        stream.getBalance(),
        stream.getCandles({ symbol }),
        stream.getKeepAlive(),
        stream.getNews(),
        stream.getProfits(),
        stream.getTickPrices({ symbol, minArrivalTime: 1 }),
        stream.getTrades(),
        stream.getTradeStatus(),
        stream.ping(),
      ]),
    );
    const { ask } = await run(client.getSymbol({ symbol }));
    await run(client.tradeTransaction({ cmd: 0, price: ask, symbol, type: 0, volume: '0.1' }));
    await clock.advanceUntil(() => seen.size === names.length, { stepMs: 200 });

    await run(
      Promise.all([
        stream.stopBalance(),
        stream.stopCandles({ symbol }),
        stream.stopKeepAlive(),
        stream.stopNews(),
        stream.stopProfits(),
        stream.stopTickPrices({ symbol }),
        stream.stopTrades(),
        stream.stopTradeStatus(),
      ]),
    );
    await clock.advance(1000);
    seen.clear();
    await clock.advance(20_000);
    expect([...seen.keys()]).toEqual([]);
    expect(problems).toEqual([]);
    expect(client.counters).toEqual({ strayReplies: 0, lateReplies: 0, invalidFrames: 0, unknownFrames: 0 });
    expect(client.isConnected).toBe(true);
  });
});

describe('the rules of the venue', () => {
  it('behavior: 500 commands in a row are never dropped', async () => {
    const { client, run } = await venue('tcp');
    const calls = Array.from({ length: 500 }, () => client.getVersion({ timeoutMs: 1_000_000 }));
    const answers = await run(Promise.all(calls));
    expect(answers).toHaveLength(500);
    expect(client.isConnected).toBe(true);
  });

  it('behavior: a day of silence without a drop', async () => {
    const { client, clock } = await venue('websocket', { tickMs: 2000 });
    for (let hour = 0; hour < 24; hour += 1) {
      for (let minute = 0; minute < 60; minute += 1) await clock.advance(60_000);
    }
    expect(client.isConnected).toBe(true);
  });

  it('behavior: a wrong password is refused once, then the pair is locked', async () => {
    const { clock, emulator, run } = await venue('tcp');
    const options = { ...clientOptions(emulator, 'tcp', clock), password: 'wrong-canary' };
    const client = new XapiClient(options);
    await expect(run(client.connect())).rejects.toMatchObject({ name: 'AuthenticationError' });
    const requests = emulator.connections().length;
    await expect(client.connect()).rejects.toMatchObject({ name: 'AuthenticationError', sent: false });
    expect(emulator.connections()).toHaveLength(requests);
    // The same pair from another client: the venue itself refuses, and says until when.
    const other = new XapiClient(options);
    const refused = run(other.connect());
    await expect(refused).rejects.toMatchObject({ name: 'AuthenticationError', code: 'EX007' });
    await expect(refused).rejects.toHaveProperty('until');
  });

  it('behavior: order numbers beyond 2^53 keep every digit', async () => {
    const { client, clock, run } = await venue('tcp', { firstOrderNumber: 9_007_199_254_740_993n });
    const info = { cmd: 2, price: '0.9', symbol: 'EURUSD', type: 0, volume: '0.1' } as const;
    const { order } = await run(client.tradeTransaction(info));
    expect(BigInt(order)).toBeGreaterThanOrEqual(9_007_199_254_740_993n);
    await clock.advance(1000);
    expect(await run(client.tradeTransactionStatus({ order }))).toMatchObject({ order, requestStatus: 3 });
    const [row] = await run(client.getTrades({ openedOnly: false }));
    await run(client.tradeTransaction({ ...info, type: 4, order: row?.position ?? '' }));
    await clock.advance(1000);
    expect(await run(client.getTrades({ openedOnly: false }))).toEqual([]);
  });
});
