import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Frame, RawClient, Rows } from '../raw-client';
import { settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
let main: RawClient;
let stream: RawClient;

async function begin(options: Parameters<typeof VenueHarness.start>[0] = {}): Promise<void> {
  venue = await VenueHarness.start(options);
  const { market } = venue.emulator;
  market.pause();
  market.setPrice('EURUSD', 1.1, 1.1001);
  const session = await venue.login();
  main = session.main;
  stream = await venue.connect('stream');
  for (const command of ['getTrades', 'getTradeStatus']) await venue.stream(stream, command, session.token);
}
beforeEach(() => begin());
afterEach(() => venue.close());

const trades = async (openedOnly = false): Promise<Rows> =>
  venue.data<Rows>(main, 'getTrades', { openedOnly });
const executed = (): string[] => venue.emulator.orders.executed.map(({ kind }) => kind);
const price = (bid: number, ask = bid + 0.0001): void =>
  venue.emulator.market.setPrice('EURUSD', bid.toFixed(5), ask.toFixed(5));
const lastTrade = (): Frame | undefined => stream.events('trade').at(-1);

describe('market orders', () => {
  test('default: acknowledged at once, carried out later, reported by stream and by status', async () => {
    const reply = await venue.trade(main, {});
    expect(reply).toMatchObject({ status: true, returnData: { order: expect.any(Number) } });
    const order = Number(reply['returnData']?.['order']);
    expect(executed()).toEqual([]);
    await venue.clock.advance(50);
    await settle(() => stream.events('tradeStatus').length === 2);
    expect(stream.events('tradeStatus')).toEqual([
      { customComment: 'Some text', message: null, order, price: null, requestStatus: 1 },
      { customComment: 'Some text', message: null, order, price: 1.1001, requestStatus: 3 },
    ]);
    const status = await venue.data(main, 'tradeTransactionStatus', { order });
    expect(status).toEqual({
      ask: 1.1001,
      bid: 1.1,
      customComment: 'Some text',
      message: null,
      order,
      requestStatus: 3,
    });
    const [position] = await trades();
    expect(position).toMatchObject({
      order2: order,
      cmd: 0,
      open_price: 1.1001,
      close_price: 1.1,
      profit: -1,
      closed: false,
    });
    expect(position?.['order']).toEqual(position?.['position']);
    expect(position?.['position']).not.toBe(order);
    expect(venue.emulator.orders.executed).toMatchObject([
      { kind: 'open', order: String(order), symbol: 'EURUSD', side: 'buy', volume: '0.1', price: '1.1001' },
    ]);
  });

  test('behavior: TRADE_RECORD and the streamed record have their own members', async () => {
    await venue.place(main, {});
    const [record] = await trades();
    const shared = [
      'close_price',
      'close_time',
      'closed',
      'cmd',
      'comment',
      'commission',
      'customComment',
      'digits',
      'expiration',
      'margin_rate',
      'nominalValue',
      'offset',
      'open_price',
      'open_time',
      'order',
      'order2',
      'position',
      'profit',
      'sl',
      'storage',
      'symbol',
      'tp',
      'volume',
    ];
    const added = ['close_timeString', 'expirationString', 'open_timeString', 'spread', 'taxes', 'timestamp'];
    expect(Object.keys(record ?? {}).sort()).toEqual([...shared, ...added].sort());
    expect(Object.keys(lastTrade() ?? {}).sort()).toEqual([...shared, 'state', 'type'].sort());
    expect(lastTrade()).toMatchObject({ type: 0, state: 'Modified', profit: -1 });
  });

  test('behavior: close in part, then whole; history holds both, and the balance what they earned', async () => {
    await venue.place(main, { volume: 0.3 });
    const [open] = await trades();
    price(1.2001);
    const close = { type: 2, order: Number(open?.['position']), price: 1.2, customComment: 'closing' };
    const part = await venue.place(main, { ...close, volume: 0.1 });
    expect(await trades()).toMatchObject([
      { position: open?.['position'], order2: open?.['order2'], volume: 0.2 },
    ]);
    const rest = await venue.place(main, { ...close, volume: 0.2 });
    expect(await trades()).toEqual([]);
    const rows = await venue.data<Rows>(main, 'getTradesHistory', { start: 0, end: 0 });
    expect(rows).toMatchObject([
      {
        position: open?.['position'],
        order2: rest,
        volume: 0.2,
        profit: 2000,
        closed: true,
        customComment: 'closing',
      },
      { position: open?.['position'], order2: part, volume: 0.1, profit: 1000, close_price: 1.2001 },
      { cmd: 6, symbol: null, profit: 100_000 },
    ]);
    expect(await venue.data(main, 'getMarginLevel')).toMatchObject({ balance: 103_000, margin: 0 });
    expect(lastTrade()).toMatchObject({ type: 2, closed: true, state: 'Modified', comment: 'Web Trader' });
    expect(executed()).toEqual(['open', 'close', 'modify', 'close']);
    expect(
      await venue.code(main, 'tradeTransaction', {
        tradeTransInfo: { ...close, cmd: 0, symbol: 'EURUSD', volume: 0.1 },
      }),
    ).toBe('BE097');
    expect(
      await venue.data<Rows>(main, 'getTradeRecords', { orders: [Number(open?.['position']), 5] }),
    ).toHaveLength(2);
  });

  test('default: a close is two frames: the position is gone, then the closing transaction', async () => {
    const opening = await venue.place(main, { customComment: 'opening' });
    const { position } = lastTrade() ?? {};
    const before = stream.events('trade').length;
    const closing = await venue.place(main, { type: 2, order: Number(position), customComment: 'closing' });
    await settle(() => stream.events('trade').length === before + 2);
    // protocols/xapi.md, "Seen in captures".
    expect(stream.events('trade').slice(before)).toMatchObject([
      {
        order: position,
        order2: opening,
        position,
        type: 0,
        state: 'Deleted',
        closed: false,
        close_time: null,
        close_price: 1.1,
        volume: 0.1,
        comment: '',
        customComment: 'opening',
      },
      { order2: closing, position, type: 2, state: 'Modified', closed: true, close_time: expect.any(Number) },
    ]);
  });

  test('behavior: of a part that is closed come the closing transaction and what is left', async () => {
    await venue.place(main, { volume: 0.3 });
    const { position } = lastTrade() ?? {};
    const before = stream.events('trade').length;
    await venue.place(main, { type: 2, order: Number(position), volume: 0.1 });
    await settle(() => stream.events('trade').length === before + 2);
    expect(stream.events('trade').slice(before)).toMatchObject([
      { position, type: 2, state: 'Modified', closed: true, volume: 0.1 },
      { position, type: 0, state: 'Modified', closed: false, volume: 0.2 },
    ]);
  });

  test('behavior: numbers beyond 2^53 keep every digit', async () => {
    await venue.close();
    await begin({ firstOrderNumber: 9_007_199_254_740_992n });
    await venue.place(main, {});
    await trades();
    const text = main.text;
    expect(text).toContain('{"order":9007199254740993}');
    expect(text).toContain('"position":9007199254740994,');
    venue.clock.advanceSync(200);
    main.send('{"command":"getTradeRecords","arguments":{"orders":[9007199254740994]},"customTag":"big"}');
    await settle(() => main.text.includes('"customTag":"big"'));
    expect(main.text).toMatch(/"returnData":\[\{[^\]]+\}\],"customTag":"big"/);
  });
});

