import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw';
import { beforeEach, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import type { PoloniexClientOptions } from '../../../src/venues/poloniex/generated/records';
import { useMswServer } from '../../setup/msw';

export const ORIGIN = 'http://127.0.0.1:5007';
export const SECRETS = { apiKey: 'CANARY-KEY-0001', apiSecret: 'canary-secret-0002/+=' } as const;

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** As it stood in the URL. */
  readonly query: string;
  readonly headers: Headers;
  /** Empty where there was none. */
  readonly body: string;
  /** What an independent reading of the document says must have been signed. */
  readonly payload: string;
  /** Whether the signature is that of the payload. */
  readonly authentic: boolean;
}

/** What the server answers: an object is sent as JSON, a text as a page, a Response itself, nothing never. */
type Answer = (seen: Seen) => unknown;

/** A REST server in msw that records what it is sent and answers as it was told. */
export function useRestServer() {
  const seen: Seen[] = [];
  let answer: Answer;
  let time: () => unknown;
  const reset = (): void => {
    seen.length = 0;
    answer = () => ({});
    time = () => Date.UTC(2026, 0, 5, 12);
  };
  beforeEach(reset);
  useMswServer(
    http.all(`${ORIGIN}/*`, async ({ request }) => {
      const entry = await read(request);
      seen.push(entry);
      const given = entry.path.endsWith('/timestamp') ? timeAnswer(time()) : answer(entry);
      const settled = await given;
      if (settled instanceof Response) return settled;
      return typeof settled === 'string' ? HttpResponse.html(settled) : HttpResponse.json(settled as object);
    }),
  );
  return {
    /** All requests but those for the time. */
    get seen(): readonly Seen[] {
      return seen.filter(({ path }) => !path.endsWith('/timestamp'));
    },
    /** Requests for the time. */
    get timestamps(): number {
      return seen.filter(({ path }) => path.endsWith('/timestamp')).length;
    },
    answers(next: Answer): void {
      answer = next;
    },
    /** Sets what GET /timestamp says: a time, or an answer as above. */
    tells(next: () => unknown): void {
      time = next;
    },
  };
}

function timeAnswer(time: unknown): unknown {
  return typeof time === 'number' ? { serverTime: time } : time;
}

async function read(request: Request): Promise<Seen> {
  const { pathname, search } = new URL(request.url);
  const query = search.replace(/^\?/, '');
  const body = await request.text();
  const stamp = `signTimestamp=${request.headers.get('signTimestamp')}`;
  const pairs = [...(query === '' ? [] : query.split('&')), stamp];
  const nameOf = (pair: string): string => pair.split('=')[0] ?? '';
  pairs.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const parameters = body === '' ? pairs.join('&') : `requestBody=${body}&${stamp}`;
  const payload = `${request.method}\n${pathname}\n${parameters}`;
  const signature = createHmac('sha256', SECRETS.apiSecret).update(payload, 'utf8').digest('base64');
  const { headers, method } = request;
  const authentic = headers.get('signature') === signature && headers.get('key') === SECRETS.apiKey;
  return { method, path: pathname, query, headers, body, payload, authentic };
}

/** A real server that tells the time and answers nothing else: msw's sockets do not say when a byte has left. */
export async function startSilentServer(): Promise<{ readonly url: string; readonly requests: number }> {
  let requests = 0;
  const silent = createServer((request, response) => {
    if (request.url === '/timestamp') response.end(`{"serverTime":${Date.UTC(2026, 0, 5, 12)}}`);
    else requests += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  return {
    url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
  };
}

/** A refusal as the venue sends it. */
export function refusal(status: number, code: number, message: string, headers: Record<string, string> = {}) {
  return HttpResponse.json({ code, message }, { status, headers });
}

/** A client with a key, whose sockets go nowhere. */
export function newClient(options: PoloniexClientOptions = {}): PoloniexClient {
  const client = new PoloniexClient({ baseUrl: ORIGIN, ...SECRETS, logger: silentLogger, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail'),
    (it: unknown) => it,
  );
  if (!(error instanceof Error)) throw new Error('It rejected with something that is no error');
  return error as Error & Record<string, unknown>;
}

/** Everything that a log could show of a value and of its causes. */
export function everything(value: unknown): string {
  let shown = '';
  for (let at: unknown = value; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause) {
    const { stack = '' } = at as { readonly stack?: string };
    shown += inspect(at, { depth: null, showHidden: true, getters: true });
    shown += `${JSON.stringify(at)}${stack}${at instanceof Error ? String(at) : ''}`;
  }
  return shown;
}
