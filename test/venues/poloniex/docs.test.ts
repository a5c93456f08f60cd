import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PoloniexClient } from '../../../src/venues/poloniex';
import { ENDPOINTS } from '../../../src/venues/poloniex/endpoints';
import { errorCodeOf, knownErrorCodes } from '../../../src/venues/poloniex/error-codes';
import { CANDLE_INTERVALS, statusOf, statusOfSmart, typeOf } from '../../../src/venues/poloniex/map';
import { profile } from '../../../src/venues/poloniex/profile';
import { PRIVATE_CHANNELS, PUBLIC_CHANNELS } from '../../../src/venues/poloniex/socket/channels';
import { PoloniexPrivateSocket } from '../../../src/venues/poloniex/socket/private-socket';
import { PoloniexPublicSocket } from '../../../src/venues/poloniex/socket/public-socket';
import { frameText } from './stream-fixture';

const page = readFileSync('docs/venues/poloniex.md', 'utf8');

/** The table whose first column has this head, as cells without backticks. */
function table(head: string, below = ''): readonly (readonly string[])[] {
  const section = page.slice(page.indexOf(below));
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  if (start < 0) return [];
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('| '));
  return rest.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function firstColumn(head: string, below?: string): readonly string[] {
  return table(head, below).map(([name = '']) => name);
}

/** Methods of a class and of those that it extends. */
function methodsOf(type: { readonly prototype: object }): readonly string[] {
  const names = new Set<string>();
  for (let level = type.prototype; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
    }
  }
  return [...names];
}

/** The table "Real time information about client's orders" of the seed page, in its order. */
const ORDER_FIELDS = [
  ...['symbol', 'type', 'quantity', 'orderId', 'tradeFee', 'clientOrderId', 'accountType', 'feeCurrency'],
  ...['eventType', 'source', 'side', 'filledQuantity', 'filledAmount', 'matchRole', 'state', 'tradeTime'],
  ...['tradeAmount', 'orderAmount', 'createTime', 'price', 'tradeQty', 'tradePrice', 'tradeId', 'ts'],
];

/** The table of the balances channel. */
const BALANCE_FIELDS = [
  ...['changeTime', 'accountId', 'eventType', 'available', 'currency', 'id', 'userId', 'hold', 'ts'],
];

const TYPES = ['MARKET', 'LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const STATES = [
  ...['NEW', 'PARTIALLY_FILLED', 'FILLED', 'PENDING_CANCEL', 'PARTIALLY_CANCELED', 'CANCELED'],
  ...['REJECTED', 'EXPIRED', 'FAILED'],
];
const SMART_STATES = [
  ...['PENDING_NEW', 'PLACED', 'PENDING_CANCEL', 'CANCELED', 'REJECTED', 'EXPIRED', 'TRIGGERED', 'FAILED'],
];
const BALANCE_EVENTS = [
  ...['place_order', 'canceled_order', 'match_order', 'transfer_in', 'transfer_out', 'deposit', 'withdraw'],
];

