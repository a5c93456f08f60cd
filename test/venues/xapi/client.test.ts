import net, { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrameTapEvent } from '../../../src/broker';
import type { Logger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { rawOf, XapiClient } from '../../../src/venues/xapi/client/client';
import type { XapiClientOptions } from '../../../src/venues/xapi/generated/records';
import { fixture } from './fixture';
import { type Request, ScriptedServer, SESSION_ID } from './scripted-server';

const TICK = fixture('stream-tick-record').value;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Bench {
  readonly clock: VirtualClock;
  readonly server: ScriptedServer;
  readonly client: XapiClient;
  readonly options: XapiClientOptions;
  readonly log: string[];
  readonly closes: Error[];
  readonly errors: Error[];
  until(condition: () => boolean): Promise<void>;
}

async function bench(
  transport: 'tcp' | 'websocket' = 'tcp',
  extra: Partial<XapiClientOptions> = {},
): Promise<Bench> {
  const clock = new VirtualClock();
  const { server, options: base } = await ScriptedServer.start(clock, transport);
  const log: string[] = [];
  const write = (message: string, fields?: unknown) => void log.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const options = { ...base, logger, ...extra };
  const client = new XapiClient(options);
  const closes: Error[] = [];
  const errors: Error[] = [];
  client.on('close', (error) => void closes.push(error));
  client.on('error', (error) => void errors.push(error));
  cleanups.push(() => {
    client.disconnect();
    server.close();
  });
  const until = (condition: () => boolean) => clock.advanceUntil(condition);
  return { clock, server, client, options, log, closes, errors, until };
}

async function connected(
  transport?: 'tcp' | 'websocket',
  extra?: Partial<XapiClientOptions>,
): Promise<Bench> {
  const made = await bench(transport, extra);
  await made.client.connect();
  await made.until(() => made.server.streams.length === 1 && made.server.commands('stream').length === 1);
  return made;
}

/** The rejection of a promise, watched from the start. */
function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('It resolved');
    },
    (error: Error) => error,
  );
}

/** Waits for a promise while virtual time moves. */
async function settle<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let done = false;
  const end = () => {
    done = true;
  };
  promise.then(end, end);
  await clock.advanceUntil(() => done);
  return promise;
}

describe.each(['tcp', 'websocket'] as const)('connect over %s', (transport) => {
  it('default: login leaves at once on main, then ping at once on the stream', async () => {
    const { client, server, clock } = await connected(transport);
    expect(server.commands('main')).toEqual(['login']);
    expect(server.received[0]?.request).toMatchObject({
      arguments: { userId: '1000', password: 'canary-password' },
    });
    expect(server.commands('stream')).toEqual(['ping']);
    expect(server.last('stream')?.request).toEqual({ command: 'ping', streamSessionId: `${SESSION_ID}-1` });
    expect(clock.monotonic()).toBeLessThan(100);
    expect(client).toMatchObject({ isConnected: true, epoch: 1, pendingRequests: 0 });
  });

  it('behavior: one attempt for calls at the same time, nothing when there is a session', async () => {
    const { client, server } = await bench(transport);
    await Promise.all([client.connect(), client.connect(), client.connect()]);
    await client.connect();
    expect(server.commands('main')).toEqual(['login']);
    expect(client.epoch).toBe(1);
  });

  it('behavior: replies are matched by customTag, whatever their order', async () => {
    const { client, server, clock } = await connected(transport);
    const seen: Request[] = [];
    server.onMain = (request) => seen.push(request);
    const version = client.getVersion();
    const time = client.getServerTime();
    await clock.advanceUntil(() => seen.length === 2);
    expect(new Set(seen.map((request) => request.customTag)).size).toBe(2);
    const [first, second] = seen;
    server.mains[0]?.send({
      status: true,
      returnData: { time: 5, timeString: '' },
      customTag: second?.customTag,
    });
    server.mains[0]?.send({ status: true, returnData: { version: 'v' }, customTag: first?.customTag });
    expect(await settle(clock, version)).toEqual({ version: 'v' });
    expect(await settle(clock, time)).toMatchObject({ time: 5 });
  });

  it('behavior: several values in one message, pretty printed ones too', async () => {
    const { client, server, clock } = await connected(transport);
    const bids: number[] = [];
    client.stream.on('tickPrices', (tick) => void bids.push(tick.bid));
    const frame = (bid: number, indent?: number) =>
      JSON.stringify({ command: 'tickPrices', data: { ...(TICK['data'] as object), bid } }, null, indent);
    server.streams[0]?.write(`${frame(1)}${frame(2, 2)}\n\n${frame(3)}  `);
    await clock.advanceUntil(() => bids.length === 3);
    expect(bids).toEqual([1, 2, 3]);
  });

  it('behavior: either connection closes the other, with one close event', async () => {
    for (const which of ['mains', 'streams'] as const) {
      const { client, server, clock, closes } = await connected(transport);
      server.onMain = () => true;
      const lost = rejection(client.getVersion());
      await clock.advanceUntil(() => server.commands('main').length === 2);
      server[which][0]?.destroy();
      expect(await settle(clock, lost)).toMatchObject({
        name: 'ConnectionError',
        sent: true,
        operation: 'getVersion',
      });
      await clock.advance(5000);
      expect(closes).toHaveLength(1);
      expect(closes[0]).toMatchObject({ name: 'ConnectionError' });
      expect(client.isConnected).toBe(false);
      expect(clock.pendingTimers).toBe(0);
      await expect(client.getVersion()).rejects.toMatchObject({ name: 'NotConnectedError', sent: false });
      await expect(client.stream.getTrades()).rejects.toMatchObject({
        name: 'NotConnectedError',
        sent: false,
      });
    }
  });

  it('behavior: it can connect again after a close, with a new login and epoch', async () => {
    const { client, server, clock, closes } = await connected(transport);
    server.mains[0]?.end();
    await clock.advanceUntil(() => closes.length === 1);
    await settle(clock, client.connect());
    await clock.advanceUntil(() => server.commands('stream').length === 2);
    expect(client).toMatchObject({ isConnected: true, epoch: 2 });
    expect(server.last('stream')?.request).toMatchObject({ streamSessionId: `${SESSION_ID}-2` });
    expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
    expect(closes).toHaveLength(1);
  });
});

