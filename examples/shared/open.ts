/**
 * Where an example runs: on an emulator in this process, or with LIVE=1 at the venue itself, with the account that the
 * variables VENUEKIT_<VENUE>_* name (docs/getting-started.md). Examples place orders: give them a demo account.
 */
import { type Broker, brokerFromEnv } from 'venuekit';
import { ChpBroker } from 'venuekit/chp';
import {
  type ChpEmulator,
  type FinnotechEmulator,
  type PoloniexEmulator,
  startEmulator,
  type XapiEmulator,
} from 'venuekit/emulators';
import { FinnotechBroker } from 'venuekit/finnotech';
import { PoloniexBroker } from 'venuekit/poloniex';
import { XapiBroker } from 'venuekit/xapi';

const isLive = process.env['LIVE'] === '1';

/** A broker that is not connected yet, and its emulator if it has one; `await using` closes both. */
interface Opened<B, E> extends AsyncDisposable {
  readonly broker: B;
  readonly emulator: E;
}

function opened<B extends Broker, E extends AsyncDisposable | undefined>(
  broker: B,
  emulator: E,
): Opened<B, E> {
  return {
    broker,
    emulator,
    async [Symbol.asyncDispose]() {
      await broker.close();
      await emulator?.[Symbol.asyncDispose]();
    },
  };
}

export async function emulatedXapi(): Promise<Opened<XapiBroker, XapiEmulator>> {
  const emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  return opened(new XapiBroker({ mainUrl, streamUrl, ...emulator.credentials }), emulator);
}

export async function emulatedPoloniex(): Promise<Opened<PoloniexBroker, PoloniexEmulator>> {
  const emulator = await startEmulator('poloniex');
  const { http, ws } = emulator.endpoints;
  const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
  return opened(new PoloniexBroker({ ...urls, ...emulator.credentials }), emulator);
}

export async function openXapi(): Promise<Opened<XapiBroker, XapiEmulator | undefined>> {
  return isLive ? opened(await brokerFromEnv('xapi'), undefined) : emulatedXapi();
}

export async function openPoloniex(): Promise<Opened<PoloniexBroker, PoloniexEmulator | undefined>> {
  return isLive ? opened(await brokerFromEnv('poloniex'), undefined) : emulatedPoloniex();
}

export async function openChp(): Promise<Opened<ChpBroker, ChpEmulator | undefined>> {
  if (isLive) return opened(await brokerFromEnv('chp'), undefined);
  const emulator = await startEmulator('chp');
  const { host, port } = emulator.endpoints.http;
  return opened(new ChpBroker({ host, port, pollIntervalMs: 200, ...emulator.credentials }), emulator);
}

export async function openFinnotech(): Promise<Opened<FinnotechBroker, FinnotechEmulator | undefined>> {
  if (isLive) return opened(await brokerFromEnv('finnotech'), undefined);
  const emulator = await startEmulator('finnotech', { alwaysOpen: true });
  const { url: baseUrl } = emulator.endpoints.http;
  return opened(new FinnotechBroker({ baseUrl, ...emulator.credentials }), emulator);
}
