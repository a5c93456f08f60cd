import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw';
import { onTestFinished } from 'vitest';
import { ChpApi } from '../../../src/venues/chp/client/api';
import { ChpClient } from '../../../src/venues/chp/client/client';
import type { ChpApiOptions } from '../../../src/venues/chp/generated/records';
import type { ChpNamedOptions } from '../../../src/venues/chp/types/client';
import { useMswServer } from '../../setup/msw';

export const HOST = '127.0.0.1';
export const ORIGIN = `http://${HOST}:5001`;
export const SECRETS = { password: 'canary-Пароль-77', token: 'canary-token-88' } as const;

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly contentType: string | null;
  /** The body's text, so that digits can be compared. */
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** What the server answers: an object is sent as JSON, a text as it is, a Response itself. */
type Answer = unknown | ((seen: Seen) => unknown);

/** A CHP server in msw that records what it is sent and answers as it was told. */
export function useChpServer() {
  const seen: Seen[] = [];
  let answer: Answer;
  const server = useMswServer(
    http.all(`${ORIGIN}/*`, async ({ request }) => {
      const text = await request.text();
      const path = new URL(request.url).pathname;
      const entry: Seen = {
        method: request.method,
        path,
        contentType: request.headers.get('content-type'),
        text,
        body: JSON.parse(text) as Record<string, unknown>,
      };
      seen.push(entry);
      const given = typeof answer === 'function' ? (answer as (seen: Seen) => unknown)(entry) : answer;
      if (given instanceof Response) return given;
      return typeof given === 'string' ? HttpResponse.html(given) : HttpResponse.json(given as object);
    }),
  );
  return {
    server,
    seen,
    /** Sets the answer and forgets what was seen. */
    answers(next: Answer): void {
      seen.length = 0;
      answer = next;
    },
  };
}

export function newApi(options: Partial<ChpApiOptions> = {}): ChpApi {
  const api = new ChpApi({ host: HOST, ...options });
  onTestFinished(() => api.close());
  return api;
}

export function newClient(options: Partial<ChpNamedOptions> = {}, port = 5001): ChpClient {
  const client = new ChpClient(HOST, port, 'user_login', SECRETS.password, {
    token: SECRETS.token,
    ...options,
  });
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
