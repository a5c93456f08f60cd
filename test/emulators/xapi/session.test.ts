import { afterEach, describe, expect, test } from 'vitest';
import { quiet, settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
afterEach(() => venue.close());

const RIGHT = { userId: '1000', password: 'PASSWORD' };
const MINUTE = 60_000;

describe('login', () => {
  test('default: login answers with a stream token, over TCP and WebSocket', async () => {
    venue = await VenueHarness.start();
    const tokens = new Set<string>();
    for (const kind of ['tcp', 'ws'] as const) tokens.add((await venue.login(kind)).token);
    expect([...tokens].every((token) => /^\d{19}$/.test(token))).toBe(true);
    expect(tokens.size).toBe(2);
  });

  test('args: userId may be a number; appId and appName are taken', async () => {
    venue = await VenueHarness.start();
    const main = await venue.connect();
    const reply = await venue.call(main, 'login', {
      userId: 1000,
      password: 'PASSWORD',
      appId: 'test',
      appName: 'test',
    });
    expect(reply['status']).toBe(true);
  });

  test('error: missing and malformed credentials', async () => {
    venue = await VenueHarness.start();
    const main = await venue.connect();
    expect(await venue.code(main, 'login', { userId: '1000' })).toBe('BE106');
    expect(await venue.code(main, 'login')).toBe('BE106');
    expect(await venue.code(main, 'login', { ...RIGHT, password: 7 })).toBe('BE110');
    expect(await venue.code(main, 'login', [])).toBe('BE110');
    expect(await venue.code(main, 'login', { userId: '7', password: 'x' })).toBe('EX004');
  });

  test('error: a refused pair is blocked for 10 minutes, the right one is not', async () => {
    venue = await VenueHarness.start();
    const main = await venue.connect();
    const wrong = { ...RIGHT, password: 'nope' };
    expect(await venue.code(main, 'login', wrong)).toBe('BE005');
    venue.clock.advanceSync(9 * MINUTE);
    expect(await venue.code(main, 'login', wrong)).toBe('EX007');
    venue.clock.advanceSync(MINUTE);
    expect(await venue.code(main, 'login', wrong)).toBe('BE005');
    expect((await venue.call(main, 'login', RIGHT))['status']).toBe(true);
    expect(await venue.code(main, 'login', RIGHT)).toBe('BE118');
  });

  test('error: a disabled user is BE004, a locked account EX007 until the lock ends', async () => {
    venue = await VenueHarness.start({
      accounts: [{ ...RIGHT }, { userId: '2', password: 'p', disabled: true }],
    });
    const main = await venue.connect();
    expect(await venue.code(main, 'login', { userId: '2', password: 'p' })).toBe('BE004');
    venue.emulator.faults.lockAccount(3);
    expect(await venue.code(main, 'login', RIGHT)).toBe('EX007');
    venue.clock.advanceSync(3 * MINUTE);
    expect((await venue.call(main, 'login', RIGHT))['status']).toBe(true);
  });

  test('behavior: the password is masked in the log of requests', async () => {
    venue = await VenueHarness.start();
    await venue.login();
    expect(JSON.stringify(venue.emulator.orders.requests)).not.toContain('PASSWORD');
    expect(venue.emulator.orders.requests[0]?.command).toBe('login');
    expect(venue.emulator.connections()[0]?.userId).toBe('1000');
  });
});

describe('lifecycle of a session', () => {
  test('error: without a session commands are BE103, unknown ones BE104, and the connection stays', async () => {
    venue = await VenueHarness.start();
    const main = await venue.connect();
    expect(await venue.code(main, 'getVersion')).toBe('BE103');
    expect(await venue.code(main, 'makeTea')).toBe('BE104');
    venue.clock.advanceSync(200);
    main.send({ arguments: {}, customTag: 1 });
    main.send({ command: 7, customTag: 2 });
    await settle(() => main.frames.length === 4);
    expect(main.frames.slice(2).map((frame) => frame['errorCode'])).toEqual(['BE106', 'BE110']);
    expect(main.closed).toBe(false);
  });

  test('behavior: logout ends session and streams; the connection can log in again with a new token', async () => {
    venue = await VenueHarness.start();
    const { main, token } = await venue.login();
    const stream = await venue.connect('stream');
    await venue.stream(stream, 'getKeepAlive', token);
    await venue.clock.advance(3000);
    await settle(() => stream.events('keepAlive').length === 1);
    expect(await venue.call(main, 'logout')).toMatchObject({ status: true });
    expect((await venue.call(main, 'ping'))['errorCode']).toBe('BE103');
    await venue.clock.advance(9000);
    await quiet();
    expect(stream.events('keepAlive')).toHaveLength(1);
    const again = await venue.call(main, 'login', RIGHT);
    expect(again['streamSessionId']).not.toBe(token);
    await venue.stream(stream, 'getKeepAlive', token);
    await settle(() => stream.frames.some((frame) => String(frame['errorCode']) === 'BE117'));
  });

  test('behavior: streams end when the main connection drops, without a message', async () => {
    venue = await VenueHarness.start();
    const { main, token } = await venue.login();
    const stream = await venue.connect('stream', 'ws');
    await venue.stream(stream, 'getKeepAlive', token);
    main.destroy();
    await settle(() => venue.emulator.connections().length === 1);
    await venue.clock.advance(10_000);
    await quiet();
    expect(stream.frames).toEqual([]);
    expect(stream.closed).toBe(false);
  });

  test('behavior: a ping every 10 minutes keeps a session; silence ends it with BE200', async () => {
    venue = await VenueHarness.start();
    const { main } = await venue.login();
    for (let round = 0; round < 6; round += 1) {
      venue.clock.advanceSync(10 * MINUTE - 200);
      expect(await venue.call(main, 'ping')).toEqual({ status: true, customTag: `t${round + 2}` });
    }
    venue.clock.advanceSync(11 * MINUTE);
    expect(await venue.code(main, 'getVersion')).toBe('BE200');
    expect((await venue.call(main, 'login', RIGHT))['status']).toBe(true);
  });

  test('behavior: several sessions share one stream connection', async () => {
    venue = await VenueHarness.start({ accounts: [{ ...RIGHT }, { userId: '2', password: 'PASSWORD' }] });
    const first = await venue.login();
    const second = await venue.login('tcp', '2');
    const stream = await venue.connect('stream');
    for (const { token } of [first, second]) await venue.stream(stream, 'getTrades', token);
    await venue.place(first.main, { customComment: 'one' });
    await venue.place(second.main, { customComment: 'two' });
    await settle(() => stream.events('trade').length === 2);
    expect(stream.events('trade').map((trade) => trade['customComment'])).toEqual(['one', 'two']);
    await venue.stream(stream, 'stopTrades', first.token);
    await venue.place(first.main, {});
    await venue.place(second.main, {});
    await settle(() => stream.events('trade').length === 3);
    await quiet();
    expect(stream.events('trade')).toHaveLength(3);
  });
});
