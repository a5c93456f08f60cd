import { afterEach, describe, expect, test } from 'vitest';
import type { Broker, Quote } from '../../src';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { startEmulator } from '../../src/emulators';
import type { Faults } from '../../src/emulators/faults';
import { VirtualClock } from '../../src/testing';
import type { BrokerWith } from '../../src/testing/contract-case';
import { falsify, falsifyText } from '../../src/testing/emulated/falsify';
import { ChpBroker } from '../../src/venues/chp';
import { PoloniexBroker } from '../../src/venues/poloniex';
import { XapiBroker } from '../../src/venues/xapi';

type Trader = BrokerWith<'placeOrder' | 'cancelOrder' | 'subscribe:orders'>;

/** A broker at a venue of its own, both on one clock, and how the venue is made to say what cannot be. */
interface World {
  readonly clock: VirtualClock;
  readonly broker: Trader;
  readonly faults: Faults;
  readonly emulator: { close(): Promise<void> };
  /** The requests of a command that is sent when the account is read again, and only then. */
  rereads(): number;
  /** How many of them one read of the account takes. */
  readonly each: number;
  readonly order: { readonly symbol: string; readonly quantity: string; readonly price: string };
  setPrice(symbol: string, bid: string, ask: string): void;
  /** The next report of an order cannot be true. */
  falsifyOrder(): void;
}

const shared = () => ({ random: seededRandom(7), logger: silentLogger });

const VENUES: Readonly<Record<string, () => Promise<World>>> = {
  async chp() {
    const clock = new VirtualClock();
    const account = { login: 'trader', password: 'password', token: 'token' };
    const emulator = await startEmulator('chp', { clock, seed: 11, accounts: [account] });
    const { host, port } = emulator.endpoints.http;
    return {
      clock,
      emulator,
      faults: emulator.faults,
      broker: new ChpBroker({ host, port, ...account, ...shared(), clock }),
      rereads: () =>
        emulator.orders.requests.filter(({ command }) => command === 'GetMyPortfolioData').length,
      each: emulator.portfolios.length,
      order: { symbol: 'GAZP', quantity: '20', price: '140' },
      setPrice: (symbol, bid, ask) => emulator.market.setPrice(symbol, bid, ask),
      falsifyOrder: () => falsify(emulator.faults, 'UpdateOrder', ['filled'], '99999'),
    };
  },
  async xapi() {
    const clock = new VirtualClock();
    const emulator = await startEmulator('xapi', { clock, seed: 11 });
    const { host, mainPort, streamPort } = emulator.endpoints.tcp;
    const where = { transport: 'tcp', host, mainPort, streamPort, tls: false } as const;
    return {
      clock,
      emulator,
      faults: emulator.faults,
      broker: new XapiBroker({ ...where, ...emulator.credentials, ...shared(), clock }),
      rereads: () => emulator.orders.requests.filter(({ command }) => command === 'getTradesHistory').length,
      each: 1,
      order: { symbol: 'EURUSD', quantity: '0.1', price: '0.9' },
      setPrice: (symbol, bid, ask) => emulator.market.setPrice(symbol, bid, ask),
      falsifyOrder: () => falsify(emulator.faults, 'trade', ['volume'], '-0.3'),
    };
  },
  async poloniex() {
    const clock = new VirtualClock();
    const account = { apiKey: 'key', apiSecret: 'secret' };
    const emulator = await startEmulator('poloniex', { clock, seed: 11, accounts: [account] });
    const { http, ws } = emulator.endpoints;
    const where = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    return {
      clock,
      emulator,
      faults: emulator.faults,
      broker: new PoloniexBroker({ ...where, ...account, ...shared(), clock }),
      rereads: () => emulator.orders.requests.filter(({ command }) => command === 'getOpenOrders').length,
      each: 1,
      order: { symbol: 'BTC_USDT', quantity: '0.01', price: '20000' },
      setPrice: (symbol, bid, ask) => emulator.market.setPrice(symbol, bid, ask),
      falsifyOrder: () => falsify(emulator.faults, 'orders', ['quantity'], '"-5"'),
    };
  },
};

const open: { readonly emulator: { close(): Promise<void> }; readonly broker: Broker }[] = [];

afterEach(async () => {
  for (const { broker, emulator } of open.splice(0)) {
    await broker.close();
    await emulator.close();
  }
});

async function start(venue: string): Promise<World & { drive<T>(work: Promise<T>): Promise<T> }> {
  const world = await (VENUES[venue] as () => Promise<World>)();
  open.push(world);
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    await world.clock.advanceUntil(() => settled, { limitMs: 180_000 });
    return work;
  };
  await drive(world.broker.connect());
  return { ...world, drive };
}

describe.each(Object.keys(VENUES))('%s', (venue) => {
  test('behavior: a report that cannot be true leads to one read of the account, within two seconds', async () => {
    const { broker, clock, drive, order, rereads, each, falsifyOrder } = await start(venue);
    const place = () => drive(broker.placeOrder({ ...order, side: 'buy', type: 'limit' }));
    const pass = (ms: number) => {
      const target = clock.monotonic() + ms;
      return clock.advanceUntil(() => clock.monotonic() >= target, { stepMs: 10 });
    };
    await place();
    await pass(2000);
    const codes: string[] = [];
    broker.on('warning', ({ code }) => codes.push(code));
    const before = rereads();
    falsifyOrder();
    await place();
    await clock.advanceUntil(() => codes.length > 0, { limitMs: 10_000 });
    await pass(2000);
    expect(rereads() - before).toBe(each);
    await pass(10_000);
    expect(rereads() - before).toBe(each);
    expect(codes).toHaveLength(1);
  });
});

