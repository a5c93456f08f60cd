import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordMismatch } from '../../../src/adapter/schema/reader';
import { ProtocolError } from '../../../src/errors';
import { type ChannelFrame, isChannelFrame, readFrame } from '../../../src/venues/poloniex/client/codec';
import { CANDLE_CHANNELS } from '../../../src/venues/poloniex/socket/channels';
import { frameNames, frameText } from './stream-fixture';

function channelFrame(text: string, keepRaws = false): ChannelFrame {
  const frame = readFrame(text, keepRaws);
  if (!isChannelFrame(frame)) throw new Error(`${frame.kind} is no channel`);
  return frame;
}

const order = (JSON.parse(frameText('orders')) as { data: [Record<string, unknown>] }).data[0];

function orders(...rows: readonly unknown[]): string {
  return JSON.stringify({ channel: 'orders', data: rows });
}

describe('frames of the documents', () => {
  test('default: the order of the seed, every field as it came', () => {
    expect(readFrame(frameText('orders'))).toEqual({
      kind: 'orders',
      channel: 'orders',
      action: '',
      fault: undefined,
      raws: undefined,
      rows: [
        {
          symbol: 'BTC_USDT',
          type: 'LIMIT',
          quantity: '1',
          orderId: '32471407854219264',
          tradeFee: '0',
          clientOrderId: '',
          accountType: 'SPOT',
          feeCurrency: '',
          eventType: 'place',
          source: 'API',
          side: 'BUY',
          filledQuantity: '0',
          filledAmount: '0',
          matchRole: 'MAKER',
          state: 'NEW',
          tradeTime: 0,
          tradeAmount: '0',
          orderAmount: '0',
          createTime: 1648708186922,
          price: '47112.1',
          tradeQty: '0',
          tradePrice: '0',
          tradeId: '0',
          ts: 1648708187469,
        },
      ],
    });
  });

  test('behavior: the second order of the seed has no matchRole', () => {
    const [row] = channelFrame(frameText('orders-without-match-role')).rows as [object];
    expect(row).toMatchObject({ symbol: 'LINK_USDC', clientOrderId: '4436176', side: 'SELL', price: '3' });
    expect(row).not.toHaveProperty('matchRole');
  });

  test('default: the balance of the seed, its ids as text with every digit', () => {
    expect(channelFrame(frameText('balances')).rows).toEqual([
      {
        changeTime: 1657312008411,
        accountId: '1234',
        eventType: 'place_order',
        available: '9999999983.668',
        currency: 'BTC',
        id: '60018450912695040',
        userId: '12345',
        hold: '16.332',
        ts: 1657312008443,
      },
    ]);
  });

  test('behavior: an id that no double holds comes out digit for digit, wherever it occurs', () => {
    const text = frameText('balances');
    const id = '60018450912695041';
    const moved = text
      .replace('"id": 60018450912695040,\n', '')
      .replace('"ts": 1657312008443', `"ts": 1657312008443,"id":${id}`);
    for (const frame of [text.replace('60018450912695040', id), moved]) {
      expect(channelFrame(frame).rows).toMatchObject([{ id }]);
    }
  });

  test('behavior: text that looks like an id stays as it is', () => {
    const clientOrderId = '60018450912695041';
    expect(channelFrame(orders({ ...order, clientOrderId })).rows).toMatchObject([{ clientOrderId }]);
    const source = 'id":60018450912695041,';
    expect(channelFrame(orders({ ...order, source })).rows).toMatchObject([{ source }]);
  });

  test.each([
    ['orders-ack', 'subscribe orders', { channel: 'orders', event: 'subscribe' }],
    ['balances-ack', 'subscribe balances', { channel: 'balances', event: 'subscribe' }],
    ['orders-ack-symbols', 'subscribe orders', { channel: 'orders', event: 'subscribe', symbols: ['all'] }],
    ['unsubscribe-ack', 'unsubscribe ticker', { channel: 'ticker', event: 'unsubscribe' }],
  ])('default: %s is an acknowledgement', (name, key, acknowledgement) => {
    expect(readFrame(frameText(name))).toEqual({ kind: 'acknowledgement', key, acknowledgement });
  });

  test.each([
    ['pong', { kind: 'pong' }],
    ['error', { kind: 'error', message: 'Subscription failed (no such symbol)' }],
    ['unsubscribe-all', { kind: 'unsubscribedAll', key: 'unsubscribe_all' }],
    [
      'subscriptions',
      { kind: 'subscriptions', key: 'list_subscriptions', subscriptions: ['orders', 'balances'] },
    ],
    ['auth-success', { kind: 'auth', key: 'auth', success: true }],
    ['auth-failure', { kind: 'auth', key: 'auth', success: false, message: 'Authentication failed!' }],
  ])('default: %s', (name, frame) => {
    expect(readFrame(frameText(name))).toEqual(frame);
  });

  test('default: an answer of order entry keeps every digit of its order', () => {
    expect(readFrame(frameText('order-entry'))).toEqual({
      kind: 'orderEntry',
      id: '123456789',
      refusal: undefined,
      mismatch: undefined,
      rows: [{ orderId: '205343650954092544', clientOrderId: '', message: '', code: 200 }],
    });
  });

  test('default: a refusal of order entry has no ids', () => {
    expect(readFrame(frameText('order-entry-refusal'))).toMatchObject({
      rows: [{ orderId: '0', clientOrderId: '', message: 'available insufficient', code: 21721 }],
    });
  });

  test.each([
    'ticker',
    'trades',
    'candles',
    'book',
    'book-lv2-snapshot',
    'symbols',
    'currencies',
    'exchange',
  ])('default: the row of %s is what the venue sent', (name) => {
    const frame = channelFrame(frameText(name));
    const {
      data,
      channel,
      action = '',
    } = JSON.parse(frameText(name)) as {
      data: Record<string, unknown>[];
      channel: string;
      action?: string;
    };
    expect(frame).toMatchObject({ channel, action, fault: undefined });
    expect(frame.rows).toEqual(
      name === 'trades' ? data.map((row) => ({ ...row, id: String(row['id']) })) : data,
    );
  });

  test.each(CANDLE_CHANNELS)('default: %s is a channel of candles', (channel) => {
    const text = frameText('candles').replace('candles_minute_1', channel);
    expect(readFrame(text)).toMatchObject({ kind: 'candles', channel });
  });

  test('behavior: every frame of the documents is known', () => {
    const kinds = frameNames().map((name) => readFrame(frameText(name)).kind);
    expect(kinds).toHaveLength(24);
    expect(kinds).not.toContain('unknown');
  });

  test.each(['place', 'trade', 'canceled'])('behavior: an order event %s', (eventType) => {
    expect(channelFrame(orders({ ...order, eventType })).rows).toMatchObject([{ eventType }]);
  });

  test.each([
    'NEW',
    'PARTIALLY_FILLED',
    'FILLED',
    'PENDING_CANCEL',
    'PARTIALLY_CANCELED',
    'CANCELED',
    'REJECTED',
    'EXPIRED',
    'FAILED',
    'A_STATE_OF_TOMORROW',
  ])('behavior: an order in state %s', (state) => {
    expect(channelFrame(orders({ ...order, state })).rows).toMatchObject([{ state }]);
  });

  test.each([
    'place_order',
    'canceled_order',
    'match_order',
    'transfer_in',
    'transfer_out',
    'deposit',
    'withdraw',
  ])('behavior: a balance event %s', (eventType) => {
    const text = frameText('balances').replace('place_order', eventType);
    expect(channelFrame(text).rows).toMatchObject([{ eventType }]);
  });

  test.each(['MARKET', 'LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'])(
    'behavior: an order of type %s',
    (type) => {
      expect(channelFrame(orders({ ...order, type })).rows).toMatchObject([{ type }]);
    },
  );
});

