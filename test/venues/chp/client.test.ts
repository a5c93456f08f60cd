import { describe, expect, it } from 'vitest';
import type { ChpClient } from '../../../src/venues/chp/client/client';
import { rawOf } from '../../../src/venues/chp/client/client';
import { fixture } from './fixture';
import { everything, failure, newClient, SECRETS, useChpServer } from './server';

const { answers, seen } = useChpServer();
const { token, password } = SECRETS;
const user = { login: 'user_login', password, token };

const ok = (...names: string[]) => ({
  method: 'X',
  result: true,
  data: names.map((name) => fixture(name).value),
});

const ORDER = {
  portfolio: 'ST123456-MO-01',
  symbol: 'GAZP',
  action: 1,
  type: 2,
  validity: 1,
  price: '163.90',
  amount: 30,
  stop: 0,
  cookie: 12,
} as const;
const PLACED = { portfolio: 'ST123456-MO-01', symbol: 'GAZP', orderid: '1234567890' };
const SINCE = '2020-10-10T10:10:10.000';

/** Name, URN, body beside the token, the row it answers with, the call. */
type DataCall = readonly [string, string, object, string, (client: ChpClient) => Promise<readonly unknown[]>];

const DATA_CALLS: readonly DataCall[] = [
  // "since: str", "interval: int", "symbol: str - Короткое имя котировки", "count: int - Количество "столбцов""
  [
    'getBars',
    'Instruments/GetBars',
    { since: SINCE, interval: 3, symbol: 'GAZP', count: 10 },
    'bar-record',
    (client) => client.getBars({ since: SINCE, interval: 3, symbol: 'GAZP', count: 10 }),
  ],
  // "Список всех возможных имён котировок"
  ['getSymbols', 'Instruments/GetSymbols', {}, 'symbol-record', (client) => client.getSymbols()],
  // "Список трейдов по указаным условиям"; `since` goes out as `from`.
  [
    'getTrades',
    'Instruments/GetTrades',
    { from: SINCE, symbol: 'GAZP', count: -10 },
    'trade-record',
    (client) => client.getTrades({ since: SINCE, symbol: 'GAZP', count: -10 }),
  ],
  // "portfolio: str - имя портфеля", "mode: int - Тип приложения [1 - Active | 2 - All]"
  [
    'getMyPortfolioData',
    'HistoricalData/GetMyPortfolioData',
    { portfolio: 'ST123456-MO-01', mode: 2 },
    'session-order-record',
    (client) => client.getMyPortfolioData({ portfolio: 'ST123456-MO-01', mode: 2 }),
  ],
  [
    'getPortfolioList',
    'AccountInformation/GetPortfolioList',
    {},
    'portfolio-record',
    (client) => client.getPortfolioList(),
  ],
  // "Информацию по всем подписаным котировкам"
  ['updateQuote', 'Instruments/UpdateQuote', {}, 'quote-record', (client) => client.updateQuote()],
  // "UpdateTicks: Аналогично UpdateQuote"
  ['updateTicks', 'Instruments/AddTick', {}, 'tick-record', (client) => client.updateTicks()],
  // "UpdateBidAsks: Аналогично UpdateQuote"
  ['updateBidAsks', 'Instruments/UpdateBidAsk', {}, 'bid-ask-record', (client) => client.updateBidAsks()],
  [
    'placeOrder',
    'Order/Place',
    { ...ORDER, price: 163.9 },
    'place-answer',
    (client) => client.placeOrder(ORDER),
  ],
  // "targetprice: float - Новая цена приказа"
  [
    'moveOrder',
    'Order/Move',
    { ...PLACED, targetprice: 164.1 },
    'move-answer',
    (client) => client.moveOrder({ ...PLACED, targetprice: '164.10' }),
  ],
  // "orderid: str - Номер приказа на сервере котировок."
  ['cancelOrder', 'Order/Cancel', PLACED, 'move-answer', (client) => client.cancelOrder(PLACED)],
  ['updateOrder', 'AccountInformation/UpdateOrder', {}, 'order-record', (client) => client.updateOrder()],
  [
    'updatePosition',
    'AccountInformation/UpdatePosition',
    {},
    'position-record',
    (client) => client.updatePosition(),
  ],
  ['addTrade', 'AccountInformation/AddTrade', {}, 'own-trade-record', (client) => client.addTrade()],
  [
    'setPortfolio',
    'AccountInformation/SetPortfolio',
    {},
    'account-record',
    (client) => client.setPortfolio(),
  ],
];

