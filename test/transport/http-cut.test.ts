import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';
import { HttpClient } from '../../src/transport/http/client';
import { eventually, startTcp } from './servers';

const WHOLE = '{"answer":1,"more":"0123456789"}';
const HALF = WHOLE.slice(0, 15);
const head = (headers: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`;

/** What the first answer is; every later one is whole. */
const CUTS: Readonly<Record<string, (socket: Socket) => void>> = {
  'content-length, and the end': (socket) => void socket.end(head(`content-length: ${WHOLE.length}`) + HALF),
  'content-length, and silence': (socket) =>
    void socket.write(head(`content-length: ${WHOLE.length}`) + HALF),
  'content-length, and a reset': (socket) => {
    socket.write(head(`content-length: ${WHOLE.length}`) + HALF, () => socket.resetAndDestroy());
  },
  'a chunk, and the end': (socket) => void socket.end(`${head('transfer-encoding: chunked')}20\r\n${HALF}`),
  'a chunk, and silence': (socket) => void socket.write(`${head('transfer-encoding: chunked')}20\r\n${HALF}`),
  'between chunks, and the end': (socket) =>
    void socket.end(`${head('transfer-encoding: chunked')}f\r\n${HALF}\r\n`),
};

async function bench(first: (socket: Socket) => void) {
  const requests: string[] = [];
  const { port } = await startTcp((socket) => {
    socket.on('data', (data) => {
      requests.push(data.toString().split(' ')[1] as string);
      if (requests.length === 1) first(socket);
      else socket.write(`${head('content-length: 8')}{"ok":2}`);
    });
    socket.on('end', () => socket.end());
  });
  const clock = new VirtualClock();
  const http = new HttpClient({ baseUrl: `http://127.0.0.1:${port}`, clock });
  onTestFinished(() => http.close());
  return { http, clock, requests };
}

test.each(Object.keys(CUTS))(
  'error: a body cut short, %s, is no answer and may have been sent',
  async (how) => {
    const { http, clock, requests } = await bench((socket) => CUTS[how]?.(socket));
    let settled = false;
    const call = http.request({ method: 'POST', path: '/order', body: '{}', timeoutMs: 5000 }).then(
      ({ text }) => text,
      (error: unknown) => error,
    );
    void call.finally(() => {
      settled = true;
    });
    await clock.advanceUntil(() => settled, { limitMs: 6000 });
    const name = how.endsWith('silence') ? 'TimeoutError' : 'ConnectionError';
    expect(await call).toMatchObject({ name, sent: true });
    // Nothing is sent again, and the next answer is the one of the next request.
    const next = await http.request({ method: 'GET', path: '/next' });
    expect([next.text, requests]).toEqual(['{"ok":2}', ['/order', '/next']]);
  },
);

test('behavior: what is sent beyond its content-length is never taken for the next answer', async () => {
  for (const apart of [false, true]) {
    const stray = `${head('content-length: 9')}{"bad":1}`;
    const { http, requests } = await bench((socket) => {
      const first = `${head('content-length: 8')}{"ok":1}`;
      socket.write(apart ? first : first + stray);
      if (apart) setImmediate(() => socket.write(stray));
    });
    await http.request({ method: 'GET', path: '/first' }).catch(() => {});
    await eventually(() => requests.length === 1);
    const next = await http.request({ method: 'GET', path: '/next' }).then(
      ({ text }) => text,
      (error: Error) => error.name,
    );
    expect(['{"ok":2}', 'ConnectionError', 'ProtocolError']).toContain(next);
  }
});
