import { afterEach, expect, test } from 'vitest';
import { ChpHarness, PORTFOLIO } from './harness';

let venue: ChpHarness;
afterEach(() => venue.close());

test('default: ListenQuotes answers as documented, again as the documented Error #12 around Error #20', async () => {
  venue = await ChpHarness.connected({ accounts: [{ login: 'l', password: 'p', token: '16' }] });
  // chp-client.md, "ListenQuotes".
  expect(await venue.call('ListenQuotes', { symbol: 'GAZP' })).toEqual({
    method: 'ListenQuotes',
    result: true,
    data: [{ description: 'Подписка на GAZP успешно оформлена' }],
  });
  await venue.data('ListenQuotes', { symbol: 'SBER' });
  expect(await venue.call('ListenQuotes', { symbol: 'SBER' })).toEqual({
    additional: 'Ошибка ListenQuotes',
    dataParam: [{ symbol: 'SBER', token: '16' }],
    errorData: [
      {
        additional: 'Подписка оформлена.',
        message: 'Подписка на SBER уже оформлена.',
        method: 'ListenQuotes',
        reason: 'Error #20',
      },
    ],
    method: 'ListenQuotes',
    reason: 'Error #12',
    result: false,
  });
});

test('behavior: one poll returns the new items of all subscribed symbols, once, with the errors of binary floats', async () => {
  venue = await ChpHarness.connected();
  await venue.data('ListenQuotes', { symbol: 'GAZP' });
  await venue.data('ListenQuotes', { symbol: 'SBER' });
  const first = await venue.data('UpdateQuote');
  expect(first.map(({ symbol }) => symbol)).toEqual(['GAZP', 'SBER']);
  // 163.92000000000002 was seen at the real venue.
  expect(first[0]).toMatchObject({
    ask: 163.92000000000002,
    datetime: '2026-01-05T15:00:00',
    step_Price: 0.01,
  });
  expect(Object.keys(first[0] ?? {})).toEqual([
    ...['symbol', 'datetime', 'open', 'high', 'low', 'close', 'last', 'volume', 'size', 'bid', 'ask'],
    ...['bidSize', 'askSize', 'open_Int', 'go_Buy', 'go_Sell', 'go_Base', 'go_Base_Backed', 'high_Limit'],
    ...['low_Limit', 'trading_Status', 'volat', 'theor_Price', 'step_Price'],
  ]);
  expect(await venue.data('UpdateQuote')).toEqual([]);
  venue.emulator.market.setPrice('SBER', 205, 205.02);
  expect(await venue.data('UpdateQuote')).toMatchObject([{ symbol: 'SBER', bid: 205 }]);
  await venue.data('CancelQuotes', { symbol: 'SBER' });
  venue.emulator.market.setPrice('SBER', 206, 206.02);
  expect(await venue.data('UpdateQuote')).toEqual([]);
  expect(await venue.refusal('CancelQuotes', { symbol: 'SBER' })).toMatchObject({ reason: 'Error #21' });
});

test('args: poll "repeating" answers the items of the last answer again', async () => {
  venue = await ChpHarness.connected({ poll: 'repeating', floatNoise: false });
  await venue.data('ListenTicks', { symbol: 'GAZP' });
  expect(await venue.data('AddTick')).toEqual([]);
  venue.emulator.market.setPrice('GAZP', 164, 164.02);
  const first = await venue.data('AddTick');
  expect(first).toHaveLength(1);
  expect(await venue.data('AddTick')).toEqual(first);
  venue.emulator.market.setPrice('GAZP', 165, 165.02);
  const second = await venue.data('AddTick');
  expect(second).toHaveLength(2);
  expect(second[0]).toEqual(first[0]);
  expect(await venue.data('AddTick')).toEqual([second[1]]);
});

test('behavior: ticks are the trades that GetTrades knows too, in one order of numbers', async () => {
  venue = await ChpHarness.start();
  await venue.data('Connected', venue.emulator.credentials);
  await venue.data('ListenTicks', { symbol: 'GAZP' });
  venue.clock.advanceSync(60_000);
  const ticks = await venue.data('AddTick');
  expect(ticks.length).toBeGreaterThan(10);
  expect(Object.keys(ticks[0] ?? {})).toEqual(['symbol', 'datetime', 'price', 'volume', 'tradeno', 'action']);
  const numbers = ticks.map(({ tradeno }) => Number(tradeno));
  expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
  const known = await venue.data('GetTrades', {
    symbol: 'GAZP',
    from: '2026-01-05T15:01:00.000',
    count: ticks.length,
  });
  expect(known.map(({ tradeno }) => tradeno).reverse()).toEqual(ticks.map(({ tradeno }) => tradeno));
  expect(await venue.data('AddTick')).toEqual([]);
});

test('behavior: bid/ask rows are levels, row 0 the best', async () => {
  venue = await ChpHarness.connected({ floatNoise: false });
  await venue.data('ListenBidAsks', { symbol: 'GAZP' });
  const rows = await venue.data('UpdateBidAsk');
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual({
    symbol: 'GAZP',
    row: 0,
    nrows: 10,
    bid: 163.9,
    bidsize: expect.any(Number),
    ask: 163.92,
    asksize: expect.any(Number),
  });
  expect(rows[1]?.['bid']).toBeLessThan(163.9);
  expect(await venue.data('UpdateBidAsk')).toEqual([]);
});

test('behavior: subscriptions belong to the token', async () => {
  const accounts = ['1', '2'].map((token) => ({
    login: `l${token}`,
    password: 'p',
    token,
    portfolios: [{ name: `P${token}` }],
  }));
  venue = await ChpHarness.connected({ accounts });
  await venue.data('Connected', { login: 'l2', password: 'p', token: '2' });
  await venue.data('ListenQuotes', { symbol: 'GAZP' });
  expect(await venue.data('UpdateQuote', { token: '2' })).toEqual([]);
  expect(await venue.data('UpdateQuote')).toHaveLength(1);
  expect(await venue.refusal('ListenPortfolio', { portfolio: 'P2' })).toMatchObject({
    reason: '-1610612734',
  });
});

test('behavior: ListenPortfolio sends the current money and positions; without it account feeds are empty', async () => {
  venue = await ChpHarness.connected();
  await venue.place({ type: 1, price: 0 });
  for (const feed of ['UpdateOrder', 'UpdatePosition', 'AddTrade', 'SetPortfolio']) {
    expect(await venue.data(feed)).toEqual([]);
  }
  await venue.data('ListenPortfolio', { portfolio: PORTFOLIO });
  expect(await venue.refusal('ListenPortfolio', { portfolio: PORTFOLIO })).toMatchObject({
    reason: 'Error #20',
  });
  expect(await venue.data('SetPortfolio')).toEqual([
    { portfolio: PORTFOLIO, cash: 10_000_000, leverage: 1, comission: 0, saldo: 9_999_999.8 },
  ]);
  expect(await venue.data('UpdatePosition')).toEqual([
    { portfolio: PORTFOLIO, symbol: 'GAZP', avprice: 163.92000000000002, amount: 10, planned: 10 },
  ]);
  await venue.data('CancelPortfolio', { portfolio: PORTFOLIO });
  await venue.place({ type: 1, price: 0 });
  expect(await venue.data('UpdateOrder')).toEqual([]);
  expect(await venue.refusal('CancelPortfolio', { portfolio: PORTFOLIO })).toMatchObject({
    reason: 'Error #21',
  });
});
