import { afterEach, describe, expect, it } from 'vitest';
import { connector } from '../../src/cli/connector';
import { errorSentence } from '../../src/cli/error-sentence';
import { buildProgram } from '../../src/cli/program';
import { startEmulator } from '../../src/emulators';
import { RemoteBroker, redisBus } from '../../src/remote';
import { hasRedis, startRedis } from '../remote/support/redis-server';
import { CapturedOutput } from './captured-output';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What the connector of an account that does not exist says; it opens nothing. */
function refused(venue: string, flags: object, env: Record<string, string>): Promise<string> {
  const run = connector(
    venue,
    { redis: 'redis://127.0.0.1:1', ...flags },
    () => {},
    env,
    async () => {},
  );
  return run.then(() => 'it ran', errorSentence);
}

const ACCOUNT = { VENUEKIT_XAPI_USER_ID: '1', VENUEKIT_XAPI_PASSWORD: 'secret' };

describe('venuekit connector', () => {
  it('error: a venue that does not exist, and variables that are missing, are named', async () => {
    expect(await refused('nasdaq', {}, {})).toMatch(/^There is no venue "nasdaq".*xapi\.$/);
    expect(await refused('xapi', {}, {})).toBe('Set VENUEKIT_XAPI_USER_ID and VENUEKIT_XAPI_PASSWORD.');
    expect(await refused('xapi', { keyFromEnv: 'BUS_KEY' }, ACCOUNT)).toBe(
      'Set BUS_KEY, which --key-from-env names.',
    );
  });

  it('error: an address that is none, without quoting it, and one that nobody answers', async () => {
    const wrong = await refused('xapi', { redis: 'no-url:secret' }, ACCOUNT);
    expect(wrong).toMatch(/must be a URL that begins with redis:\/\//);
    expect(wrong).not.toContain('secret');
    expect(await refused('xapi', { name: 'two words' }, ACCOUNT)).toContain('no connection called two words');
    expect(await refused('xapi', {}, ACCOUNT)).toMatch(/^The bus cannot be reached: .*ECONNREFUSED/);
  });

  it('args: the address of Redis is wanted, as a flag or as a variable', async () => {
    const program = buildProgram(new CapturedOutput().stream);
    const said: string[] = [];
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
    }
    await expect(program.parseAsync(['connector', 'xapi'], { from: 'user' })).rejects.toMatchObject({
      exitCode: 1,
    });
    expect(said.join('')).toContain("required option '--redis <url>'");
  });
});

describe.skipIf(!hasRedis)('venuekit connector on Redis', () => {
  it('default: it serves a bot, says so, and gives the lease back at a signal', {
    timeout: 30_000,
  }, async () => {
    const server = await startRedis();
    closing.push(() => server.close());
    const emulator = await startEmulator('xapi');
    closing.push(() => emulator.close());
    const { main, stream } = emulator.endpoints.ws;
    const { userId, password } = emulator.credentials;
    const env = {
      VENUEKIT_XAPI_USER_ID: userId,
      VENUEKIT_XAPI_PASSWORD: password,
      VENUEKIT_XAPI_TRANSPORT: 'websocket',
      VENUEKIT_XAPI_MAIN_URL: main,
      VENUEKIT_XAPI_STREAM_URL: stream,
      BUS_KEY: 'a key that both know',
    };
    const run = (lines: { readonly state: string }[]) => {
      let end: () => void = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const flags = { redis: server.url, name: 'desk', keyFromEnv: 'BUS_KEY', json: true };
      const running = connector(
        'xapi',
        flags,
        (line) => void lines.push(JSON.parse(line)),
        env,
        () => ended,
      );
      const stop = async () => {
        end();
        await running;
      };
      closing.push(stop);
      return stop;
    };
    const states = (lines: readonly { readonly state: string }[]) => lines.map(({ state }) => state);

    const first: { readonly state: string }[] = [];
    const stopFirst = run(first);
    await expect
      .poll(() => states(first), { timeout: 10_000 })
      .toEqual(['standby', 'leading', 'reconciling', 'live']);
    expect(first[0]).toEqual({ venue: 'xapi', name: 'desk', state: 'standby', pid: process.pid });
    const second: { readonly state: string }[] = [];
    run(second);

    const bus = await redisBus({ redis: server.url, name: 'desk' });
    closing.push(() => bus.close());
    const broker = new RemoteBroker('xapi', { bus, bot: 'one', key: env.BUS_KEY });
    closing.push(() => broker.close());
    await broker.connect();
    expect(await broker.fetchQuotes(['EURUSD'])).toMatchObject([{ symbol: 'EURUSD', venue: 'xapi' }]);

    expect(states(second)).toEqual(['standby']);
    await stopFirst();
    expect(states(first)).toEqual(['standby', 'leading', 'reconciling', 'live', 'closed']);
    await expect
      .poll(() => states(second), { timeout: 10_000 })
      .toEqual(['standby', 'leading', 'reconciling', 'live']);
    await expect.poll(() => broker.status.state, { timeout: 10_000 }).toBe('live');
    expect(await broker.fetchQuotes(['EURUSD'])).toHaveLength(1);
  });
});
