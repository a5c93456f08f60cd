import { describe, expect, it } from 'vitest';
import type { RequestSocket } from '../../../src/adapter/connection/framed-socket';
import { OneAtATime } from '../../../src/adapter/connection/one-at-a-time';
import { RequestsInFlight } from '../../../src/adapter/connection/requests-in-flight';
import { SocketCall } from '../../../src/adapter/connection/socket-call';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ConnectionError, NotConnectedError, VenueError } from '../../../src/errors';
import { startDeadline } from '../../../src/transport/deadline';

const context = { venue: 'xapi', operation: 'read', requestId: 'r-1' } as const;

/** A socket that writes at once, into a list. */
class FakeSocket implements RequestSocket {
  readonly clock = new VirtualClock();
  readonly written: string[] = [];
  refusal: Error | undefined;
  ended: ConnectionError | undefined;
  readonly #calls: Pick<SocketCall<unknown>, 'ended'>[] = [];
  readonly #enders: (() => void)[] = [];

  async send(_priority: string, text: string, beforeWrite: () => void): Promise<void> {
    if (this.refusal) throw this.refusal;
    beforeWrite();
    this.written.push(text);
  }

  track<T>(call: SocketCall<T>): void {
    this.#calls.push(call);
  }

  whenEnded(end: () => void): void {
    this.#enders.push(end);
  }

