import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type PoloniexClient, rawOf } from '../../../src/venues/poloniex/client/client';
import { ENDPOINTS } from '../../../src/venues/poloniex/endpoints';
import { fixture } from './rest-fixture';
import { everything, failure, newClient, SECRETS, useRestServer } from './rest-server';

const server = useRestServer();
const client = (): PoloniexClient => newClient({ raw: true });

const BTC = { symbol: 'BTC_USDT' };
const ID = { id: '24993088082542592' };
const CID = { clientOrderId: 'my-1' };
const FROM = 1_700_000_000_000;
const PAGE = { from: '99', direction: 'NEXT', limit: 5 } as const;

/** Method, line of the request, body, fixture of the answer, whether it is a list, the call. */
type Call = readonly [
  keyof typeof ENDPOINTS,
  string,
  string,
  string,
  'list' | 'one' | 'array of one',
  (client: PoloniexClient) => Promise<unknown>,
];

const PUBLIC: readonly Call[] = [
  ['getMarkets', 'GET /markets', '', 'market', 'list', (it) => it.getMarkets()],
  ['getMarket', 'GET /markets/BTC_USDT', '', 'market', 'array of one', (it) => it.getMarket(BTC)],
  ['getPrices', 'GET /markets/price', '', 'price', 'list', (it) => it.getPrices()],
  ['getPrice', 'GET /markets/BTC_USDT/price', '', 'price', 'one', (it) => it.getPrice(BTC)],
  ['getMarkPrices', 'GET /markets/markPrice', '', 'mark-price', 'list', (it) => it.getMarkPrices()],
  ['getMarkPrice', 'GET /markets/BTC_USDT/markPrice', '', 'mark-price', 'one', (it) => it.getMarkPrice(BTC)],
  [
    'getMarkPriceComponents',
    'GET /markets/BTC_USDT/markPriceComponents',
    '',
    'mark-price-components',
    'one',
    (it) => it.getMarkPriceComponents(BTC),
  ],
  ['getTickers24h', 'GET /markets/ticker24h', '', 'ticker24h', 'list', (it) => it.getTickers24h()],
  ['getTicker24h', 'GET /markets/BTC_USDT/ticker24h', '', 'ticker24h', 'one', (it) => it.getTicker24h(BTC)],
  [
    'getOrderBook',
    'GET /markets/BTC_USDT/orderBook?limit=20&scale=0.01',
    '',
    'order-book',
    'one',
    (it) => it.getOrderBook({ ...BTC, scale: '0.01', limit: 20 }),
  ],
  [
    'getMarketTrades',
    'GET /markets/BTC_USDT/trades?limit=5',
    '',
    'market-trade',
    'list',
    (it) => it.getMarketTrades({ ...BTC, limit: 5 }),
  ],
  ['getCurrenciesV2', 'GET /v2/currencies', '', 'currency-v2', 'list', (it) => it.getCurrenciesV2()],
  [
    'getCurrencyV2',
    'GET /v2/currencies/BTC',
    '',
    'currency-v2',
    'one',
    (it) => it.getCurrencyV2({ currency: 'BTC' }),
  ],
];

