import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { delay, HttpResponse as Mock, http as mock } from 'msw';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { BrokerError, ValidationError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';
import { HttpClient, type HttpClientOptions, type HttpRequest } from '../../../src/transport/http/client';
import type { TapEvent } from '../../../src/transport/tap';
import { useMswServer } from '../../setup/msw';
import { certificate, closedPort, eventually, startHttp, startTcp, turns } from '../servers';

function client(baseUrl: string, options: Partial<HttpClientOptions> = {}) {
  const clock = new VirtualClock();
  const made = new HttpClient({ baseUrl, clock, ...options });
  onTestFinished(() => made.close());
  return { clock, client: made };
}

const GET: HttpRequest = {
  method: 'GET',
  path: '/markets',
  operation: 'fetchInstruments',
  requestId: 'r-1',
  venue: 'poloniex',
};

async function failure(promise: Promise<unknown>): Promise<BrokerError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail'),
    (it: unknown) => it,
  );
  expect(error).toBeInstanceOf(BrokerError);
  return error as BrokerError;
}

/** Everything that a log could show of an error. */
function everything(error: unknown): string {
  let shown = '';
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    shown += `${inspect(at, { depth: null, showHidden: true, getters: true })}${JSON.stringify(at)}${at.stack}${String(at)}`;
  }
  return shown;
}

