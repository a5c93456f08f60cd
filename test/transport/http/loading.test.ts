import { afterEach, describe, expect, test, vi } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { turns } from '../servers';

const GET = { method: 'GET', path: '/markets' } as const;

/** A client whose library is loaded when the test says so. */
async function loadingClient() {
  const request = vi.fn();
  let load = (): void => {};
  const loading = new Promise<void>((done) => {
    load = done;
  });
  vi.resetModules();
  vi.doMock('axios', async () => {
    await loading;
    return { default: { request } };
  });
  const { HttpClient } = await import('../../../src/transport/http/client');
  const clock = new VirtualClock();
  const taps: unknown[] = [];
  const tap = (event: unknown): void => void taps.push(event);
  return {
    clock,
    client: new HttpClient({ baseUrl: 'https://api.example.com', clock, tap }),
    load,
    request,
    taps,
  };
}

afterEach(() => {
  vi.doUnmock('axios');
  vi.resetModules();
});

describe('the first request of a process', () => {
  test('behavior: its deadline holds while axios is loaded, and nothing is signed or sent afterwards', async () => {
    const { client, clock, load, request, taps } = await loadingClient();
    const beforeSend = vi.fn(() => ({}));
    const call = client.request({ ...GET, timeoutMs: 10, beforeSend });
    const failed = expect(call).rejects.toMatchObject({ name: 'TimeoutError', sent: false });
    await clock.advance(10);
    load();
    await failed;
    await turns();
    expect(beforeSend).not.toHaveBeenCalled();
    expect(request).not.toHaveBeenCalled();
    expect(taps).toEqual([]);
  });

  test('behavior: a client that is closed while axios is loaded sends nothing', async () => {
    const { client, load, request } = await loadingClient();
    const failed = expect(client.request(GET)).rejects.toMatchObject({ name: 'ClosedError', sent: false });
    client.close();
    load();
    await failed;
    await turns();
    expect(request).not.toHaveBeenCalled();
  });
});
