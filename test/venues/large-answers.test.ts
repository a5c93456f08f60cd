import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FrameTapEvent } from '../../src/broker';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import { ProtocolError } from '../../src/errors';
import { changeRows } from '../../src/testing/emulated/hostile-texts';
import { ChpClient } from '../../src/venues/chp/client/client';
import { FinnotechClient } from '../../src/venues/finnotech/client/client';
import { PoloniexClient } from '../../src/venues/poloniex/client/client';
import { XapiClient } from '../../src/venues/xapi/client/client';

/** A venue with one long list, and a client that asks for it. */
interface World {
  readonly clock: VirtualClock;
  /** Asks for the list. */
  list(options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  /** Asks for something short on the way of the list. */
  short(): Promise<unknown>;
  /** Replaces the rows of the next list. */
  answer(change: (rows: string) => string): void;
  close(): void;
}

interface Watch {
  readonly tap?: (event: FrameTapEvent) => void;
  readonly raw?: boolean;
}

const shared = (clock: VirtualClock) => ({ clock, random: seededRandom(7), logger: silentLogger });

async function chpWorld({ tap, raw = false }: Watch): Promise<World> {
  const clock = new VirtualClock();
  const account = { login: 'login-1', password: 'password-1', token: 'token-1' };
  const emulator = await startEmulator('chp', { clock, seed: 11, accounts: [account] });
  const { host, port } = emulator.endpoints.http;
  const client = new ChpClient({ ...shared(clock), ...account, host, port, tap, raw });
  onTestFinished(() => client.close());
  onTestFinished(() => emulator.close());
  await drive(clock, client.connect());
  return {
    clock,
    list: (options) => client.getSymbols(options),
    short: () => client.getPortfolioList(),
    answer: (change) => emulator.faults.rewrite('GetSymbols', (text) => changeRows(text, 'data', change)),
    close: () => client.close(),
  };
}

async function finnotechWorld({ tap, raw = false }: Watch): Promise<World> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 10, 7, 0));
  const account = { clientId: 'client-1', clientSecret: 'secret-1', nid: '9912345678' };
  const emulator = await startEmulator('finnotech', { clock, seed: 11, clients: [account] });
  const baseUrl = emulator.endpoints.http.url;
  const client = new FinnotechClient({ ...shared(clock), ...account, baseUrl, tap, raw });
  onTestFinished(() => void client.close());
  onTestFinished(() => emulator.close());
  return {
    clock,
    list: (options) => client.companiesIdInquiry({}, options),
    short: () => client.tradesRealtime({}),
    answer: (change) =>
      emulator.faults.rewrite('companiesIdInquiry', (text) => changeRows(text, 'result', change)),
    close: () => void client.close(),
  };
}

async function poloniexWorld({ tap, raw = false }: Watch): Promise<World> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock, seed: 11 });
  const { http, ws } = emulator.endpoints;
  const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
  const client = new PoloniexClient({ ...shared(clock), ...urls, tap, raw });
  onTestFinished(() => void client.close());
  onTestFinished(() => emulator.close());
  return {
    clock,
    list: (options) => client.getMarkets(options),
    short: () => client.getTimestamp(),
    answer: (change) => emulator.faults.rewrite('getMarkets', change),
    close: () => void client.close(),
  };
}

async function xapiWorld(transport: 'tcp' | 'websocket', { tap, raw = false }: Watch): Promise<World> {
  const clock = new VirtualClock();
  const account = { userId: '880012345', password: 'password-1' };
  const emulator = await startEmulator('xapi', { clock, seed: 11, accounts: [account] });
  const { tcp, ws } = emulator.endpoints;
  const endpoint =
    transport === 'tcp'
      ? { host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
      : { mainUrl: ws.main, streamUrl: ws.stream };
  const client = new XapiClient({ ...shared(clock), ...account, ...endpoint, transport, tap, raw });
  onTestFinished(() => client.disconnect());
  onTestFinished(() => emulator.close());
  await drive(clock, client.connect());
  return {
    clock,
    list: (options) => client.getAllSymbols(options),
    short: () => client.getServerTime(),
    answer: (change) =>
      emulator.faults.rewrite('getAllSymbols', (text) => changeRows(text, 'returnData', change)),
    close: () => client.disconnect(),
  };
}

const worlds: readonly (readonly [string, (watch: Watch) => Promise<World>])[] = [
  ['chp', chpWorld],
  ['finnotech', finnotechWorld],
  ['poloniex', poloniexWorld],
  ['xapi over tcp', (watch) => xapiWorld('tcp', watch)],
  ['xapi over websocket', (watch) => xapiWorld('websocket', watch)],
];

async function drive<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  work.then(done, done);
  await clock.advanceUntil(() => settled, { limitMs: 120_000 });
  return work;
}