describe('data methods', () => {
  // "Возвращают из тела запроса поле data"
  it.each(DATA_CALLS)(
    'default: %s posts to %s and resolves with the data',
    async (_, urn, body, row, call) => {
      answers(ok(row));
      const client = newClient({ raw: true });
      const rows = await call(client);
      expect(rows).toEqual([fixture(row).value]);
      expect(seen.map((request) => [request.method, request.path, request.body])).toEqual([
        ['POST', `/${urn}`, { token, ...body }],
      ]);
      expect(rawOf(rows[0] as object)).toEqual(fixture(row).value);
    },
  );

  it.each(DATA_CALLS)('behavior: %s takes an empty list', async (_name, _urn, _body, _row, call) => {
    answers(ok());
    expect(await call(newClient())).toEqual([]);
  });

  it('behavior: digits of prices go out as they were given', async () => {
    answers(ok('place-answer'));
    await newClient().placeOrder({ ...ORDER, price: '163.92000000000000000001' });
    expect(seen[0]?.text).toContain('"price":163.92000000000000000001,');
  });

  it('behavior: long numbers keep their digits', async () => {
    answers('{"result":true,"data":[{"cookie":12,"orderid":9223372036854775807}]}');
    expect(await newClient().placeOrder(ORDER)).toEqual([{ cookie: 12, orderid: '9223372036854775807' }]);
  });

  it('error: a row that breaks its schema is named, with a sample without secrets', async () => {
    const bad = { ...fixture('bar-record').value, open: password, token };
    answers({ result: true, data: [fixture('bar-record').value, bad] });
    const error = await failure(newClient().getBars({ since: SINCE, interval: 3, symbol: 'GAZP', count: 1 }));
    expect(error).toMatchObject({ name: 'ProtocolError', path: 'data[1].open', sent: true, venue: 'chp' });
    expect(error['sample']).toContain('[redacted]');
    for (const secret of [password, token]) expect(everything(error)).not.toContain(secret);
  });
});

describe('life', () => {
  it('default: connect, reconnect and disconnect resolve with the whole answer', async () => {
    // "Возвращает весь ответ от сервера, при удачном вызове"
    const whole = fixture('connect-answer').value;
    answers(whole);
    const client = newClient({ mode: 1 });
    expect(await client.connect()).toEqual(whole);
    expect(await client.reconnect()).toEqual(whole);
    expect(await client.disconnect()).toEqual(whole);
    expect(seen.map(({ path, body }) => [path, body])).toEqual([
      ['/Auth/Connected', { ...user, mode: 1 }],
      ['/Auth/Reconnection', user],
      ['/Auth/Disconnected', user],
    ]);
  });

  it('behavior: they need no data', async () => {
    answers({ method: 'Disconnected', result: true });
    expect(await newClient().disconnect()).toEqual({ method: 'Disconnected', result: true });
  });

  it('behavior: the password in an answer can be read, and is not shown', async () => {
    const row = { ...user, work: 0, exchange: 1, note: `вход ${password}` };
    answers({ method: 'Connected', result: true, data: [row] });
    const answer = await newClient().connect();
    expect(answer.data).toEqual([row]);
    for (const part of [answer, answer.data, answer.data?.[0]]) {
      const shown = everything(part);
      expect(shown).not.toContain(password);
      expect(shown).not.toContain(token);
      expect(shown).toContain('[redacted]');
    }
  });

  it('default: the constructor sends nothing', () => {
    // "Создаёт объект клиента, не отправляет никаких запросов на сервер"
    answers({});
    newClient();
    expect(seen).toEqual([]);
  });

  it('behavior: a call names itself in its error, or is named', async () => {
    answers('<h1> это не json </h1>');
    const client = newClient();
    expect((await failure(client.getSymbols()))['requestId']).toMatch(/^chp-[0-9a-z]{4}-1$/);
    expect((await failure(client.getSymbols({ requestId: 'mine' })))['requestId']).toBe('mine');
    expect(await failure(client.getSymbols({ requestId: 'a\nb' }))).toMatchObject({ field: 'requestId' });
  });

  it('behavior: beforeSend runs once a request, right before it leaves', async () => {
    answers({ result: true });
    const log: number[] = [];
    const beforeSend = () => void log.push(seen.length);
    const client = newClient();
    await client.listenQuotes(['SBER', 'GAZP'], { beforeSend });
    expect(log).toEqual([0, 1]);
    await failure(client.placeOrder({ ...ORDER, amount: 0 }, { beforeSend }));
    await failure(client.getSymbols({ beforeSend, signal: AbortSignal.abort() }));
    await failure(client.getSymbols({ beforeSend, timeoutMs: 0 }));
    expect([log.length, seen.length]).toEqual([2, 2]);
  });

  it('error: what beforeSend throws prevents the send', async () => {
    answers({ result: true, data: [] });
    const beforeSend = () => {
      throw new Error('the journal is full');
    };
    const error = await failure(newClient().placeOrder(ORDER, { beforeSend }));
    expect(error).toMatchObject({ name: 'AbortedError', sent: false });
    expect((error.cause as Error).message).toBe('the journal is full');
    expect(seen).toEqual([]);
  });
});
