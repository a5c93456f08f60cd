import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import type { Faults } from '../../src/emulators/faults';
import { isBrokerError } from '../../src/errors';
import { printed } from '../../src/testing/check';
import { echoedForms, echoedTexts } from '../../src/testing/echo-forms';
import { ChpClient } from '../../src/venues/chp';
import { FinnotechClient } from '../../src/venues/finnotech';
import { PoloniexClient } from '../../src/venues/poloniex';
import { XapiClient } from '../../src/venues/xapi';

const SECRET = 'canary-"pa\\ss/word"-ż';
const NAME = '9912345678';

/** A client at a venue of its own, and calls of every kind that it has. */
interface World {
  readonly faults: Faults;
  /** The venue's own words for "no" with a text in each of its places. */
  refusal(text: string, honest: string): string;
  connect(): Promise<unknown>;
  calls(): readonly Promise<unknown>[];
  close(): Promise<void>;
}

const written: unknown[] = [];
const shared = { logger: silentLogger, tap: (frame: unknown) => void written.push(frame), timeoutMs: 2000 };
const open: World[] = [];

const VENUES: Readonly<Record<string, () => Promise<World>>> = {
  async chp() {
    const account = { login: NAME, password: SECRET, token: `${SECRET}-token` };
    const emulator = await startEmulator('chp', { accounts: [account] });
    const { host, port } = emulator.endpoints.http;
    const client = new ChpClient({ ...account, host, port, ...shared });
    return {
      faults: emulator.faults,
      refusal(text) {
        const inner = [{ method: text, reason: text, additional: text, message: text }];
        const echoed = { method: text, result: false, reason: text, additional: text };
        return JSON.stringify({ ...echoed, dataParam: [text], dataError: inner, errorData: inner });
      },
      connect: () => client.connect(),
      calls: () => [
        client.connect(),
        client.getSymbols(),
        client.updateQuote(),
        client.getBars({ symbol: 'GAZP', interval: 1, since: '2026-01-05T10:00:00.000', count: 5 }),
        // What Listen answers is the answer itself: its members are data, its inspection and JSON are not.
        client.listenQuotes('GAZP').then((answers) => {
          throw new Error(
            `${inspect(answers, { depth: null, showHidden: true })} ${JSON.stringify(answers)}`,
          );
        }),
      ],
      async close() {
        client.close();
        await emulator.close();
      },
    };
  },
  async xapi() {
    const emulator = await startEmulator('xapi', { accounts: [{ userId: NAME, password: SECRET }] });
    const { host, mainPort, streamPort } = emulator.endpoints.tcp;
    const endpoint = { transport: 'tcp', tls: false, host, mainPort, streamPort } as const;
    const options = { userId: NAME, password: SECRET, ...endpoint, ...shared };
    const client = new XapiClient(options);
    client.on('error', (error) => void written.push(error));
    client.stream.on('error', (error) => void written.push(error));
    return {
      faults: emulator.faults,
      refusal(text, honest) {
        const { customTag } = JSON.parse(honest) as { customTag?: string };
        return JSON.stringify({ status: false, errorCode: text, errorDescr: text, customTag });
      },
      connect: () => client.connect(),
      calls: () => [
        client.getAllSymbols(),
        client.getTrades({ openedOnly: true }),
        new XapiClient(options).connect(),
      ],
      async close() {
        client.disconnect();
        await emulator.close();
      },
    };
  },
  async finnotech() {
    const credentials = { clientId: 'client', clientSecret: SECRET, nid: NAME };
    const emulator = await startEmulator('finnotech', { clients: [credentials] });
    const client = new FinnotechClient({ ...credentials, baseUrl: emulator.endpoints.http.url, ...shared });
    return {
      faults: emulator.faults,
      refusal: (text) =>
        JSON.stringify({
          trackId: text,
          responseCode: text,
          status: 'FAILED',
          error: { code: text.slice(0, 200), message: text },
        }),
      connect: () => client.token(),
      calls: () => [client.companiesIdInquiry(), client.tradesRealtime(), client.requestToken()],
      async close() {
        client.close();
        await emulator.close();
      },
    };
  },
  async poloniex() {
    const account = { apiKey: NAME, apiSecret: SECRET };
    const emulator = await startEmulator('poloniex', { accounts: [account] });
    const { http, ws } = emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    const client = new PoloniexClient({ ...account, ...urls, ...shared });
    return {
      faults: emulator.faults,
      refusal: (text) => JSON.stringify({ event: 'error', code: text, message: text }),
      connect: () => Promise.all([client.publicSocket.connect(), client.privateSocket.connect()]),
      calls: () => [
        client.getMarkets(),
        client.getAccounts(),
        client.publicSocket.subscribe({ channel: 'ticker', symbols: ['BTC_USDT'] }),
        client.privateSocket.subscribe({ channel: 'orders', symbols: ['BTC_USDT'] }),
      ],
      async close() {
        await client.close();
        await emulator.close();
      },
    };
  },
};

afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

async function failuresOf(world: World): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(world.calls());
  return settled.map((one) => {
    expect(one.status).toBe('rejected');
    return 'reason' in one ? one.reason : undefined;
  });
}

describe.each(Object.keys(VENUES))('a client of %s', (venue) => {
  test.each(['refusal', 'page'])(
    'error: a %s that echoes its credentials shows none of them',
    async (kind) => {
      written.length = 0;
      const world = await (VENUES[venue] as () => Promise<World>)();
      open.push(world);
      let echoed: string | undefined;
      const change = (honest: string): string => {
        if (echoed === undefined) return honest;
        return kind === 'refusal' ? world.refusal(echoed, honest) : `<html><body>${echoed}</body></html>`;
      };
      world.faults.rules.add('rewrite', { change }, {}, Number.POSITIVE_INFINITY);
      await world.connect();
      // After a page the connections of XAPI are gone: one text shows all that there is.
      const texts = kind === 'page' ? [{ echoed: SECRET, hidden: [SECRET] }] : echoedTexts([SECRET, NAME]);
      for (const { echoed: text, hidden } of texts) {
        echoed = text;
        const errors = await failuresOf(world);
        echoed = undefined;
        for (const shown of [...errors, ...written.splice(0)].flatMap(printed)) {
          for (const one of hidden) expect(shown).not.toContain(one);
        }
        expect(errors.some(isBrokerError)).toBe(true);
      }
    },
  );
});

describe('the reason of a WebSocket close', () => {
  test.each(['xapi', 'poloniex'])('error: of %s shows no credentials', async (venue) => {
    written.length = 0;
    // A close frame holds 123 bytes.
    for (const { echoed, hidden } of echoedForms(SECRET).filter(({ echoed: text }) => text.length < 100)) {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      server.on('connection', (socket) => socket.close(1008, `no: ${echoed}`));
      await once(server, 'listening');
      const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const error = await (venue === 'xapi' ? xapiClose(url) : poloniexClose(url));
      server.close();
      const texts = [error, ...written.splice(0)].flatMap(printed);
      expect(texts.join()).toMatch(/1008: no: .*\[redacted\]/);
      for (const shown of texts) expect(shown).not.toContain(hidden);
    }
  });
});

async function xapiClose(url: string): Promise<unknown> {
  const endpoint = { transport: 'websocket', mainUrl: url, streamUrl: url } as const;
  const client = new XapiClient({ userId: NAME, password: SECRET, ...endpoint, ...shared });
  return client.connect().catch((error: unknown) => error);
}

async function poloniexClose(url: string): Promise<unknown> {
  const client = new PoloniexClient({ apiKey: NAME, apiSecret: SECRET, publicUrl: url, ...shared });
  const closed = new Promise((resolve) => client.publicSocket.on('close', resolve));
  const error = await client.publicSocket.connect().then(
    () => closed,
    (reason: unknown) => reason,
  );
  await client.close();
  return error;
}
