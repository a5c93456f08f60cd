import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator, type XapiEmulator } from '../../../src/emulators';
import { XapiClient } from '../../../src/venues/xapi/client/client';
import type { XapiClientOptions } from '../../../src/venues/xapi/generated/records';
import { type Peer, ScriptedServer } from './scripted-server';

type Transport = 'tcp' | 'websocket';
const TRANSPORTS = ['tcp', 'websocket'] as const;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A client whose end is noted, on a clock of its own. */
class Watched {
  readonly client: XapiClient;
  readonly clock: VirtualClock;
  readonly closes: { readonly at: number; readonly error: Error }[] = [];

  constructor(clock: VirtualClock, options: XapiClientOptions) {
    this.clock = clock;
    this.client = new XapiClient({ ...options, clock, logger: silentLogger });
    this.client.on('close', (error) => this.closes.push({ at: clock.monotonic(), error }));
    open.push(() => this.client.disconnect());
  }

  async connect(): Promise<void> {
    this.closes.length = 0;
    await this.outcome(this.client.connect());
  }

  /** What becomes of a call, and when. */
  async outcome(call: Promise<unknown>): Promise<{ readonly at: number; readonly error?: Error }> {
    let end: { at: number; error?: Error } | undefined;
    call.then(
      () => {
        end = { at: this.clock.monotonic() };
      },
      (error: Error) => {
        end = { at: this.clock.monotonic(), error };
      },
    );
    await this.clock.advanceUntil(() => end !== undefined);
    return end as unknown as { at: number; error?: Error };
  }

  until(condition: () => boolean): Promise<void> {
    return this.clock.advanceUntil(condition, { limitMs: 60_000 });
  }
}

async function emulated(transport: Transport): Promise<Watched & { readonly emulator: XapiEmulator }> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('xapi', { clock, seed: 11, newsIntervalMs: 3_600_000 });
  emulator.market.pause();
  open.push(() => emulator.close());
  const { tcp, ws } = emulator.endpoints;
  const where: Partial<XapiClientOptions> =
    transport === 'tcp'
      ? { transport, host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
      : { mainUrl: ws.main, streamUrl: ws.stream };
  return Object.assign(new Watched(clock, { ...where, ...emulator.credentials }), { emulator });
}

async function scripted(transport: Transport): Promise<{
  readonly at: Watched;
  readonly server: ScriptedServer;
  /** The peer of the newest main connection, or stream connection. */
  readonly peer: (side: 'mains' | 'streams') => Peer;
}> {
  const clock = new VirtualClock();
  const { server, options } = await ScriptedServer.start(clock, transport);
  open.push(() => server.close());
  const at = new Watched(clock, options);
  await at.connect();
  return { at, server, peer: (side) => server[side].at(-1) as Peer };
}

describe.each(TRANSPORTS)('a reply cut short, over %s', (transport) => {
  test('behavior: at every byte its request and those after it are unknown at once, and nothing else is reported', async () => {
    const at = await emulated(transport);
    const { client, emulator } = at;
    const length = '{"status":true,"returnData":{"version":"2.5.0"},"customTag":""}'.length;
    for (let cut = 1; cut <= length; cut += 1) {
      await at.connect();
      const sentAt = at.clock.monotonic();
      emulator.faults.truncate(cut, { side: 'main', command: 'getVersion' });
      const calls = [client.getVersion(), client.getServerTime(), client.ping()];
      const ends = await Promise.all(calls.map((call) => at.outcome(call)));
      for (const { error } of ends)
        expect(error, `${cut} bytes`).toMatchObject({ name: 'ConnectionError', sent: true });
      for (const end of ends) expect(end.at - sentAt).toBeLessThan(500);
      expect(at.closes).toMatchObject([{ error: { name: 'ProtocolError' } }]);
      expect(client.isConnected).toBe(false);
    }
  }, 120_000);

  test('behavior: with nothing after it its connection ends within 5 s', async () => {
    const { at, server, peer } = await scripted(transport);
    server.onMain = (request) => {
      if (request.command !== 'getVersion') return false;
      peer('mains').write(
        `{"status":true,"returnData":{"version":"2.5.0"},"customTag":"${request.customTag}`,
      );
      return true;
    };
    const sentAt = at.clock.monotonic();
    const { error, at: endedAt } = await at.outcome(at.client.getVersion());
    expect(error).toMatchObject({ name: 'ConnectionError', sent: true });
    expect(endedAt - sentAt).toBeLessThanOrEqual(transport === 'tcp' ? 5050 : 50);
    expect(at.closes).toMatchObject([{ error: { name: 'ProtocolError' } }]);
  });

  test('behavior: one that is made whole by the bytes of the next is no answer', async () => {
    const { at, server, peer } = await scripted(transport);
    server.onMain = (request, main) => {
      if (request.command !== 'getVersion') return false;
      // In the text of the second reply a bracket closes what the first one left open.
      main.write('{"status":true,"returnData":"x');
      main.write(`{"status":"}","customTag":"${request.customTag}"}\n\n`);
      return true;
    };
    const { error } = await at.outcome(at.client.getVersion());
    expect(error).toMatchObject({ name: 'ConnectionError', sent: true });
    expect(at.closes).toMatchObject([{ error: { name: 'ProtocolError' } }]);
    expect(peer('mains')).toBeDefined();
  });
});

