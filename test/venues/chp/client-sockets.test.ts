import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { ChpClient } from '../../../src/venues/chp/client/client';
import { certificate, closedPort, startHttp } from '../../transport/servers';
import { failure, newClient } from './server';

const PLACED = { portfolio: 'ST123456-MO-01', symbol: 'GAZP', orderid: '1234567890' };
const ORDER = {
  portfolio: 'ST123456-MO-01',
  symbol: 'GAZP',
  action: 1,
  type: 1,
  validity: 1,
  price: 0,
  amount: 30,
  stop: 0,
  cookie: 12,
} as const;

const portOf = (host: string): number => Number(host.split(':')[1]);

// On real sockets, for msw's stand-in is never connected and so nothing would count as sent.
describe('a client on the network', () => {
  it('error: nothing listens on the port', async () => {
    const error = await failure(newClient({}, await closedPort()).placeOrder(ORDER));
    expect(error).toMatchObject({ name: 'ConnectionError', failure: 'refused', sent: false });
  });

  it('error: the answer breaks off', async () => {
    const { host } = await startHttp((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"result":true');
      response.on('error', () => {});
      setImmediate(() => response.destroy());
    });
    const error = await failure(newClient({}, portOf(host)).placeOrder(ORDER));
    expect(error).toMatchObject({ name: 'ConnectionError', sent: true });
  });

  it('args: tls with an authority of its own', async () => {
    const pair = await certificate();
    const { host } = await startHttp((_, response) => void response.end('{"result":true,"data":[]}'), pair);
    const port = portOf(host);
    expect(await newClient({ tls: true, ca: pair.cert }, port).updateQuote()).toEqual([]);
    expect(await failure(newClient({ tls: true }, port).connect())).toMatchObject({
      name: 'ConnectionError',
      failure: 'tls',
      sent: false,
    });
  });

  it('error: close and abort end what runs, and report that it was sent', async () => {
    const controller = new AbortController();
    const clients: ChpClient[] = [];
    const { host } = await startHttp((request) => {
      if (request.url === '/Order/Place') controller.abort();
      else for (const client of clients) client.close();
    });
    const client = newClient({}, portOf(host));
    clients.push(client);
    expect(await failure(client.placeOrder(ORDER, { signal: controller.signal }))).toMatchObject({
      name: 'AbortedError',
      sent: true,
      operation: 'placeOrder',
    });
    expect(await failure(client.cancelOrder(PLACED))).toMatchObject({ name: 'ClosedError', sent: true });
    expect(await failure(client.getSymbols())).toMatchObject({ name: 'ClosedError', sent: false });
  });

  it('error: the deadline covers the whole answer, and all names of one call', async () => {
    const clock = new VirtualClock();
    const requests: string[] = [];
    const { host } = await startHttp((request, response) => {
      requests.push(request.url ?? '');
      // The first name is answered after most of the time; the second never.
      if (requests.length === 1) {
        clock.advanceSync(900);
        response.end('{"result":true}');
      } else {
        response.write('{"resu');
        clock.advanceSync(100);
      }
    });
    const client = newClient({ clock, timeoutMs: 1000 }, portOf(host));
    expect(await failure(client.listenQuotes(['SBER', 'GAZP']))).toMatchObject({
      name: 'TimeoutError',
      timeoutMs: 1000,
      sent: true,
      operation: 'listenQuotes',
    });
    expect(client.listeningQuotes).toEqual(['SBER']);
    expect(requests).toHaveLength(2);
  });
});
