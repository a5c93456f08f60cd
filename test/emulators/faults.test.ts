import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quiet, type RawClient, type Rows, settle } from './raw-client';
import { VenueHarness } from './venue-harness';

let venue: VenueHarness;
beforeEach(async () => {
  venue = await VenueHarness.start({ maxShortIntervals: Number.POSITIVE_INFINITY, announcePending: false });
  venue.emulator.market.pause();
  venue.emulator.market.setPrice('EURUSD', 1.1, 1.1001);
});
afterEach(() => venue.close());

const VERSION = { command: 'getVersion' };
const REPLY = '{"status":true,"returnData":{"version":"2.5.0"}}\n\n';
const KINDS = ['tcp', 'ws'] as const;
const since = (client: RawClient, bytes: number): string => client.text.slice(bytes);

describe.each(KINDS)('bytes on their way out, over %s', (kind) => {
  let main: RawClient;
  let before: number;
  beforeEach(async () => {
    ({ main } = await venue.login(kind));
    before = main.text.length;
  });

  test('behavior: latency delays in order', async () => {
    venue.emulator.faults.latency(500);
    main.send(VERSION);
    await settle(() => venue.emulator.orders.requests.length === 2);
    await venue.clock.advance(499);
    await quiet();
    expect(since(main, before)).toBe('');
    await venue.clock.advance(1);
    await settle(() => since(main, before) === REPLY);
  });

  test('behavior: slice sends pieces, coalesce joins frames', async () => {
    const chunks = main.chunks.length;
    venue.emulator.faults.slice(7);
    main.send(VERSION);
    await settle(() => since(main, before) === REPLY);
    // The kernel may join a few on the way.
    if (kind === 'tcp') expect(main.chunks.length - chunks).toBeGreaterThan(2);
    await venue.emulator.faults.clear();
    venue.emulator.faults.coalesce(3);
    const joined = main.chunks.length;
    main.send(VERSION);
    main.send(VERSION);
    await settle(() => venue.emulator.orders.requests.length === 4);
    await quiet();
    expect(main.chunks).toHaveLength(joined);
    main.send(VERSION);
    await settle(() => since(main, before) === REPLY.repeat(4));
    expect(main.chunks).toHaveLength(joined + 1);
  });

  test('behavior: hang stops in the middle of a frame until cleared', async () => {
    venue.emulator.faults.hang(10, { command: 'getVersion' });
    main.send(VERSION);
    main.send(VERSION);
    await settle(() => venue.emulator.orders.requests.length === 3);
    await quiet();
    // A WebSocket shows a message only when it is whole.
    expect(since(main, before)).toBe(kind === 'tcp' ? REPLY.slice(0, 10) : '');
    await venue.emulator.faults.clear();
    await settle(() => since(main, before) === REPLY.repeat(2));
  });

  test('behavior: truncate and corrupt damage one frame', async () => {
    venue.emulator.faults.truncate(12);
    main.send(VERSION);
    await settle(() => since(main, before) === REPLY.slice(0, 12));
    venue.emulator.faults.corrupt(3);
    main.send(VERSION);
    await settle(() => since(main, before + 12).length === REPLY.length);
    expect(() => JSON.parse(since(main, before + 12))).toThrow();
    main.send(VERSION);
    await settle(() => since(main, before + 12 + REPLY.length) === REPLY);
  });

  test('behavior: rewrite changes the text of one frame', async () => {
    venue.emulator.faults.rewrite('getVersion', (text) => text.toUpperCase());
    main.send(VERSION);
    await settle(() => since(main, before) === REPLY.toUpperCase());
    main.send(VERSION);
    await settle(() => since(main, before + REPLY.length) === REPLY);
  });

  test('behavior: freeze passes nothing either way, thaw lets it through', async () => {
    const { faults, orders } = venue.emulator;
    main.send(VERSION);
    await settle(() => orders.requests.length === 2);
    faults.freeze();
    main.send(VERSION);
    const late = venue.dial('main', kind);
    await quiet();
    expect(orders.requests).toHaveLength(2);
    expect(late.open && kind === 'ws').toBe(false);
    expect(main.closed).toBe(false);
    faults.thaw();
    await settle(() => since(main, before) === REPLY.repeat(2));
    await settle(() => late.open);
  });

  test('behavior: rawBytes and giant', async () => {
    venue.emulator.faults.rawBytes('<html>', { side: 'main' });
    await settle(() => since(main, before) === '<html>');
    venue.emulator.faults.giant(200_000);
    await settle(() => since(main, before + 6).length > 200_000 && since(main, before).endsWith('\n\n'));
    expect(JSON.parse(since(main, before + 6))).toMatchObject({ status: true });
  });

  test('behavior: reset, cut and closeAll end connections', async () => {
    const { faults } = venue.emulator;
    faults.reset();
    await settle(() => main.closed);
    for (const verb of ['cut', 'closeAll'] as const) {
      const next = await venue.connect('main', kind);
      faults[verb]({ side: 'stream' });
      await quiet();
      expect(next.closed).toBe(false);
      faults[verb]({ side: 'main' });
      await settle(() => next.closed);
    }
    await settle(() => venue.emulator.connections().length === 0);
  });

  test('behavior: stopReading leaves commands unread', async () => {
    venue.emulator.faults.stopReading({ side: 'main' });
    main.send(VERSION);
    await quiet();
    expect(venue.emulator.orders.requests).toHaveLength(1);
    await venue.emulator.faults.clear();
    await settle(() => since(main, before) === REPLY);
  });

  test('behavior: refuse and accept', async () => {
    const port = venue.emulator.endpoints.tcp.mainPort;
    venue.emulator.faults.refuse();
    const refused = venue.dial('main', kind);
    await settle(() => refused.error !== undefined);
    expect(refused.error).toMatchObject({ code: 'ECONNREFUSED' });
    main.send(VERSION);
    await settle(() => since(main, before) === REPLY);
    await venue.emulator.faults.accept();
    expect(venue.emulator.endpoints.tcp.mainPort).toBe(port);
    await venue.connect('main', kind);
  });

  test('behavior: a web page instead of the venue', async () => {
    venue.emulator.faults.html(503);
    const client = venue.dial('main', kind);
    if (kind === 'tcp') {
      await settle(() => client.open);
      client.send(VERSION);
    }
    await settle(() => client.closed && client.text.includes('Maintenance'));
    if (kind === 'ws') expect(client.httpStatus).toBe(503);
    await venue.emulator.faults.clear();
    await venue.connect('main', kind);
  });

  test('behavior: hangHandshake accepts and goes no further', async () => {
    venue.emulator.faults.hangHandshake({ times: 1 });
    const client = venue.dial('main', kind);
    await quiet(100);
    expect(venue.emulator.connections()).toHaveLength(1);
    expect(client.closed).toBe(false);
    const next = venue.dial('main', kind);
    await settle(() => next.open && venue.emulator.connections().length === 2);
  });
});