describe.each(TRANSPORTS)('a stream frame cut short, over %s', (transport) => {
  test('behavior: at every byte the connection ends with the next frame, and no tick is made of both', async () => {
    const at = await emulated(transport);
    const { client, emulator } = at;
    const told: unknown[] = [];
    client.stream.on('tickPrices', ({ bid, ask }) => told.push([bid, ask]));
    const length = 150;
    for (let cut = 1; cut <= length; cut += 1) {
      await at.connect();
      await at.outcome(client.stream.getTickPrices({ symbol: 'EURUSD' }));
      await at.until(() => told.length > 0);
      told.length = 0;
      await at.clock.advance(1000);
      emulator.faults.truncate(cut, { side: 'stream', command: 'tickPrices' });
      emulator.market.setPrice('EURUSD', '1.1', '1.2');
      await at.clock.advance(1000);
      emulator.market.setPrice('EURUSD', '1.3', '1.4');
      await at.clock.advanceUntil(() => at.closes.length > 0, { limitMs: 1500 });
      expect(at.closes).toMatchObject([{ error: { name: 'ProtocolError' } }]);
      expect(told).toEqual([]);
    }
  }, 120_000);

  test('behavior: with nothing after it its connection ends within 5 s', async () => {
    const { at, peer } = await scripted(transport);
    const since = at.clock.monotonic();
    peer('streams').write('{"command":"keepAlive","data":{"timestamp":17');
    await at.until(() => at.closes.length > 0);
    expect((at.closes[0]?.at as number) - since).toBeLessThanOrEqual(transport === 'tcp' ? 5050 : 50);
  });

  test('behavior: one that grows by a byte a second ends within 5 s as well', async () => {
    const { at, peer } = await scripted(transport);
    const since = at.clock.monotonic();
    let grown = 0;
    peer('streams').part('{"command":"news","data":{"body":"', false);
    await at.clock.advanceUntil(
      () => {
        const second = Math.floor((at.clock.monotonic() - since) / 1000);
        if (second > grown) {
          grown = second;
          peer('streams').part('x', false);
        }
        return at.closes.length > 0;
      },
      { limitMs: 60_000 },
    );
    expect((at.closes[0]?.at as number) - since).toBeLessThanOrEqual(5100);
  });
});

