import { afterEach, beforeEach, expect, test } from 'vitest';
import { settle } from '../raw-client';
import { framesOf, messages, PoloniexHarness, type Row, rowsOf, signatureOf } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
});
afterEach(() => venue.close());

/** Sends a target with the parameters that a client signs for it. */
async function send(
  method: string,
  target: string,
  params: string,
  body = '',
  more: Readonly<Record<string, string>> = {},
): Promise<Row> {
  const { status, text } = await answer(method, target, params, body, more);
  expect(status, text).toBe(200);
  return JSON.parse(text) as Row;
}

function answer(
  method: string,
  target: string,
  params: string,
  body = '',
  more: Readonly<Record<string, string>> = {},
) {
  const { apiKey, apiSecret } = venue.emulator.credentials;
  const signTimestamp = String(venue.clock.now());
  const timed = (text: string): string => text.replaceAll('{time}', signTimestamp);
  const [path] = target.split('?');
  const signature = signatureOf(apiSecret, `${method}\n${path}\n${timed(params)}`);
  const headers = { key: apiKey, signTimestamp, signature, 'content-type': 'application/json', ...more };
  return venue.send(method, timed(target), headers, body);
}

const withBody = (body: string): string => `requestBody=${body}&signTimestamp={time}`;

test('behavior: polo-sdk-python: json.dumps bodies with spaces, parameters signed without encoding', async () => {
  const body =
    '{"symbol": "BTC_USDT", "side": "BUY", "type": "LIMIT", "price": "18000", "quantity": "0.00025", "clientOrderId": "my-1"}';
  expect(await send('POST', '/orders', withBody(body), body)).toMatchObject({ clientOrderId: 'my-1' });
  await send(
    'GET',
    '/trades?symbols=BTC_USDT%2CETH_USDT&limit=5',
    'limit=5&signTimestamp={time}&symbols=BTC_USDT,ETH_USDT',
  );
  const replace = '{"price": "18500"}';
  expect(await send('PUT', '/orders/cid:my-1', withBody(replace), replace)).toMatchObject({
    clientOrderId: '',
  });
  const cancel = '{"symbols": ["BTC_USDT"]}';
  expect(await send('DELETE', '/orders', withBody(cancel), cancel)).toHaveLength(1);
  const kill = '{"timeout": "15"}';
  expect(Object.keys(await send('POST', '/orders/killSwitch', withBody(kill), kill))).toEqual([
    'startTime',
    'cancellationTime',
  ]);
});

test('behavior: ccxt: compact bodies, sorted queries, a request without a body signed by its time alone', async () => {
  const body = '{"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","quantity":"0.01","price":"30000.5"}';
  const placed = await send('POST', '/orders', withBody(body), body);
  await send('GET', '/orders?symbol=BTC_USDT&limit=10', 'limit=10&signTimestamp={time}&symbol=BTC_USDT');
  await send('DELETE', `/orders/${String(placed['id'])}`, 'signTimestamp={time}');
});

test('behavior: a slash at the end of a path, signed as it is sent, and an encoded colon', async () => {
  const body =
    '{"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","quantity":"0.01","price":"30000.5","clientOrderId":"a"}';
  await send('POST', '/orders/', withBody(body), body);
  await send('GET', '/accounts/balances/', 'signTimestamp={time}');
  await send('GET', '/orders/cid%3Aa', 'signTimestamp={time}');
  expect(await venue.read('/markets/')).toHaveLength(9);
  for (const side of ['private', 'public'] as const) {
    const socket = await venue.connect(side, '/');
    expect(await venue.ask(socket, { event: 'ping' })).toBe('{"event":"pong"}');
  }
});

test('behavior: polo-sdk-python on the socket: a number as time, no method, and order entry under one id', async () => {
  const { apiKey, apiSecret } = venue.emulator.credentials;
  const socket = await venue.connect('private');
  const signTimestamp = venue.clock.now();
  const signature = signatureOf(apiSecret, `GET\n/ws\nsignTimestamp=${signTimestamp}`);
  const params = { key: apiKey, signTimestamp, signature };
  expect(await venue.ask(socket, { event: 'subscribe', channel: ['auth'], params })).toContain(
    '"success":true',
  );
  const ids = {
    orderIds: ['170903943331844096', '170904091512410112'],
    clientOrderIds: ['45662xyz', 'xasd2343'],
  };
  const missing = JSON.parse(
    await venue.ask(socket, { id: '1234567', event: 'cancelOrders', params: ids }),
  ) as Row;
  expect(missing).toMatchObject({
    id: '1234567',
    data: [{}, {}, { clientOrderId: '45662xyz', code: 21301 }, {}],
  });
  expect(await venue.ask(socket, { id: '1234567', event: 'cancelAllOrders', params: {} })).toBe(
    '{"id":"1234567","data":[]}',
  );
});

