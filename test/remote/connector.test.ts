import { afterEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import { AuthenticationError, ConnectionError } from '../../src/errors';
import { type Bus, type ConnectorStatus, memoryBus, startConnector } from '../../src/remote';
import { XapiBroker } from '../../src/venues/xapi/broker';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setup(password?: string) {
  const clock = new VirtualClock();
  const emulator = await startEmulator('xapi', { clock, seed: 3 });
  closing.push(() => emulator.close());
  emulator.market.pause();
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const bus = memoryBus({ clock });
  const options = {
    transport: 'websocket',
    mainUrl,
    streamUrl,
    ...emulator.credentials,
    ...(password !== undefined && { password }),
    clock,
    random: seededRandom(5),
    logger: silentLogger,
  } as const;
  const connect = async (holder: string, on: Bus = bus) => {
    const connector = await startConnector(() => new XapiBroker(options), {
      bus: on,
      clock,
      holder,
      logger: silentLogger,
    });
    closing.push(() => connector.close());
    const seen: ConnectorStatus[] = [connector.status];
    connector.on('status', (status) => seen.push(status));
    const errors: Error[] = [];
    connector.on('error', (error) => errors.push(error));
    const phases = (): string[] => seen.map(({ phase }) => phase);
    return { connector, seen, phases, errors };
  };
  const until = (condition: () => boolean, limitMs = 60_000) => clock.advanceUntil(condition, { limitMs });
  return { clock, emulator, bus, connect, until };
}

describe('events of a connector', () => {
  test('default: it leads, reconciles and is live; one that waits stands by; a closed one says so last', async () => {
    const { connect, until } = await setup();
    const first = await connect('first');
    await until(() => first.connector.status.phase === 'live');
    expect(first.phases()).toEqual(['leading', 'reconciling', 'live']);
    expect(first.seen.map(({ token }) => token)).toEqual([1, 1, 1]);
    const second = await connect('second');
    expect(second.connector.status).toMatchObject({ phase: 'standby' });
    await first.connector.close();
    expect(first.phases().at(-1)).toBe('closed');
    await until(() => second.connector.status.phase === 'live');
    expect(second.phases()).toEqual(['standby', 'leading', 'reconciling', 'live']);
    expect(second.seen.at(-1)?.token).toBe(2);
  });

  test('behavior: a lost lease is told with its reason, and that the venue is reached again', async () => {
    const { bus, connect, emulator, until } = await setup();
    const { connector, seen, phases } = await connect('first');
    await until(() => connector.status.phase === 'live');
    emulator.faults.closeAll();
    await until(() => connector.status.phase !== 'live');
    expect(connector.status).toMatchObject({ phase: 'leading', reason: expect.any(String) });
    await until(() => connector.status.phase === 'live');
    const before = seen.length;
    const { keepLease } = bus;
    bus.keepLease = async () => 'lost';
    await until(() => phases().slice(before).includes('standby'));
    bus.keepLease = keepLease;
    expect(seen.slice(before, before + 2)).toMatchObject([
      { phase: 'lost', reason: 'another connector holds it' },
      { phase: 'standby' },
    ]);
    await until(() => connector.status.phase === 'live');
  });

  test('error: a bus that is away is told once in 10 s, and the connector goes on', async () => {
    const { bus, clock, connect, until } = await setup();
    const { connector, errors } = await connect('first');
    await until(() => connector.status.phase === 'live');
    const { publish } = bus;
    bus.publish = () =>
      Promise.reject(new ConnectionError('The bus cannot be reached', { failure: 'closed' }));
    await clock.advance(9000);
    expect(errors.map(({ message }) => message)).toEqual(['The bus cannot be reached']);
    await clock.advance(10_000);
    expect(errors).toHaveLength(2);
    bus.publish = publish;
    expect(connector.status.phase).toBe('live');
  });

  test('error: a bus that refuses access ends it, and is not asked again', async () => {
    const { bus, clock, connect, until } = await setup();
    const refusal = new AuthenticationError('The bus refuses access: NOPERM', { operation: 'bus' });
    const { takeLease } = bus;
    let asked = 0;
    bus.takeLease = () => {
      asked += 1;
      return Promise.reject(refusal);
    };
    await expect(connect('first')).rejects.toBe(refusal);
    await clock.advance(60_000);
    expect(asked).toBe(1);
    bus.takeLease = takeLease;
    const { connector, errors } = await connect('second');
    await until(() => connector.status.phase === 'live');
    bus.append = () => Promise.reject(refusal);
    bus.publish = () => Promise.reject(refusal);
    await until(() => connector.status.phase === 'closed');
    expect(connector.status).toMatchObject({ error: refusal, reason: refusal.message });
    expect(errors).toEqual([refusal]);
  });

  test('error: a broker whose writes cannot be held back ends it before it connects', async () => {
    const { bus, clock } = await setup();
    let connects = 0;
    const broker = {
      venue: 'own',
      connect: async () => {
        connects += 1;
      },
      close: async () => {},
    } as unknown as Broker;
    const starting = startConnector(() => broker, { bus, clock, logger: silentLogger });
    await expect(starting).rejects.toMatchObject({ name: 'ConfigurationError' });
    await clock.advance(60_000);
    expect(connects).toBe(0);
  });

  test('error: a venue that locks who goes on trying is asked once, and the connector ends', async () => {
    const { clock, connect, emulator, until } = await setup('wrong');
    const { connector, phases } = await connect('first');
    const logins = () => emulator.orders.requests.filter(({ command }) => command === 'login').length;
    await until(() => connector.status.phase === 'closed');
    await clock.advance(300_000);
    expect(logins()).toBe(1);
    expect(phases()).toEqual(['leading', 'closed']);
    expect(connector.status.error).toBeInstanceOf(AuthenticationError);
  });

  test('behavior: a session that another login holds is asked for once a minute, and the lease is left meanwhile', async () => {
    const { clock, connect, emulator, until } = await setup();
    emulator.faults.fail('login', 'BE118', { times: 9 });
    const { connector, phases } = await connect('first');
    const logins = () => emulator.orders.requests.filter(({ command }) => command === 'login').length;
    await until(() => phases().includes('standby'));
    await clock.advance(55_000);
    expect([logins(), phases()]).toEqual([1, ['leading', 'lost', 'standby']]);
    await until(() => connector.status.phase === 'closed', 300_000);
    expect(logins()).toBe(4);
  });
});