describe('resting orders', () => {
  test('default: place, change, delete; all three numbers equal, profit null', async () => {
    const order = await venue.place(main, { cmd: 2, price: 1.05, customComment: 'rest' });
    expect(lastTrade()).toMatchObject({
      type: 1,
      state: 'Modified',
      cmd: 2,
      order,
      order2: order,
      position: order,
      profit: null,
    });
    await venue.place(main, { type: 3, order, cmd: 2, price: 1.06, sl: 1.05, tp: 1.07 });
    expect(await trades()).toMatchObject([{ open_price: 1.06, sl: 1.05, tp: 1.07, customComment: 'rest' }]);
    expect(await trades(true)).toEqual([]);
    await venue.place(main, { type: 4, order, cmd: 2 });
    expect(lastTrade()).toMatchObject({ type: 1, state: 'Deleted', order });
    expect(executed()).toEqual(['pending', 'modify', 'delete']);
    expect(await trades()).toEqual([]);
  });

  test.each([
    [2, 1.05, 1.0499, 1.05],
    [3, 1.15, 1.1501, 1.1501],
    [4, 1.15, 1.1501, 1.1502],
    [5, 1.05, 1.0499, 1.0499],
  ])('behavior: cmd %i at %f becomes a position when the bid is %f', async (cmd, at, bid, filled) => {
    const order = await venue.place(main, { cmd, price: at });
    const before = stream.events('trade').length;
    price(cmd === 2 ? at - 0.0001 : bid);
    await settle(() => stream.events('trade').length > before + 1);
    expect(stream.events('trade').slice(before)).toMatchObject([
      { type: 1, cmd, state: 'Deleted', order, closed: false, close_time: null, volume: 0.1 },
      { type: 0, state: 'Modified', cmd: cmd % 2, order2: order, open_price: filled },
    ]);
    expect(executed()).toEqual(['pending', 'fill']);
    expect(await trades()).toHaveLength(1);
  });

  test('behavior: a deletion needs no more than its type and the order', async () => {
    const order = await venue.place(main, { cmd: 2, price: 1.05 });
    const reply = await venue.call(main, 'tradeTransaction', { tradeTransInfo: { type: 4, order } });
    expect(reply['status']).toBe(true);
    await venue.clock.advance(100);
    expect(executed()).toEqual(['pending', 'delete']);
    const unknown = { tradeTransInfo: { type: 4, order: 12 } };
    expect(await venue.code(main, 'tradeTransaction', unknown)).toBe('BE098');
  });

  test('behavior: either frame of a close can be lost or late', async () => {
    const types = (): unknown[] => stream.events('trade').map((trade) => trade['type']);
    const close = async (): Promise<void> => {
      await venue.place(main, {});
      await venue.place(main, { type: 2, order: Number((await trades())[0]?.['position']) });
    };
    venue.emulator.faults.dropEvent('trade', { skip: 2 });
    await close();
    await settle(() => types().length === 2);
    expect(types()).toEqual([0, 0]);
    venue.emulator.faults.dropEvent('trade', { skip: 1 });
    await close();
    await settle(() => types().length === 4);
    expect(types().slice(2)).toEqual([0, 2]);
    venue.emulator.faults.latency(500, { command: 'trade', skip: 2, times: 1 });
    await close();
    expect(types().slice(4)).toEqual([0, 0]);
    await venue.clock.advance(500);
    await settle(() => types().length === 7);
    expect(types().at(-1)).toBe(2);
  });

  test('behavior: an order expires', async () => {
    await venue.place(main, { cmd: 4, price: 1.15, expiration: venue.clock.now() + 60_000 });
    expect((await trades())[0]?.['expirationString']).toMatch(/CET 2026$/);
    await venue.clock.advance(60_000);
    expect(executed()).toEqual(['pending', 'expire']);
    await settle(() => String(lastTrade()?.['state']) === 'Deleted');
  });
});

