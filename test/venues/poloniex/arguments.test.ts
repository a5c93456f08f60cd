import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import { fixture } from './rest-fixture';
import { failure, newClient, useRestServer } from './rest-server';

const server = useRestServer();

/** Calls that plain JavaScript may make. */
type Loose = { readonly [K in keyof PoloniexClient]: (...args: unknown[]) => Promise<unknown> };
const client = (): Loose => newClient() as unknown as Loose;

const BTC = { symbol: 'BTC_USDT' };
const BUY = { ...BTC, side: 'BUY' };
const LIMIT = { ...BUY, type: 'LIMIT', price: '1', quantity: '1' };
const STOP = { ...BTC, side: 'SELL', type: 'STOP', stopPrice: '1', quantity: '1' };
const LONG = 'x'.repeat(10_000);
const BAD_DECIMALS = [
  '',
  ' ',
  '0x10',
  '1e-7',
  '1,5',
  '1_000',
  '１２',
  '1abc',
  '+1',
  '.5',
  '5.',
  '-1',
  '0',
  '0.00',
  null,
  true,
  [],
  {},
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e-7,
  1e21,
  2 ** 53,
  1n,
  new Date(0),
];
const BAD_SYMBOLS = [
  '',
  'BTC',
  '__proto__',
  'constructor',
  'BTC/USDT',
  '../BTC_USDT',
  'BTC_USDT?x=1',
  '%2f_A',
  'BTC_USDT\r\n',
  'BTC_\0',
  `${LONG}_A`,
  ' BTC_USDT',
  'price',
  5,
  null,
  ['BTC_USDT'],
];
const BAD_IDS = [
  '',
  'history',
  'cancelByIds',
  'killSwitch',
  '1/trades',
  '..',
  '1'.repeat(21),
  5,
  null,
  'cid:my-1',
];
const BAD_CLIENT_IDS = ['', 'a b', 'ä', 'x'.repeat(65), 'a/b', 'a\n', 5];

/** Method, arguments, the field that is wrong. */
type Bad = readonly [keyof PoloniexClient, readonly unknown[], string];

