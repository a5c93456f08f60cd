import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';
import {
  Faults,
  type Instrument,
  type SocketTerms,
  startVenue,
  UserLocks,
  type VenueContext,
  type VenueOptions,
  type VenueRules,
  VenueSocket,
} from '../../src/emulators';
import { RawClient, settle } from './raw-client';

const INSTRUMENT: Instrument = {
  symbol: 'ABC',
  name: 'ABC',
  kind: 'stock',
  digits: 2,
  tickPoints: 1,
  spreadPoints: 2,
  basePoints: 10_000,
  volatility: 0.01,
  contractSize: 1,
  lotMin: '1',
  lotMax: '1000',
  lotStep: '1',
  currency: 'EUR',
  profitCurrency: 'EUR',
  marginPercent: 100,
  stopsLevelPoints: 0,
  longOnly: true,
  trailingEnabled: false,
  commissionRate: '0',
  swapLongPoints: 0,
  swapShortPoints: 0,
  levels: 5,
};

/** A venue of two routes and an echo. */
class EchoVenue implements VenueRules {
  readonly context: VenueContext;
  readonly locks: UserLocks;
  readonly calls: string[] = [];

  constructor(context: VenueContext) {
    this.context = context;
    this.locks = new UserLocks(context.clock, ['anna', 'bert']);
  }

  kick(user: string | undefined): void {
    this.calls.push(`kick ${user}`);
  }

  lockAccount(minutes: number, user: string | undefined): void {
    this.locks.lock(minutes, user);
  }

  expireSession(user: string | undefined): void {
    this.calls.push(`expire ${user}`);
  }

  restart(): void {
    this.calls.push('restart');
  }

  close(): void {
    this.calls.push('close');
  }
}

class EchoSocket extends VenueSocket {
  readonly #venue: EchoVenue;

  constructor(venue: EchoVenue, terms: SocketTerms) {
    super(terms, venue.context, 1000);
    this.#venue = venue;
  }

  protected receive(bytes: Buffer): void {
    const text = bytes.toString('utf8');
    this.heard();
    this.logRequest('echo', { text });
    if (!this.isLost('echo')) this.push(text, 'echo');
  }

  protected giant(bytes: number): string {
    return 'x'.repeat(bytes);
  }

  protected ended(): void {
    this.#venue.calls.push(`gone ${this.id}`);
  }
}

async function startEcho(options: VenueOptions & { readonly ports?: { readonly http: number } } = {}) {
  const started = await startVenue({
    options,
    instruments: [INSTRUMENT],
    faults: new Faults({ commands: ['price', 'echo'], events: [] }),
    rules: (context: VenueContext) => new EchoVenue(context),
    ports: (venue) => ({
      http: {
        protocol: 'http',
        side: 'rest',
        port: options.ports?.http ?? 0,
        route: ({ path }) =>
          path === '/price'
            ? {
                command: 'price',
                members: {},
                run: ({ fail }) => ({
                  body: fail ? { error: fail.errorCode } : venue.context.market.best(INSTRUMENT.symbol),
                }),
              }
            : { status: 404, body: '' },
        giant: (bytes) => 'x'.repeat(bytes),
      },
      socket: {
        protocol: 'websocket',
        side: 'stream',
        sideOf: (path) => (path === '/ws' ? 'stream' : undefined),
        connect: (terms) => (terms.sameAddress < 2 ? new EchoSocket(venue, terms) : turnAway(terms)),
      },
    }),
  });
  running.push(started.emulator);
  return started;
}

function turnAway({ connection }: SocketTerms): undefined {
  connection.finish();
}

const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