test.each([
  [{}],
  [{ signatureVersion: '1' }],
  [{ signatureVersion: '2' }],
  [{ signatureMethod: 'hmacSHA256', signatureVersion: '1' }],
])('behavior: signatureVersion is optional, 1 or 2: %j', async (headers) => {
  await send('GET', '/accounts', 'signTimestamp={time}', '', headers);
});

test('error: another signatureVersion is refused', async () => {
  const { status, text } = await answer('GET', '/accounts', 'signTimestamp={time}', '', {
    signatureVersion: '3',
  });
  expect([status, JSON.parse(text)]).toMatchObject([401, { code: 401 }]);
});

test('behavior: signTimestamp in the query of a GET as well as in its header counts once', async () => {
  await send('GET', '/accounts?signTimestamp={time}', 'signTimestamp={time}');
  await send('GET', '/orders?signTimestamp={time}&limit=10', 'limit=10&signTimestamp={time}');
  await send(
    'GET',
    '/orders?limit=10&signTimestamp={time}&symbol=BTC_USDT',
    'limit=10&signTimestamp={time}&symbol=BTC_USDT',
  );
  const twice = await answer(
    'GET',
    '/accounts?signTimestamp={time}',
    'signTimestamp={time}&signTimestamp={time}',
  );
  expect(twice.status).toBe(401);
});

test('behavior: polo-sdk-python: lower-case symbols on the sockets are answered in upper case', async () => {
  const own = await venue.login();
  expect(
    JSON.parse(await venue.ask(own, { event: 'subscribe', channel: ['orders'], symbols: ['btc_usdt'] })),
  ).toEqual({
    ...{ channel: 'orders', event: 'subscribe', symbols: ['BTC_USDT'] },
  });
  const id = venue.emulator.placeOrder({
    symbol: 'BTC_USDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '40000',
    quantity: '0.01',
  });
  await settle(() => rowsOf(own, 'orders').length > 0, 'an order');
  expect(rowsOf(own, 'orders')).toMatchObject([{ orderId: id, symbol: 'BTC_USDT' }]);

  const socket = await venue.connect('public');
  const subscription = { channel: ['ticker'], symbols: ['btc_usdt', 'Eth_Usdt'] };
  expect(JSON.parse(await venue.ask(socket, { event: 'subscribe', ...subscription }))).toEqual({
    ...{ channel: 'ticker', event: 'subscribe', symbols: ['BTC_USDT', 'ETH_USDT'] },
  });
  await settle(() => rowsOf(socket, 'ticker').length === 2, 'tickers');
  expect(rowsOf(socket, 'ticker').map(({ symbol }) => symbol)).toEqual(['BTC_USDT', 'ETH_USDT']);
  await venue.ask(socket, { event: 'unsubscribe', ...subscription });
  venue.price('46400.00');
  await venue.ask(socket, { event: 'ping' });
  expect(rowsOf(socket, 'ticker')).toHaveLength(2);
  expect(
    JSON.parse(await venue.ask(socket, { event: 'subscribe', channel: ['ticker'], symbols: ['no_one'] })),
  ).toMatchObject({ event: 'error' });
});