describe('rows', () => {
  test('error: the first bad row is named with the count of all, the good ones count', () => {
    const frame = channelFrame(orders(order, { ...order, price: '1e5' }, { ...order, orderId: '2' }, null));
    expect(frame.rows).toMatchObject([{ orderId: '32471407854219264' }, { orderId: '2' }]);
    expect(frame.fault?.mismatch).toMatchObject({ path: '[1].price', count: 2 });
  });

  test('error: more rows than a valid frame has, or more bad ones, and the frame is refused with the count', () => {
    const ticker = (...data: readonly unknown[]) => JSON.stringify({ channel: 'ticker', data });
    const many = (count: number) => Array(count).fill(order);
    expect(channelFrame(orders(...many(500))).rows).toHaveLength(500);
    for (const [text, path, count] of [
      [orders(...many(501)), 'data', 501],
      [ticker(...Array(2001).fill({ symbol: 'BTC_USDT' })), 'data', 2001],
      [orders(...many(10), ...Array(51).fill(0)), 'data[10]', 51],
    ] as const) {
      expect(() => readFrame(text)).toThrow(expect.objectContaining({ path, count }));
    }
    expect(channelFrame(orders(order, ...Array(50).fill(0))).rows).toHaveLength(1);
  });

  test('error: the same bad row twice is left out twice', () => {
    const frame = channelFrame(orders(7, order, 7));
    expect(frame.rows).toHaveLength(1);
    expect(frame.fault?.mismatch.count).toBe(2);
  });

  test.each(['1e5', '', ' 1', '+1', '.5', '5.', '1,5', '１２', 'NaN', '0x10', '-1', `1${'0'.repeat(60)}`])(
    'error: %j is no price',
    (price) => {
      expect(channelFrame(orders({ ...order, price })).fault?.mismatch.path).toBe('[0].price');
    },
  );

  const figures = ['tradeFee', 'tradeAmount', 'tradeQty', 'tradePrice', 'tradeId'];

  test.each(figures)('behavior: an empty %s means 0 where there was no trade', (name) => {
    expect(channelFrame(orders({ ...order, [name]: '' })).rows).toEqual([{ ...order, [name]: '0' }]);
  });

  test.each(figures)('error: an empty %s of a trade is refused', (name) => {
    const trade = { ...order, eventType: 'trade', [name]: '' };
    expect(channelFrame(orders(trade)).fault?.mismatch.path).toBe(`[0].${name}`);
  });

  test('behavior: null stands for an empty text', () => {
    const empty = { clientOrderId: null, feeCurrency: null, matchRole: null };
    expect(channelFrame(orders({ ...order, ...empty })).rows).toMatchObject([
      { clientOrderId: '', feeCurrency: '', matchRole: '' },
    ]);
  });

  test('behavior: the venue’s own objects are kept where they are asked for, without those of bad rows', () => {
    const balance = {
      ...(JSON.parse(frameText('balances')) as { data: [object] }).data[0],
      id: 7,
      userId: 8,
    };
    const text = JSON.stringify({ channel: 'balances', data: [balance, { bad: true }] });
    const frame = channelFrame(text, true);
    expect(frame.rows).toMatchObject([{ id: '7', userId: '8' }]);
    expect(frame.raws).toEqual([balance]);
  });

  test('behavior: a member called __proto__ has no effect', () => {
    const text = orders(order).replace('{"symbol"', '{"__proto__":{"price":"6"},"constructor":1,"symbol"');
    const frame = channelFrame(text);
    expect(frame.rows).toMatchObject([{ price: '47112.1' }]);
    expect(Object.getPrototypeOf(frame.rows[0])).toBe(Object.prototype);
    const candles = frameText('candles').replace('{"symbol"', '{"__proto__":{"polluted":1},"symbol"');
    const [candle] = channelFrame(candles).rows as [{ polluted?: unknown }];
    expect(candle.polluted).toBeUndefined();
    expect(readFrame('{"channel":"__proto__","data":[]}').kind).toBe('unknown');
  });
});

