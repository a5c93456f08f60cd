import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authFrame,
  authHeaders,
  type SignedRequest,
  sign,
  signaturePayload,
  sortedQuery,
} from '../../../src/venues/poloniex/auth';
import { VECTORS } from './rest-fixture';

const { key: apiKey, secret: apiSecret, signTimestamp: stamp, vectors } = VECTORS;
const signTimestamp = Number(stamp);

/** What a caller of ours gives for each vector; one is of clients that leave the comma as it is. */
const REQUESTS: Readonly<Record<string, Omit<SignedRequest, 'signTimestamp'>>> = {
  'GET no params': { method: 'GET', path: '/accounts/balances' },
  'GET with params (sorted)': {
    method: 'GET',
    path: '/orders',
    query: { symbol: 'BTC_USDT', side: 'BUY', limit: 10, from: undefined },
  },
  'GET with a comma, value URL-encoded (docs, python SDK, ccxt)': {
    method: 'GET',
    path: '/trades',
    query: { symbols: 'BTC_USDT,ETH_USDT', limit: 5 },
  },
  'POST compact JSON body': {
    method: 'POST',
    path: '/orders',
    body: '{"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","price":"18000","quantity":"0.00025","clientOrderId":"my-1"}',
  },
  'POST python json.dumps body (spaces kept, sign the bytes sent)': {
    method: 'POST',
    path: '/orders',
    body: '{"symbol": "BTC_USDT", "side": "BUY", "type": "LIMIT", "price": "18000", "quantity": "0.00025", "clientOrderId": "my-1"}',
  },
  'PUT cancel-replace by cid': { method: 'PUT', path: '/orders/cid:my-1', body: '{"price":"18500"}' },
  'DELETE by ids with body': {
    method: 'DELETE',
    path: '/orders/cancelByIds',
    body: '{"orderIds":["32471407854219264"],"clientOrderIds":["my-1"]}',
  },
  'DELETE one, no body': { method: 'DELETE', path: '/orders/32471407854219264' },
  'WS auth': { method: 'GET', path: '/ws' },
};
const NOT_OURS = 'GET with a comma, value NOT encoded (java SDK, poloniex-node-api)';

describe('signatures', () => {
  it('behavior: a key that was prepared signs as its text does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (secret, payload) => {
        expect(sign(createSecretKey(secret, 'utf8'), payload)).toBe(sign(secret, payload));
      }),
    );
  });

  it.each(vectors)('default: $name', ({ name, payload, signature }) => {
    expect(sign(apiSecret, payload)).toBe(signature);
    if (name === NOT_OURS) return;
    const request = { ...REQUESTS[name]!, signTimestamp };
    expect(signaturePayload(request)).toBe(payload);
    expect(authHeaders({ apiKey, apiSecret }, request)).toEqual({
      key: apiKey,
      signTimestamp: stamp,
      signature,
      signatureMethod: 'HmacSHA256',
      signatureVersion: '2',
    });
  });

  it('default: every vector has its request', () => {
    expect([...Object.keys(REQUESTS), NOT_OURS].sort()).toEqual(vectors.map(({ name }) => name).sort());
  });

  it('default: the frame of the private socket', () => {
    const { text, signature } = authFrame({ apiKey, apiSecret }, signTimestamp);
    expect(signature).toBe(vectors.find(({ name }) => name === 'WS auth')!.signature);
    expect(JSON.parse(text)).toEqual({
      event: 'subscribe',
      channel: ['auth'],
      params: {
        key: apiKey,
        signTimestamp: stamp,
        signatureMethod: 'HmacSHA256',
        signatureVersion: '2',
        signature,
      },
    });
  });

  it('args: recvWindow', () => {
    const request = { method: 'GET', path: '/orders', signTimestamp };
    expect(authHeaders({ apiKey, apiSecret }, request, 5000)).toMatchObject({ recvWindow: '5000' });
  });

  it('behavior: whatever the order of the parameters, the text is sorted and encoded', () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z]{0,10}$/).filter((it) => it !== 'signTimestamp');
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (query) => {
        const reversed = Object.fromEntries(Object.entries(query).reverse());
        const text = signaturePayload({ method: 'GET', path: '/x', query, signTimestamp });
        expect(signaturePayload({ method: 'GET', path: '/x', query: reversed, signTimestamp })).toBe(text);
        const pairs = text.split('\n')[2]!.split('&');
        const names = pairs.map((pair) => decodeURIComponent(pair.split('=')[0]!));
        expect(names).toEqual([...Object.keys(query), 'signTimestamp'].sort());
        for (const pair of pairs) {
          const [shown, encoded] = pair.split('=') as [string, string];
          const meant = shown === 'signTimestamp' ? stamp : String(query[shown]);
          expect(decodeURIComponent(encoded)).toBe(meant);
          expect(encoded).not.toMatch(/[ +,&=]/);
        }
      }),
    );
  });

  it('behavior: sortedQuery leaves out what is undefined', () => {
    expect(Object.entries(sortedQuery({ b: 1, a: undefined, c: 'x' }))).toEqual([
      ['b', 1],
      ['c', 'x'],
    ]);
  });
});