describe('orders', () => {
  let main: RawClient;
  let token: string;
  beforeEach(async () => {
    ({ main, token } = await venue.login());
  });
  const executed = (): number => venue.emulator.orders.executed.length;

  test('behavior: applyThenDrop executes once and loses reply and connection', async () => {
    venue.emulator.faults.applyThenDrop('tradeTransaction');
    await expect(venue.trade(main, {})).rejects.toThrow('closed');
    await venue.clock.advance(50);
    expect(executed()).toBe(1);
  });

  test('behavior: applyThenDrop of the reply alone keeps the connection', async () => {
    venue.emulator.faults.applyThenDrop('tradeTransaction', { drop: 'reply' });
    main.send({ command: 'tradeTransaction', arguments: { tradeTransInfo: { ...(await info()) } } });
    await settle(() => venue.emulator.orders.requests.length === 2);
    await venue.clock.advance(50);
    expect(executed()).toBe(1);
    expect(await venue.data<Rows>(main, 'getTrades', { openedOnly: true })).toHaveLength(1);
    expect(main.frames).toHaveLength(2);
  });

  test('behavior: dropBeforeApply executes nothing', async () => {
    venue.emulator.faults.dropBeforeApply('tradeTransaction');
    await expect(venue.trade(main, {})).rejects.toThrow('closed');
    await venue.clock.advance(5000);
    expect(executed()).toBe(0);
    expect(venue.emulator.orders.requests.at(-1)?.command).toBe('tradeTransaction');
  });

  test('behavior: delayApply acknowledges at once and executes late', async () => {
    venue.emulator.faults.delayApply('tradeTransaction', 30_000);
    expect((await venue.trade(main, {}))['status']).toBe(true);
    await venue.clock.advance(29_000);
    expect(executed()).toBe(0);
    await venue.clock.advance(1050);
    expect(executed()).toBe(1);
  });

  test('behavior: fail answers a documented error, with or without execution', async () => {
    venue.emulator.faults.fail('tradeTransaction', 'EX003');
    expect(await venue.trade(main, {})).toMatchObject({
      status: false,
      errorCode: 'EX003',
      errorDescr: 'Internal error, request timed out',
    });
    venue.emulator.faults.fail('tradeTransaction', 'BE019', { applied: true });
    expect(await venue.trade(main, {})).toMatchObject({ errorCode: 'BE019' });
    await venue.clock.advance(50);
    expect(executed()).toBe(1);
  });

  test('behavior: orderStatuses scripts what is reported', async () => {
    const stream = await venue.connect('stream');
    await venue.stream(stream, 'getTradeStatus', token);
    for (const script of [[1, 3], [1, 4], [0], []] as const) {
      venue.emulator.faults.orderStatuses(script, { message: 'scripted' });
      await venue.place(main, {});
    }
    await settle(() => stream.events('tradeStatus').length === 5);
    expect(stream.events('tradeStatus').map((status) => status['requestStatus'])).toEqual([1, 3, 1, 4, 0]);
    expect(stream.events('tradeStatus').at(-1)).toMatchObject({ message: 'scripted' });
    expect(executed()).toBe(1);
  });

  test('behavior: duplicate, dropEvent and reorder of stream events', async () => {
    const { faults } = venue.emulator;
    const stream = await venue.connect('stream');
    for (const command of ['getTradeStatus', 'getTrades']) await venue.stream(stream, command, token);
    const commands = (): unknown[] => stream.frames.map((frame) => frame['command']);
    faults.duplicate('trade');
    faults.dropEvent('tradeStatus');
    await venue.place(main, {});
    await settle(() => stream.frames.length === 2);
    expect(commands()).toEqual(['trade', 'trade']);
    for (const [held, until] of [
      ['trade', 'tradeStatus'],
      ['tradeStatus', 'trade'],
    ] as const) {
      const before = stream.frames.length;
      faults.reorder(held, until);
      await venue.place(main, {});
      await settle(() => stream.frames.length === before + 2);
      expect(commands().slice(before)).toEqual([until, held]);
      await faults.clear();
    }
  });

  const info = async (): Promise<object> => ({ cmd: 0, type: 0, symbol: 'EURUSD', volume: 0.1, price: 1.1 });
});

