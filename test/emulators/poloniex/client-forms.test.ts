import { afterEach, beforeEach, expect, test } from 'vitest';
import { PoloniexHarness, type Row, signatureOf } from './harness';

let venue: PoloniexHarness;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
});
afterEach(() => venue.close());

/** Sends a target with the parameters that a client signs for it. */
async function send(method: string, target: string, params: string, body = ''): Promise<Row> {
  const { apiKey, apiSecret } = venue.emulator.credentials;
  const signTimestamp = String(venue.clock.now());
  const [path] = target.split('?');
  const signed = params.replace('{time}', signTimestamp);
  const signature = signatureOf(apiSecret, `${method}\n${path}\n${signed}`);
  const headers = { key: apiKey, signTimestamp, signature, 'content-type': 'application/json' };
  const { status, text } = await venue.send(method, target, headers, body);
  expect(status, text).toBe(200);
  return JSON.parse(text) as Row;
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