describe('requests', () => {
  it('behavior: a reply without a tag settles the only request', async () => {
    const { client, server } = await connected();
    server.onMain = (_request, peer) => peer.send({ status: true, returnData: { version: 'untagged' } });
    expect(await client.getVersion()).toEqual({ version: 'untagged' });
  });

  it('behavior: with two in flight a reply without a tag is reported, not assigned', async () => {
    const { client, server, clock, errors } = await connected();
    server.onMain = () => true;
    const both = [rejection(client.getVersion()), rejection(client.getServerTime())];
    await clock.advanceUntil(() => server.commands('main').length === 3);
    server.mains[0]?.send({ status: true, returnData: { version: 'whose?' } });
    await clock.advanceUntil(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ name: 'ProtocolError' });
    for (const error of both)
      expect(await settle(clock, error)).toMatchObject({ name: 'TimeoutError', sent: true });
    expect(client.counters).toMatchObject({ strayReplies: 1 });
    expect(client.isConnected).toBe(true);
  });

  it('behavior: a late reply without a tag is not taken for that of the next request', async () => {
    const { client, server, clock, errors } = await connected();
    server.onMain = () => true;
    await settle(clock, rejection(client.getVersion({ timeoutMs: 100 })));
    const next = rejection(client.getServerTime());
    await clock.advanceUntil(() => server.commands('main').length === 3);
    server.mains[0]?.send({ status: true, returnData: { version: 'late' } });
    await clock.advanceUntil(() => errors.length === 1);
    expect(await settle(clock, next)).toMatchObject({ name: 'TimeoutError' });
  });

  it('behavior: a late reply with its tag is counted and has no effect', async () => {
    const { client, server, clock, errors } = await connected();
    server.onMain = (request) => request.command === 'getServerTime';
    const late = await settle(clock, rejection(client.getServerTime({ timeoutMs: 50 })));
    expect(late).toMatchObject({ name: 'TimeoutError', sent: true, operation: 'getServerTime' });
    const { customTag } = server.last('main')?.request ?? {};
    server.mains[0]?.send({ status: true, returnData: { time: 1, timeString: '' }, customTag });
    await clock.advanceUntil(() => client.counters.lateReplies === 1);
    expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
    expect(errors).toEqual([]);
  });

  it('behavior: the second copy of a reply is a stray one', async () => {
    const { client, server, clock, errors } = await connected();
    server.onMain = ({ customTag }, peer) => {
      const reply = { status: true, returnData: { version: '1' }, customTag };
      peer.write(JSON.stringify(reply).repeat(2));
    };
    await client.getVersion();
    await clock.advanceUntil(() => errors.length === 1);
    expect(client.counters.strayReplies).toBe(1);
  });

  it('behavior: a reply byte by byte, with characters of several bytes', async () => {
    const { client, server } = await connected();
    const news = [
      { body: 'Zażółć gęślą jaźń 😀 "}{"', bodylen: 9, key: 'k', time: 1, timeString: '', title: '}]' },
    ];
    server.onMain = ({ customTag }, peer) => {
      const bytes = Buffer.from(JSON.stringify({ status: true, returnData: news, customTag }));
      let at = 0;
      const next = () => {
        if (at >= bytes.length) return;
        peer.write(bytes.subarray(at, at + 1));
        at += 1;
        setImmediate(next);
      };
      next();
    };
    expect(await client.getNews({ start: 0, end: 0 })).toEqual(news);
  });

  it('behavior: requestId goes into the tag and into errors', async () => {
    const { client, server, clock } = await connected();
    server.onMain = ({ customTag }, peer) => {
      peer.send({ status: false, errorCode: 'BE115', errorDescr: 'Symbol does not exist', customTag });
    };
    const error = await settle(
      clock,
      rejection(client.getSymbol({ symbol: 'NOPE' }, { requestId: 'call-7' })),
    );
    expect(error).toMatchObject({
      name: 'VenueError',
      code: 'BE115',
      requestId: 'call-7',
      sent: true,
      operation: 'getSymbol',
    });
    expect(server.last('main')?.request.customTag).toMatch(/^call-7\./);
    for (const requestId of ['', 'a\nb', 'x'.repeat(101), '\udc00', 7 as never]) {
      await expect(client.getVersion({ requestId })).rejects.toMatchObject({ field: 'requestId' });
    }
  });

  it('behavior: beforeSend is called when the request leaves, and can prevent that', async () => {
    const { client, server, clock } = await connected();
    const sent: number[] = [];
    const options = { beforeSend: () => void sent.push(clock.monotonic()) };
    await settle(clock, client.getVersion(options));
    expect(sent).toHaveLength(1);
    await rejection(client.getSymbol({ symbol: '' }, options));
    await rejection(client.getVersion({ ...options, signal: AbortSignal.abort() }));
    expect(sent).toHaveLength(1);
    const broken = () => {
      throw new Error('not yours');
    };
    const kept = await settle(clock, rejection(client.getVersion({ beforeSend: broken })));
    expect(kept).toMatchObject({ sent: false, cause: { message: 'not yours' } });
    await settle(clock, client.getVersion());
    expect(server.commands('main')).toEqual(['login', 'getVersion', 'getVersion']);
  });

  it('behavior: an abort before the turn sends nothing, one after it has sent true', async () => {
    const { client, server, clock } = await connected();
    server.onMain = () => true;
    const controller = new AbortController();
    const errors = Array.from({ length: 6 }, () =>
      rejection(client.getVersion({ signal: controller.signal })),
    );
    await clock.advanceUntil(() => server.commands('main').length > 1);
    const written = server.commands('main').length - 1;
    expect(written).toBeLessThan(6);
    controller.abort();
    const results = await Promise.all(errors);
    expect(results.map((error) => error.name)).toEqual(Array(6).fill('AbortedError'));
    const sent = results.map((error) => (error as { sent?: boolean }).sent);
    expect(sent.filter((value) => value === true)).toHaveLength(written);
    expect(sent.filter((value) => value === false)).toHaveLength(6 - written);
    await clock.advance(5000);
    expect(server.commands('main')).toHaveLength(written + 1);
  });

  it('behavior: 1 kB and bad arguments are refused before anything is sent', async () => {
    const { client, server, clock } = await connected();
    const info = {
      cmd: 0,
      price: 1,
      symbol: 'EURUSD',
      type: 0,
      volume: 1,
      customComment: 'ż'.repeat(480),
    } as const;
    await expect(client.tradeTransaction(info)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(/at most 1000 bytes/),
      sent: false,
    });
    await expect(client.getSymbol({ symbol: '' })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(client.stream.getTickPrices({ symbol: 'A', minArrivalTime: -1 })).rejects.toMatchObject({
      field: 'minArrivalTime',
    });
    await expect(client.stream.getTickPrices({ symbol: 'A', maxLevel: -1 })).rejects.toMatchObject({
      field: 'maxLevel',
    });
    await expect(client.getVersion({ timeoutMs: 0 })).rejects.toMatchObject({ field: 'timeoutMs' });
    await clock.advance(1000);
    expect(server.received).toHaveLength(2);
  });

  it('behavior: lists over 1 kB are split, sent one after the other and joined', async () => {
    const { client, server, clock } = await connected();
    const symbols = Array.from({ length: 150 }, (_, index) => `SYMBOL-${index}`);
    server.onMain = ({ customTag, ...request }, peer) => {
      const asked = (request['arguments'] as { symbols: string[] }).symbols;
      const row = fixture('tick-record').value;
      peer.send({
        status: true,
        returnData: { quotations: asked.map((symbol) => ({ ...row, symbol })) },
        customTag,
      });
    };
    const { quotations } = await settle(clock, client.getTickPrices({ symbols, timestamp: 0 }));
    expect(quotations.map((tick) => tick.symbol)).toEqual(symbols);
    expect(server.commands('main').length).toBeGreaterThan(2);
    for (const { text } of server.received) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1000);
  });

  it('behavior: the venue receives no six short intervals in a row, and a cancel goes before reads', async () => {
    const { client, server, clock } = await connected();
    server.onMain = ({ command, customTag }, peer) => {
      peer.send({
        status: true,
        returnData: command === 'getVersion' ? { version: '1' } : { order: 1 },
        customTag,
      });
    };
    const reads = Array.from({ length: 40 }, () => client.getVersion());
    await clock.advanceUntil(() => server.commands('main').length > 10);
    const remove = { cmd: 2, order: '5', price: 1, symbol: 'A', type: 4, volume: 1 } as const;
    const seen = server.commands('main').length;
    await settle(clock, client.tradeTransaction(remove));
    expect(server.commands('main').indexOf('tradeTransaction')).toBeLessThanOrEqual(seen + 1);
    await settle(clock, Promise.all(reads));
    const times = server.received.filter(({ connection }) => connection === 'main').map(({ at }) => at);
    let short = 0;
    for (let index = 1; index < times.length; index += 1) {
      short = (times[index] ?? 0) - (times[index - 1] ?? 0) < 200 ? short + 1 : 0;
      expect(short).toBeLessThan(6);
    }
  });

  it('behavior: after BE014 main sends nothing for a second', async () => {
    const { client, server, clock } = await connected();
    server.onMain = ({ customTag }, peer) => peer.send({ status: false, errorCode: 'BE014', customTag });
    const error = await settle(clock, rejection(client.getVersion()));
    expect(error).toMatchObject({ name: 'RateLimitError', code: 'BE014', retryable: true });
    server.onMain = () => false;
    const refusedAt = server.last('main')?.at ?? 0;
    await settle(clock, client.getVersion());
    expect((server.last('main')?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(1000);
  });

  it('behavior: the stream keeps the same pace', async () => {
    const { client, server, clock } = await connected();
    const all = Array.from({ length: 20 }, (_, index) =>
      client.stream.getTickPrices({ symbol: `S${index}` }),
    );
    await settle(clock, Promise.all(all));
    await clock.advanceUntil(() => server.commands('stream').length === 21);
    const times = server.received.filter(({ connection }) => connection === 'stream').map(({ at }) => at);
    let short = 0;
    for (let index = 1; index < times.length; index += 1) {
      short = (times[index] ?? 0) - (times[index - 1] ?? 0) < 200 ? short + 1 : 0;
      expect(short).toBeLessThan(6);
    }
  });

  it('error: too many reads wait', async () => {
    const { client, clock, server } = await connected('tcp', { maxPendingRequests: 3 });
    server.onMain = () => true;
    const waiting = Array.from({ length: 3 }, () => rejection(client.getVersion()));
    await expect(client.getVersion()).rejects.toMatchObject({ name: 'OverflowError', sent: false });
    expect(client.pendingRequests).toBe(3);
    for (const error of waiting) await settle(clock, error);
    expect(client.pendingRequests).toBe(0);
  });

  it('error: an answer against the schema names its field; the session continues', async () => {
    const { client, server, clock, closes } = await connected();
    server.onMain = ({ command, customTag }, peer) => {
      if (command !== 'getAllSymbols') return false;
      const good = fixture('symbol-record').value;
      const bad = { ...good, bid: 'x', password: 'canary-password', note: `${SESSION_ID}-1` };
      return peer.send({ status: true, returnData: [good, bad], customTag });
    };
    const error = await settle(clock, rejection(client.getAllSymbols()));
    expect(error).toMatchObject({
      name: 'ProtocolError',
      path: 'returnData[1].bid',
      sent: true,
      operation: 'getAllSymbols',
    });
    expect((error as { sample?: string }).sample).toContain('"bid":"x"');
    expect(inspect(error, { showHidden: true })).not.toContain('canary');
    expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
    expect(closes).toEqual([]);
    expect(client.counters.invalidFrames).toBe(1);
  });

  it.each([{}, { status: 'true' }, { status: 1 }, { status: null, returnData: {} }])(
    'error: %j as an answer',
    async (body) => {
      const { client, server, clock } = await connected();
      server.onMain = ({ customTag }, peer) => peer.send({ ...body, customTag });
      const error = await settle(clock, rejection(client.getVersion()));
      expect(error).toMatchObject({ name: 'ProtocolError', path: 'status', sent: true });
      server.onMain = () => false;
      expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
    },
  );

  it('behavior: raw records on request', async () => {
    const { client, server, clock } = await connected('tcp', { raw: true });
    const row = fixture('captured-trade-record').value;
    server.onMain = ({ customTag }, peer) => peer.send({ status: true, returnData: [row], customTag });
    const [record] = await settle(clock, client.getTrades({ openedOnly: true }));
    expect(record?.order).toBe('746425905');
    expect(rawOf(record ?? {})).toEqual(row);
    expect(rawOf({})).toBeUndefined();
    const raws: unknown[] = [];
    client.stream.on('tickPrices', (tick) => void raws.push(rawOf(tick)));
    client.stream.on('profit', (profit, raw) => void raws.push(rawOf(profit), raw));
    server.streams[0]?.send(TICK);
    server.streams[0]?.send(fixture('stream-profit-record').value);
    await clock.advanceUntil(() => raws.length === 3);
    const profit = fixture('stream-profit-record').value['data'];
    expect(raws).toEqual([TICK['data'], profit, profit]);
  });
});

