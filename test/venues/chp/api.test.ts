import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../../src/core/logger';
import { silentLogger } from '../../../src/core/logger';
import type { ChpApi } from '../../../src/venues/chp/client/api';
import { ENDPOINTS, type EndpointName } from '../../../src/venues/chp/endpoints';
import { everything, failure, HOST, newApi, SECRETS, useChpServer } from './server';

const { answers, seen } = useChpServer();

const token = SECRETS.token;
const user = { login: 'user_login', password: SECRETS.password, token };
const symbol = { token, symbol: 'GAZP' };
const portfolio = { token, portfolio: 'ST123456-MO-01' };
const order = { ...portfolio, symbol: 'GAZP', orderid: '1234567890' };

/** Method, URN, body as given and, where it differs, as sent. */
const CALLS: readonly [EndpointName, string, object, object?][] = [
  ['connected', 'Auth/Connected', { ...user, mode: 0 }],
  ['reconnection', 'Auth/Reconnection', { ...user, mode: 1 }],
  ['disconnected', 'Auth/Disconnected', user],
  [
    'getBars',
    'Instruments/GetBars',
    { token, since: '2020-10-10T10:10:10.000', interval: 6, symbol: 'GAZP', count: 10 },
  ],
  ['getSymbols', 'Instruments/GetSymbols', { token }],
  [
    'getMyPortfolioData',
    'HistoricalData/GetMyPortfolioData',
    { token, mode: 2, portfolio: 'ST123456-MO-01' },
  ],
  ['getPortfolioList', 'AccountInformation/GetPortfolioList', { token }],
  [
    'getTrades',
    'Instruments/GetTrades',
    { token, since: '2020-10-10T10:10:10.000', symbol: 'GAZP', count: 10 },
    { token, from: '2020-10-10T10:10:10.000', symbol: 'GAZP', count: 10 },
  ],
  ['listenQuotes', 'Instruments/ListenQuotes', symbol],
  ['updateQuote', 'Instruments/UpdateQuote', { token }],
  ['cancelQuotes', 'Instruments/CancelQuotes', symbol],
  ['listenTicks', 'Instruments/ListenTicks', symbol],
  ['addTick', 'Instruments/AddTick', { token }],
  ['cancelTicks', 'Instruments/CancelTicks', symbol],
  ['listenBidAsks', 'Instruments/ListenBidAsks', symbol],
  ['updateBidAsk', 'Instruments/UpdateBidAsk', { token }],
  ['cancelBidAsks', 'Instruments/CancelBidAsks', symbol],
  ['listenPortfolio', 'AccountInformation/ListenPortfolio', portfolio],
  ['cancelPortfolio', 'AccountInformation/CancelPortfolio', portfolio],
  [
    'placeOrder',
    'Order/Place',
    // The document's own example, also where its prices break the rules of its order types.
    {
      ...portfolio,
      symbol: 'GAZP',
      action: 2,
      type: 1,
      price: 12.2,
      amount: 30,
      validity: 1,
      stop: 0.1,
      cookie: 12,
    },
  ],
  ['moveOrder', 'Order/Move', { ...order, targetprice: 163.9 }],
  ['cancelOrder', 'Order/Cancel', order],
  ['updateOrder', 'AccountInformation/UpdateOrder', { token }],
  ['updatePosition', 'AccountInformation/UpdatePosition', { token }],
  ['addTrade', 'AccountInformation/AddTrade', { token }],
  ['setPortfolio', 'AccountInformation/SetPortfolio', { token }],
];

type AnyMethod = (body: object, options?: object) => Promise<{ status: number; text: string }>;
const method = (api: ChpApi, name: EndpointName): AnyMethod => (api[name] as unknown as AnyMethod).bind(api);