describe('exits', () => {
  test('default: stop loss and take profit close with their comments', async () => {
    await venue.place(main, { sl: 1.09, tp: 1.12 });
    price(1.0899);
    await settle(() => lastTrade()?.['type'] !== undefined && executed().includes('stopLoss'));
    await venue.place(main, { sl: 1.08, tp: 1.12 });
    price(1.12);
    await settle(() => stream.events('trade').length === 6);
    expect(lastTrade()).toMatchObject({
      comment: '[T/P]',
      closed: true,
      type: 2,
      state: 'Modified',
      close_price: 1.12,
    });
    expect(stream.events('trade')[2]).toMatchObject({ comment: '[S/L]', close_price: 1.0899 });
    expect(executed()).toEqual(['open', 'stopLoss', 'open', 'takeProfit']);
  });

  test('behavior: a modified position keeps what was sent again and loses what was not', async () => {
    await venue.place(main, { sl: 1.09, tp: 1.12 });
    const position = Number((await trades())[0]?.['position']);
    await venue.place(main, { type: 3, order: position, sl: 1.08, tp: 0 });
    expect(await trades()).toMatchObject([{ sl: 1.08, tp: 0 }]);
  });

  test('behavior: a trailing stop follows the price up and never down', async () => {
    await venue.place(main, { offset: 1000, sl: 1.09 });
    price(1.15);
    price(1.145);
    await settle(() => Number(lastTrade()?.['sl']) === 1.14);
    price(1.1399);
    expect(executed()).toEqual(['open', 'modify', 'stopLoss']);
  });

  test('behavior: below the margin limit the venue closes, and reports it', async () => {
    await venue.place(main, { volume: 20 });
    price(1.065);
    await settle(() => executed().includes('stopOut'));
    await settle(() => lastTrade()?.['close_time'] !== null);
    expect(String(lastTrade()?.['comment'])).toMatch(
      /^\[S\/O -?\d+\.\d\d% -?\d+\.\d\d \/ \d+\.\d\d \(USD\)\]$/,
    );
  });
});