describe('the stream', () => {
  it('default: every subscription and stop is what the document shows', async () => {
    const { client, server, clock } = await connected();
    const { stream } = client;
    const symbol = 'EURUSD';
    await settle(
      clock,
      Promise.all([
        stream.getBalance(),
        stream.getCandles({ symbol }),
        stream.getKeepAlive(),
        stream.getNews(),
        stream.getProfits(),
        stream.getTickPrices({ symbol, minArrivalTime: 5000, maxLevel: 2 }),
        stream.getTrades(),
        stream.getTradeStatus(),
        stream.ping(),
        stream.stopBalance(),
        stream.stopCandles({ symbol }),
        stream.stopKeepAlive(),
        stream.stopNews(),
        stream.stopProfits(),
        stream.stopTickPrices({ symbol }),
        stream.stopTrades(),
        stream.stopTradeStatus(),
      ]),
    );
    await clock.advanceUntil(() => server.commands('stream').length === 18);
    const sent = server.received.filter(({ connection }) => connection === 'stream').slice(1);
    for (const { request } of sent) {
      const kind = request.command.startsWith('stop') ? 'unsubscribe' : 'subscribe';
      const name = request.command.replace(/^stop/, 'get');
      const expected = { ...fixture(`stream-${kind}-${name}`).value };
      if (kind === 'subscribe') expected['streamSessionId'] = `${SESSION_ID}-1`;
      expect(request).toEqual(expected);
    }
  });

  it('default: every record reaches its listener', async () => {
    const { client, server, clock } = await connected();
    const seen: string[] = [];
    const names = [
      'balance',
      'candle',
      'keepAlive',
      'news',
      'profit',
      'tickPrices',
      'trade',
      'tradeStatus',
    ] as const;
    for (const name of names) client.stream.on(name, () => void seen.push(name));
    const files = ['balance', 'candle', 'keep-alive', 'news', 'profit', 'tick', 'trade', 'trade-status'];
    for (const file of files) server.streams[0]?.send(fixture(`stream-${file}-record`).value);
    await clock.advanceUntil(() => seen.length === 8);
    expect(seen).toEqual(names);
  });

  it('behavior: lone status frames, unknown commands and bad records end nothing', async () => {
    const { client, server, clock, errors, closes } = await connected();
    const refused: unknown[] = [];
    const unknown: unknown[] = [];
    const ticks: unknown[] = [];
    client.stream.on('error', (error) => void refused.push(error));
    client.stream.on('unknown', (value) => void unknown.push(value));
    client.stream.on('tickPrices', (tick) => void ticks.push(tick));
    const peer = server.streams[0];
    peer?.send({ status: true });
    peer?.send({ status: false, errorCode: 'BE115', errorDescr: 'Symbol does not exist' });
    peer?.send({ status: false, errorCode: 'BE014' });
    peer?.send({ command: 'future', data: 1 });
    peer?.send({ command: 'tickPrices', data: { ...(TICK['data'] as object), ask: null } });
    peer?.send(TICK);
    await clock.advanceUntil(() => ticks.length === 1);
    expect(refused).toMatchObject([
      { name: 'VenueError', code: 'BE115', operation: 'stream' },
      { name: 'VenueError', code: 'BE014' },
    ]);
    expect(unknown).toEqual([{ command: 'future', data: 1 }]);
    expect(errors).toMatchObject([{ name: 'ProtocolError', path: 'data.ask' }]);
    expect(client.counters).toMatchObject({ unknownFrames: 1, invalidFrames: 1 });
    expect(closes).toEqual([]);
  });

  it('behavior: an error without a listener goes to the logger', async () => {
    const { server, clock, log } = await connected();
    server.streams[0]?.send({ status: false, errorCode: 'BE115', errorDescr: 'canary-password' });
    await clock.advanceUntil(() => log.length === 1);
    expect(log[0]).toContain('BE115');
    expect(log[0]).not.toContain('canary');
  });

  it('behavior: a listener that throws or rejects stops no other', async () => {
    const { client, server, clock, log } = await connected();
    let heard = 0;
    client.stream.on('tickPrices', () => {
      throw new Error('first');
    });
    client.stream.on('tickPrices', async () => {
      throw new Error('second');
    });
    const count = () => {
      heard += 1;
    };
    client.stream.on('tickPrices', count).once('tickPrices', count);
    server.streams[0]?.send(TICK);
    server.streams[0]?.send(TICK);
    await clock.advanceUntil(() => heard === 3 && log.length === 4);
    expect(log.join()).toMatch(/first/);
    client.stream.off('tickPrices', count);
    expect(() => client.stream.on('tickPrices', 5 as never)).toThrow(/function/);
    expect(client.isConnected).toBe(true);
  });

  it('error: an id that the venue no longer knows ends the session', async () => {
    const { client, server, clock, closes } = await connected();
    client.stream.on('error', () => {});
    server.streams[0]?.send({ status: false, errorCode: 'BE117', errorDescr: 'Invalid token' });
    await clock.advanceUntil(() => closes.length === 1);
    expect(closes[0]?.message).toContain('BE117');
    expect(client.isConnected).toBe(false);
  });

  it('error: a login without a streamSessionId leaves main open', async () => {
    const { client, server, clock } = await bench();
    server.onMain = (request, peer) =>
      request.command === 'login' ? peer.send({ status: true, customTag: request.customTag }) : false;
    await client.connect();
    expect(client.isConnected).toBe(true);
    expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
    await expect(client.stream.getTrades()).rejects.toMatchObject({ name: 'UnsupportedError' });
    expect(server.streams).toHaveLength(0);
  });
});

