import { describe, expect, it } from 'vitest';
import type { ChpClient } from '../../../src/venues/chp/client/client';
import { failure, newClient, useChpServer } from './server';

const { answers, seen } = useChpServer();

const BARS = { since: '2020-10-10T10:10:10.000', interval: 3, symbol: 'GAZP', count: 10 };
const TRADES = { since: '2020-10-10T10:10:10.000', symbol: 'GAZP', count: 10 };
const DATA = { portfolio: 'ST123456-MO-01', mode: 1 };
const CANCEL = { portfolio: 'ST123456-MO-01', symbol: 'GAZP', orderid: '1234567890' };
const MOVE = { ...CANCEL, targetprice: 164 };
const ORDER = {
  portfolio: 'ST123456-MO-01',
  symbol: 'GAZP',
  action: 1,
  type: 2,
  validity: 1,
  price: 163.9,
  amount: 30,
  stop: 0,
  cookie: 12,
};
const MARKET = { ...ORDER, type: 1, price: 0 };
const STOP = { ...ORDER, type: 3, price: 0, stop: 160 };
const STOP_LIMIT = { ...ORDER, type: 4, stop: 160 };

type Call = 'getBars' | 'getTrades' | 'getMyPortfolioData' | 'placeOrder' | 'moveOrder' | 'cancelOrder';
const send = (client: ChpClient, call: Call, args: unknown) =>
  (client[call] as (args: unknown) => Promise<unknown>).call(client, args);

const NAMES = [
  '',
  ' GAZP',
  'GAZP ',
  'A\nB',
  'A\0',
  '\ud800',
  'x'.repeat(201),
  5,
  null,
  undefined,
  ['GAZP'],
  {},
];
const TIMES = [
  '2020-10-10',
  '2020-10-10T10:10:10',
  '2020-10-10T10:10:10.0',
  '2020-10-10T10:10:10.000Z',
  '2020-10-10 10:10:10.000',
  '2020-13-10T10:10:10.000',
  '2020-02-30T10:10:10.000',
  '2021-02-29T10:10:10.000',
  '2020-10-10T24:00:00.000',
  '2020-10-10T10:60:10.000',
  ' 2020-10-10T10:10:10.000',
  1602324610000,
  new Date(0),
  null,
  undefined,
];
const INTEGERS = [0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', 2 ** 53, null, undefined, true, 1n];
const DECIMALS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e-7,
  1e21,
  '',
  ' ',
  '1e3',
  '0x10',
  '1,5',
  '1_000',
  '１２',
  '1abc',
  '+1',
  -1,
  '-0.1',
  true,
  [],
  {},
  null,
  undefined,
  1n,
];

const each = (call: Call, args: object, field: string, values: readonly unknown[]) =>
  values.map((value) => [call, field, value, { ...args, [field]: value }] as const);

const BAD = [
  ...each('getBars', BARS, 'symbol', NAMES),
  ...each('getBars', BARS, 'since', TIMES),
  ...each('getBars', BARS, 'interval', [-1, 14, ...INTEGERS]),
  ...each('getBars', BARS, 'count', [0, -0, ...INTEGERS]),
  ...each('getTrades', TRADES, 'symbol', NAMES),
  ...each('getTrades', TRADES, 'since', TIMES),
  ...each('getTrades', TRADES, 'count', [0, ...INTEGERS]),
  ...each('getMyPortfolioData', DATA, 'portfolio', NAMES),
  ...each('getMyPortfolioData', DATA, 'mode', [0, 3, ...INTEGERS]),
  ...each('placeOrder', ORDER, 'portfolio', NAMES),
  ...each('placeOrder', ORDER, 'symbol', NAMES),
  ...each('placeOrder', ORDER, 'action', [0, 5, ...INTEGERS]),
  ...each('placeOrder', ORDER, 'type', [0, 5, ...INTEGERS]),
  ...each('placeOrder', ORDER, 'validity', [0, 3, ...INTEGERS]),
  ...each('placeOrder', ORDER, 'price', [0, '0.00', ...DECIMALS]),
  ...each('placeOrder', ORDER, 'amount', [0, -0, '0', 1.5, '1.5', ...DECIMALS]),
  ...each('placeOrder', ORDER, 'stop', [1, '0.01', ...DECIMALS]),
  ...each('placeOrder', ORDER, 'cookie', [0, -1, 2 ** 31, ...INTEGERS]),
  // "price: 0 - для приказа: По рынку или Стоп"
  ...each('placeOrder', MARKET, 'price', [163.9, '0.01']),
  ...each('placeOrder', STOP, 'price', [163.9]),
  ...each('placeOrder', STOP_LIMIT, 'price', [0]),
  // "stop: 0 - для приказа: По рынку или Лимит"
  ...each('placeOrder', MARKET, 'stop', [160]),
  ...each('placeOrder', STOP, 'stop', [0]),
  ...each('placeOrder', STOP_LIMIT, 'stop', [0]),
  ...each('placeOrder', ORDER, 'type_', [1]),
  ...each('moveOrder', MOVE, 'portfolio', NAMES),
  ...each('moveOrder', MOVE, 'symbol', NAMES),
  // "orderid: str"
  ...each('moveOrder', MOVE, 'orderid', NAMES),
  ...each('moveOrder', MOVE, 'targetprice', [0, ...DECIMALS]),
  ...each('cancelOrder', CANCEL, 'portfolio', NAMES),
  ...each('cancelOrder', CANCEL, 'symbol', NAMES),
  ...each('cancelOrder', CANCEL, 'orderid', NAMES),
];

describe('arguments', () => {
  it('error: each bad one is named, and nothing is sent', async () => {
    answers({ result: true, data: [] });
    const client = newClient();
    for (const [call, field, value, args] of BAD) {
      const error = await failure(send(client, call, args));
      const what = `${call} with ${field} ${typeof value === 'bigint' ? value : JSON.stringify(value)}`;
      expect(
        { name: error.name, field: error['field'], sent: error['sent'], venue: error['venue'] },
        what,
      ).toEqual({
        name: 'ValidationError',
        field,
        sent: false,
        venue: 'chp',
      });
    }
    expect(seen).toEqual([]);
    expect(BAD.length).toBeGreaterThan(300);
  });

  it('error: no object at all', async () => {
    answers({ result: true, data: [] });
    for (const value of [undefined, null, 'GAZP', 5, []]) {
      expect(await failure(send(newClient(), 'getBars', value))).toMatchObject({ field: 'arguments' });
    }
    expect(seen).toEqual([]);
  });

  it('args: what the document allows', async () => {
    answers({ result: true, data: [] });
    const client = newClient();
    for (let interval = 0; interval <= 13; interval += 1)
      await send(client, 'getBars', { ...BARS, interval });
    await send(client, 'getBars', { ...BARS, since: '2020-02-29T23:59:59.999', count: -100 });
    for (const order of [ORDER, MARKET, STOP, STOP_LIMIT]) await send(client, 'placeOrder', order);
    for (const action of [2, 3, 4]) await send(client, 'placeOrder', { ...ORDER, action });
    await send(client, 'placeOrder', { ...ORDER, validity: 2, amount: '30', price: '163.90', stop: '0.0' });
    await send(client, 'placeOrder', { ...ORDER, cookie: 2 ** 31 - 1 });
    expect(seen).toHaveLength(14 + 1 + 4 + 3 + 1 + 1);
    expect(seen.at(-2)?.text).toContain('"validity":2,"price":163.9,"amount":30,"stop":0,"cookie":12}');
  });
});
