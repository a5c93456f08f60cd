/**
 * What blocks of the documents need before their first line. `<!-- setup: xapi (broker, request) -->` above a block runs
 * `xapi` and puts these two values into the block's scope; all is closed behind it.
 */

import { larkHarness } from '../../examples/own-venue/harness';
import { startEmulator } from '../../src/emulators';
import { type Broker, newClientOrderId } from '../../src/index';
import { ChpBroker } from '../../src/venues/chp';
import { FinnotechBroker } from '../../src/venues/finnotech';
import { PoloniexBroker } from '../../src/venues/poloniex';
import { XapiBroker } from '../../src/venues/xapi';

/** The values of a set-up, with what closes its broker and its emulator. */
async function connected<B extends Broker, E extends AsyncDisposable, V>(broker: B, emulator: E, values: V) {
  await broker.connect();
  return {
    ...values,
    broker,
    emulator,
    clientOrderId: newClientOrderId(),
    async [Symbol.asyncDispose]() {
      await broker.close();
      await emulator[Symbol.asyncDispose]();
    },
  };
}

/** A connected broker, and a limit order that rests below the market. */
export async function xapi() {
  const emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const options = { mainUrl, streamUrl, ...emulator.credentials };
  return connected(new XapiBroker(options), emulator, {
    options,
    request: { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '1.05' } as const,
  });
}

/** A connected broker, and the id of a limit order that rests below the market. */
export async function poloniex() {
  const emulator = await startEmulator('poloniex');
  const { http, ws } = emulator.endpoints;
  const options = {
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  };
  const request = {
    symbol: 'BTC_USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: '40000',
  } as const;
  const context = await connected(new PoloniexBroker(options), emulator, { options, request });
  const { id } = await context.broker.placeOrder(request);
  return { ...context, id };
}

/** A connected broker, polled quickly, and the address of its server. */
export async function chp() {
  const emulator = await startEmulator('chp');
  const { host, port } = emulator.endpoints.http;
  const options = { host, port, pollIntervalMs: 100, ...emulator.credentials };
  return connected(new ChpBroker(options), emulator, {
    options,
    request: { symbol: 'GAZP', side: 'buy', type: 'limit', quantity: '10', price: '150' } as const,
  });
}

/** A connected broker of a stock exchange that is always open. */
export async function finnotech() {
  const emulator = await startEmulator('finnotech', { alwaysOpen: true });
  const options = { baseUrl: emulator.endpoints.http.url, ...emulator.credentials };
  return connected(new FinnotechBroker(options), emulator, { options, ...emulator.credentials });
}

/** A harness of the contract suite. */
export async function ownVenue() {
  return { harness: larkHarness(), async [Symbol.asyncDispose]() {} };
}