describe('life', () => {
  it('behavior: both connections are pinged before the venue drops them, without end', async () => {
    const { client, server, clock } = await connected();
    for (let minute = 0; minute < 120; minute += 1) await clock.advance(60_000);
    await clock.advanceUntil(() => server.commands('main').length >= 60);
    for (const connection of ['main', 'stream'] as const) {
      const times = server.received.filter((item) => item.connection === connection).map(({ at }) => at);
      for (let index = 1; index < times.length; index += 1) {
        expect((times[index] ?? 0) - (times[index - 1] ?? 0)).toBeLessThan(600_000);
      }
      expect(server.commands(connection).slice(1)).toEqual(Array(times.length - 1).fill('ping'));
    }
    expect(client.isConnected).toBe(true);
  });

  it('behavior: a ping that is never answered ends the session as stale', async () => {
    const { server, clock, closes, client } = await connected();
    server.onMain = () => true;
    await clock.advance(120_000);
    await clock.advanceUntil(() => closes.length === 1);
    expect(closes[0]).toMatchObject({ name: 'ConnectionError', failure: 'stale' });
    expect(client.isConnected).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: main is stale before it is lost, and fresh when anything comes', async () => {
    const { client, server, clock, closes } = await connected();
    const told: unknown[] = [];
    client.on('stale', (ageMs, name) => void told.push(['stale', Math.round(ageMs), name]));
    client.on('fresh', (name) => void told.push(['fresh', name]));
    server.onMain = () => true;
    await clock.advanceUntil(() => told.length === 1, { stepMs: 500, limitMs: 200_000 });
    expect(told).toEqual([['stale', 127_500, 'main']]);
    server.mains[0]?.write(' ');
    await clock.advanceUntil(() => told.length === 2);
    expect([told[1], closes]).toEqual([['fresh', 'main'], []]);
  });

  it('behavior: the stream is watched from getKeepAlive on, until stopKeepAlive or logout', async () => {
    for (const end of ['none', 'stop', 'logout'] as const) {
      const { client, clock, closes, until, server } = await connected();
      // Without it a stream may be silent.
      await clock.advance(60_000);
      expect(client.isConnected).toBe(true);
      await settle(clock, client.stream.getKeepAlive());
      await settle(clock, client.stream.getKeepAlive());
      if (end === 'stop') await settle(clock, client.stream.stopKeepAlive());
      if (end === 'logout') await settle(clock, client.logout());
      if (end === 'none') {
        await until(() => server.commands('stream').length === 3);
        await clock.advance(6000);
        server.streams[0]?.send({ command: 'keepAlive', data: { timestamp: clock.now() } });
        await until(() => (client.lastInboundAgeMs ?? 9000) < 1000);
        await clock.advance(6000);
        expect(closes).toEqual([]);
      }
      await clock.advance(20_000);
      expect(closes).toMatchObject(end === 'none' ? [{ name: 'ConnectionError', failure: 'stale' }] : []);
    }
  });

  it('behavior: onInbound is called for both connections', async () => {
    const heard = new Set<string>();
    const { server, clock } = await connected('tcp', {
      onInbound: (connection) => void heard.add(connection),
    });
    expect([...heard]).toEqual(['main']);
    server.streams[0]?.write(' ');
    await clock.advanceUntil(() => heard.size === 2);
  });

  it('behavior: disconnect settles everything at once and makes no event', async () => {
    const { client, server, clock, closes } = await connected();
    server.onMain = () => true;
    const calls = Array.from({ length: 8 }, () => rejection(client.getVersion()));
    await clock.advanceUntil(() => server.commands('main').length > 2);
    client.disconnect();
    client.disconnect();
    const errors = await Promise.all(calls);
    expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['ClosedError']));
    expect(new Set(errors.map((error) => (error as { sent?: boolean }).sent))).toEqual(
      new Set([true, false]),
    );
    await clock.advance(1000);
    expect(closes).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    expect(client.isConnected).toBe(false);
  });

  it('behavior: disconnect in the middle of connect', async () => {
    const { client, server, clock } = await bench();
    server.onMain = () => true;
    const attempt = rejection(client.connect());
    await clock.advanceUntil(() => server.commands('main').length === 1);
    client.disconnect();
    expect(await attempt).toMatchObject({ name: 'ClosedError' });
    server.onMain = () => false;
    await settle(clock, client.connect());
    expect(client).toMatchObject({ isConnected: true, epoch: 2 });
  });

  it('behavior: close logs out first, and waits no longer than a second for the answer', async () => {
    const { client, server, clock, closes } = await connected();
    await settle(clock, client.close());
    expect(server.commands('main')).toEqual(['login', 'logout']);
    expect(closes).toEqual([]);
    await settle(clock, client.connect());
    server.onMain = () => true;
    const start = clock.monotonic();
    await settle(clock, client.close());
    expect(clock.monotonic() - start).toBeLessThanOrEqual(1100);
    expect(client.isConnected).toBe(false);
    await client.close();
  });

  it('behavior: logout ends the login, login makes a new one', async () => {
    const { client, server, clock } = await connected();
    await settle(clock, client.logout());
    expect(client.isConnected).toBe(false);
    await expect(client.getVersion()).rejects.toMatchObject({ name: 'NotConnectedError' });
    await expect(client.stream.getNews()).rejects.toMatchObject({ name: 'NotConnectedError' });
    await settle(clock, client.login());
    expect(client.isConnected).toBe(true);
    await settle(clock, client.stream.getNews());
    await clock.advanceUntil(() => server.commands('stream').includes('getNews'));
    expect(server.last('stream')?.request).toMatchObject({ streamSessionId: `${SESSION_ID}-2` });
    client.disconnect();
    await expect(client.login()).rejects.toMatchObject({ name: 'NotConnectedError' });
  });

  it('behavior: login sends nothing after connect, nor while it is under way', async () => {
    const { client, server, clock } = await bench();
    const connecting = client.connect();
    await settle(clock, Promise.all([connecting, client.login()]));
    await settle(clock, client.login());
    expect(client.isConnected).toBe(true);
    expect(server.commands('main')).toEqual(['login']);
  });

  it.each(['BE103', 'BE200'])('behavior: %s ends the session', async (errorCode) => {
    const { client, server, clock, closes } = await connected();
    server.onMain = ({ customTag }, peer) =>
      peer.send({ status: false, errorCode, errorDescr: 'over', customTag });
    const error = await settle(clock, rejection(client.getVersion()));
    expect(error).toMatchObject({ name: 'VenueError', code: errorCode, retryable: true });
    expect(closes).toHaveLength(1);
    expect(client.isConnected).toBe(false);
  });
});