describe('startVenue', () => {
  test('default: a venue is its instruments, its rules and its ports', async () => {
    const clock = new VirtualClock();
    const { http, emulator, rules, webSocket, connections } = await startEcho({ clock });
    const answer = await fetch(`${http('http').url}/price`);
    expect(await answer.json()).toEqual(emulator.market.best(INSTRUMENT.symbol));
    expect((await fetch(`${http('http').url}/nothing`)).status).toBe(404);
    const client = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => client.open);
    client.send({ hello: 'venue' });
    await settle(() => client.chunks.length === 1);
    expect(emulator.orders.requests).toMatchObject([
      { side: 'rest', command: 'price' },
      { side: 'stream', command: 'echo', connection: 1 },
    ]);
    expect(connections().map(({ transport }) => transport)).toEqual(
      expect.arrayContaining(['http', 'websocket']),
    );
    expect(rules.context.log).toBe(emulator.orders);
    expect(rules.context.faults).toBe(emulator.faults);
  });

  test('args: tls serves every port under one certificate', async () => {
    const { http, webSocket, authority } = await startEcho({ tls: true });
    expect(http('http')).toMatchObject({ tls: true, url: expect.stringMatching(/^https:/) });
    const client = RawClient.ws(webSocket('socket', '/ws'), authority.ca);
    await settle(() => client.open);
  });

  test('behavior: a path that no port serves, and a client that is refused', async () => {
    const { webSocket, connections } = await startEcho();
    const lost = RawClient.ws(webSocket('socket', '/other'));
    await settle(() => lost.closed);
    expect(lost.httpStatus).toBe(404);
    const clients = [1, 2, 3].map(() => RawClient.ws(webSocket('socket', '/ws')));
    await settle(() => clients.filter(({ closed }) => closed).length === 1 && connections().length === 2);
  });

  test('behavior: silence ends a connection, any message restarts its time', async () => {
    const clock = new VirtualClock();
    const { webSocket, rules } = await startEcho({ clock });
    const client = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => client.open);
    await clock.advance(900);
    client.send({ hello: 'venue' });
    await settle(() => client.chunks.length === 1);
    await clock.advance(900);
    expect(client.closed).toBe(false);
    await clock.advance(200);
    await settle(() => client.closed);
    expect(rules.calls).toEqual(['gone 1']);
  });

  test('behavior: faults concern the sides that the ports have, and the users that the rules know', async () => {
    const clock = new VirtualClock();
    const { http, emulator, rules, webSocket } = await startEcho({ clock });
    const { faults } = emulator;
    faults.fail('price', 'E1');
    expect(await (await fetch(`${http('http').url}/price`)).json()).toEqual({ error: 'E1' });
    faults.kick('anna');
    faults.expireSession();
    expect(rules.calls).toEqual(['kick anna', 'expire undefined']);
    faults.lockAccount(1, 'anna');
    expect([rules.locks.isLocked('anna'), rules.locks.isLocked('bert')]).toEqual([true, false]);
    await clock.advance(60_000);
    expect(rules.locks.isLocked('anna')).toBe(false);
    faults.refuse({ side: 'stream' });
    const refused = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => refused.closed);
    expect((await fetch(`${http('http').url}/price`)).status).toBe(200);
    await faults.accept();
    const client = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => client.open);
  });

  test('behavior: restart clears state and drops connections, the ports keep listening; close ends everything', async () => {
    const { emulator, rules, webSocket, connections } = await startEcho();
    const client = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => client.open);
    emulator.restart();
    await settle(() => client.closed);
    expect(rules.calls).toEqual(['restart', 'gone 1']);
    const again = RawClient.ws(webSocket('socket', '/ws'));
    await settle(() => again.open);
    await emulator.close();
    await settle(() => again.closed);
    expect(connections()).toEqual([]);
    expect(rules.calls.slice(2)).toEqual(['gone 2', 'close']);
  });

  test('error: a port that is taken, and a step out of range', async () => {
    const { port } = await startEcho();
    await expect(startEcho({ ports: { http: port('http') } })).rejects.toThrow('EADDRINUSE');
    await expect(startEcho({ tickMs: 333 })).rejects.toThrow(RangeError);
  });
});
