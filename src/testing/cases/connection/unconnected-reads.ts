import {
  type Broker,
  isClosedError,
  isTransportError,
  type ReadWithoutConnect,
  supports,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { type CaseDefinition, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';

const HOUR_MS = 3_600_000;

/** Each read that needs no session, and how many records it must give at least. */
function readsOf(
  world: ContractWorld,
  broker: Broker,
): readonly [ReadWithoutConnect, () => Promise<number>][] {
  const { symbol } = world;
  const interval = broker.capabilities.candleIntervals[0] ?? '1d';
  const countOf = async (work: Promise<readonly unknown[]>): Promise<number> => (await work).length;
  const all: Record<ReadWithoutConnect, () => Promise<number>> = {
    fetchInstruments: () => countOf(broker.fetchInstruments()),
    fetchInstrument: async () => Number((await broker.fetchInstrument(symbol)).symbol === symbol),
    fetchQuotes: () => countOf(broker.fetchQuotes([symbol])),
    fetchCandles: async () => {
      const request = { symbol, interval, from: world.now() - 100 * HOUR_MS };
      const { length } = await broker.fetchCandles(request);
      let paged = 0;
      for await (const page of broker.candlePages(request)) paged += page.length;
      return paged >= length ? paged : 0;
    },
    fetchTrades: () =>
      supports(broker, 'fetchTrades') ? countOf(broker.fetchTrades({ symbol })) : Promise.resolve(0),
    fetchOrderBook: async () =>
      supports(broker, 'fetchOrderBook') ? (await broker.fetchOrderBook({ symbol })).bids.length : 0,
    fetchServerTime: async () =>
      supports(broker, 'fetchServerTime') ? Number((await broker.fetchServerTime()) > 0) : 0,
  };
  return (broker.capabilities.readsWithoutConnect ?? []).map((name) => [name, all[name]]);
}

/** Runs every read. */
async function readAll(world: ContractWorld, broker: Broker, when: string): Promise<void> {
  for (const [name, read] of readsOf(world, broker)) {
    const count = await world.drive(read());
    check(count > 0, `${name} ${when} gave nothing`);
  }
}

export const unconnectedReadCases: readonly CaseDefinition[] = [
  defineCase(
    116,
    'default: reads that need no session work before connect, and change no state',
    [],
    async (world, broker) => {
      const states: string[] = [];
      broker.on('status', ({ state }) => states.push(state));
      await readAll(world, broker, 'before connect');
      checkEqual([broker.status.state, ...states], ['idle'], 'states');
      await world.drive(broker.connect());
      await readAll(world, broker, 'when connected');
    },
  ),

  defineCase(
    117,
    'behavior: close after reads without connect ends everything, and is final',
    [],
    async (world, broker) => {
      await readAll(world, broker, 'before connect');
      const pending = readsOf(world, broker).map(([, read]) => read());
      const settled = Promise.allSettled(pending);
      await world.drive(broker.close());
      for (const one of await world.drive(settled)) {
        check(one.status === 'fulfilled' || isClosedError(one.reason), 'a read was ended with another error');
      }
      checkEqual(broker.health().pendingRequests, 0, 'pending requests');
      await world.until(() => (world.sockets?.() ?? 0) === 0);
      for (const [name, read] of readsOf(world, broker)) {
        await rejection(world, read(), isClosedError, `${name} after close`);
      }
    },
  ),

  defineCase(
    118,
    'behavior: reads that need no session work while the connection is restored',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      world.cutConnection();
      await world.until(() => broker.status.state === 'reconnecting');
      const [read] = readsOf(world, broker);
      if (read) check((await world.drive(read[1]())) > 0, `${read[0]} while reconnecting gave nothing`);
      await world.until(() => broker.status.state === 'live');
    },
  ),

  defineCase(
    119,
    'error: before connect a read that cannot reach the venue is a TransportError, and later ones work',
    [],
    async (world, broker) => {
      if (readsOf(world, broker).length === 0) return;
      world.goDown();
      const work = broker.fetchInstruments({ timeoutMs: 3000 });
      await rejection(world, work, isTransportError, 'fetchInstruments of a venue that is down');
      checkEqual(broker.status.state, 'idle', 'state');
      await world.comeUp();
      await readAll(world, broker, 'after the venue came up');
    },
  ),
];