describe('login refused', () => {
  async function refusedWith(errorCode: string): Promise<Bench & { readonly error: Error }> {
    const made = await bench();
    made.server.onMain = ({ customTag }, peer) =>
      peer.send({
        status: false,
        errorCode,
        errorDescr: 'userPasswordCheck: Invalid login or password',
        customTag,
      });
    const error = await settle(made.clock, rejection(made.client.connect()));
    return { ...made, error };
  }

  it('behavior: EX007 has its end; one login in 60 minutes, however often it is called', async () => {
    const { client, server, clock, error } = await refusedWith('EX007');
    const until = clock.now() + 600_000;
    expect(error).toMatchObject({
      name: 'AuthenticationError',
      code: 'EX007',
      operation: 'login',
      sent: true,
    });
    const locked = (error as { until?: number }).until ?? 0;
    expect(until - locked).toBeLessThan(1000);
    for (let minute = 0; minute < 9; minute += 1) {
      await clock.advance(60_000);
      const again = await rejection(client.connect());
      expect(again).toMatchObject({ name: 'AuthenticationError', code: 'EX007', until: locked, sent: false });
      await expect(client.login()).rejects.toMatchObject({ sent: false });
    }
    expect(server.mains).toHaveLength(1);
    for (let minute = 9; minute < 60; minute += 1) await clock.advance(60_000);
    expect(server.received).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
    server.onMain = () => false;
    await settle(clock, client.connect());
    expect(client.isConnected).toBe(true);
  });

  it('behavior: setting the wall clock does not open the lock', async () => {
    const { client, clock } = await refusedWith('EX007');
    clock.setWallTime(clock.now() + 3_600_000);
    await expect(client.connect()).rejects.toMatchObject({ sent: false });
  });

  it.each(['EX004', 'EX006', 'EX010', 'EX017', 'BE004', 'BE005'])(
    'behavior: after %s never again',
    async (code) => {
      const { client, server, clock, error, closes } = await refusedWith(code);
      expect(error).toMatchObject({ name: 'AuthenticationError', code });
      await clock.advance(3_600_000);
      await expect(client.connect()).rejects.toMatchObject({
        name: 'AuthenticationError',
        code,
        sent: false,
      });
      expect(server.mains).toHaveLength(1);
      expect(closes).toEqual([]);
    },
  );

  it('behavior: BE118 keeps two programs from ending each other’s session', async () => {
    const { client, server, clock, error } = await refusedWith('BE118');
    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'BE118' });
    await clock.advance(50_000);
    await expect(client.connect()).rejects.toMatchObject({ code: 'BE118', sent: false });
    await clock.advance(10_000);
    server.onMain = () => false;
    await settle(clock, client.connect());
    expect(server.commands('main')).toEqual(['login', 'login']);
  });

  it.each([
    ['EX008', 'RateLimitError'],
    ['EX005', 'VenueError'],
    ['ZZ1', 'AuthenticationError'],
  ])('behavior: %s may be tried again by hand', async (code, name) => {
    const { client, server, clock, error } = await refusedWith(code);
    expect(error).toMatchObject({ name, code });
    server.onMain = () => false;
    await settle(clock, client.connect());
    expect(client.isConnected).toBe(true);
  });
});