const ROWS: readonly Bad[] = [
  ...BAD_SYMBOLS.map((symbol): Bad => ['getMarket', [{ symbol }], 'symbol']),
  ...BAD_SYMBOLS.map((symbol): Bad => ['createOrder', [{ ...LIMIT, symbol }], 'symbol']),
  ...BAD_IDS.map((id): Bad => ['cancelOrder', [{ id }], 'id']),
  ...BAD_IDS.map((id): Bad => ['getOrderTrades', [{ id }], 'id']),
  ...BAD_IDS.map((accountId): Bad => ['getAccountBalances', [{ accountId }], 'accountId']),
  ...BAD_CLIENT_IDS.map((clientOrderId): Bad => ['getOrder', [{ clientOrderId }], 'clientOrderId']),
  ...BAD_CLIENT_IDS.map(
    (clientOrderId): Bad => ['createOrder', [{ ...LIMIT, clientOrderId }], 'clientOrderId'],
  ),
  ...BAD_DECIMALS.map((price): Bad => ['createOrder', [{ ...LIMIT, price }], 'price']),
  ...BAD_DECIMALS.map((quantity): Bad => ['createOrder', [{ ...LIMIT, quantity }], 'quantity']),
  ...BAD_DECIMALS.map((amount): Bad => ['createOrder', [{ ...BUY, amount }], 'amount']),
  ...BAD_DECIMALS.map((stopPrice): Bad => ['createSmartOrder', [{ ...STOP, stopPrice }], 'stopPrice']),

  ['getMarket', [], 'arguments'],
  ['getMarket', ['BTC_USDT'], 'arguments'],
  ['getMarket', [{ ...BTC, limit: 1 }], 'limit'],
  ['getCurrency', [{ currency: 'a/b' }], 'currency'],
  ['getCurrency', [{ currency: '..' }], 'currency'],
  ['getCurrencies', [{ includeMultiChainCurrencies: 'true' }], 'includeMultiChainCurrencies'],
  ['getCandles', [{ ...BTC, interval: '1m' }], 'interval'],
  ...[0, -1, 1.5, 501, 1e9, '5', null].map(
    (limit): Bad => ['getCandles', [{ ...BTC, interval: 'DAY_1', limit }], 'limit'],
  ),
  ['getCandles', [{ ...BTC, interval: 'DAY_1', startTime: 1_700_000_000 }], 'startTime'],
  ['getCandles', [{ ...BTC, interval: 'DAY_1', startTime: 1.5 }], 'startTime'],
  ['getCandles', [{ ...BTC, interval: 'DAY_1', endTime: 9e15 }], 'endTime'],
  ['getCandles', [{ ...BTC, interval: 'DAY_1', startTime: 2e12, endTime: 1e12 }], 'endTime'],
  ['getOrderBook', [{ ...BTC, limit: 7 }], 'limit'],
  ['getOrderBook', [{ ...BTC, scale: '0' }], 'scale'],
  ['getMarketTrades', [{ ...BTC, limit: 1001 }], 'limit'],

  ['getBalances', [{ accountType: 'spot' }], 'accountType'],
  ['createOrder', [{ ...LIMIT, side: 'buy' }], 'side'],
  ['createOrder', [{ ...LIMIT, type: 'STOP' }], 'type'],
  ['createOrder', [{ ...LIMIT, timeInForce: 'DAY' }], 'timeInForce'],
  ['createOrder', [{ ...LIMIT, price: undefined }], 'price'],
  ['createOrder', [{ ...LIMIT, type: 'LIMIT_MAKER', price: undefined }], 'price'],
  ['createOrder', [{ ...LIMIT, quantity: undefined }], 'quantity'],
  ['createOrder', [{ ...LIMIT, amount: '1' }], 'amount'],
  ['createOrder', [{ ...LIMIT, amount: '1', quantity: undefined }], 'amount'],
  // A price never turns into a market order by being left out, nor the other way round.
  ['createOrder', [{ ...BUY, amount: '1', price: '1' }], 'price'],
  ['createOrder', [{ ...BUY, type: 'MARKET', quantity: '1' }], 'amount'],
  ['createOrder', [{ ...BUY, amount: '1', quantity: '1' }], 'amount'],
  ['createOrder', [{ ...BTC, side: 'SELL', amount: '1' }], 'amount'],
  ['createOrder', [{ ...BTC, side: 'SELL' }], 'quantity'],
  ['createOrder', [{ ...LIMIT, slippageTolerance: '1' }], 'slippageTolerance'],
  ['createOrder', [{ ...LIMIT, stpMode: 'X' }], 'stpMode'],
  ['createOrder', [{ ...LIMIT, allowBorrow: 'yes' }], 'allowBorrow'],
  ['createOrder', [{ ...LIMIT, postOnly: true }], 'postOnly'],
  ['createOrders', [[]], 'orders'],
  ['createOrders', [LIMIT], 'orders'],
  ['createOrders', [Array.from({ length: 21 }, () => LIMIT)], 'orders'],
  ['createOrders', [[LIMIT, { ...LIMIT, price: '-1' }]], 'orders[1].price'],
  ['createOrders', [[LIMIT, { ...BUY, quantity: '1' }]], 'orders[1].amount'],
  [
    'createOrders',
    [
      [
        { ...LIMIT, clientOrderId: 'a' },
        { ...LIMIT, clientOrderId: 'a' },
      ],
    ],
    'orders[1].clientOrderId',
  ],
  ['replaceOrder', [{ id: '1' }, {}], 'changes'],
  ['replaceOrder', [{ id: '1' }, { proceedOnFailure: true }], 'changes'],
  ['replaceOrder', [{ id: '1' }, { quantity: '1', amount: '1' }], 'amount'],
  ['replaceOrder', [{ id: '1' }, { symbol: 'BTC_USDT' }], 'symbol'],
  ['replaceOrder', [{ id: '1', clientOrderId: 'a' }, { price: '1' }], 'id'],
  ['getOrder', [{}], 'id'],
  ['getOrder', ['1'], 'arguments'],
  ['getOpenOrders', [{ limit: 2001 }], 'limit'],
  ['getOpenOrders', [{ direction: 'next' }], 'direction'],
  ['getOpenOrders', [{ from: 'x' }], 'from'],
  ['getOrderHistory', [{ states: [] }], 'states'],
  ['getOrderHistory', [{ states: ['FILLED,NEW'] }], 'states[0]'],
  ['getOrderHistory', [{ states: 'FILLED' }], 'states'],
  ['getOrderHistory', [{ type: 'limit' }], 'type'],
  ['cancelOrders', [{}], 'orderIds'],
  ['cancelOrders', [{ orderIds: [] }], 'orderIds'],
  ['cancelOrders', [{ orderIds: [1] }], 'orderIds[0]'],
  ['cancelOrders', [{ clientOrderIds: ['a b'] }], 'clientOrderIds[0]'],
  // To the venue an empty list would mean all.
  ['cancelAllOrders', [{ symbols: [] }], 'symbols'],
  ['cancelAllOrders', [{ symbols: 'BTC_USDT' }], 'symbols'],
  ['cancelAllOrders', [{ accountTypes: [] }], 'accountTypes'],
  ['cancelAllOrders', [{ symbol: 'BTC_USDT' }], 'symbol'],
  ['cancelAllSmartOrders', [{ symbols: [] }], 'symbols'],
  ['getTrades', [{ symbols: ['BTC'] }], 'symbols[0]'],
  ['getTrades', [{ startTime: 2e12, endTime: 1e12 }], 'endTime'],
  ...[0, 9, 601, -2, 10.5, '15', null].map((timeout): Bad => ['setKillSwitch', [{ timeout }], 'timeout']),

  ['createSmartOrder', [{ ...STOP, stopPrice: undefined }], 'stopPrice'],
  ['createSmartOrder', [{ ...STOP, price: '1' }], 'price'],
  ['createSmartOrder', [{ ...STOP, type: 'STOP_LIMIT' }], 'price'],
  ['createSmartOrder', [{ ...STOP, type: 'LIMIT' }], 'type'],
  ['createSmartOrder', [{ ...STOP, side: 'BUY' }], 'amount'],
  ['createSmartOrder', [{ ...STOP, type: 'TRAILING_STOP' }], 'trailingOffset'],
  ['createSmartOrder', [{ ...STOP, type: 'TRAILING_STOP', trailingOffset: '0%' }], 'trailingOffset'],
  ['createSmartOrder', [{ ...STOP, type: undefined, stopPrice: undefined }], 'stopPrice'],
  ['createSmartOrder', [{ ...STOP, operator: '>' }], 'operator'],
  ['replaceSmartOrder', [{ id: '1' }, {}], 'changes'],
  ['getSmartOrders', [{ limit: 0 }], 'limit'],
  ['getSmartOrderHistory', [{ states: [] }], 'states'],
];

