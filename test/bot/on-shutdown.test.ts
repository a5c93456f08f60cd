import { EventEmitter } from 'node:events';
import { describe, expect, it, test } from 'vitest';
import { onShutdown, type ShutdownOptions, type ShutdownReport, VirtualClock } from '../../src';
import type { Feature } from '../../src/broker';
import { ConnectionError, OrderOutcomeUnknownError, OrderRejectedError } from '../../src/errors';
import type { Position } from '../../src/model';
import { anOrder, FakeBroker, START } from './support/fake-broker';

const FEATURES: Feature[] = [
  'fetchOpenOrders',
  'fetchPositions',
  'placeOrder',
  'cancelAllOrders',
  'closePosition',
];

/** The side of a process that a shutdown uses; an exit only notes its code. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exitCode: number | string | null | undefined;
  exit(code: number): void {
    this.exits.push(code);
  }
  /** Listeners of all signals. */
  count(): number {
    return this.eventNames().reduce((sum, name) => sum + this.listenerCount(name), 0);
  }
}

function position(id: string, change: Partial<Position> = {}): Position {
  const meta = { venue: 'test', receivedTime: START, source: 'read' } as const;
  return { ...meta, id, symbol: 'EURUSD', side: 'long', quantity: '1', averagePrice: '1.1', ...change };
}

function fake(change: Partial<FakeBroker> = {}): FakeBroker {
  return Object.assign(new FakeBroker(), { features: FEATURES, ...change });
}

const mine = anOrder();
const theirs = anOrder({ id: '2', origin: 'external' });

/** A shutdown that has been set up, and the report of it. */
function setUp(brokers: FakeBroker | readonly FakeBroker[], options: Partial<ShutdownOptions> = {}) {
  const process = new FakeProcess();
  const clock = new VirtualClock(START);
  const reports: ShutdownReport[] = [];
  const dispose = onShutdown(
    [brokers].flat().map((broker) => broker.asBroker),
    {
      cancelOrders: 'own',
      report: (report) => void reports.push(report),
      process,
      clock,
      ...options,
    },
  );
  /** Ends within `ms` of virtual time. */
  const end = async (signal = 'SIGINT', ms = 0): Promise<ShutdownReport> => {
    process.emit(signal);
    await clock.advance(ms);
    return reports[0] as ShutdownReport;
  };
  return { process, clock, reports, dispose, end };
}