describe('what is not known', () => {
  test.each([
    '{}',
    '{"event":"tomorrow"}',
    '{"channel":"tomorrow","data":[]}',
    '{"channel":"candles_minute_3","data":[]}',
    '{"channel":"constructor","data":[]}',
    '{"channel":7,"data":[]}',
    '{"channel":"ticker"}',
  ])('behavior: %s is unknown', (text) => {
    expect(readFrame(text)).toEqual({ kind: 'unknown', value: JSON.parse(text) });
  });

  test.each(['', 'pong', '<html>', '{"channel":"ticker","data":[', '{"a":1}{"b":2}'])(
    'error: %j is no JSON',
    (text) => {
      expect(() => readFrame(text)).toThrow(ProtocolError);
    },
  );

  test.each(['7', 'null', '"text"', '[]', '{"channel":"ticker","data":{}}', '{"channel":"auth","data":{}}'])(
    'error: %s breaks the protocol',
    (text) => {
      expect(() => readFrame(text)).toThrow(RecordMismatch);
    },
  );

  test.each([
    ['{"id":"5"}', 'data'],
    ['{"id":"5","data":{}}', 'data'],
    ['{"id":"5","data":[{"orderId":"1"}]}', 'data[0].code'],
    ['{"id":"5","data":[{"code":200,"message":"","clientOrderId":""}]}', 'data[0].orderId'],
  ])('error: the answer %s is known by its id and cannot be read', (text, path) => {
    const frame = readFrame(text);
    expect(frame).toMatchObject({ kind: 'orderEntry', id: '5', rows: [] });
    expect(frame.kind === 'orderEntry' && frame.mismatch?.path).toBe(path);
  });

  test('behavior: an error that carries an id belongs to that request', () => {
    expect(readFrame('{"id":"5","event":"error","message":"no"}')).toMatchObject({
      kind: 'orderEntry',
      id: '5',
      refusal: 'no',
      mismatch: undefined,
    });
  });

  test('behavior: an error without a text states it', () => {
    expect(readFrame('{"event":"error"}')).toEqual({ kind: 'error', message: 'no reason was given' });
  });

  test('error: damage anywhere gives a frame or one of the two errors, never another', () => {
    const texts = fc.constantFrom(...frameNames().map(frameText));
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat({ max: 12 }), fc.string({ maxLength: 6 }), (text, at, cut, put) => {
        const start = at % text.length;
        const damaged = text.slice(0, start) + put + text.slice(start + cut);
        let kind: string;
        try {
          kind = readFrame(damaged).kind;
        } catch (error) {
          kind =
            error instanceof ProtocolError || error instanceof RecordMismatch ? 'refused' : String(error);
        }
        expect(kind).toMatch(/^\w+$/);
      }),
      { numRuns: 5000 },
    );
  });

  test('behavior: any JSON at all gives a frame or one of the two errors', () => {
    const key = fc.constantFrom('channel', 'event', 'data', 'id', 'message', 'subscriptions', 'action');
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('orders', 'auth', 'subscribe', 'error', 'ticker', 'book_lv2'),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), (frame) => {
        let kind: string;
        try {
          kind = readFrame(JSON.stringify(frame)).kind;
        } catch (error) {
          kind =
            error instanceof ProtocolError || error instanceof RecordMismatch ? 'refused' : String(error);
        }
        expect(kind).toMatch(/^\w+$/);
      }),
      { numRuns: 3000 },
    );
  });
});
