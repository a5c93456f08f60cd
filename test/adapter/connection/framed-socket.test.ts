import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { FramedSocket, type FramedSocketOptions } from '../../../src/adapter/connection/framed-socket';
import { SocketCall } from '../../../src/adapter/connection/socket-call';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ClosedError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';
import { startDeadline } from '../../../src/transport/deadline';

const closed = new ClosedError('Enough', { venue: 'xapi' });

async function setUp(options: Partial<FramedSocketOptions> = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const peers: WebSocket[] = [];
  const received: string[] = [];
  server.on('connection', (peer) => {
    peers.push(peer);
    peer.on('error', () => {});
    peer.on('message', (data) => received.push(String(data)));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const peer of peers) peer.terminate();
    server.close();
  });
  const clock = new VirtualClock();
  const events: unknown[] = [];
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/feed?key=secret`;
  const socket: FramedSocket = new FramedSocket({
    venue: 'xapi',
    label: 'main',
    target: { kind: 'websocket', url },
    epoch: 1,
    clock,
    redactor: new Redactor(),
    maxFrameBytes: 10_000,
    pace: { minIntervalMs: 100 },
    maxQueue: 10,
    silence: { staleAfterMs: 4000, lostAfterMs: 6000 },
    probe: () => void events.push('probe'),
    onText: (text) => void events.push(text),
    onStale: (ageMs) => void events.push(`stale ${Math.round(ageMs)}`),
    onFresh: () => void events.push('fresh'),
    onEnd: (error) => void events.push(error),
    ...options,
  });
  await socket.open(new AbortController().signal);
  onTestFinished(() => socket.terminate(closed));
  const until = (condition: () => boolean) => clock.advanceUntil(condition);
  await until(() => peers.length === 1);
  return { socket, clock, events, received, peer: peers[0] as WebSocket, until };
}

describe('FramedSocket', () => {
  it('default: one watchdog goes from a probe to stale to the end, and any frame makes it fresh', async () => {
    const { socket, clock, events, peer, until } = await setUp();
    await clock.advance(60_000);
    expect(events).toEqual([]);
    socket.watch();
    await clock.advance(4000);
    // A watch that stands is not begun again: what it has told would never be taken back.
    socket.watch();
    peer.send('hello');
    await until(() => events.length === 4);
    expect(events).toEqual(['probe', 'stale 4000', 'fresh', 'hello']);
    await clock.advance(6000);
    expect(events.slice(4)).toMatchObject([
      'probe',
      expect.stringContaining('stale'),
      { name: 'ConnectionError', failure: 'stale', venue: 'xapi' },
    ]);
    expect((events.at(-1) as Error).message).not.toContain('secret');
    expect([socket.isOpen, clock.pendingTimers]).toEqual([false, 0]);
  });

  it('behavior: the tap receives both directions; one that throws has no effect, one that ends it is the last', async () => {
    const tapped: unknown[] = [];
    const { socket, events, peer, received, until } = await setUp({
      tap: ({ data, direction, sequence }) => {
        tapped.push([direction, sequence, data]);
        if (data === 'end') socket.terminate(closed);
        throw new Error('tap');
      },
    });
    await socket.send('read', 'out', () => {});
    peer.send('in');
    await until(() => received.length === 1 && events.length === 1);
    peer.send('end');
    await until(() => !socket.isOpen);
    expect(tapped).toEqual([
      ['out', 1, 'out'],
      ['in', 1, 'in'],
      ['in', 2, 'end'],
    ]);
    expect(events).toEqual(['in']);
  });

  it('behavior: a usual frame is taken from the text of all bytes, as a sign of life; any other comes as its own text', async () => {
    const taken: string[] = [];
    const onUsual = (text: string, from: number, to: number): boolean => {
      const frame = text.slice(from, to);
      if (frame.startsWith('usual')) events.push(`taken ${frame}`);
      taken.push(frame);
      return frame.startsWith('usual');
    };
    const { socket, clock, events, peer, until } = await setUp({ onUsual });
    socket.watch();
    await clock.advance(4000);
    const frames = ['usual 1', 'größer', 'other', 'usual 2'];
    for (const frame of frames) peer.send(frame);
    await until(() => events.includes('taken usual 2'));
    expect(events).toEqual([
      'probe',
      'stale 4000',
      'fresh',
      'taken usual 1',
      'größer',
      'other',
      'taken usual 2',
    ]);
    expect(taken).toEqual(frames.map((frame) => Buffer.from(frame).toString('latin1')));
  });

  it('behavior: where a tap listens it sees each frame, and none is taken before', async () => {
    const tapped: string[] = [];
    const { events, peer, until } = await setUp({
      tap: ({ data }) => void tapped.push(data),
      onUsual: () => expect.fail('It was taken'),
    });
    peer.send('usual');
    await until(() => events.length === 1);
    expect([tapped, events]).toEqual([['usual'], ['usual']]);
  });

  it('error: what the taking of a usual frame throws ends the connection, and nothing is taken after it', async () => {
    let taken = 0;
    const { socket, events, peer, until } = await setUp({
      onUsual() {
        taken += 1;
        throw new Error('broken');
      },
    });
    peer.send('one');
    peer.send('two');
    await until(() => events.length === 1);
    expect(events).toMatchObject([
      { name: 'ConnectionError', failure: 'closed', cause: { message: 'broken' } },
    ]);
    expect([socket.isOpen, taken]).toEqual([false, 1]);
  });

  it('behavior: something is sent at the latest after the time that the venue allows', async () => {
    let sent = 0;
    const { socket, clock, received, until } = await setUp({
      keepAliveMs: 1000,
      keepAlive: () => {
        sent += 1;
        void socket.send('control', `ping ${sent}`, () => {});
      },
    });
    socket.keepAlive();
    await clock.advance(900);
    await socket.send('read', 'own', () => {});
    await clock.advance(999);
    expect(sent).toBe(0);
    await clock.advance(1);
    expect(sent).toBe(1);
    await until(() => received.length === 2);
    expect(received).toEqual(['own', 'ping 1']);
  });

  it('behavior: calls that wait reject with the end, each with whether it was sent', async () => {
    const { socket, clock, events, peer, until } = await setUp();
    const calls = ['a', 'b'].map((requestId) => {
      const deadline = startDeadline({ clock, timeoutMs: 60_000 });
      const call = new SocketCall<void>({ venue: 'xapi', operation: 'read', requestId, deadline });
      socket.track(call);
      return call;
    });
    calls[0]?.leaves();
    socket.track(new SocketCall<void>({ venue: 'xapi', operation: 'ping', requestId: 'own' }));
    expect(socket.pendingRequests).toBe(2);
    peer.close(4000, 'bye');
    await until(() => events.length === 1);
    expect(events).toMatchObject([{ message: expect.stringContaining('(4000: bye)'), failure: 'closed' }]);
    const errors = await Promise.all(calls.map((call) => call.promise.catch((error: unknown) => error)));
    expect(errors).toMatchObject([{ sent: true }, { sent: false }]);
    expect(socket.pendingRequests).toBe(0);
  });

  it('behavior: what the client ends is not reported, and close waits for the other side', async () => {
    const { socket, events, peer, until } = await setUp();
    let isClosed = false;
    const end = socket.close(closed).then(() => {
      isClosed = true;
    });
    await until(() => isClosed);
    await end;
    await until(() => peer.readyState === peer.CLOSED);
    await expect(socket.send('read', 'late', () => {})).rejects.toBe(closed);
    expect([events, socket.ended]).toEqual([[], closed]);
  });

  it('behavior: JSON values are reported one by one, however many a message has', async () => {
    let chunks = 0;
    const { events, peer, until } = await setUp({
      json: {
        onChunkEnd: () => {
          chunks += 1;
        },
      },
    });
    peer.send('{"a":1} {"b":2}');
    peer.send('{"c":3}');
    await until(() => chunks === 2);
    expect(events).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
    peer.send('{"d":');
    await until(() => events.length === 4);
    expect(events[3]).toMatchObject({ name: 'ProtocolError', message: expect.stringContaining('cut short') });
  });

  it('error: a server of another protocol is recognised by its first bytes', async () => {
    const { events, peer, until } = await setUp({ json: { protocol: 'XAPI' } });
    peer.send('<html>');
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('is no XAPI server: it answered with a web page'),
    });
  });
});
