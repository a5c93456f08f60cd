import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { emulate } from '../../src/cli/emulate';
import { errorSentence } from '../../src/cli/error-sentence';
import { buildProgram } from '../../src/cli/program';
import { VERSION } from '../../src/cli/version';
import { startEmulator } from '../../src/emulators';
import { AuthenticationError, ConnectionError, TimeoutError, ValidationError } from '../../src/errors';
import { CapturedOutput } from './captured-output';

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('venuekit emulate', () => {
  it('default: one JSON line has endpoints and credentials, and it runs until a signal', async () => {
    const lines: string[] = [];
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const running = emulate(
      'xapi',
      { json: true, seed: 5 },
      (line) => void lines.push(line),
      () => ended,
    );
    await expect.poll(() => lines.length).toBe(1);
    const printed = JSON.parse(lines[0] ?? '');
    expect(printed).toMatchObject({
      venue: 'xapi',
      seed: 5,
      credentials: { userId: expect.any(String), password: expect.any(String) },
      endpoints: { tcp: { host: '127.0.0.1', tls: false }, ws: { main: expect.stringMatching(/^ws:/) } },
    });
    expect(await accepts(printed.endpoints.tcp.mainPort)).toBe(true);
    end();
    await running;
    expect(await accepts(printed.endpoints.tcp.mainPort)).toBe(false);
    expect(lines).toHaveLength(1);
  });

  it('args: tls prints the authority to trust', async () => {
    const lines: string[] = [];
    await emulate(
      'xapi',
      { tls: true, seed: 1 },
      (line) => void lines.push(line),
      async () => {},
    );
    expect(lines.join('\n')).toMatch(/tls[\s\S]*main wss:[\s\S]*userId 1000[\s\S]*BEGIN CERTIFICATE/);
  });

  /** What `emulate` prints with `--port first`, where the ports from `first` on are free. */
  async function emulateFrom(venue: 'poloniex' | 'xapi', freePort: () => Promise<number>) {
    const lines: string[] = [];
    let first = 0;
    // The ports next to a free one may be taken; then another one is tried.
    for (let attempt = 0; attempt < 10 && lines.length === 0; attempt += 1) {
      first = await freePort();
      const flags = { json: true, seed: 1, port: first };
      await emulate(
        venue,
        flags,
        (line) => void lines.push(line),
        async () => {},
      ).catch((error: unknown) => expect(error).toMatchObject({ code: 'EADDRINUSE' }));
    }
    return { first, printed: JSON.parse(lines[0] ?? '') };
  }

  it('args: port is that of REST at Poloniex, and the sockets have the next two', async () => {
    const { first, printed } = await emulateFrom('poloniex', async () => {
      await using probe = await startEmulator('poloniex');
      return probe.endpoints.http.port;
    });
    expect(printed).toMatchObject({
      venue: 'poloniex',
      credentials: { apiKey: expect.any(String), apiSecret: expect.any(String) },
      endpoints: {
        http: { port: first, url: `http://127.0.0.1:${first}` },
        ws: {
          private: `ws://127.0.0.1:${first + 1}/ws/private`,
          public: `ws://127.0.0.1:${first + 2}/ws/public`,
        },
      },
    });
  });

  it('args: port is the main one of TCP at XAPI, and the others have the next three', async () => {
    const { first, printed } = await emulateFrom('xapi', async () => {
      await using probe = await startEmulator('xapi');
      return probe.endpoints.tcp.mainPort;
    });
    const { tcp, ws } = printed.endpoints;
    expect([tcp.mainPort, tcp.streamPort]).toEqual([first, first + 1]);
    expect([ws.main, ws.stream].map((url) => Number(new URL(url).port))).toEqual([first + 2, first + 3]);
  });

  it('error: a venue without an emulator is named with those that have one', async () => {
    const failure = await emulate('nasdaq', { seed: 1 }, () => {}).catch((error: unknown) => error);
    expect(errorSentence(failure)).toMatch(/^There is no emulator of "nasdaq", only of .*xapi\.$/);
  });
});

describe('the venuekit command', () => {
  it('default: it knows its version', () => {
    expect(buildProgram(new CapturedOutput().stream).version()).toBe(VERSION);
  });

  it.each([
    ['emulate', 'xapi', '--seed', '1.5'],
    ['emulate', 'xapi', '--port', '70000'],
    ['demo', '--main-port', '0'],
  ])('error: a number out of range is refused: %s %s %s %s', async (...words) => {
    const program = buildProgram(new CapturedOutput().stream);
    const said: string[] = [];
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
    }
    const args = words.filter((word) => word !== undefined);
    await expect(program.parseAsync(args, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
    expect(said.join('')).toContain('must be a whole number from');
  });
});

describe('the sentence of an error', () => {
  it.each([
    [
      new ConnectionError('x:1 refused the connection', { failure: 'refused' }),
      'x:1 refused the connection. Is the server running on that port?',
    ],
    [
      new ConnectionError('x:1 broke', { failure: 'reset' }),
      'x:1 broke. Check the address, and that the server uses this protocol.',
    ],
    [
      new TimeoutError('connect took too long'),
      'connect took too long. Check the address, and that the server uses this protocol.',
    ],
    [new ValidationError('host', 'must be a name'), 'host must be a name.'],
    [
      new AuthenticationError('Refused', { until: Date.UTC(2026, 0, 1) }),
      'Refused. Check the user id and the password. The venue accepts no login before 2026-01-01T00:00:00.000Z.',
    ],
    [new Error('two\nlines'), 'two lines.'],
    ['a text', 'Something failed without a reason.'],
  ])('default: %s', (error, sentence) => {
    expect(errorSentence(error)).toBe(sentence);
  });
});
