import type { RequestHandler } from 'msw';
import { type SetupServer, setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { networkGuard } from './network-guard';

/**
 * Starts an msw server for the tests of one file and resets its handlers after each.
 * A request without a handler is an error, except on loopback, where the emulators listen.
 */
export function useMswServer(...handlers: RequestHandler[]): SetupServer {
  const server = setupServer(...handlers);
  beforeAll(() =>
    server.listen({
      onUnhandledRequest: (request, print) => {
        if (!networkGuard.isLoopback(new URL(request.url).hostname)) print.error();
      },
    }),
  );
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  return server;
}