/** The rows of a list again and again, about 5 MB of them. */
const manyTimes = (rows: string): string =>
  `[${Array(Math.ceil(5_000_000 / rows.length))
    .fill(rows.slice(1, -1))
    .join(',')}]`;

const isLong = ({ direction, data }: FrameTapEvent): boolean =>
  direction === 'in' && String(data).length > 1_000_000;

describe.each(worlds)('a large answer of %s', (_, create) => {
  /** Calls back one turn after all of the answer has come, when nothing of it has been read. */
  const once = (run: () => void): ((event: FrameTapEvent) => void) => {
    let isDone = false;
    return (event) => {
      if (isDone || !isLong(event)) return;
      isDone = true;
      setImmediate(run);
    };
  };

  test('error: a signal ends the reading', async () => {
    const abort = new AbortController();
    const world = await create({ tap: once(() => abort.abort()) });
    world.answer(manyTimes);
    const list = drive(world.clock, world.list({ signal: abort.signal }));
    await expect(list).rejects.toMatchObject({ name: 'AbortedError', sent: true });
    await expect(drive(world.clock, world.list())).resolves.toBeDefined();
  });

  test('error: close ends the reading', async () => {
    const world = await create({ tap: once(() => world.close()) });
    world.answer(manyTimes);
    const list = drive(world.clock, world.list());
    await expect(list).rejects.toMatchObject({ name: 'ClosedError', sent: true });
  });

  test('behavior: an answer that comes after it is handed on after it', async () => {
    const order: string[] = [];
    const world = await create({
      tap: once(() => void world.short().then(() => order.push('short'))),
    });
    world.answer(manyTimes);
    const list = world.list().then(() => order.push('list'));
    await world.clock.advanceUntil(() => order.length === 2, { limitMs: 120_000 });
    await list;
    expect(order).toEqual(['list', 'short']);
  });

  test.each([10_000, 200_000])(
    'error: one that nests %i deep is a ProtocolError with raw and a tap',
    async (depth) => {
      const seen: string[] = [];
      const world = await create({ raw: true, tap: ({ data }) => void seen.push(String(data)) });
      const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      // As the rows, as a row, and as a member of a row that nobody knows.
      for (const change of [
        () => nested,
        () => `[${nested}]`,
        (rows: string) => rows.replace('{', `{"news":${nested},`),
      ]) {
        world.answer(change);
        const error = await drive(
          world.clock,
          world.list().catch((caught: unknown) => caught),
        );
        expect(error).toBeInstanceOf(ProtocolError);
        expect(inspect(error, { depth: 20, showHidden: true }).length).toBeLessThan(20_000);
        expect(JSON.stringify(error).length).toBeLessThan(2000);
      }
      expect(seen.some((text) => text.includes('[[[['))).toBe(true);
      await expect(drive(world.clock, world.list())).resolves.toBeDefined();
    },
  );

  test('error: a bad row among many is one ProtocolError that names it', async () => {
    const world = await create({});
    world.answer((rows) => `${manyTimes(rows).slice(0, -1)},7,7,7]`);
    const error = await drive(
      world.clock,
      world.list().catch((caught: unknown) => caught),
    );
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).path).toMatch(/\[\d{4,}\]$/);
    expect((error as Error).message.length).toBeLessThan(300);
  });
});