describe('a server that is no XAPI server', () => {
  /** Answers the first bytes of every connection. */
  async function other(answer: (socket: net.Socket) => void, extra: Partial<XapiClientOptions> = {}) {
    const clock = new VirtualClock();
    const listener = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
      cleanups.push(() => socket.destroy());
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => listener.close());
    const { port } = listener.address() as AddressInfo;
    const options = {
      transport: 'tcp',
      host: '127.0.0.1',
      mainPort: port,
      streamPort: port,
      tls: false,
    } as const;
    const client = new XapiClient({ ...options, userId: '1', password: 'canary-password', clock, ...extra });
    let closes = 0;
    client.on('close', () => {
      closes += 1;
    });
    const error = await settle(clock, rejection(client.connect()));
    expect(error.message.split('\n')).toHaveLength(1);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    expect(client.isConnected).toBe(false);
    expect(closes).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    return { error, port };
  }

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', /is no XAPI server: it answered with HTTP$/],
    [
      '<!DOCTYPE html><html><body>canary-password</body></html>',
      /is no XAPI server: it answered with a web page$/,
    ],
    ['SSH-2.0-OpenSSH_9.6\r\n', /is no XAPI server: it answered with something else than JSON$/],
    ['"text"', /is no XAPI server/],
    ['{"a":}', /is no XAPI server: it answered with broken JSON$/],
  ])('error: %j', async (text, message) => {
    const { error, port } = await other((socket) => socket.write(text));
    expect(error).toMatchObject({ name: 'ProtocolError' });
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });

  it('error: JSON of something else', async () => {
    const { error } = await other((socket) => socket.write('{"hello":"world"}'));
    expect(error).toMatchObject({ name: 'ProtocolError', path: 'status', operation: 'login' });
  });

  it('error: silence', async () => {
    const { error } = await other(() => {});
    expect(error).toMatchObject({ name: 'TimeoutError', operation: 'login', sent: true });
    expect(error.message).toMatch(/did not answer the login in time: it may be no XAPI server/);
  });

  it('error: it closes the connection', async () => {
    const { error } = await other((socket) => socket.end());
    expect(error).toMatchObject({ name: 'ConnectionError', operation: 'login', sent: true });
    expect(error.message).toMatch(/login was not answered: .* closed the connection/);
  });

  it('error: plain text where TLS was wanted', async () => {
    const { error } = await other((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), {
      tls: true,
    });
    expect(error).toMatchObject({ name: 'ConnectionError', sent: false });
  });

  it('error: a closed port', async () => {
    const clock = new VirtualClock();
    const options = { transport: 'tcp', host: '127.0.0.1', mainPort: 1, streamPort: 1, tls: false } as const;
    const client = new XapiClient({ ...options, userId: '1', password: 'pass', clock });
    const error = await settle(clock, rejection(client.connect()));
    expect(error).toMatchObject({ name: 'ConnectionError', failure: 'refused', sent: false });
  });

  it('error: garbage in the middle of a session ends it', async () => {
    for (const [which, garbage] of [
      ['mains', 'oops'],
      ['mains', '{"status":tru}'],
      ['streams', '<html>'],
      ['streams', '{"command":"tickPrices",}'],
    ] as const) {
      const { client, server, clock, closes } = await connected();
      server.onMain = () => true;
      const lost = rejection(client.getVersion());
      await clock.advanceUntil(() => server.commands('main').length === 2);
      server[which][0]?.write(garbage);
      expect(await settle(clock, lost)).toMatchObject({ name: 'ConnectionError', sent: true });
      expect(closes).toMatchObject([{ name: 'ProtocolError' }]);
      expect(client.isConnected).toBe(false);
    }
  });

  it('error: a frame over the bound ends the session', async () => {
    const { server, clock, closes } = await connected('tcp', { maxStreamFrameBytes: 2048 });
    server.streams[0]?.write(`{"command":"news","data":{"body":"${'x'.repeat(5000)}`);
    await clock.advanceUntil(() => closes.length === 1);
    expect(closes[0]?.message).toMatch(/on the stream connection: .*larger than 2048 bytes/);
  });
});