describe('refusals', () => {
  test('error: each faulty request has its code', async () => {
    const resting = await venue.place(main, { cmd: 2, price: 1.05 });
    await venue.place(main, {});
    const position = Number((await trades(true))[0]?.['position']);
    venue.emulator.market.halt('GOLD');
    const cases: readonly (readonly [string, object])[] = [
      ['BE102', { cmd: 6 }],
      ['BE102', { type: 1 }],
      ['BE106', { cmd: undefined }],
      ['BE106', { price: undefined }],
      ['BE106', { type: 2, order: undefined }],
      ['BE110', { volume: '0.1' }],
      ['BE110', { cmd: 0.5 }],
      ['BE110', { customComment: 7 }],
      ['BE115', { symbol: 'NOPE' }],
      ['BE003', { volume: 0 }],
      ['BE003', { volume: 0.005 }],
      ['BE003', { volume: 0.015 }],
      ['BE003', { volume: 10_001 }],
      ['BE003', { symbol: 'PKN.PL', volume: 105 }],
      ['BE012', { symbol: 'PKN.PL', volume: 1, cmd: 1 }],
      ['BE001', { price: 0 }],
      ['BE001', { price: 1.123456 }],
      ['BE001', { cmd: 2, price: 1.2 }],
      ['BE001', { cmd: 3, price: 1.05 }],
      ['BE001', { cmd: 4, price: 1.05 }],
      ['BE001', { cmd: 5, price: 1.2 }],
      ['BE002', { sl: 1.2 }],
      ['BE002', { tp: 1.05 }],
      ['BE002', { sl: -1 }],
      ['BE002', { sl: 1.09999 }],
      ['BE002', { cmd: 1, sl: 1.05 }],
      ['BE002', { cmd: 2, price: 1.05, tp: 1.04 }],
      ['BE007', { expiration: 5, cmd: 2, price: 1.05 }],
      ['BE007', { offset: -1 }],
      ['BE007', { offset: 5, symbol: 'PKN.PL', volume: 1 }],
      ['BE006', { symbol: 'GOLD', price: 2000 }],
      ['BE009', { volume: 1000 }],
      ['BE096', { type: 2, order: resting }],
      ['BE098', { type: 2, order: 12 }],
      ['BE098', { type: 4, order: 12 }],
      ['BE007', { type: 4, order: position }],
      ['BE007', { type: 2, order: position, symbol: 'GBPUSD' }],
      ['BE003', { type: 2, order: position, volume: 0.2 }],
      ['BE008', { type: 3, order: resting, cmd: 2, price: 1.04, volume: 0.2 }],
      ['BE002', { type: 3, order: position, sl: 1.3 }],
    ];
    const before = executed().length;
    for (const [code, info] of cases) {
      const reply = await venue.trade(main, info);
      expect(`${JSON.stringify(info)} ${reply['errorCode']}`).toBe(`${JSON.stringify(info)} ${code}`);
    }
    await venue.clock.advance(1000);
    expect(executed()).toHaveLength(before);
  });

  test('behavior: with marketChecks "status" what the market decides is reported by status 4', async () => {
    await venue.close();
    await begin({ marketChecks: 'status', announcePending: false });
    for (const info of [{ volume: 1000 }, { sl: 1.2 }, { cmd: 2, price: 1.3 }]) await venue.place(main, info);
    await settle(() => stream.events('tradeStatus').length === 3);
    expect(stream.events('tradeStatus')).toMatchObject([
      { requestStatus: 4, price: null, message: 'Not enough money on account to perform trade' },
      { requestStatus: 4, message: 'Invalid StopLoss or TakeProfit' },
      { requestStatus: 4, message: 'Invalid price' },
    ]);
    expect(executed()).toEqual([]);
    const order = Number(stream.events('tradeStatus')[0]?.['order']);
    expect(await venue.data(main, 'tradeTransactionStatus', { order })).toMatchObject({ requestStatus: 4 });
  });

  test('behavior: a position closed in the meantime is a status 4', async () => {
    await venue.place(main, { tp: 1.12 });
    const position = Number((await trades())[0]?.['position']);
    const reply = await venue.trade(main, { type: 2, order: position });
    price(1.13);
    await venue.clock.advance(50);
    expect(
      await venue.data(main, 'tradeTransactionStatus', { order: Number(reply['returnData']?.['order']) }),
    ).toMatchObject({
      requestStatus: 4,
      message: 'Cannot close already closed order',
    });
    expect(executed()).toEqual(['open', 'takeProfit']);
  });
});
