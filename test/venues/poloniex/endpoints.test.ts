import { describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint, isSigned } from '../../../src/venues/poloniex/endpoints';

/** The documents' table: method, path, quota. */
const TABLE = `
GET /timestamp public
GET /markets heavyPublic
GET /markets/{symbol} heavyPublic
GET /currencies heavyPublic
GET /currencies/{currency} heavyPublic
GET /v2/currencies heavyPublic
GET /v2/currencies/{currency} heavyPublic
GET /markets/price public
GET /markets/{symbol}/price public
GET /markets/markPrice public
GET /markets/{symbol}/markPrice public
GET /markets/{symbol}/markPriceComponents public
GET /markets/ticker24h heavyPublic
GET /markets/{symbol}/ticker24h heavyPublic
GET /markets/{symbol}/candles public
GET /markets/{symbol}/orderBook public
GET /markets/{symbol}/trades public
GET /accounts private
GET /accounts/balances private
GET /accounts/{accountId}/balances private
GET /feeinfo heavyPrivate
POST /orders private
POST /orders/batch heavyPrivate
PUT /orders/{id} heavyPrivate /orders/cid:{clientOrderId}
GET /orders heavyPrivate
GET /orders/{id} private /orders/cid:{clientOrderId}
GET /orders/history heavyPrivate
DELETE /orders/{id} private /orders/cid:{clientOrderId}
DELETE /orders/cancelByIds heavyPrivate
DELETE /orders heavyPrivate
GET /trades heavyPrivate
GET /orders/{id}/trades heavyPrivate
POST /orders/killSwitch private
GET /orders/killSwitchStatus private
POST /smartorders private
PUT /smartorders/{id} heavyPrivate /smartorders/cid:{clientOrderId}
GET /smartorders heavyPrivate
GET /smartorders/{id} private /smartorders/cid:{clientOrderId}
GET /smartorders/history heavyPrivate
DELETE /smartorders/{id} private /smartorders/cid:{clientOrderId}
DELETE /smartorders/cancelByIds heavyPrivate
DELETE /smartorders heavyPrivate
`;

const endpoints: readonly Endpoint[] = Object.values(ENDPOINTS);

describe('endpoints', () => {
  it('default: every request of the table, and no other', () => {
    const lines = endpoints.map(({ method, path, quota, clientPath }) =>
      [method, path, quota, ...(clientPath === undefined ? [] : [clientPath])].join(' '),
    );
    expect(lines).toEqual(TABLE.trim().split('\n'));
  });

  it('default: what changes something goes before what reads', () => {
    for (const { method, priority, path } of endpoints) {
      if (method === 'DELETE' || path === '/orders/killSwitch') expect(priority).toBe('cancel');
      else if (method !== 'GET') expect(priority).toBe('order');
      else if (path === '/timestamp') expect(priority).toBe('control');
      else expect(priority).toBe(/\/(smart)?orders\/\{id\}$/.test(path) ? 'lookup' : 'read');
    }
  });

  it('default: the private half is signed', () => {
    for (const endpoint of endpoints) {
      const isPublic = /^\/(timestamp|markets|currencies|v2)/.test(endpoint.path);
      expect(isSigned(endpoint)).toBe(!isPublic);
    }
  });
});
