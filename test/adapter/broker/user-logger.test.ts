import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { type Logger as PinoLogger, pino } from 'pino';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Logger, VirtualClock } from '../../../src';
import { startEmulator } from '../../../src/emulators';
import { XapiBroker } from '../../../src/venues/xapi';

/** What a broker writes to a logger on a login that the venue refuses with a text that has the password. */
async function recordsOf(make: (stream: PassThrough) => Logger): Promise<string> {
  const stream = new PassThrough();
  const clock = new VirtualClock();
  await using emulator = await startEmulator('xapi', { clock });
  const { userId, password } = emulator.credentials;
  emulator.faults.fail('login', 'BE005', { errorDescr: `${password} is wrong` });
  await using broker = new XapiBroker({
    clock,
    logger: make(stream),
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    userId,
    password,
  });
  const outcome = broker.connect().catch((error: unknown) => error);
  await clock.advanceUntil(() => broker.status.state === 'failed');
  await outcome;
  const text = String(stream.read());
  expect(text).not.toContain(password);
  return text;
}

describe('the option logger', () => {
  test('args: a logger of pino and the console are taken as they are', () => {
    expectTypeOf<PinoLogger>().toExtend<Logger>();
    expectTypeOf<Console>().toExtend<Logger>();
  });

  test('behavior: a logger of pino gets records with members, and no credential', async () => {
    const text = await recordsOf((stream) => pino({ level: 'debug' }, stream));
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ state }) => state)).toEqual(['connecting', 'failed']);
    const reason = expect.stringContaining('[redacted] is wrong');
    expect(records.at(-1)).toMatchObject({ level: 20, msg: 'Session', epoch: 1, reason });
  });

  test('behavior: the console gets lines with the details, and no credential', async () => {
    const text = await recordsOf((stream) => new Console(stream, stream));
    expect(text).toContain("Session { state: 'connecting', epoch: 1 }\n");
    expect(text).toContain('[redacted] is wrong');
  });
});