describe('onShutdown', () => {
  it('default: stops, cancels own orders, reads what is left, closes, reports and exits', async () => {
    const broker = fake({ openOrders: [mine, theirs], positions: [position('7')] });
    const { end, process, clock } = setUp(broker, { stop: () => void broker.calls.push('stop') });
    const report = await end();
    expect(broker.calls).toEqual(['stop', 'cancel own', 'read orders', 'read positions', 'close']);
    expect(report).toMatchObject({ signal: 'SIGINT', exitCode: 0 });
    expect(report.brokers).toEqual([
      {
        venue: 'test',
        isComplete: true,
        canceled: [mine],
        closing: [],
        openOrders: [theirs],
        positions: [position('7')],
        unknown: [],
        unresolvedOrders: 0,
        failures: [],
      },
    ]);
    expect(process.exits).toEqual([0]);
    expect(process.count()).toBe(0);
    expect(broker.listeners).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(['SIGINT', 'SIGTERM'])('default: at %s', async (signal) => {
    expect(await setUp(fake()).end(signal)).toMatchObject({ signal, exitCode: 0 });
  });

  it('default: nothing is canceled or closed that was not asked for', async () => {
    const broker = fake({ openOrders: [mine], positions: [position('7')] });
    expect((await setUp(broker, { cancelOrders: 'none' }).end()).exitCode).toBe(0);
    expect(broker.calls).toEqual(['read orders', 'read positions', 'close']);
  });

  it('default: closes the positions that are asked for, after the cancels', async () => {
    const broker = fake({ openOrders: [mine, theirs], positions: [position('7'), position('8')] });
    const closePositions = ({ id }: Position): boolean => id === '7';
    const report = await setUp(broker, { cancelOrders: 'all', closePositions }).end();
    expect(broker.calls.slice(0, 3)).toEqual(['cancel all', 'read positions', 'close position 7']);
    expect(report).toMatchObject({ exitCode: 0, brokers: [{ openOrders: [], positions: [{ id: '8' }] }] });
    expect(report.brokers[0]?.closing).toMatchObject([{ id: 'c7' }]);
  });

  it('behavior: positions whose close takes a while are looked at until they are gone', async () => {
    const broker = fake({ positions: [position('7')] });
    broker.closePosition = async () => anOrder({ id: 'c7', status: 'pending' });
    const { end, clock, reports } = setUp(broker, { closePositions: true });
    await end('SIGINT', 600);
    expect(reports).toEqual([]);
    broker.positions = [];
    await clock.advance(300);
    expect(reports).toMatchObject([{ exitCode: 0, brokers: [{ positions: [] }] }]);
  });

  it('behavior: what stays open that was to be ended makes the exit code 1', async () => {
    const stuck = fake({ positions: [position('7')] });
    stuck.closePosition = async () => anOrder({ id: 'c7', status: 'pending' });
    const { end, process } = setUp(stuck, { closePositions: true });
    const report = await end('SIGINT', 8000);
    expect(report).toMatchObject({ exitCode: 1, brokers: [{ isComplete: false, failures: [] }] });
    expect(process.exits).toEqual([1]);
    const placed = fake();
    placed.cancelAllOrders = async () => {
      // The strategy placed another order meanwhile.
      placed.openOrders = [mine];
      return { canceled: [], alreadyFinal: [], failed: [], unknown: [] };
    };
    expect((await setUp(placed).end()).exitCode).toBe(1);
    expect((await setUp(fake({ unresolvedOrders: 1 })).end()).exitCode).toBe(1);
  });

  it('behavior: failures and unknown outcomes are reported, and the rest is done all the same', async () => {
    const refused = new OrderRejectedError('refused', { code: '1' });
    const lost = new OrderOutcomeUnknownError('lost');
    const broker = fake({ positions: [position('7'), position('8')] });
    broker.cancelAllOrders = async () => ({
      canceled: [],
      alreadyFinal: [],
      failed: [{ order: mine, error: refused }],
      unknown: [{ order: theirs, error: lost }],
    });
    broker.closePosition = async ({ id }) => {
      throw id === '7' ? refused : lost;
    };
    const report = await setUp(broker, { closePositions: true }).end('SIGINT', 8000);
    expect(report.exitCode).toBe(1);
    expect(report.brokers[0]).toMatchObject({
      failures: [
        { step: 'cancelOrders', error: refused, order: mine },
        { step: 'closePositions', error: refused, position: { id: '7' } },
      ],
      unknown: [
        { step: 'cancelOrders', error: lost, order: theirs },
        { step: 'closePositions', error: lost, position: { id: '8' } },
      ],
    });
    expect(broker.calls.at(-1)).toBe('close');
  });

  it('behavior: a broker that reconnects is waited for; one that does not come back is a failure', async () => {
    const back = fake({ state: 'reconnecting', openOrders: [mine] });
    const { end, clock, reports } = setUp(back);
    await end('SIGINT', 1000);
    expect(back.calls).toEqual([]);
    back.enter('syncing');
    await clock.advance(0);
    expect(reports).toMatchObject([{ exitCode: 0, brokers: [{ canceled: [{ id: '1' }] }] }]);

    const gone = fake({ state: 'reconnecting' });
    const report = await setUp(gone).end('SIGINT', 8000);
    expect(report).toMatchObject({ exitCode: 1, brokers: [{ failures: [{ step: 'connect' }] }] });
    expect(gone.calls).toEqual(['close']);
    expect(gone.listeners).toBe(0);

    const error = new ConnectionError('no more attempts', { failure: 'refused' });
    const failed = fake({ state: 'failed', error });
    expect((await setUp(failed).end()).brokers[0]?.failures).toMatchObject([{ step: 'connect', error }]);
  });

  test.each(['idle', 'closed'] as const)(
    'behavior: of a broker that is %s nothing is asked',
    async (state) => {
      const broker = fake({ state });
      expect(await setUp(broker).end()).toMatchObject({ exitCode: 0, brokers: [{ failures: [] }] });
      expect(broker.calls).toEqual(['close']);
    },
  );

  it('behavior: a venue without orders or positions has nothing to end, one that lacks the operation does not hide it', async () => {
    const quotesOnly = fake({ features: ['subscribe:quotes'] });
    const report = await setUp(quotesOnly).end();
    expect(report).toMatchObject({ exitCode: 0 });
    expect(report.brokers[0]).not.toHaveProperty('openOrders');
    const half = fake({ features: ['placeOrder'] });
    const { brokers } = await setUp(half, { closePositions: true }).end();
    expect(brokers[0]?.failures.map(({ step }) => step)).toEqual(['cancelOrders', 'closePositions']);
  });

  it('behavior: several brokers are ended at the same time, and one that hangs does not hold up the others', async () => {
    const hanging = fake({
      cancelAllOrders: () => new Promise(() => {}),
      close: () => new Promise(() => {}),
    });
    const healthy = fake({ openOrders: [mine] });
    const { end, reports } = setUp([hanging, healthy]);
    await end('SIGTERM', 100);
    expect(healthy.calls.at(-1)).toBe('close');
    expect(reports).toEqual([]);
  });

  it('behavior: every part of it has a limit', async () => {
    const never = (): Promise<never> => new Promise(() => {});
    const broker = fake({ close: never, openOrders: [mine] });
    broker.fetchOpenOrders = never;
    const { end, process, clock } = setUp(broker, { stop: never, report: never, timeoutMs: 1000 });
    await end('SIGINT', 5000);
    expect(broker.calls).toContain('cancel own');
    expect(process.exits).toEqual([1]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: a second signal exits at once', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { end, process } = setUp(fake({ state: 'reconnecting' }));
      await end();
      process.emit(signal);
      expect(process.exits).toEqual([code]);
    }
  });

  it('behavior: without an exit the code is set and the listeners are gone', async () => {
    const { end, process } = setUp(fake({ unresolvedOrders: 1 }), { exit: false });
    await end();
    expect(process.exits).toEqual([]);
    expect(process.exitCode).toBe(1);
    expect(process.count()).toBe(0);
  });

  it('behavior: the function it gives removes its listeners, and only those', async () => {
    const { process, dispose } = setUp(fake());
    process.on('SIGINT', () => {});
    expect(process.count()).toBe(3);
    dispose();
    dispose();
    expect(process.count()).toBe(1);
  });

  it('error: a function of the caller that throws stops nothing', async () => {
    const fail = (): never => {
      throw new Error('of the user');
    };
    const broker = fake({ openOrders: [mine] });
    broker.positions = [position('7')];
    const { end, process } = setUp(broker, { stop: fail, report: fail, closePositions: fail });
    await end();
    expect(broker.calls).toContain('cancel own');
    expect(broker.calls.at(-1)).toBe('close');
    expect(process.exits).toEqual([1]);
  });

  it('error: a choice of positions that fails is reported once', async () => {
    const closePositions = (): never => {
      throw new Error('of the user');
    };
    const report = await setUp(fake({ positions: [position('7')] }), { closePositions }).end();
    expect(report.brokers[0]?.failures).toMatchObject([{ step: 'closePositions', position: { id: '7' } }]);
    expect(report.exitCode).toBe(1);
  });

  it('args: options out of range are refused, and nothing is listened to', () => {
    const process = new FakeProcess();
    const at = (options: object): (() => void) =>
      onShutdown([], { cancelOrders: 'own', process, ...options } as ShutdownOptions);
    expect(() => at({ cancelOrders: undefined })).toThrow(/^cancelOrders is required/);
    expect(() => at({ cancelOrders: 'mine' })).toThrow(/^cancelOrders must be/);
    expect(() => at({ timeoutMs: 0 })).toThrow(/^timeoutMs must/);
    expect(process.count()).toBe(0);
  });
});