describe.each(TRANSPORTS)('a reply that comes slowly, over %s', (transport) => {
  /** Answers getVersion with pieces, of which `next` gives one for each tick of virtual time; undefined is a pause. */
  async function trickle(
    everyMs: number,
    timeoutMs: number,
    pieces: (tag: string) => Generator<string | undefined>,
  ): Promise<{ readonly tookMs: number; readonly error?: Error; readonly at: Watched }> {
    const { at, server } = await scripted(transport);
    server.onMain = (request, main) => {
      if (request.command !== 'getVersion') return false;
      const parts = pieces(String(request.customTag));
      const step = (): void => {
        const { value, done } = parts.next();
        if (done) return;
        if (value !== undefined) main.part(value, value.endsWith('\n\n'));
        at.clock.schedule(everyMs, step);
      };
      step();
      return true;
    };
    const since = at.clock.monotonic();
    const end = await at.outcome(at.client.getVersion({ timeoutMs }));
    return { tookMs: end.at - since, at, ...(end.error === undefined ? {} : { error: end.error }) };
  }

  test('behavior: 20 MB at 500 kB/s pass', async () => {
    const { tookMs, error, at } = await trickle(100, 60_000, function* (tag) {
      yield `{"status":true,"customTag":"${tag}","returnData":{"version":"2.5.0","more":"`;
      const piece = 'x'.repeat(50_000);
      for (let count = 0; count < 400; count += 1) yield piece;
      yield '"}}\n\n';
    });
    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThan(39_000);
    expect([at.closes, at.client.isConnected]).toEqual([[], true]);
  }, 60_000);

  test('error: one that stops growing for 5 s ends the connection', async () => {
    const { tookMs, error, at } = await trickle(1000, 60_000, function* (tag) {
      yield `{"status":true,"customTag":"${tag}","returnData":{"version":"`;
      for (let count = 0; count < 10; count += 1) yield 'x';
      for (let count = 0; count < 20; count += 1) yield undefined;
      yield '"}}\n\n';
    });
    expect(error).toMatchObject({ name: 'ConnectionError', sent: true });
    expect(tookMs).toBeGreaterThan(14_900);
    expect(tookMs).toBeLessThan(15_200);
    expect(at.closes).toHaveLength(1);
  });

  test('error: one that grows by a byte a second ends the connection at the deadline of its request', async () => {
    const { tookMs, error, at } = await trickle(1000, 12_000, function* (tag) {
      yield `{"status":true,"customTag":"${tag}","returnData":{"version":"`;
      for (let count = 0; count < 60; count += 1) yield 'x';
      yield '"}}\n\n';
    });
    expect(error).toMatchObject({ sent: true });
    expect(tookMs).toBeLessThanOrEqual(12_050);
    await at.clock.advance(50);
    expect(at.closes).toHaveLength(1);
    expect(at.closes[0]?.error).toMatchObject({ name: 'ProtocolError' });
  });

  test('behavior: a request with more time lets it grow for longer, one that was sent later does not', async () => {
    const { at, server } = await scripted(transport);
    server.onMain = (request, main) => {
      if (request.command === 'getServerTime') return true;
      if (request.command !== 'getVersion') return false;
      const grow = (): void => {
        main.part('1', false);
        at.clock.schedule(1000, grow);
      };
      main.part('{"status":', false);
      grow();
      return true;
    };
    const since = at.clock.monotonic();
    const first = at.outcome(at.client.getServerTime({ timeoutMs: 20_000 }));
    const second = at.outcome(at.client.getVersion({ timeoutMs: 8000 }));
    await at.until(() => at.clock.monotonic() - since >= 5000);
    const third = at.outcome(at.client.getServerTime({ timeoutMs: 60_000 }));
    expect((await second).error).toMatchObject({ name: 'TimeoutError' });
    expect(at.closes).toEqual([]);
    await Promise.all([first, third]);
    expect((at.closes[0]?.at as number) - since).toBeLessThanOrEqual(20_050);
    expect((at.closes[0]?.at as number) - since).toBeGreaterThan(19_900);
  });

  test('behavior: printed over many lines, in any slices, it is an answer', async () => {
    const at = await emulated(transport);
    const { emulator } = at;
    await at.connect();
    for (const bytes of [1, 7, 1000]) {
      emulator.faults.slice(bytes, { side: 'main' });
      emulator.faults.rewrite('getSymbol', (text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n\n`);
      const answers: string[] = [];
      const { error } = await at.outcome(
        at.client
          .getSymbol({ symbol: 'EURUSD' }, { timeoutMs: 60_000 })
          .then(({ symbol }) => answers.push(symbol)),
      );
      expect([error, answers]).toEqual([undefined, ['EURUSD']]);
      await emulator.faults.clear();
    }
    expect(at.closes).toEqual([]);
  });
});
