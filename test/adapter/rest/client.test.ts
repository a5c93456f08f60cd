import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { notJsonError, type RestAnswer, type RestPayload } from '../../../src/adapter/rest/answer';
import { type RestAuthorization, RestClient, type RestRules } from '../../../src/adapter/rest/client';
import type { RestEndpoint } from '../../../src/adapter/rest/endpoint';
import { rawOf } from '../../../src/adapter/schema/raw-records';
import { listOf, RecordMismatch, readerOf } from '../../../src/adapter/schema/reader';
import type { FrameTapEvent } from '../../../src/broker';
import { silentLogger } from '../../../src/core/logger';
import { systemRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { AuthenticationError, VenueError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';
import { useMswServer } from '../../setup/msw';

const ORIGIN = 'http://127.0.0.1:5010';

const read = listOf(readerOf(z.object({ id: z.string() })));
const args = z.strictObject({ symbol: z.string('must be a symbol'), limit: z.int().optional() });
const ENDPOINTS = {
  get: { method: 'GET', path: '/rows/{symbol}', priority: 'read', quota: 'slow', args, read },
  place: { method: 'POST', path: '/rows', priority: 'order', read, parts: () => ({ body: '{}' }) },
  open: { method: 'GET', path: '/clients/{clientId}/open', priority: 'read', read },
} as const satisfies Readonly<Record<string, RestEndpoint>>;

interface Used extends RestAuthorization {
  readonly key: string;
}

let answers: (() => Response)[] = [];
const seen: { readonly url: URL; readonly method: string; readonly key: string | null }[] = [];
const ROWS = [{ id: '1' }, { id: '2' }];
const done = (): Response => HttpResponse.json({ rows: ROWS });
const refused = (): Response => HttpResponse.json({ error: 'key' }, { status: 401 });

beforeEach(() => {
  answers = [];
  seen.length = 0;
});
useMswServer(
  http.all(`${ORIGIN}/*`, ({ request }) => {
    seen.push({
      url: new URL(request.url),
      method: request.method,
      key: request.headers.get('x-key'),
    });
    return (answers.shift() ?? done)();
  }),
);

/** A client whose keys are numbered, and what became of them. */
function newClient(options: { readonly raw?: boolean; readonly clock?: VirtualClock } = {}) {
  const redactor = new Redactor();
  const frames: FrameTapEvent[] = [];
  const released: string[] = [];
  let keys = 0;
  const authorization = (): Used => {
    keys += 1;
    const key = `canary-key-${keys}`;
    redactor.add(key);
    const release = (): void => void released.push(key);
    return { key, headers: () => ({ 'x-key': key }), query: { nonce: keys }, release };
  };
  const rules: RestRules<RestEndpoint, RestPayload, Used> = {
    open: ({ status, value }: RestAnswer, _, { operation }) => {
      if (status === 401) throw new AuthenticationError('no', { code: '401', operation, sent: true });
      if (status >= 400) throw new VenueError('refused', { code: 'x', operation, sent: true });
      if (typeof value !== 'object' || value === null) throw new RecordMismatch('', 'must be an object');
      return { at: 'rows', value: Reflect.get(value, 'rows') };
    },
    authorize: async () => authorization(),
    renew: async (error) => (error instanceof AuthenticationError ? authorization() : undefined),
  };
  const settings = {
    baseUrl: ORIGIN,
    timeoutMs: 1000,
    maxBodyBytes: 10_000,
    maxSockets: 4,
    clock: options.clock ?? new VirtualClock(),
    raw: options.raw ?? false,
    random: systemRandom,
    logger: silentLogger,
    allowInsecure: undefined,
    tap: (frame: FrameTapEvent) => void frames.push(frame),
  };
  const client = new RestClient(
    {
      venue: 'test',
      settings,
      redactor,
      quotas: { slow: { capacity: 1, refillPerSecond: 1 } },
      maxPending: 2,
      pathParams: { clientId: 'me' },
      mask: (frame) => frame.replace('"id":"2"', '"id":"[masked]"'),
    },
    rules,
  );
  onTestFinished(() => client.close());
  return { client, frames, released };
}

async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return (await promise.then(
    () => new Error('It did not fail'),
    (error: unknown) => error,
  )) as Error & Record<string, unknown>;
}

describe('RestClient', () => {
  it('default: arguments go into the path and the query, an answer comes out as its records', async () => {
    const { client, released } = newClient({ raw: true });
    const given = { symbol: 'A/B', limit: 5 };
    await expect(failure(client.call('get', ENDPOINTS.get, given))).resolves.toMatchObject({ sent: false });
    const { result, payload } = await client.call('get', ENDPOINTS.get, { ...given, symbol: 'A B' });
    expect(result).toEqual(ROWS);
    expect(payload.at).toBe('rows');
    expect(rawOf(result[1]!)).toEqual({ id: '2' });
    expect(seen.map(({ url, key }) => [url.pathname, url.search, key])).toEqual([
      ['/rows/A%20B', '?nonce=1&limit=5', 'canary-key-1'],
    ]);
    expect(released).toEqual(['canary-key-1']);
  });

  it('behavior: a value that all paths share goes where it is named', async () => {
    await newClient().client.call('open', ENDPOINTS.open);
    expect(seen[0]?.url.pathname).toBe('/clients/me/open');
  });

  it('behavior: a tap receives numbered frames, masked', async () => {
    const { client, frames } = newClient();
    await client.call('open', ENDPOINTS.open);
    expect(frames.map(({ direction, epoch, sequence }) => [direction, epoch, sequence])).toEqual([
      ['out', 1, 1],
      ['in', 1, 1],
    ]);
    expect(frames[1]?.data).toContain('[masked]');
  });

  it('behavior: a read whose authorization is refused is sent once more, with a new one', async () => {
    const { client, released } = newClient();
    answers = [refused];
    expect((await client.call('open', ENDPOINTS.open)).result).toEqual(ROWS);
    expect(seen.map(({ key }) => key)).toEqual(['canary-key-1', 'canary-key-2']);
    answers = [refused, refused];
    expect(await failure(client.call('open', ENDPOINTS.open))).toMatchObject({ code: '401' });
    expect(seen).toHaveLength(4);
    expect(released).toHaveLength(4);
  });

  it('behavior: a write is never sent again', async () => {
    answers = [refused];
    expect(await failure(newClient().client.call('place', ENDPOINTS.place))).toMatchObject({ code: '401' });
    expect(seen).toHaveLength(1);
  });

  it('behavior: another refusal is the outcome', async () => {
    answers = [() => HttpResponse.json({}, { status: 400 })];
    expect(await failure(newClient().client.call('open', ENDPOINTS.open))).toMatchObject({ code: 'x' });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [undefined, 'arguments'],
    [{ symbol: 5 }, 'symbol'],
    [{ symbol: 'A', other: 1 }, 'other'],
  ])('args: %j is refused for %s before anything is sent', async (given, field) => {
    const error = await failure(newClient().client.call('get', ENDPOINTS.get, given));
    expect(error).toMatchObject({
      name: 'ValidationError',
      field,
      operation: 'get',
      venue: 'test',
      sent: false,
    });
    expect(seen).toEqual([]);
  });

  it.each([
    [{ requestId: '' }, 'requestId'],
    [{ beforeSend: 5 }, 'beforeSend'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
  ])('args: the option %j', async (options, field) => {
    const error = await failure(newClient().client.call('open', ENDPOINTS.open, {}, options as object));
    expect(error).toMatchObject({ name: 'ValidationError', field, sent: false });
  });

  it('error: a record that breaks its schema is named, with a sample without secrets', async () => {
    answers = [() => HttpResponse.json({ rows: [{ id: '1' }, { id: 5, note: 'canary-key-1' }] })];
    const error = await failure(newClient().client.call('open', ENDPOINTS.open, {}, { requestId: 'mine' }));
    expect(error).toMatchObject({
      name: 'ProtocolError',
      path: 'rows[1].id',
      sample: '{"id":5,"note":"[redacted]"}',
      requestId: 'mine',
      operation: 'open',
      sent: true,
    });
    answers = [() => HttpResponse.json({ rows: [{ id: 5 }] })];
    const secret = { ...ENDPOINTS.open, isSecret: true } as const;
    expect(await failure(newClient().client.call('open', secret))).not.toHaveProperty('sample');
  });

  it('error: 429 pauses its class of requests for the requested time', async () => {
    const clock = new VirtualClock();
    const { client } = newClient({ clock });
    answers = [() => new HttpResponse('<html>', { status: 429, headers: { 'retry-after': '3' } })];
    const error = await failure(client.call('get', ENDPOINTS.get, { symbol: 'A' }));
    expect(error).toMatchObject({ name: 'RateLimitError', code: '429', retryAfterMs: 3000, sent: true });
    const late = await failure(client.call('get', ENDPOINTS.get, { symbol: 'A' }));
    expect(late).toMatchObject({ name: 'RateLimitError', operation: 'get', sent: false });
    await client.call('open', ENDPOINTS.open);
    await clock.advance(3000);
    await client.call('get', ENDPOINTS.get, { symbol: 'A' });
    expect(seen).toHaveLength(3);
  });

  it('error: too many of one priority', async () => {
    const { client } = newClient();
    const never = () => new Promise<never>(() => {});
    const waiting = [1, 2].map(() => failure(client.run('wait', {}, never)));
    expect(await failure(client.run('wait', {}, never))).toMatchObject({
      name: 'RateLimitError',
      operation: 'wait',
      sent: false,
    });
    expect(waiting).toHaveLength(2);
  });

  it('error: what beforeSend throws prevents the send, and its authorization is released', async () => {
    const { client, released } = newClient();
    const beforeSend = (): void => {
      throw new Error('no disk');
    };
    const error = await failure(client.call('place', ENDPOINTS.place, {}, { beforeSend }));
    expect(error).toMatchObject({ name: 'AbortedError', operation: 'place', sent: false });
    expect([seen.length, released.length]).toEqual([0, 1]);
  });

  it('error: a closed client ends what runs, and accepts no more', async () => {
    const { client } = newClient();
    const running = failure(
      client.run(
        'wait',
        {},
        ({ deadline }) =>
          new Promise((_, reject) => {
            deadline.signal.addEventListener('abort', () => reject(deadline.reason));
          }),
      ),
    );
    client.close();
    expect(await running).toMatchObject({ name: 'ClosedError', operation: 'wait', venue: 'test' });
    expect(await failure(client.call('open', ENDPOINTS.open))).toMatchObject({
      name: 'ClosedError',
      sent: false,
    });
  });
});

describe('notJsonError', () => {
  const call = { venue: 'test', operation: 'createOrder', requestId: 'id-1' };

  it.each([
    [200, '<html>', 'HttpStatusError', true],
    [404, '<html>', 'HttpStatusError', false],
    [503, '', 'HttpStatusError', true],
    [429, '<html>', 'RateLimitError', true],
    [200, ' ', 'ProtocolError', false],
  ])('default: HTTP %i with %j is a %s', (status, text, name, retryable) => {
    expect(notJsonError({ status, text }, call)).toMatchObject({ ...call, name, retryable, sent: true });
  });
});
