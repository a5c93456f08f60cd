import { describe, expect, it } from 'vitest';
import { type Closable, ConnectionSlot } from '../../../src/adapter/connection/connection-slot';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type BrokerError, ConnectionError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';

class FakeConnection implements Closable {
  ended: BrokerError | undefined;
  opened: (() => void) | undefined;

  constructor(readonly epoch: number) {}

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  open(): Promise<void> {
    return new Promise((resolve) => {
      this.opened = resolve;
    });
  }

  terminate(reason: BrokerError): void {
    this.ended ??= reason;
  }
}

function setUp() {
  const clock = new VirtualClock();
  const made: FakeConnection[] = [];
  const closes: string[] = [];
  const slot = new ConnectionSlot<FakeConnection>({
    venue: 'xapi',
    clock,
    redactor: new Redactor(),
    timeoutMs: 1000,
    create: (epoch) => {
      const connection = new FakeConnection(epoch);
      made.push(connection);
      return connection;
    },
    onClose: (error) => void closes.push(error.message),
  });
  const connect = (options = {}): Promise<void> => slot.connect(options, (connection) => connection.open());
  const up = async (): Promise<FakeConnection> => {
    const attempt = connect();
    made.at(-1)?.opened?.();
    await attempt;
    return made.at(-1) as FakeConnection;
  };
  return { clock, slot, made, closes, connect, up };
}

const broken = new ConnectionError('It broke', { failure: 'reset', venue: 'xapi' });

describe('ConnectionSlot', () => {
  it('default: calls at the same time share one attempt, each with limits of its own', async () => {
    const { clock, slot, made, connect } = setUp();
    const first = connect();
    const hasty = connect({ timeoutMs: 10 }).catch((error: Error) => error.name);
    expect([slot.isConnecting, slot.isConnected]).toEqual([true, false]);
    await clock.advance(10);
    expect(await hasty).toBe('TimeoutError');
    made[0]?.opened?.();
    await first;
    await connect();
    expect(made).toHaveLength(1);
    expect([slot.isConnecting, slot.isConnected, slot.epoch]).toEqual([false, true, 1]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: only the end of a connection that had been opened is reported, once', async () => {
    const { slot, made, closes, connect, up } = setUp();
    const attempt = connect().catch((error: Error) => error.message);
    made[0]?.terminate(broken);
    slot.ended(made[0] as FakeConnection, broken);
    made[0]?.opened?.();
    expect(await attempt).toBe('It broke');
    const live = await up();
    slot.ended(made[0] as FakeConnection, broken);
    expect(closes).toEqual([]);
    slot.ended(live, broken);
    slot.ended(live, broken);
    expect([closes, slot.current, slot.live]).toEqual([['It broke'], undefined, undefined]);
  });

  it('behavior: an end by the client is no event', async () => {
    const { slot, closes, up } = setUp();
    const first = await up();
    slot.disconnect();
    expect(first.ended).toMatchObject({ name: 'ClosedError', venue: 'xapi' });
    const second = await up();
    slot.expectEnd();
    slot.ended(second, broken);
    expect(closes).toEqual([]);
  });

  it('behavior: disconnect in the middle of an attempt lets another begin', async () => {
    const { slot, made, connect, up } = setUp();
    const attempt = connect().catch((error: Error) => error.name);
    slot.disconnect();
    const live = await up();
    made[0]?.opened?.();
    expect(await attempt).toBe('ClosedError');
    expect([slot.current, slot.isConnected, live.epoch]).toEqual([live, true, 2]);
  });
});