describe('ChpApi', () => {
  it('default: it has a method for each of the 26 URNs', () => {
    expect(CALLS.map(([name]) => name).sort()).toEqual(Object.keys(ENDPOINTS).sort());
    expect(new Set(CALLS.map(([, urn]) => urn)).size).toBe(26);
  });

  // "Выполняет post запрос на CHP_Rest с вложением json из параметров"
  // "Все переданные параметры формируются в json"
  it.each(CALLS)('default: %s posts its parameters to %s', async (name, urn, body, sent = body) => {
    answers({ method: 'X', result: false });
    const response = await method(newApi(), name)(body);
    expect(seen).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: `/${urn}`,
        contentType: 'application/json',
        body: sent,
      }),
    ]);
    // "Объект Response из пакета requests": handed on unjudged.
    expect(response).toMatchObject({ status: 200, text: '{"method":"X","result":false}' });
  });

  it('behavior: status, headers and text are not checked', async () => {
    answers(() => HttpResponse.html('<h1> это не json </h1>', { status: 502, headers: { 'X-Proxy': 'a' } }));
    const response = await newApi().getSymbols({ token });
    expect(response).toMatchObject({ status: 502, text: '<h1> это не json </h1>' });
    expect(response.headers['x-proxy']).toBe('a');
  });

  it('behavior: numbers go out digit for digit', async () => {
    answers({});
    const price = '163.92000000000000000001';
    await newApi().placeOrder({
      ...order,
      orderid: undefined,
      action: 1,
      type: 4,
      validity: 2,
      price,
      amount: '12345678901234567890',
      stop: 0.1,
      cookie: 2_147_483_647,
    } as never);
    expect(seen[0]?.text).toContain(`"price":${price},"amount":12345678901234567890,"stop":0.1,`);
  });

  // "Инициализирует объект, не выполняя запросов. Заполняется URL сервера"
  it('default: the constructor sends nothing and fills the URL', () => {
    answers({});
    expect(newApi().toJSON()).toEqual({ venue: 'chp', url: 'http://127.0.0.1:5001' });
    // "port: [str | int] - Порт сервера"
    expect(newApi({ port: '8080' }).toJSON()).toMatchObject({ url: 'http://127.0.0.1:8080' });
    // "ssh: bool (default=False) - подключаться ли по https"
    expect(newApi({ port: 443, tls: true }).toJSON()).toMatchObject({ url: 'https://127.0.0.1:443' });
    expect(newApi({ host: '::1' }).toJSON()).toMatchObject({ url: 'http://[::1]:5001' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['a missing parameter', { token: undefined }, 'token'],
    ['an unknown parameter', { token, symbol: 'GAZP' }, 'symbol'],
    ['a text that is none', { token: 5 }, 'token'],
    ['half a surrogate pair', { token: '\ud800' }, 'token'],
    ['no object', 'token', 'body'],
  ])('error: %s', async (_, body, field) => {
    answers({});
    const error = await failure(newApi().getSymbols(body as never));
    expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
    expect(error).not.toHaveProperty('value');
    expect(seen).toEqual([]);
  });

  it.each([301, 302, 307, 308])('error: a redirect with %i is not followed', async (status) => {
    answers(({ path }: { path: string }) =>
      path === '/elsewhere' ? {} : new HttpResponse(null, { status, headers: { location: '/elsewhere' } }),
    );
    const error = await failure(newApi().connected({ ...user, mode: 0 }));
    expect(error).toMatchObject({ name: 'HttpStatusError', status, sent: true, venue: 'chp' });
    expect(seen.map(({ path }) => path)).toEqual(['/Auth/Connected']);
    for (const secret of Object.values(SECRETS)) expect(everything(error)).not.toContain(secret);
  });

  it('error: an answer over the bound', async () => {
    answers(() => HttpResponse.text('x'.repeat(3000)));
    const error = await failure(newApi({ maxBodyBytes: 2048 }).getSymbols({ token }));
    expect(error).toMatchObject({ name: 'ProtocolError', sent: true });
  });

  it('error: after close', async () => {
    answers({});
    const api = newApi();
    api.close();
    let called = 0;
    const beforeSend = () => {
      called += 1;
    };
    expect(await failure(api.getSymbols({ token }, { beforeSend }))).toMatchObject({
      name: 'ClosedError',
      sent: false,
    });
    expect([called, seen.length]).toEqual([0, 0]);
  });

  it('behavior: plain HTTP beyond loopback is allowed with one warning', () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (message) => void warnings.push(message) };
    newApi({ host: 'chp.example.com', logger });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('http://chp.example.com:5001');
    newApi({ host: 'chp.example.com', tls: true, logger });
    newApi({ host: 'localhost', logger });
    newApi({ host: HOST, logger });
    expect(warnings).toHaveLength(1);
  });

  it('behavior: a tap receives frames without secrets', async () => {
    const frames: string[] = [];
    answers({ method: 'Connected', note: `${SECRETS.password} и ${SECRETS.token}` });
    const api = newApi({
      tap: ({ direction, connection, epoch, sequence, data }) => {
        frames.push(`${direction} ${connection} ${epoch} ${sequence} ${data}`);
      },
    });
    await api.connected(user);
    expect(frames).toHaveLength(2);
    expect(frames[0]).toMatch(/^out http 1 1 POST \/Auth\/Connected\n/);
    expect(frames[1]).toMatch(/^in http 1 1 200\n/);
    for (const secret of Object.values(SECRETS)) expect(frames.join()).not.toContain(secret);
  });
});
