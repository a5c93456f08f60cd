import type { ServerResponse } from 'node:http';
import type { FaultEffects, FaultRules } from '../fault-rules';
import type { Json } from './json';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends an HTTP status instead of an envelope. */
export function sendStatus(
  response: ServerResponse,
  { status, headers, body }: Pick<FaultEffects['status'], 'status' | 'headers' | 'body'>,
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
}

/** Sends an envelope, under the faults that spoil the bytes of an answer. */
export function sendEnvelope(
  response: ServerResponse,
  envelope: { readonly [name: string]: Json },
  method: string,
  rules: FaultRules,
): void {
  const change = rules.take('envelope', 'main', method);
  let text = JSON.stringify(change ? changed(envelope, change) : envelope);
  const giant = rules.take('giantBody', 'main', method);
  // White space is valid JSON anywhere between two values.
  if (giant) text = `${text.slice(0, -1)}${' '.repeat(Math.max(0, giant.bytes - text.length))}}`;
  let body = Buffer.from(text);
  const truncate = rules.take('truncate', 'main', method);
  if (truncate) body = body.subarray(0, truncate.bytes);
  const corrupt = rules.take('corrupt', 'main', method);
  if (corrupt) body[Math.min(corrupt.byte, body.length - 1)] = 0x01;
  const headers = { 'content-type': JSON_TYPE, 'content-length': body.length };
  const hang = rules.take('hang', 'main', method);
  if (hang) {
    // Zero bytes: not even the head leaves.
    if (hang.afterBytes > 0) response.writeHead(200, headers).write(body.subarray(0, hang.afterBytes));
    return;
  }
  const slice = rules.take('slice', 'main', method);
  response.writeHead(200, headers);
  if (slice) sendSliced(response, body, slice.bytes);
  else response.end(body);
}

function sendSliced(response: ServerResponse, body: Buffer, bytes: number): void {
  const next = (from: number): void => {
    if (response.destroyed) return;
    if (from >= body.length) response.end();
    else response.write(body.subarray(from, from + bytes), () => setImmediate(next, from + bytes));
  };
  next(0);
}

function changed(envelope: object, { omit, add }: FaultEffects['envelope']): object {
  const kept = Object.entries(envelope).filter(([key]) => !omit.includes(key));
  return { ...Object.fromEntries(kept), ...add };
}