test('behavior: the order book is grouped by its scale, bids down and asks up; -1 and the price scale group nothing', async () => {
  const book = (query: string): Promise<Row> => venue.read(`/markets/BTC_USDT/orderBook?limit=150${query}`);
  const levels = (flat: unknown): [number, number][] => {
    const texts = flat as readonly string[];
    return texts.flatMap((price, at) => (at % 2 === 0 ? [[Number(price), Number(texts[at + 1])]] : []));
  };
  const total = (flat: unknown): number => levels(flat).reduce((sum, [, quantity]) => sum + quantity, 0);
  const fine = await book('');
  for (const scale of ['0.1', '1']) {
    const grouped = await book(`&scale=${scale}`);
    expect(grouped).toMatchObject({ scale });
    for (const side of ['asks', 'bids'] as const) {
      const prices = levels(grouped[side]).map(([price]) => price);
      expect(prices.length).toBeLessThan(levels(fine[side]).length);
      expect(new Set(prices).size).toBe(prices.length);
      for (const price of prices)
        expect(Number.isInteger(Math.round(price * 1e6) / (Number(scale) * 1e6))).toBe(true);
      expect(total(grouped[side])).toBeCloseTo(total(fine[side]), 6);
    }
    expect(levels(grouped['bids'])[0]?.[0]).toBeLessThanOrEqual(levels(fine['bids'])[0]?.[0] as number);
    expect(levels(grouped['asks'])[0]?.[0]).toBeGreaterThanOrEqual(levels(fine['asks'])[0]?.[0] as number);
  }
  for (const same of ['&scale=0.01', '&scale=-1', '&scale=']) {
    expect(await book(same)).toMatchObject({ scale: '0.01', asks: fine['asks'], bids: fine['bids'] });
  }
  const { status } = await venue.send('GET', '/markets/BTC_USDT/orderBook?scale=abc', {});
  expect(status).toBe(400);
});

test('behavior: frames as captured live: upper-case events, ids of balances as texts, a version', async () => {
  await venue.close();
  venue = await PoloniexHarness.start({ frames: 'captured', partialFills: false });
  const own = await venue.login();
  await venue.ask(own, { event: 'subscribe', channel: ['orders', 'balances'], symbols: ['all'] });
  const id = venue.emulator.placeOrder({
    symbol: 'BTC_USDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '40000',
    quantity: '0.01',
  });
  venue.emulator.cancelOrder(id);
  venue.emulator.placeOrder({ symbol: 'BTC_USDT', side: 'SELL', type: 'MARKET', quantity: '0.01' });
  await settle(() => rowsOf(own, 'orders').length >= 4, 'the end of both orders');
  await settle(() => rowsOf(own, 'balances').length >= 4, 'their balances');
  const [balance, ...rest] = rowsOf(own, 'balances');
  expect(balance).toMatchObject({ eventType: 'PLACE_ORDER', currency: 'USDT', id: '60018450912695041' });
  expect(balance?.['version']).toBeDefined();
  expect(new Set(rest.map(({ eventType }) => eventType))).toEqual(
    new Set(['CANCELED_ORDER', 'PLACE_ORDER', 'MATCH_ORDER']),
  );
  expect(rowsOf(own, 'orders').map(({ eventType }) => eventType)).toEqual([
    'PLACE',
    'CANCELED',
    'PLACE',
    'TRADE',
  ]);
  expect(framesOf(own, 'balances').length).toBeGreaterThan(0);
  expect(messages(own).some(({ event }) => String(event) === 'error')).toBe(false);
});

test('default: the ids of book_lv2 jump, and each update names the one before', async () => {
  const socket = await venue.connect('public');
  await venue.ask(socket, { event: 'subscribe', channel: ['book_lv2'], symbols: ['BTC_USDT'] });
  for (const bid of ['46300.10', '46300.20', '46300.30', '46300.40']) {
    const before = rowsOf(socket, 'book_lv2').length;
    venue.price(bid);
    await settle(() => rowsOf(socket, 'book_lv2').length > before, 'an update');
  }
  const rows = rowsOf(socket, 'book_lv2');
  const ids = rows.map(({ id }) => Number(id));
  expect(rows.slice(1).map(({ lastId }) => Number(lastId))).toEqual(ids.slice(0, -1));
  const steps = ids.slice(1).map((id, at) => id - (ids[at] as number));
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeGreaterThan(1);
});

test('default: mark prices and what they are made of', async () => {
  const markPrice = await venue.read('/markets/BTC_USDT/markPrice');
  expect(markPrice).toMatchObject({ symbol: 'BTC_USDT', markPrice: '46300.00' });
  expect(await venue.read<Row[]>('/markets/markPrice')).toContainEqual(markPrice);
  const made = await venue.read('/markets/BTC_USDT/markPriceComponents');
  expect(made).toMatchObject({ symbol: 'BTC_USDT', markPrice: '46300.00', ts: venue.clock.now() });
  const components = made['components'] as unknown as Row[];
  expect(Object.keys(components[0] as Row).sort()).toEqual([
    'convertPrice',
    'exchange',
    'symbol',
    'symbolPrice',
    'weight',
  ]);
  expect(components.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(1);
  expect((await venue.send('GET', '/markets/NO_ONE/markPriceComponents', {})).text).toContain('24101');
});