const PRIVATE: readonly Call[] = [
  ['getAccounts', 'GET /accounts', '', 'account', 'list', (it) => it.getAccounts()],
  [
    'getBalances',
    'GET /accounts/balances?accountType=SPOT',
    '',
    'account-balances',
    'list',
    (it) => it.getBalances({ accountType: 'SPOT' }),
  ],
  [
    'getAccountBalances',
    'GET /accounts/123/balances',
    '',
    'account-balances',
    'array of one',
    (it) => it.getAccountBalances({ accountId: '123' }),
  ],
  ['getFeeInfo', 'GET /feeinfo', '', 'fee-info', 'one', (it) => it.getFeeInfo()],
  [
    'createOrder',
    'POST /orders',
    '{"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"18000","quantity":"0.00025","clientOrderId":"my-1"}',
    'order-ids',
    'one',
    (it) =>
      it.createOrder({
        ...BTC,
        ...CID,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: '18000.00',
        quantity: '0.00025',
      }),
  ],
  [
    'createOrders',
    'POST /orders/batch',
    '[{"symbol":"BTC_USDT","side":"BUY","amount":"10"},{"symbol":"BTC_USDT","side":"SELL","quantity":"2"}]',
    'order-ids',
    'list',
    (it) =>
      it.createOrders([
        { ...BTC, side: 'BUY', amount: '10' },
        { ...BTC, side: 'SELL', quantity: '2' },
      ]),
  ],
  [
    'replaceOrder',
    'PUT /orders/24993088082542592',
    '{"price":"18500","proceedOnFailure":true}',
    'order-ids',
    'one',
    (it) => it.replaceOrder(ID, { price: '18500', proceedOnFailure: true }),
  ],
  [
    'replaceOrder',
    'PUT /orders/cid:my-1',
    '{"price":"18500"}',
    'order-ids',
    'one',
    (it) => it.replaceOrder(CID, { price: '18500' }),
  ],
  [
    'getOpenOrders',
    'GET /orders?direction=NEXT&from=99&limit=5&side=BUY&symbol=BTC_USDT',
    '',
    'order',
    'list',
    (it) => it.getOpenOrders({ ...BTC, ...PAGE, side: 'BUY' }),
  ],
  ['getOrder', 'GET /orders/24993088082542592', '', 'order', 'one', (it) => it.getOrder(ID)],
  ['getOrder', 'GET /orders/cid:my-1', '', 'order', 'one', (it) => it.getOrder(CID)],
  [
    'getOrderHistory',
    `GET /orders/history?accountType=SPOT&direction=NEXT&endTime=${FROM + 1}&from=99&hideCancel=true&limit=5&side=SELL&startTime=${FROM}&states=FILLED%2CCANCELED&symbol=BTC_USDT&type=LIMIT`,
    '',
    'order',
    'list',
    (it) =>
      it.getOrderHistory({
        ...BTC,
        ...PAGE,
        accountType: 'SPOT',
        type: 'LIMIT',
        side: 'SELL',
        states: ['FILLED', 'CANCELED'],
        hideCancel: true,
        startTime: FROM,
        endTime: FROM + 1,
      }),
  ],
  ['cancelOrder', 'DELETE /orders/24993088082542592', '', 'cancel-result', 'one', (it) => it.cancelOrder(ID)],
  ['cancelOrder', 'DELETE /orders/cid:my-1', '', 'cancel-result', 'one', (it) => it.cancelOrder(CID)],
  [
    'cancelOrders',
    'DELETE /orders/cancelByIds',
    '{"orderIds":["1","2"],"clientOrderIds":["my-1"]}',
    'cancel-result',
    'list',
    (it) => it.cancelOrders({ orderIds: ['1', '2'], clientOrderIds: ['my-1'] }),
  ],
  [
    'cancelAllOrders',
    'DELETE /orders',
    '{"symbols":["BTC_USDT"],"accountTypes":["SPOT"]}',
    'cancel-result',
    'list',
    (it) => it.cancelAllOrders({ symbols: ['BTC_USDT'], accountTypes: ['SPOT'] }),
  ],
  ['cancelAllOrders', 'DELETE /orders', '{}', 'cancel-result', 'list', (it) => it.cancelAllOrders()],
  [
    'getTrades',
    'GET /trades?limit=5&symbols=BTC_USDT%2CETH_USDT',
    '',
    'trade',
    'list',
    (it) => it.getTrades({ limit: 5, symbols: ['BTC_USDT', 'ETH_USDT'] }),
  ],
  [
    'getOrderTrades',
    'GET /orders/24993088082542592/trades',
    '',
    'trade',
    'list',
    (it) => it.getOrderTrades(ID),
  ],
  [
    'setKillSwitch',
    'POST /orders/killSwitch',
    '{"timeout":"15"}',
    'kill-switch',
    'one',
    (it) => it.setKillSwitch({ timeout: 15 }),
  ],
  [
    'getKillSwitchStatus',
    'GET /orders/killSwitchStatus',
    '',
    'kill-switch',
    'one',
    (it) => it.getKillSwitchStatus(),
  ],
  [
    'createSmartOrder',
    'POST /smartorders',
    '{"symbol":"ETH_USDT","side":"BUY","type":"STOP_LIMIT","price":"40.9","stopPrice":"39.9","quantity":"0.5"}',
    'order-ids',
    'one',
    (it) =>
      it.createSmartOrder({
        symbol: 'ETH_USDT',
        side: 'BUY',
        type: 'STOP_LIMIT',
        price: '40.9',
        stopPrice: '39.9',
        quantity: '0.5',
      }),
  ],
  [
    'replaceSmartOrder',
    'PUT /smartorders/cid:my-1',
    '{"stopPrice":"39"}',
    'order-ids',
    'one',
    (it) => it.replaceSmartOrder(CID, { stopPrice: '39' }),
  ],
  [
    'getSmartOrders',
    'GET /smartorders?direction=NEXT&from=99&limit=5&symbol=BTC_USDT',
    '',
    'smart-order',
    'list',
    (it) => it.getSmartOrders({ ...BTC, ...PAGE }),
  ],
  [
    'getSmartOrder',
    'GET /smartorders/24993088082542592',
    '',
    'smart-order-triggered',
    'array of one',
    (it) => it.getSmartOrder(ID),
  ],
  ['getSmartOrder', 'GET /smartorders/cid:my-1', '', 'smart-order', 'one', (it) => it.getSmartOrder(CID)],
  [
    'getSmartOrderHistory',
    'GET /smartorders/history?states=TRIGGERED',
    '',
    'smart-order-triggered',
    'list',
    (it) => it.getSmartOrderHistory({ states: ['TRIGGERED'] }),
  ],
  [
    'cancelSmartOrder',
    'DELETE /smartorders/24993088082542592',
    '',
    'smart-cancel-result',
    'one',
    (it) => it.cancelSmartOrder(ID),
  ],
  [
    'cancelSmartOrders',
    'DELETE /smartorders/cancelByIds',
    '{"clientOrderIds":["my-1"]}',
    'smart-cancel-result',
    'list',
    (it) => it.cancelSmartOrders({ clientOrderIds: ['my-1'] }),
  ],
  [
    'cancelAllSmartOrders',
    'DELETE /smartorders',
    '{"symbols":["BTC_USDT"]}',
    'smart-cancel-result',
    'list',
    (it) => it.cancelAllSmartOrders({ symbols: ['BTC_USDT'] }),
  ],
];