  end(): void {
    this.ended = new ConnectionError('It broke', { failure: 'reset', venue: 'xapi' });
    for (const end of this.#enders) end();
    for (const call of this.#calls) call.ended(this.ended);
  }
}

function newCall(socket: FakeSocket, timeoutMs = 1000, beforeSend?: () => void): SocketCall<string> {
  const deadline = startDeadline({ clock: socket.clock, timeoutMs, operation: 'read' });
  return new SocketCall<string>({ ...context, deadline, beforeSend });
}

const outcome = (call: SocketCall<string>): Promise<unknown> => call.promise.catch((error: unknown) => error);

describe('SocketCall', () => {
  it('behavior: its end states whether the venue may have received the request', async () => {
    const socket = new FakeSocket();
    const [unsent, sent] = [newCall(socket), newCall(socket)];
    sent.leaves();
    const cause = new ConnectionError('It broke', { failure: 'reset', venue: 'xapi', retryable: false });
    for (const call of [unsent, sent]) call.ended(cause);
    expect(await outcome(unsent)).toMatchObject({
      ...context,
      message: 'read was not sent: It broke',
      sent: false,
      failure: 'reset',
      retryable: false,
    });
    expect(await outcome(sent)).toMatchObject({ message: 'read was not answered: It broke', sent: true });
  });

  it('behavior: it settles once, and calls its listeners once', async () => {
    const call = newCall(new FakeSocket());
    let told = 0;
    call.onSettled(() => {
      told += 1;
    });
    call.resolve('first');
    call.reject(new Error('second'));
    call.onSettled(() => {
      told += 1;
    });
    expect([await call.promise, told, call.isSettled]).toEqual(['first', 2, true]);
  });

  it('behavior: the deadline ends it with whether its request was sent', async () => {
    const socket = new FakeSocket();
    const call = newCall(socket, 50);
    call.leaves();
    socket.clock.advanceSync(50);
    expect(await outcome(call)).toMatchObject({ name: 'TimeoutError', sent: true, requestId: 'r-1' });
  });

  it('error: what prevents its write is reported as not sent, another error as the cause', async () => {
    const [own, foreign] = [newCall(new FakeSocket()), newCall(new FakeSocket())];
    own.notSent(new NotConnectedError('There is no connection'));
    foreign.notSent(new Error('disk full'));
    expect(await outcome(own)).toMatchObject({ name: 'NotConnectedError', sent: false, ...context });
    expect(await outcome(foreign)).toMatchObject({
      name: 'TransportError',
      sent: false,
      cause: { message: 'disk full' },
    });
  });
});

describe('RequestsInFlight', () => {
  function setUp(most = 2) {
    const socket = new FakeSocket();
    const requests = new RequestsInFlight<string>(socket, most);
    const send = (id: string, call = newCall(socket), priority: 'read' | 'order' = 'read') => {
      requests.send({ id, text: id, priority, call });
      return call;
    };
    return { socket, requests, send };
  }

  it('behavior: answers in any order find their requests, and each once', () => {
    const { requests, send } = setUp();
    const [first, second] = [send('a'), send('b')];
    expect(requests.take('b')?.call).toBe(second);
    expect(requests.take('b')).toBeUndefined();
    expect(requests.take(undefined)).toBeUndefined();
    expect(requests.take('a')?.call).toBe(first);
    expect(requests.size).toBe(0);
  });

  it('behavior: answers that name nothing are taken in order', () => {
    const { socket, requests, send } = setUp();
    send('a');
    socket.clock.advanceSync(10);
    send('b');
    expect(requests.takeOldest()).toMatchObject({ id: 'a', sentAt: 0 });
    expect(requests.takeOldest()).toMatchObject({ id: 'b', sentAt: 10 });
    expect(requests.takeOldest()).toBeUndefined();
  });

  it('behavior: an answer that names nothing is not assigned to one of several, abandoned or dropped ones among them', () => {
    const { socket, requests, send } = setUp(1);
    send('a', newCall(socket, 10));
    socket.clock.advanceSync(10);
    send('b');
    expect(requests.takeOnly()).toBeUndefined();
    expect(requests.take('a')?.call.isSettled).toBe(true);
    const only = requests.takeOnly();
    expect(only?.id).toBe('b');
    only?.call.resolve('taken');
    for (const id of ['c', 'd', 'e', 'f']) {
      send(id, newCall(socket, 10));
      socket.clock.advanceSync(10);
    }
    expect(requests.size).toBe(3);
    for (const id of ['d', 'e']) requests.take(id);
    expect(requests.takeOnly()).toBeUndefined();
    expect(requests.take('f')).toBeDefined();
  });

  it('error: too many of one priority wait, which blocks none of another', async () => {
    const { send } = setUp(1);
    const first = send('a');
    expect(await outcome(send('b'))).toMatchObject({ name: 'OverflowError', sent: false, retryable: true });
    const { requests, send: sendOther } = setUp(1);
    sendOther('a');
    sendOther('b', undefined, 'order');
    expect(requests.size).toBe(2);
    first.resolve('done');
    expect(send('c').isSettled).toBe(false);
  });

  it('error: a request that cannot be written is not in flight', async () => {
    const { socket, requests, send } = setUp();
    socket.refusal = new NotConnectedError('There is no connection');
    expect(await outcome(send('a'))).toMatchObject({ name: 'NotConnectedError', sent: false });
    expect(requests.size).toBe(0);
  });

  it('behavior: the longest time that is left to a request in flight', () => {
    const { socket, requests, send } = setUp();
    expect(requests.remainingMs).toBe(0);
    send('a', newCall(socket, 300));
    send('b', newCall(socket, 700));
    expect(requests.remainingMs).toBe(700);
  });
});

describe('OneAtATime', () => {
  function setUp() {
    const socket = new FakeSocket();
    const requests = new OneAtATime<string>(socket, 2);
    const send = (key: string, timeoutMs?: number) => {
      const call = newCall(socket, timeoutMs);
      requests.send({ key, text: key, call });
      return call;
    };
    return { socket, requests, send };
  }

  it('behavior: the next one leaves when the one before it is answered', async () => {
    const { socket, requests, send } = setUp();
    const [first, second] = [send('a'), send('b')];
    expect(socket.written).toEqual(['a']);
    expect(requests.answer('b', 'not yet')).toBe('stray');
    expect(requests.answer('a', 'one')).toBe('taken');
    expect(socket.written).toEqual(['a', 'b']);
    const refusal = new VenueError('No', { venue: 'xapi', code: 'error' });
    expect(requests.refuse(() => refusal)).toBe('taken');
    expect([await first.promise, await outcome(second)]).toEqual(['one', refusal]);
    expect(requests.refuse(() => refusal)).toBe('stray');
  });

  it('behavior: one that was abandoned keeps its place until its answer, or for ten seconds', async () => {
    const { socket, requests, send } = setUp();
    send('a', 100);
    const second = send('a', 60_000);
    await socket.clock.advance(100);
    expect(requests.answer('a', 'late')).toBe('late');
    expect([socket.written.length, second.isSettled]).toEqual([2, false]);
    const third = send('b', 60_000);
    second.reject(new Error('given up'));
    await socket.clock.advance(9999);
    expect(socket.written).toHaveLength(2);
    await socket.clock.advance(1);
    expect(socket.written).toHaveLength(3);
    expect(requests.answer('b', 'now')).toBe('taken');
    expect(await third.promise).toBe('now');
  });

  it('behavior: nothing is left running after the end', async () => {
    const { socket, send } = setUp();
    const deadlines = [send('a', 10), send('b', 20), send('c', 20)];
    await socket.clock.advance(10);
    expect(socket.clock.pendingTimers).toBeGreaterThan(0);
    socket.end();
    await socket.clock.advance(10);
    expect(socket.clock.pendingTimers).toBe(0);
    expect(socket.written).toEqual(['a']);
    expect((await outcome(deadlines[1] as SocketCall<string>)) as Error).toMatchObject({ sent: false });
  });
});
