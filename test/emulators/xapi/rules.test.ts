import { afterEach, describe, expect, test } from 'vitest';
import { quiet, settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
afterEach(() => venue.close());

const PING = '{"command":"ping"}';

describe('connection rules', () => {
  test('default: the sixth short interval in a row drops the connection', async () => {
    venue = await VenueHarness.start();
    for (const kind of ['tcp', 'ws'] as const) {
      const main = await venue.connect('main', kind);
      for (let sent = 1; sent <= 6; sent += 1) {
        main.send(PING);
        await settle(() => main.frames.length === sent);
        venue.clock.advanceSync(199);
      }
      main.send(PING);
      await settle(() => main.closed);
      expect(main.frames).toHaveLength(6);
    }
  });

  test('behavior: one interval of 200 ms forgives the short ones before it', async () => {
    venue = await VenueHarness.start();
    const main = await venue.connect();
    for (let sent = 1; sent <= 60; sent += 1) {
      main.send(PING);
      await settle(() => main.frames.length === sent);
      venue.clock.advanceSync(sent % 6 === 0 ? 200 : 1);
    }
    expect(main.closed).toBe(false);
  });

  test('behavior: the rule counts each connection by itself', async () => {
    venue = await VenueHarness.start();
    const clients = [await venue.connect(), await venue.connect(), await venue.connect('stream')];
    for (let round = 0; round < 5; round += 1) for (const client of clients) client.send(PING);
    await settle(() => clients.every((client) => client.frames.length === 5));
    expect(clients.some((client) => client.closed)).toBe(false);
  });

  test('error: a connection that sends nothing within a second is closed', async () => {
    venue = await VenueHarness.start();
    for (const kind of ['tcp', 'ws'] as const) {
      for (const side of ['main', 'stream'] as const) {
        const silent = await venue.connect(side, kind);
        const talking = await venue.connect(side, kind);
        venue.clock.advanceSync(999);
        talking.send(PING);
        await settle(() => talking.frames.length === 1);
        expect(silent.closed).toBe(false);
        venue.clock.advanceSync(1);
        await settle(() => silent.closed);
        expect(silent.text).toBe('');
        expect(talking.closed).toBe(false);
      }
    }
  });

  test('error: the 51st connection of an address gets EX008 and is closed', async () => {
    venue = await VenueHarness.start();
    for (let count = 0; count < 50; count += 1) {
      await venue.connect(count % 2 ? 'main' : 'stream', count % 3 ? 'tcp' : 'ws');
    }
    const tcp = venue.dial('main');
    await settle(() => tcp.closed);
    expect(tcp.frames[0]).toMatchObject({ status: false, errorCode: 'EX008' });
    const ws = venue.dial('stream', 'ws');
    await settle(() => ws.closed && ws.frames.length === 1);
    expect(ws.frames[0]?.['errorCode']).toBe('EX008');
    expect(venue.emulator.connections()).toHaveLength(50);
    venue.emulator.faults.reset();
    await settle(() => venue.emulator.connections().length === 0);
    const free = await venue.connect();
    expect(free.frames).toEqual([]);
  });

  test('behavior: a stream connection without any command for 11 minutes is dropped', async () => {
    venue = await VenueHarness.start();
    const { main, token } = await venue.login();
    const stream = await venue.connect('stream');
    await venue.stream(stream, 'ping', token);
    for (let minute = 0; minute < 11; minute += 1) {
      venue.clock.advanceSync(60_000);
      await venue.call(main, 'ping');
    }
    await settle(() => stream.closed);
    await quiet();
    expect(stream.text).toBe('');
    expect(main.closed).toBe(false);
  });
});