describe('HttpClient against msw', () => {
  const seen: Request[] = [];
  useMswServer(
    mock.all('https://api.example.com/v1/*', async ({ request }) => {
      seen.push(request.clone() as Request);
      const url = new URL(request.url);
      if (url.pathname.endsWith('/hang')) await delay('infinite');
      if (url.pathname.endsWith('/broken')) return Mock.error();
      return Mock.text(`\ufeff{"path":"${url.pathname}","query":"${url.search}"}`, {
        status: Number(url.searchParams.get('status') ?? 200),
        headers: { 'Content-Type': 'application/json', 'Retry-After': '7', 'X-Proto': '1' },
      });
    }),
  );

  test('default: a request and its answer', async () => {
    const { client: api, clock } = client('https://api.example.com/v1/', { headers: { key: 'abc' } });
    const response = await api.request({
      ...GET,
      path: '/markets/{symbol}/candles',
      pathParams: { symbol: 'BTC USDT' },
      query: { limit: 5, interval: 'M 1', from: undefined },
      headers: { signature: 's' },
    });
    expect(response).toMatchObject({
      status: 200,
      text: '{"path":"/v1/markets/BTC%20USDT/candles","query":"?limit=5&interval=M%201"}',
      receivedTime: clock.now(),
    });
    expect(response.headers['content-type']).toBe('application/json');
    expect(response.headers['retry-after']).toBe('7');
    expect(Object.getPrototypeOf(response.headers)).toBeNull();
    const request = seen.pop();
    expect(request?.headers.get('key')).toBe('abc');
    expect(request?.headers.get('signature')).toBe('s');
    expect(request?.headers.get('accept')).toBe('application/json');
    expect(clock.pendingTimers).toBe(0);
  });

  test('default: a body is sent byte for byte, with its content type and no other', async () => {
    const { client: api } = client('https://api.example.com/v1');
    const body = '  {"a": 1.10, "b":"zażółć"}  ';
    await api.request({
      ...GET,
      method: 'POST',
      path: '/orders',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const request = seen.pop();
    expect(await request?.text()).toBe(body);
    expect(request?.headers.get('content-type')).toBe('application/json');
  });

  test.each([200, 201, 204, 400, 401, 403, 404, 418, 429, 500, 502, 503])(
    'behavior: %i is returned without an error',
    async (status) => {
      if (status === 204) return;
      const { client: api } = client('https://api.example.com/v1');
      const response = await api.request({ ...GET, query: { status } });
      expect(response.status).toBe(status);
      expect(response.text).toContain('/v1/markets');
    },
  );

  test('error: the deadline passes', async () => {
    const { client: api, clock } = client('https://api.example.com/v1', { timeoutMs: 5000 });
    const before = seen.length;
    const waiting = failure(api.request({ ...GET, path: '/hang' }));
    await eventually(() => seen.length > before);
    await clock.advance(5000);
    expect(await waiting).toMatchObject({
      name: 'TimeoutError',
      message: 'fetchInstruments did not finish within 5000 ms',
      timeoutMs: 5000,
      operation: 'fetchInstruments',
      requestId: 'r-1',
      venue: 'poloniex',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: the network fails below', async () => {
    const { client: api } = client('https://api.example.com/v1');
    expect(await failure(api.request({ ...GET, path: '/broken' }))).toMatchObject({
      name: 'ConnectionError',
      operation: 'fetchInstruments',
    });
  });
});

describe('HttpClient against real servers', () => {
  async function start(
    onRequest: (request: IncomingMessage, response: ServerResponse) => void,
    options: Partial<HttpClientOptions> = {},
  ) {
    let requests = 0;
    const server = await startHttp((request, response) => {
      requests += 1;
      onRequest(request, response);
    });
    return { ...server, ...client(server.url, options), requests: () => requests };
  }

  test('default: connections are kept, close releases them', async () => {
    const { client: api, sockets } = await start((_, response) => response.end('{}'));
    for (let count = 0; count < 5; count += 1) await api.request(GET);
    expect(sockets.size).toBe(1);
    api.close();
    await eventually(() => sockets.size === 0);
  });

  test('default: TLS with a given authority only', async () => {
    const tls = await certificate();
    const { url } = await startHttp((_, response) => response.end('ok'), tls);
    const { client: trusting } = client(url, { ca: tls.cert });
    expect((await trusting.request(GET)).text).toBe('ok');
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { client: strict } = client(url);
      expect(await failure(strict.request(GET))).toMatchObject({
        failure: 'tls',
        sent: false,
        retryable: false,
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test.each([301, 302, 303, 307, 308])(
    'error: %i is not followed, the other host receives nothing',
    async (status) => {
      let other = 0;
      const elsewhere = await startHttp((_, response) => {
        other += 1;
        response.end();
      });
      const { client: api, host } = await start((_, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/steal` }).end('<html>');
      });
      const error = await failure(
        api.request({ ...GET, method: 'POST', path: '/login', body: '{"password":"canary-22"}' }),
      );
      expect(error).toMatchObject({
        name: 'HttpStatusError',
        status,
        method: 'POST',
        host,
        path: '/login',
        sent: true,
        retryable: false,
        message: `${host} answered /login with ${status}: redirect refused`,
      });
      await turns();
      expect(other).toBe(0);
    },
  );

  test('behavior: 1,000 requests use 16 sockets, and a cancel is sent before the reads that wait', async () => {
    const urls: string[] = [];
    const answers: (() => void)[] = [];
    const { host, sockets } = await startHttp((request, response) => {
      urls.push(request.url ?? '');
      answers.push(() => response.end('{}'));
    });
    const { client: it } = client(`http://${host}`);
    const reads = Array.from({ length: 1000 }, () => it.request(GET));
    await eventually(() => urls.length === 12);
    // Reads leave a quarter of the sockets to what is more urgent.
    const urgent = (['order', 'order', 'order', 'cancel', 'cancel'] as const).map((priority) =>
      it.request({ ...GET, path: `/${priority}`, priority }),
    );
    await eventually(() => urls.length === 16);
    expect(urls.slice(12)).toEqual(['/order', '/order', '/cancel', '/cancel']);
    let most = 0;
    while (urls.length < 1005 || answers.length > 0) {
      most = Math.max(most, sockets.size);
      for (const answer of answers.splice(0)) answer();
      await turns(1);
    }
    await Promise.all([...reads, ...urgent]);
    expect(most).toBeLessThanOrEqual(16);
    expect(urls.indexOf('/order', 14)).toBeLessThan(20);
  });

  test('error: a request that waits for a socket until its time is over was not sent, and is never sent', async () => {
    const urls: string[] = [];
    const { host } = await startHttp((request) => void urls.push(request.url ?? ''));
    const { client: it, clock } = client(`http://${host}`, { maxSockets: 1 });
    const running = failure(it.request({ ...GET, timeoutMs: 2000 }));
    await eventually(() => urls.length === 1);
    const hook: string[] = [];
    const waiting = failure(
      it.request({
        ...GET,
        path: '/late',
        timeoutMs: 1000,
        beforeSend: () => {
          hook.push('late');
          return undefined;
        },
      }),
    );
    const signal = new AbortController();
    const given = failure(it.request({ ...GET, path: '/aborted', signal: signal.signal }));
    await clock.advance(1000);
    signal.abort();
    const named = { sent: false, operation: 'fetchInstruments', requestId: 'r-1', venue: 'poloniex' };
    expect(await waiting).toMatchObject({ ...named, name: 'TimeoutError' });
    expect(await given).toMatchObject({ ...named, name: 'AbortedError' });
    const closing = failure(it.request(GET));
    await clock.advance(1000);
    expect(await running).toMatchObject({ name: 'TimeoutError', sent: true });
    await eventually(() => urls.length === 2);
    const last = failure(it.request(GET));
    it.close();
    expect(await closing).toMatchObject({ name: 'ClosedError', sent: true });
    expect(await last).toMatchObject({ ...named, name: 'ClosedError' });
    expect([urls, hook]).toEqual([['/markets', '/markets'], []]);
  });

  test('behavior: proxy variables are ignored', async () => {
    let trapped = 0;
    const trap = await startHttp((_, response) => {
      trapped += 1;
      response.end('trap');
    });
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = trap.url;
    try {
      const { client: api } = await start((_, response) => response.end('direct'));
      expect((await api.request(GET)).text).toBe('direct');
      expect(trapped).toBe(0);
    } finally {
      for (const [at, name] of names.entries()) {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      }
    }
  });

  test('error: nothing comes, only headers come, a body stops half way', async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/nothing': () => {},
      '/headers': (response) => response.flushHeaders(),
      '/half': (response) => void response.writeHead(200, { 'content-length': '100' }).write('{"half":'),
      '/drip': (response) => void response.write('['),
    };
    const {
      client: api,
      clock,
      requests,
      sockets,
    } = await start((request, response) => answers[request.url ?? '']?.(response));
    for (const [at, path] of Object.keys(answers).entries()) {
      const waiting = failure(api.request({ ...GET, path, timeoutMs: 700 }));
      await eventually(() => requests() === at + 1);
      await turns();
      await clock.advance(700);
      expect(await waiting).toMatchObject({ name: 'TimeoutError', timeoutMs: 700, sent: true });
      expect(clock.pendingTimers).toBe(0);
    }
    await eventually(() => sockets.size === 0);
  });

  test('error: a handshake that hangs: nothing was sent', async () => {
    const { port, sockets } = await startTcp((socket) => {
      socket.resume();
      socket.on('end', () => socket.destroy());
    });
    const { client: api, clock } = client(`https://127.0.0.1:${port}`);
    const waiting = failure(api.request({ ...GET, timeoutMs: 700 }));
    await eventually(() => sockets.size === 1);
    await turns();
    await clock.advance(700);
    expect(await waiting).toMatchObject({ name: 'TimeoutError', sent: false });
    await eventually(() => sockets.size === 0);
  });

  test('error: refused: nothing was sent', async () => {
    const port = await closedPort();
    const { client: api } = client(`http://localhost:${port}`);
    expect(await failure(api.request(GET))).toMatchObject({
      name: 'ConnectionError',
      failure: 'refused',
      sent: false,
      retryable: true,
      message: `localhost:${port} refused the connection`,
      requestId: 'r-1',
    });
  });

  test('error: reset before the answer and in the middle of it', async () => {
    const { client: api } = await start((request, response) => {
      if (request.url === '/early') return void request.socket.resetAndDestroy();
      response.writeHead(200, { 'content-length': '100' }).write('{"half":');
      setImmediate(() => request.socket.resetAndDestroy());
    });
    for (const path of ['/early', '/half']) {
      expect(await failure(api.request({ ...GET, path }))).toMatchObject({
        name: 'ConnectionError',
        failure: 'reset',
        sent: true,
      });
    }
  });

  test('error: a body that ends before its length', async () => {
    const { client: api } = await start((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":');
      setImmediate(() => request.socket.end());
    });
    expect(await failure(api.request(GET))).toMatchObject({
      name: 'ConnectionError',
      failure: 'reset',
      sent: true,
    });
  });

  test('error: a pooled connection that the server drops: it may have received the request', async () => {
    const { client: api } = await start((request, response) => {
      if (request.url === '/second') return void request.socket.destroy();
      response.end('{}');
    });
    await api.request(GET);
    expect(await failure(api.request({ ...GET, path: '/second' }))).toMatchObject({
      failure: 'reset',
      sent: true,
    });
  });

  test('error: a server that speaks no HTTP', async () => {
    const { port } = await startTcp((socket) => socket.end('{"status":false}\n\n'));
    const { client: api } = client(`http://127.0.0.1:${port}`);
    expect(await failure(api.request(GET))).toMatchObject({ name: 'ProtocolError', sent: true });
  });

  test('error: bodies over the bound: a gzip bomb, an endless one, a long one', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const {
      client: api,
      sockets,
      host,
    } = await start(
      (request, response) => {
        if (request.url === '/bomb')
          return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
        if (request.url === '/long') return void response.end('x'.repeat(100_001));
        const more = (): void => {
          if (response.write('x'.repeat(10_000))) setImmediate(more);
          else response.once('drain', more);
        };
        more();
      },
      { maxBodyBytes: 100_000 },
    );
    const before = process.memoryUsage().arrayBuffers;
    for (const path of ['/bomb', '/endless', '/long']) {
      const error = await failure(api.request({ ...GET, path }));
      expect(error).toMatchObject({
        name: 'ProtocolError',
        message: `${host} answered ${path} with more than 100000 bytes`,
        sent: true,
      });
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    await eventually(() => sockets.size === 0);
  });

  test('behavior: compressed answers, a body at the bound, an empty one', async () => {
    const text = JSON.stringify({ name: 'zażółć', filler: 'x'.repeat(90_000) });
    const { client: api } = await start(
      (request, response) => {
        if (request.url === '/empty') return void response.end();
        if (request.url === '/full') return void response.end('y'.repeat(100_000));
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
      },
      { maxBodyBytes: 100_000 },
    );
    expect((await api.request({ ...GET, path: '/gzip' })).text).toBe(text);
    expect((await api.request({ ...GET, path: '/full' })).text).toHaveLength(100_000);
    expect((await api.request({ ...GET, path: '/empty' })).text).toBe('');
  });

  test('behavior: UTF-8 split over chunks', async () => {
    const text = '{"symbol":"فملی","note":"Złoty 😀"}';
    const { client: api } = await start((_, response) => {
      const bytes = Buffer.from(text);
      let at = 0;
      const next = (): void => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, ++at));
        setImmediate(next);
      };
      next();
    });
    expect((await api.request(GET)).text).toBe(text);
  });

  test('error: a body that is not what its encoding says', async () => {
    const { client: api } = await start(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
    );
    const error = await failure(api.request(GET));
    expect(error).toMatchObject({ name: 'ProtocolError', sent: true });
    expect(error.message).toMatch(/cannot be decompressed$/);
  });

  test('error: aborted before, while connecting nothing, while waiting', async () => {
    const { client: api, requests, sockets } = await start(() => {});
    expect(await failure(api.request({ ...GET, signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortedError',
      sent: false,
    });
    expect(requests()).toBe(0);
    const controller = new AbortController();
    const waiting = failure(api.request({ ...GET, signal: controller.signal }));
    await eventually(() => requests() === 1);
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortedError', sent: true, requestId: 'r-1' });
    await eventually(() => sockets.size === 0);
  });

  test('error: close ends what runs and what follows', async () => {
    const { client: api, clock, requests } = await start(() => {});
    const waiting = failure(api.request(GET));
    await eventually(() => requests() === 1);
    api.close();
    api.close();
    expect(await waiting).toMatchObject({ name: 'ClosedError', sent: true });
    expect(await failure(api.request(GET))).toMatchObject({
      name: 'ClosedError',
      sent: false,
      requestId: 'r-1',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['an absolute URL', { path: 'https://evil.example/' }],
    ['a host in the path', { path: '//evil.example/' }],
    ['a way up', { path: '/markets/{symbol}', pathParams: { symbol: '..' } }],
    ['a line break', { path: '/markets/{symbol}', pathParams: { symbol: 'a\r\nx: y' } }],
    ['a bad query value', { query: { limit: Number.NaN } }],
    ['a bad header', { headers: { key: 'canary\r\n22' } }],
    ['a bad time limit', { timeoutMs: 0 }],
  ])('args: %s is refused before a byte leaves', async (_, part) => {
    const { client: api, requests, sockets } = await start((_request, response) => response.end());
    expect(await failure(api.request({ ...GET, ...part }))).toBeInstanceOf(ValidationError);
    await turns();
    expect(requests()).toBe(0);
    expect(sockets.size).toBe(0);
  });

  test.each([
    ['plain text beyond loopback', { baseUrl: 'http://example.com' }],
    ['a query', { baseUrl: 'https://example.com/?a=1' }],
    ['credentials', { baseUrl: 'https://canary:canary@example.com' }],
    ['another scheme', { baseUrl: 'wss://example.com' }],
    ['a bad header', { headers: { 'x y': '1' } }],
    ['a bad time limit', { timeoutMs: -1 }],
  ])('args: options with %s', (_, part) => {
    expect(() => client('https://example.com', part)).toThrow(ValidationError);
  });

  test('args: allowInsecure', () => {
    expect(() => client('http://example.com', { allowInsecure: 'i-understand' })).not.toThrow();
  });

  test('behavior: the tap receives both frames, without secrets', async () => {
    const redactor = new Redactor();
    redactor.add('canary-session');
    const events: TapEvent[] = [];
    const { client: api, clock } = await start((_, response) => response.end('{"token":"canary-a","n":1}'), {
      redactor,
      headers: { authorization: 'canary-b' },
      tap: (event) => {
        events.push(event);
        throw new Error('tap');
      },
    });
    await api.request({
      ...GET,
      method: 'POST',
      path: '/x/{id}',
      pathParams: { id: 'canary-session' },
      query: { signature: 'canary-c', limit: 1 },
      body: '{"password":"canary-d","a":2}',
    });
    expect(events).toEqual([
      {
        direction: 'out',
        connection: 'http',
        time: clock.now(),
        data: 'POST /x/[redacted]?signature=[redacted]&limit=1\n{"password":"[redacted]","a":2}',
      },
      { direction: 'in', connection: 'http', time: clock.now(), data: '200\n{"token":"[redacted]","n":1}' },
    ]);
  });

  test('error: no secret in any error, whatever happens', async () => {
    const port = await closedPort();
    const { url } = await startHttp((request, response) => {
      request.resume();
      if (request.url?.startsWith('/reset')) return void request.socket.resetAndDestroy();
      if (request.url?.startsWith('/redirect')) {
        return void response
          .writeHead(307, { location: 'https://canary.example/canary', 'set-cookie': 'canary' })
          .end('canary');
      }
      if (request.url?.startsWith('/gzip'))
        return void response.writeHead(200, { 'content-encoding': 'gzip' }).end('canary');
      if (request.url?.startsWith('/long')) return void response.end('canary'.repeat(1000));
      if (request.url?.startsWith('/cut')) {
        response.writeHead(200, { 'content-length': '1000', 'x-token': 'canary' }).write('canary');
        return void setImmediate(() => request.socket.destroy());
      }
    });
    const secret: HttpRequest = {
      ...GET,
      method: 'POST',
      path: '/x',
      query: { signature: 'canary' },
      body: '{"login":"canary","password":"canary"}',
      headers: { authorization: 'canary', key: 'canary', cookie: 'canary' },
    };
    const errors: BrokerError[] = [];
    const { client: api, clock } = client(url, { maxBodyBytes: 1000, headers: { 'x-api-key': 'canary' } });
    for (const path of ['/reset', '/redirect', '/gzip', '/long', '/cut']) {
      errors.push(
        await failure(api.request({ ...secret, path: `${path}/{id}`, pathParams: { id: 'canary' } })),
      );
    }
    const hanging = failure(api.request({ ...secret, path: '/hang', timeoutMs: 10 }));
    await clock.advance(10);
    errors.push(await hanging);
    const controller = new AbortController();
    const aborted = failure(api.request({ ...secret, path: '/hang', signal: controller.signal }));
    controller.abort();
    errors.push(await aborted);
    const closing = failure(api.request({ ...secret, path: '/hang' }));
    api.close();
    errors.push(await closing);
    errors.push(await failure(client(`http://127.0.0.1:${port}`).client.request(secret)));
    expect(errors.map(({ name }) => name)).toEqual([
      'ConnectionError',
      'HttpStatusError',
      'ProtocolError',
      'ProtocolError',
      'ConnectionError',
      'TimeoutError',
      'AbortedError',
      'ClosedError',
      'ConnectionError',
    ]);
    for (const error of errors) {
      expect(everything(error)).not.toContain('canary');
      expect(error).toMatchObject({ operation: 'fetchInstruments', requestId: 'r-1', venue: 'poloniex' });
    }
    expect(inspect(api, { depth: null, showHidden: true })).not.toContain('canary');
  });
});