describe('a thousand', () => {
  test('behavior: ticks that cannot be true are one warning with their number, and cost no request', async () => {
    const { broker, clock, drive, faults } = await start('xapi');
    const able = broker as unknown as BrokerWith<'subscribe:quotes'>;
    const warnings: string[] = [];
    broker.on('warning', ({ code, message }) => warnings.push(`${code}: ${message}`));
    const quotes: Quote[] = [];
    const subscription = await drive(able.subscribe('quotes', { symbols: ['EURUSD'] }));
    subscription.on('data', (quote) => quotes.push(quote));
    await clock.advanceUntil(() => quotes.length > 0, { limitMs: 60_000 });
    let turns = 0;
    falsifyText(faults, 'tickPrices', (text) => {
      turns += 1;
      const one = text.replace(/"bid":[0-9.]+/, '"bid":-1.5');
      return turns === 1 ? Array<string>(1000).fill(one).join('') : text;
    });
    await clock.advanceUntil(() => warnings.length > 0, { limitMs: 60_000 });
    const told = quotes.length;
    await clock.advanceUntil(() => quotes.length > told, { limitMs: 60_000 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^senseless: .*\(1000 left out\)/);
    expect(quotes.every(({ bid }) => bid !== undefined && !bid.startsWith('-'))).toBe(true);
  });
});

describe.each([
  { venue: 'xapi', event: 'tickPrices', member: /"bid":[0-9.]+/, wrong: '"bid":1e400', symbol: 'EURUSD' },
  {
    venue: 'poloniex',
    event: 'ticker',
    member: /"close":"[0-9.]+"/,
    wrong: '"close":1e400',
    symbol: 'BTC_USDT',
  },
])('a thousand numbers beyond all numbers at $venue', ({ venue, event, member, wrong, symbol }) => {
  test('behavior: are a warning at once, then one with their number, and the next true record comes', async () => {
    const { broker, clock, drive, faults } = await start(venue);
    const able = broker as unknown as BrokerWith<'subscribe:quotes'>;
    const warnings: { readonly code: string; readonly message: string; readonly error?: Error }[] = [];
    // A symbol whose every tick is refused is silent besides, which is told in its own words.
    broker.on('warning', (warning) => {
      if (warning.code !== 'silentStream') warnings.push(warning);
    });
    const quotes: Quote[] = [];
    const subscription = await drive(able.subscribe('quotes', { symbols: [symbol] }));
    subscription.on('data', (quote) => quotes.push(quote));
    falsifyText(faults, event, (text) => text.replace(member, wrong), 1000);
    await clock.advanceUntil(() => warnings.length > 0, { limitMs: 60_000 });
    expect(warnings[0]).toMatchObject({ code: 'protocol', error: { name: 'ProtocolError' } });
    const target = clock.monotonic() + 130_000;
    await clock.advanceUntil(() => clock.monotonic() >= target, { stepMs: 50, limitMs: 140_000 });
    expect(warnings.length).toBeLessThanOrEqual(3);
    expect(warnings[1]?.message).toMatch(/and \d+ more records that could not be read/);
    await faults.clear();
    const told = quotes.length;
    await clock.advanceUntil(() => quotes.length > told, { limitMs: 60_000 });
    expect(
      quotes.every(({ bid, last }) => !/e|Inf|NaN/.test(`${bid}${last}`.replaceAll('undefined', ''))),
    ).toBe(true);
  });
});

describe('prices below zero', () => {
  test.each([
    { venue: 'xapi', signed: 'OIL.WTI', other: 'EURUSD', event: 'tickPrices' },
    { venue: 'chp', signed: 'SiZ6', other: 'GAZP', event: 'UpdateQuote' },
  ])('behavior: those of $signed of $venue are emitted, those of $other are not', async (row) => {
    const { broker, clock, drive, faults, setPrice } = await start(row.venue);
    const able = broker as unknown as BrokerWith<'subscribe:quotes'>;
    const quotes: Quote[] = [];
    const subscription = await drive(able.subscribe('quotes', { symbols: [row.signed, row.other] }));
    subscription.on('data', (quote) => quotes.push(quote));
    falsify(faults, row.event, ['bid'], '-37.63', 1000);
    const warnings: string[] = [];
    broker.on('warning', ({ message }) => warnings.push(message));
    for (const symbol of [row.signed, row.other]) setPrice(symbol, '70', '71');
    await clock.advanceUntil(() => warnings.length > 0, { limitMs: 10_000 });
    const told = quotes
      .filter(({ bid }) => bid?.startsWith('-'))
      .map(({ symbol, bid }) => `${symbol} ${bid}`);
    expect(new Set(told)).toEqual(new Set([`${row.signed} -37.63`]));
    expect(warnings).toEqual([expect.stringMatching(/left out.*bid is below zero/)]);
  });
});