describe('sessions', () => {
  test('behavior: kick closes the connection and ends the streams', async () => {
    const { main } = await venue.login();
    venue.emulator.faults.kick('1000');
    await settle(() => main.closed);
    venue.emulator.faults.kickLogins({ times: 1 });
    const next = await venue.connect();
    next.send({ command: 'login', arguments: { userId: '1000', password: 'PASSWORD' } });
    await settle(() => next.closed);
    expect(next.frames).toMatchObject([{ status: true }]);
    await venue.login();
  });

  test('behavior: expireSession makes commands BE200 and tokens BE117', async () => {
    const { main, token } = await venue.login('ws');
    venue.emulator.faults.expireSession();
    expect(await venue.code(main, 'getVersion')).toBe('BE200');
    const stream = await venue.connect('stream');
    await venue.stream(stream, 'getTrades', token);
    await settle(() => String(stream.frames[0]?.['errorCode']) === 'BE117');
  });

  test('behavior: unknownEnum sends what no document knows', async () => {
    const { main } = await venue.login();
    venue.emulator.faults.unknownEnum();
    expect(await venue.call(main, 'getSymbol', { symbol: 'GOLD' })).toMatchObject({
      futureField: 'future',
      returnData: { quoteId: 77, marginMode: 177, profitMode: 77 },
    });
  });

  test('error: an unknown path of the WebSocket port is 404', async () => {
    const client = (await import('./raw-client')).RawClient.ws(
      venue.emulator.endpoints.ws.main.replace('demo', 'tea'),
    );
    await settle(() => client.closed);
    expect(client.httpStatus).toBe(404);
  });
});

describe('close', () => {
  test('behavior: ends at once in any state, and frees the ports', async () => {
    const { faults, endpoints } = venue.emulator;
    const { main, token } = await venue.login('ws');
    const stream = await venue.connect('stream');
    for (const command of ['getKeepAlive', 'getTrades', 'getBalance'])
      await venue.stream(stream, command, token);
    await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD' });
    await venue.place(main, { cmd: 2, price: 1.05, expiration: venue.clock.now() + 1e6 });
    faults.latency(1000);
    faults.freeze();
    const started = performance.now();
    await venue.emulator.close();
    await settle(() => main.closed && stream.closed);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(venue.clock.pendingTimers).toBe(0);
    const { startEmulator } = await import('../../src/emulators');
    const again = await startEmulator('xapi', { ports: { main: endpoints.tcp.mainPort } });
    expect(again.endpoints.tcp.mainPort).toBe(endpoints.tcp.mainPort);
    await again.close();
  });
});
