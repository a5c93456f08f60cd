import type { ServerResponse } from 'node:http';
import type { FaultEffects, FaultVerb } from '../fault-rules';

/** An answer of a venue. */
export interface HttpReply {
  /** @defaultValue 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object or array is sent as JSON; a text as it is, where JSON.stringify would lose a digit. */
  readonly body: string | object;
}

/** Uses up a fault that an answer falls under, where there is one. */
export type TakeFault = <V extends FaultVerb>(verb: V) => FaultEffects[V] | undefined;

const JSON_TYPE = 'application/json; charset=utf-8';

/** A page of the web server before the venue, as for a path that does not exist. */
export function pageReply(status: number): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
  };
}

/** Sends an HTTP status instead of an answer of the venue. */
export function sendStatus(
  response: ServerResponse,
  { status, headers, body }: Pick<FaultEffects['status'], 'status' | 'headers' | 'body'>,
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
}

/** Sends an answer, under the faults that change its bytes. */
export function sendReply(response: ServerResponse, reply: HttpReply, take: TakeFault): void {
  const body = spoiled(textOf(reply.body, take), take);
  const { status = 200 } = reply;
  const headers = {
    'content-type': JSON_TYPE,
    ...reply.headers,
    ...take('headers')?.headers,
    'content-length': body.length,
  };
  const hang = take('hang');
  if (hang) {
    // Zero bytes: not even the head is sent.
    if (hang.afterBytes > 0) response.writeHead(status, headers).write(body.subarray(0, hang.afterBytes));
    return;
  }
  const slice = take('slice');
  response.writeHead(status, headers);
  if (slice) sendSliced(response, body, slice.bytes);
  else response.end(body);
}

function textOf(body: string | object, take: TakeFault): string {
  if (typeof body === 'string') return body;
  const change = Array.isArray(body) ? undefined : take('envelope');
  return JSON.stringify(change ? changed(body, change) : body);
}

function spoiled(original: string, take: TakeFault): Buffer {
  const text = take('rewrite')?.change(original) ?? original;
  const giant = take('giantBody');
  // White space is valid JSON anywhere between two values.
  const padding = giant ? ' '.repeat(Math.max(0, giant.bytes - text.length)) : '';
  let body = Buffer.from(padding === '' ? text : `${text.slice(0, -1)}${padding}${text.slice(-1)}`);
  const truncate = take('truncate');
  if (truncate) body = body.subarray(0, truncate.bytes);
  const corrupt = take('corrupt');
  if (corrupt) body[Math.min(corrupt.byte, body.length - 1)] = 0x01;
  return body;
}

function sendSliced(response: ServerResponse, body: Buffer, bytes: number): void {
  const next = (from: number): void => {
    if (response.destroyed) return;
    if (from >= body.length) response.end();
    else response.write(body.subarray(from, from + bytes), () => setImmediate(next, from + bytes));
  };
  next(0);
}

function changed(body: object, { omit, add }: FaultEffects['envelope']): object {
  const kept = Object.entries(body).filter(([key]) => !omit.includes(key));
  return { ...Object.fromEntries(kept), ...add };
}