describe('secrets', () => {
  it('behavior: neither taps nor errors nor logs nor inspection show password or streamSessionId', async () => {
    const taps: FrameTapEvent[] = [];
    const made = await connected('tcp', { tap: (event) => void taps.push(event) });
    const { client, server, clock, log, errors } = made;
    await settle(clock, client.stream.getTrades());
    server.onMain = ({ customTag }, peer) => {
      const errorDescr = `no canary-password, no ${SESSION_ID}-1`;
      return peer.send({ status: false, errorCode: 'BE115', errorDescr, customTag });
    };
    const refused = await settle(clock, rejection(client.getSymbol({ symbol: 'A' })));
    server.streams[0]?.send({
      command: 'trade',
      data: { comment: 'canary-password', id: `${SESSION_ID}-1` },
    });
    server.streams[0]?.send({ status: false, errorDescr: `bad ${SESSION_ID}-1` });
    await clock.advanceUntil(() => errors.length === 1 && log.length === 1);
    const shown = [refused, errors, log, taps, client, client.stream].map((value) =>
      inspect(value, { depth: 12, showHidden: true }),
    );
    shown.push(JSON.stringify([refused, errors, taps, client]));
    for (const text of shown) expect(text).not.toContain('canary');
    expect(
      taps.map(({ direction, connection, epoch, sequence }) => [direction, connection, epoch, sequence]),
    ).toEqual([
      ['out', 'main', 1, 1],
      ['in', 'main', 1, 1],
      ['out', 'stream', 1, 1],
      ['out', 'stream', 1, 2],
      ['out', 'main', 1, 2],
      ['in', 'main', 1, 2],
      ['in', 'stream', 1, 1],
      ['in', 'stream', 1, 2],
    ]);
    expect(taps[0]?.data).toContain('"command":"login"');
  });

  it('behavior: a tap that throws has no effect', async () => {
    const tap = () => {
      throw new Error('tap');
    };
    const { client, clock } = await connected('tcp', { tap });
    expect(await settle(clock, client.getVersion())).toEqual({ version: '2.5.0' });
  });
});
