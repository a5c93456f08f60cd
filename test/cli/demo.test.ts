import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { demo } from '../../src/cli/demo/demo';
import type { DemoFlags } from '../../src/cli/demo/flags';
import { Report } from '../../src/cli/demo/report';
import { showSideBySide } from '../../src/cli/demo/side-by-side';
import { errorSentence } from '../../src/cli/error-sentence';
import { CapturedOutput } from './captured-output';

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function failureOf(flags: Partial<DemoFlags>): Promise<string> {
  const output = new CapturedOutput();
  const error = await demo({ seed: 1, ...flags }, output.stream).then(
    () => expect.unreachable('the demo should have failed'),
    (failure: unknown) => failure,
  );
  return errorSentence(error);
}

/** The cells behind the first one of the row of a table that begins with a text. */
function cellsOf(text: string, first: string): string[] {
  return (text.split('\n').find((line) => line.startsWith(`│ ${first} `)) ?? '')
    .split('│')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

describe('the demo', () => {
  it('default: it shows all venues, trades, reconnects after cuts and ends by itself', {
    timeout: 60_000,
  }, async () => {
    const output = new CapturedOutput();
    const start = performance.now();
    await demo({ seed: 3 }, output.stream);
    expect(performance.now() - start).toBeLessThan(30_000);
    const { text } = output;
    for (const said of [
      'Connecting over TCP',
      'Connecting over WebSocket',
      'placed ',
      'modified ',
      'canceled ',
      'filled ',
      'status: reconnecting',
      'gap: ',
      'resynchronised: fills, orders, positions, balances',
      'resynchronised: fills, orders, balances, trades, candles',
      'A local Poloniex server',
      'A local CHP server',
      'A local Finnotech server',
      'replaced ',
      'bought ',
      'triggered ',
      'Side by side',
      'status: live',
      'Summary',
    ]) {
      expect(text).toContain(said);
    }
    for (const symbol of ['EURUSD', 'GOLD', 'US500', 'BTC_USDT', 'ETH_USDT']) {
      expect(text).toMatch(new RegExp(`${symbol} +bid +[\\d.]+ +ask +[\\d.]+ .* quotes?`));
    }
    // xapi, poloniex, chp, finnotech
    expect(cellsOf(text, 'orders placed')).toEqual(['2', '3', '1', '0']);
    expect(cellsOf(text, 'fills seen by the SDK')).toEqual(['2', '2', '0', '0']);
    expect(cellsOf(text, 'executions on the server')).toEqual(['2', '2', '0', '0']);
    for (const count of cellsOf(text, 'quotes from streams')) expect(Number(count)).toBeGreaterThan(0);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).not.toMatch(/\b1 quotes/);
    // One rule a table, below its head.
    expect(text.match(/^├/gm)).toHaveLength(text.match(/^┌/gm)?.length ?? 0);
    expect(text).not.toMatch(/PASSWORD|emulated-secret/);
  });

  it('default: the common calls of all four venues are printed side by side', {
    timeout: 30_000,
  }, async () => {
    const output = new CapturedOutput();
    await showSideBySide(new Report(output.stream), 3);
    const cells = (call: string): string[] => cellsOf(output.text, call);
    expect(cells('call')).toEqual(['xapi', 'chp', 'finnotech', 'poloniex']);
    for (const answer of cells('connect')) expect(answer).toMatch(/^live, \d+ ms$/);
    for (const answer of cells('fetchInstruments')) expect(Number(answer)).toBeGreaterThan(0);
    for (const answer of cells('subscribe quotes')) expect(answer).toMatch(/^[1-9]\d* in /);
    // A minute without a trade has no candle, and the last one may not be there yet: how many there are is the hour's
    // affair. Finnotech has the minutes of the day in Tehran only: just after midnight there are none.
    const minutes = expect.stringMatching(/^([1-9]|1[01]) minutes?$/);
    const minutesOfToday = expect.stringMatching(/^(\d|1[01]) minutes?$/);
    expect(cells('fetchCandles')).toEqual([minutes, minutes, minutesOfToday, minutes]);
    const placed = expect.stringMatching(/^[\d.]+ at [\d.]+$/);
    expect(cells('placeOrder')).toEqual([placed, placed, 'no orders', placed]);
    const modified = expect.stringMatching(/^open at [\d.]+$/);
    expect(cells('modifyOrder')).toEqual([modified, modified, 'no orders', modified]);
    expect(cells('cancelOrder')).toEqual(['canceled', 'canceled', 'no orders', 'canceled']);
  });

  it('error: a wrong password is one sentence', async () => {
    const sentence = await failureOf({ password: 'not-the-password' });
    expect(sentence).toContain('Invalid login or password');
    expect(sentence).not.toContain('not-the-password');
    expect(sentence).not.toMatch(/\n| at /);
  });

  it('error: a closed port is one sentence', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await failureOf({ mainPort: port })).toBe(
      `127.0.0.1:${port} refused the connection. Is the server running on that port?`,
    );
  });

  it('error: a server that answers something else is one sentence', async () => {
    const port = await listening(createTcpServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    const sentence = await failureOf({ mainPort: port });
    expect(sentence).toMatch(/no XAPI server|something else than JSON/);
    expect(sentence).not.toContain('\n');
  });

  it('error: a web server in the place of the WebSocket is one sentence', async () => {
    const port = await listening(createServer((_request, response) => void response.end('<html></html>')));
    const sentence = await failureOf({ mainUrl: `ws://127.0.0.1:${port}/` });
    expect(sentence).toMatch(/no WebSocket upgrade/);
  });

  it.each([
    { host: 'xapia.x-station.eu' },
    { mainUrl: 'wss://ws.xapi.pro/real' },
    { streamUrl: 'wss://ws.xapi.pro/realStream' },
    { mainUrl: 'not a url' },
  ])('args: it trades, so it refuses to go beyond this machine: %o', async (flags) => {
    expect(await failureOf(flags)).toContain('connects to this machine only');
  });
});
