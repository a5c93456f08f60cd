import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quiet, settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
beforeEach(async () => {
  venue = await VenueHarness.start({ maxShortIntervals: Number.POSITIVE_INFINITY });
});
afterEach(() => venue.close());

/** The document's own login, indented as it is printed there. */
const LOGIN = `{
	"command" : "login",
	"arguments" : {
		"userId" : "1000",
		"password": "PASSWORD"
	},
	"customTag": "my_login_command_id"
}`;

describe('input', () => {
  test('default: an indented command without terminator', async () => {
    const main = await venue.connect();
    main.send(LOGIN);
    await settle(() => main.frames.length === 1);
    expect(main.frames[0]).toMatchObject({ status: true, customTag: 'my_login_command_id' });
  });

  test('behavior: byte by byte, in the middle of a character too', async () => {
    const main = await venue.connect();
    const bytes = Buffer.from(LOGIN.replace('my_login', 'zażółć\\"}😀'));
    for (const byte of bytes) {
      main.send(Buffer.from([byte]) as never);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await settle(() => main.frames.length === 1);
    expect(main.frames[0]?.['customTag']).toBe('zażółć"}😀_command_id');
  });

  test.each(['tcp', 'ws'] as const)('behavior: several commands in one chunk, over %s', async (kind) => {
    const main = await venue.connect('main', kind);
    main.send(`${LOGIN}{"command":"getVersion"}\n\n{"command":"ping","arguments":{}}  {"command":"logout"}`);
    await settle(() => main.frames.length === 4);
    expect(main.frames[1]).toEqual({ status: true, returnData: { version: '2.5.0' } });
    expect(main.frames.slice(2)).toEqual([{ status: true }, { status: true }]);
  });

  test('behavior: customTag comes back letter by letter', async () => {
    const main = await venue.connect();
    const tags = [
      '1.0',
      '12345678901234567890',
      'null',
      '{"a": [1, "}"], "b":{}}',
      '"\\u0041\\/"',
      'false',
      '[ ]',
    ];
    for (const tag of tags) main.send(`{"customTag":${tag},"command":"nothing","x":{"customTag":2}}`);
    await settle(() => main.frames.length === tags.length);
    const lines = main.text.trim().split('\n\n');
    expect(lines.map((line) => line.slice(line.indexOf('"customTag":') + 12, -1))).toEqual(tags);
  });

  test('error: what is no JSON object closes the connection without a message', async () => {
    for (const bad of [
      '{"command":"ping",}',
      'hello',
      '[{"command":"ping"}]',
      '5',
      '\ufeff{}',
      '{"a":\u0007}',
    ]) {
      const main = await venue.connect();
      main.send(bad);
      await settle(() => main.closed, `closing after ${bad}`);
      expect(main.text).toBe('');
    }
    const main = await venue.connect();
    main.send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) as never);
    await settle(() => main.closed);
  });

  test('error: a command over 1 kB of UTF-8 closes the connection, one of exactly 1 kB does not', async () => {
    const sized = (bytes: number): string => {
      const empty = '{"command":"ping","customTag":""}';
      const letters = 'ż'.repeat(Math.floor((bytes - empty.length) / 2));
      const odd = (bytes - empty.length) % 2 === 1 ? 'a' : '';
      return empty.replace('""', `"${letters}${odd}"`);
    };
    const fits = await venue.connect();
    expect(Buffer.byteLength(sized(1024))).toBe(1024);
    fits.send(sized(1024));
    await settle(() => fits.frames.length === 1);
    const tooLong = await venue.connect();
    expect(sized(1025).length).toBeLessThan(700);
    tooLong.send(sized(1025));
    await settle(() => tooLong.closed);
    expect(tooLong.text).toBe('');
    const endless = await venue.connect('main', 'ws');
    endless.send(sized(2000).slice(0, 1100));
    await settle(() => endless.closed);
  });
});

describe('output', () => {
  test('default: a reply and its two newlines leave in one write', async () => {
    for (const kind of ['tcp', 'ws'] as const) {
      const main = await venue.connect('main', kind);
      main.send('{"command":"ping"}');
      await settle(() => main.chunks.length > 0);
      expect(main.chunks.map(String)).toEqual([
        '{"status":false,"errorCode":"BE103","errorDescr":"User is not logged"}\n\n',
      ]);
    }
  });

  test('args: prettyPrint spreads a reply over lines', async () => {
    const main = await venue.connect();
    main.send(LOGIN);
    main.send('{"command":"getVersion","prettyPrint":true,"customTag":"p"}');
    await settle(() => main.chunks.length >= 1 && main.text.split('\n\n').length === 3);
    expect(main.text.split('\n\n')[1]).toBe(
      '{\n\t"status": true,\n\t"returnData": {\n\t\t"version": "2.5.0"\n\t},\n\t"customTag": "p"\n}',
    );
  });

  test('behavior: floats carry a decimal point, never an exponent', async () => {
    const { main } = await venue.login();
    venue.emulator.market.pause();
    venue.emulator.market.setPrice('EURUSD', '4000', '4000.00001');
    await venue.data(main, 'getSymbol', { symbol: 'EURUSD' });
    expect(main.text).toContain('"bid":4000.0,');
    expect(main.text).toContain('"spreadRaw":0.00001,');
    await quiet();
  });
});