describe('arguments', () => {
  it.each(ROWS.map((row, index) => [index, ...row] as const))(
    'error: %i: %s refuses its %s before anything is sent',
    async (_, method, args, field) => {
      const error = await failure(client()[method](...args));
      expect(error).toMatchObject({ name: 'ValidationError', field, sent: false, venue: 'poloniex' });
      expect(error['operation']).toBe(method);
      expect(error.message.length).toBeLessThan(300);
      expect([server.seen, server.timestamps]).toEqual([[], 0]);
    },
  );

  it('behavior: decimals go out in canonical form, digit for digit', async () => {
    server.answers(() => fixture('order-ids'));
    await client().createOrder({ ...LIMIT, price: '0018000.00', quantity: '0.000000000000000000000123' });
    expect(server.seen[0]!.body).toContain('"price":"18000","quantity":"0.000000000000000000000123"');
  });

  it('behavior: every client order id of the grammar is taken', async () => {
    server.answers(() => fixture('order'));
    const loose = client();
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
    await fc.assert(
      fc.asyncProperty(id, async (clientOrderId) => {
        await loose.getOrder({ clientOrderId });
        expect(server.seen.at(-1)!.path).toBe(`/orders/cid:${clientOrderId}`);
        expect(server.seen.at(-1)!.authentic).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['createOrder', { ...BTC, side: 'SELL', type: 'MARKET', quantity: '1' }],
    ['createOrder', { ...BUY, amount: '5', slippageTolerance: '0.05', stpMode: 'NONE', allowBorrow: false }],
    ['createOrder', { ...LIMIT, type: 'LIMIT_MAKER', accountType: 'SPOT' }],
    ['createSmartOrder', { ...STOP }],
    ['createSmartOrder', { ...STOP, type: undefined }],
    ['createSmartOrder', { ...STOP, type: undefined, price: '1' }],
    ['createSmartOrder', { ...STOP, side: 'BUY', quantity: undefined, amount: '5' }],
    ['createSmartOrder', { ...STOP, type: 'TRAILING_STOP', trailingOffset: '1.5%', operator: 'GTE' }],
    ['createSmartOrder', { ...STOP, type: 'TRAILING_STOP_LIMIT', trailingOffset: '10', limitOffset: '0.1%' }],
  ] as const)('default: %s takes %j', async (method, args) => {
    server.answers(() => fixture('order-ids'));
    await client()[method](args);
    expect(JSON.parse(server.seen[0]!.body)).toEqual(JSON.parse(JSON.stringify(args)));
  });

  it('default: the kill switch is switched off by -1', async () => {
    server.answers(() => fixture('kill-switch'));
    await client().setKillSwitch({ timeout: -1 });
    expect(server.seen[0]!.body).toBe('{"timeout":"-1"}');
  });

  it('behavior: a symbol in another script is a symbol', async () => {
    server.answers(() => [fixture('market')]);
    await client().getMarket({ symbol: '索拉拉_USDT' });
    expect(server.seen[0]!.path).toBe(`/markets/${encodeURIComponent('索拉拉')}_USDT`);
  });
});
