import { describe, expect, test } from 'vitest';
import { socketWorld } from './socket-server';
import { frameText } from './stream-fixture';

describe('the channels of the public socket', () => {
  test('default: every channel has its event', async () => {
    const { socket, server, events } = await socketWorld('public');
    const heard: unknown[][] = [];
    const names = [
      'ticker',
      'trades',
      'candles',
      'book',
      'bookLv2',
      'symbols',
      'currencies',
      'exchange',
    ] as const;
    for (const name of names) socket.on(name, (...args: unknown[]) => void heard.push([name, ...args]));
    await socket.connect();
    const frames = [
      'ticker',
      'trades',
      'candles',
      'book',
      'book-lv2-snapshot',
      'book-lv2-update',
      'symbols',
      'currencies',
      'exchange',
    ];
    for (const name of frames) server.peer.send(frameText(name));
    await socket.ping();
    expect(heard).toMatchObject([
      ['ticker', { symbol: 'BTC_USDT', close: '46303.62', dailyChange: '-0.0104' }],
      ['trades', { id: '194', takerSide: 'buy' }],
      ['candles', { open: '9999' }, 'candles_minute_1'],
      [
        'book',
        {
          bids: [
            ['41099.1', '0.2'],
            ['41098', '1'],
          ],
        },
      ],
      ['bookLv2', { id: 1020 }, 'snapshot'],
      ['bookLv2', { lastId: 1020, id: 1021, bids: [['41099.1', '0']] }, 'update'],
      ['symbols', [{ symbol: 'BTC_USDT', symbolTradeLimit: { priceScale: 2 } }], 'snapshot'],
      ['currencies', [{ BTC: { id: 28 } }], 'snapshot'],
      ['exchange', { MM: 'OFF', POM: 'ON' }, 'update'],
    ]);
    expect(events()).toEqual([]);
  });

  test('behavior: each row of a frame is an event, in order', async () => {
    const { socket, server } = await socketWorld('public');
    const ids: string[] = [];
    socket.on('trades', (row) => ids.push(row.id));
    await socket.connect();
    const frame = JSON.parse(frameText('trades')) as { data: object[] };
    server.peer.send({ ...frame, data: [5, '6', 7].map((id) => ({ ...frame.data[0], id })) });
    await socket.ping();
    expect(ids).toEqual(['5', '6', '7']);
  });

  test('behavior: rows of a private channel are none of this socket’s', async () => {
    const { socket, server, events } = await socketWorld('public');
    await socket.connect();
    server.peer.send(frameText('orders'));
    await socket.ping();
    expect(events()).toEqual(['unknown']);
  });

  test('default: the depth of a book goes with its subscription', async () => {
    const { socket, server } = await socketWorld('public');
    await socket.connect();
    await socket.subscribe({ channel: 'book', symbols: ['BTC_USDT'], depth: 20 });
    expect(server.of('subscribe')).toEqual([
      { event: 'subscribe', channel: ['book'], symbols: ['BTC_USDT'], depth: 20 },
    ]);
  });
});