const lineOf = (index = 0): string => {
  const { method, path, query } = server.seen[index]!;
  return `${method} ${path}${query === '' ? '' : `?${query}`}`;
};

describe('methods', () => {
  it.each([...PUBLIC, ...PRIVATE])(
    'default: %s sends %s with %s and reads the documented row',
    async (_name, line, body, row, shape, call) => {
      const value = fixture(row);
      server.answers(() => (shape === 'one' ? value : [value]));
      const result = await call(client());
      expect(result).toEqual(shape === 'list' ? [value] : value);
      expect(server.seen.map((request) => [lineOf(), request.body])).toEqual([[line, body]]);
      const record = shape === 'list' ? (result as object[])[0]! : (result as object);
      expect(rawOf(record)).toEqual(value);
    },
  );

  it.each(PRIVATE)('default: %s %s is signed', async (_name, _line, body, row, shape, call) => {
    server.answers(() => (shape === 'one' ? fixture(row) : [fixture(row)]));
    await call(client());
    const { authentic, headers } = server.seen[0]!;
    expect(authentic).toBe(true);
    expect(headers.get('signatureMethod')).toBe('HmacSHA256');
    expect(headers.get('signatureVersion')).toBe('2');
    expect(headers.get('recvWindow')).toBe(null);
    expect(headers.get('content-type')).toBe(body === '' ? null : 'application/json');
  });

  it.each(PUBLIC)(
    'default: %s %s needs no key and shows none',
    async (_name, _line, _body, row, shape, call) => {
      server.answers(() => (shape === 'one' ? fixture(row) : [fixture(row)]));
      await call(newClient({ apiKey: undefined, apiSecret: undefined }));
      await call(client());
      for (const { headers } of server.seen) {
        expect([...headers.keys()].filter((name) => /^(key|sign|recv)/.test(name))).toEqual([]);
      }
      expect(server.timestamps).toBe(0);
    },
  );

  it.each(PRIVATE)('error: %s %s needs a key', async (name, _line, _body, _row, _shape, call) => {
    const error = await failure(call(newClient({ apiKey: undefined, apiSecret: undefined })));
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      operation: name,
      venue: 'poloniex',
      sent: false,
    });
    expect(server.seen).toEqual([]);
    expect(server.timestamps).toBe(0);
  });

  it('default: every request of the table has a case', () => {
    const tested = new Set<string>([...PUBLIC, ...PRIVATE].map(([name]) => name));
    const apart = ['getTimestamp', 'getCurrencies', 'getCurrency', 'getCandles'];
    expect([...tested, ...apart].sort()).toEqual(Object.keys(ENDPOINTS).sort());
  });

  it('default: getTimestamp reads the time', async () => {
    server.tells(() => 1_648_776_163_000);
    expect(await client().getTimestamp()).toEqual(fixture('timestamp'));
  });

  it('default: getCandles names the elements of a row', async () => {
    server.answers(() => [fixture('candle')]);
    const candles = await client().getCandles({
      ...BTC,
      interval: 'MINUTE_5',
      limit: 500,
      startTime: FROM,
      endTime: FROM,
    });
    expect(lineOf()).toBe(
      `GET /markets/BTC_USDT/candles?endTime=${FROM}&interval=MINUTE_5&limit=500&startTime=${FROM}`,
    );
    // [low, high, open, close, amount(quote), quantity(base), buyTakerAmount, buyTakerQuantity, tradeCount(number),
    // ts(number), weightedAverage, interval, startTime(number), closeTime(number)]
    expect(candles).toEqual([
      {
        low: '22814.01',
        high: '22937.42',
        open: '22832.57',
        close: '22937.42',
        amount: '3916.58764051',
        quantity: '0.171199',
        buyTakerAmount: '2982.64647063',
        buyTakerQuantity: '0.130295',
        tradeCount: 33,
        ts: 0,
        weightedAverage: '22877.449915304470460711',
        interval: 'MINUTE_5',
        startTime: 1_659_664_800_000,
        closeTime: 1_659_665_099_999,
      },
    ]);
    expect(rawOf(candles[0]!)).toEqual(fixture('candle'));
  });

  it('default: getCurrencies and getCurrency put the key among the fields', async () => {
    const value = fixture('currency') as { BTC: object };
    const named = { ...value.BTC, currency: 'BTC' };
    server.answers(({ path }) => (path === '/currencies' ? [value] : value));
    const currencies = await client().getCurrencies({ includeMultiChainCurrencies: true });
    expect(currencies).toEqual([named]);
    expect(rawOf(currencies[0]!)).toEqual(value);
    expect(await client().getCurrency({ currency: 'BTC' })).toEqual(named);
    expect([lineOf(0), lineOf(1)]).toEqual([
      'GET /currencies?includeMultiChainCurrencies=true',
      'GET /currencies/BTC',
    ]);
  });

  it('behavior: a currency called __proto__ is a currency', async () => {
    server.answers(() => new Response('[{"__proto__":{"id":1,"name":"P"}}]'));
    expect(await client().getCurrencies()).toEqual([{ currency: '__proto__', id: 1, name: 'P' }]);
  });

  it('behavior: rows of a batch or of cancels with a code of their own are data', async () => {
    const refused = fixture('batch-refusal');
    const gone = { orderId: '1', clientOrderId: null, state: null, code: 21_359, message: 'gone' };
    server.answers(({ method }) =>
      method === 'POST' ? [refused, { ...(fixture('order-ids') as object), code: 200 }] : [gone],
    );
    const orders = [
      { ...BTC, side: 'SELL', quantity: '1' },
      { ...BTC, side: 'SELL', quantity: '2' },
    ] as const;
    expect(await client().createOrders(orders)).toEqual([refused, fixture('order-ids')]);
    expect(await client().cancelOrders({ orderIds: ['1'] })).toEqual([
      { ...gone, clientOrderId: '', state: '' },
    ]);
  });

  it('behavior: numbers longer than a double keep every digit', async () => {
    server.answers(() => new Response('{"id":205343650954092544,"clientOrderId":null}'));
    expect(await client().createOrder({ ...BTC, side: 'SELL', quantity: '1' })).toEqual({
      id: '205343650954092544',
      clientOrderId: '',
    });
  });

  it('behavior: recvWindow goes along when it is set', async () => {
    server.answers(() => [fixture('account')]);
    await newClient({ recvWindow: 7000 }).getAccounts();
    expect(server.seen[0]!.headers.get('recvWindow')).toBe('7000');
    expect(server.seen[0]!.authentic).toBe(true);
  });

  it('behavior: a prefix of the base URL is sent and not signed', async () => {
    server.answers(() => [fixture('account')]);
    await newClient({ baseUrl: 'http://127.0.0.1:5007/gateway/' }).getAccounts();
    const { path, authentic, headers } = server.seen[0]!;
    expect(path).toBe('/gateway/accounts');
    expect(authentic).toBe(false);
    const { sign } = await import('../../../src/venues/poloniex/auth');
    const stamp = headers.get('signTimestamp');
    expect(headers.get('signature')).toBe(sign(SECRETS.apiSecret, `GET\n/accounts\nsignTimestamp=${stamp}`));
  });
});

describe('what is shown', () => {
  it('behavior: a client shows no secret', () => {
    const it = client();
    const shown = `${everything(it)}${everything([it])}${inspect({ it }, { depth: 9, showHidden: true, getters: true })}`;
    for (const secret of Object.values(SECRETS)) expect(shown).not.toContain(secret);
    expect(inspect(it)).toContain('http://127.0.0.1:5007');
    expect(it.toJSON()).toEqual({
      venue: 'poloniex',
      url: 'http://127.0.0.1:5007',
      publicUrl: 'wss://ws.poloniex.com/ws/public',
      privateUrl: 'wss://ws.poloniex.com/ws/private',
    });
  });
});