describe('the Poloniex page', () => {
  it('default: every field of the orders channel has a row, and the sample has no other', () => {
    expect(firstColumn('field', '### orders: fields')).toEqual(ORDER_FIELDS);
    const { data } = JSON.parse(frameText('orders')) as { data: readonly object[] };
    expect(Object.keys(data[0] ?? {}).sort()).toEqual([...ORDER_FIELDS].sort());
  });

  it('default: every field of the balances channel has a row, and the sample has no other', () => {
    expect(firstColumn('field', '### balances: fields')).toEqual(BALANCE_FIELDS);
    const { data } = JSON.parse(frameText('balances')) as { data: readonly object[] };
    expect(Object.keys(data[0] ?? {}).sort()).toEqual([...BALANCE_FIELDS].sort());
  });

  it('default: every type of an order has a row with what it becomes', () => {
    const rows = table('type of an order');
    expect(rows.map(([type]) => type)).toEqual(TYPES);
    for (const [type = '', becomes] of rows) expect(becomes).toBe(`\`${typeOf(type, true)}\``);
  });

  it('default: every state of an order has a row with its status', () => {
    const rows = table('state of an order');
    expect(rows.map(([state]) => state)).toEqual([...STATES, 'PENDING_NEW']);
    for (const [state = '', status] of rows) expect(status).toBe(`\`${statusOf(state, false)}\``);
    const changed = rows.filter(([state = '']) => statusOf(state, true) !== statusOf(state, false));
    expect(changed.map(([state]) => state)).toEqual(['REJECTED', 'FAILED']);
    for (const [, , note] of changed) expect(note).toContain('`canceled` where something was filled');
  });

  it('default: every state of a smart order has a row with its status', () => {
    const rows = table('state of a smart order');
    expect(rows.map(([state]) => state)).toEqual(SMART_STATES);
    for (const [state = '', status] of rows) expect(status).toBe(`\`${statusOfSmart(state)}\``);
  });

  it('default: every other value of the enumerations has a row', () => {
    expect(firstColumn('eventType of orders')).toEqual(['place', 'trade', 'canceled']);
    expect(firstColumn('source of an order')).toEqual(['WEB', 'APP', 'API', 'SMART', 'UNKNOWN']);
    expect(firstColumn('matchRole of a trade')).toEqual(['MAKER', 'TAKER']);
    expect(firstColumn('eventType of balances')).toEqual(BALANCE_EVENTS);
  });

  it('default: every request has its method, its path and its quota', () => {
    const rows = table('method of `PoloniexClient`');
    const found = rows.map(([call = '', request, quota]) => [
      /^`(\w+)\(/.exec(call)?.[1] ?? call,
      request,
      quota,
    ]);
    const expected = Object.entries(ENDPOINTS).map(([name, { method, path, quota }]) => [
      name,
      `${method} ${path}`,
      quota,
    ]);
    expect(found).toEqual(expected);
  });

  it('default: every method of the client is on the page', () => {
    const hidden = ['call', 'cut', 'toJSON'];
    const methods = methodsOf(PoloniexClient).filter((name) => !hidden.includes(name));
    expect(methods.length).toBeGreaterThan(Object.keys(ENDPOINTS).length);
    expect(methods.filter((name) => !page.includes(`\`${name}(`))).toEqual([]);
  });

  it('default: every method of the sockets has a row', () => {
    // What a class marks as its own affair.
    const hidden = ['receive', 'sink', 'dispatch', 'change', 'call', 'toJSON'];
    const rows = firstColumn('method').join(' ');
    const methods = new Set([...methodsOf(PoloniexPublicSocket), ...methodsOf(PoloniexPrivateSocket)]);
    const missing = [...methods].filter(
      (name) => !hidden.includes(name) && !new RegExp(`\`${name}[(\`]`).test(rows),
    );
    expect(missing).toEqual([]);
  });

  it('default: every channel has a row with its socket', () => {
    const rows = table('channel');
    const named = (socket: string): readonly string[] =>
      rows
        .filter(([, of]) => of === socket)
        .flatMap(([cell = '']) => cell.split(', ').map((name) => name.replaceAll('`', '')));
    expect([...named('public')].sort()).toEqual([...PUBLIC_CHANNELS].sort());
    expect([...named('private')].sort()).toEqual([...PRIVATE_CHANNELS].sort());
    const intervals = rows
      .flatMap(([, , , , broker = '']) => /`((?:\d+[mhdwM] ?)+)`/.exec(broker)?.[1]?.split(' ') ?? [])
      .sort();
    expect(intervals).toEqual([...CANDLE_INTERVALS].sort());
  });

  it.each(knownErrorCodes())('default: it has kind and meaning of the code %s', (code) => {
    const known = errorCodeOf(code);
    const outcome = known?.proves ? 'rejected' : 'unknown';
    expect(page).toContain(`| ${code} | ${known?.kind} | ${known?.meaning} | ${outcome} |`);
  });

  it('default: its table of codes has no other', () => {
    expect([...firstColumn('code')].sort()).toEqual([...knownErrorCodes()].sort());
  });

  it('default: it names every call of the broker that the venue grants', () => {
    const calls = profile.capabilities.features.filter((name) => !name.startsWith('subscribe:'));
    expect(
      [...calls, 'fetchInstruments', 'fetchCandles'].filter((name) => !page.includes(`\`${name}\``)),
    ).toEqual([]);
    const streams = profile.capabilities.features
      .filter((name) => name.startsWith('subscribe:') && !/orders|fills|balances/.test(name))
      .map((name) => name.replace(/^subscribe:(.*)$/, "subscribe('$1')"));
    expect(streams.filter((name) => !page.includes(name))).toEqual([]);
  });
});
