import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { type Faults, type PoloniexEmulator, startEmulator } from '../../../src/emulators';
import type { Broker } from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import { PoloniexBroker, PoloniexClient } from '../../../src/venues/poloniex';
import type { CorpusLine, Outcome } from '../corpus';
import { answer, callByName, outcomeOf, pass, watch } from './playing';

/** The emulator's names of the calls that are named otherwise here. */
const COMMANDS: Readonly<Record<string, string>> = {
  getKillSwitchStatus: 'getKillSwitch',
  cancelOrder: 'cancelOrderById',
  cancelSmartOrder: 'cancelSmartOrderById',
  getSmartOrders: 'getOpenSmartOrders',
  getTickers24h: 'getTickers',
};

const EVENTS = {
  public: ['ticker', 'trades', 'book', 'bookLv2', 'candles', 'exchange', 'symbols', 'currencies', 'unknown'],
  private: ['orders', 'balances', 'unknown'],
} as const;

const START = Date.UTC(2026, 0, 7, 12, 0, 30);

export async function playPoloniex(line: CorpusLine): Promise<Outcome> {
  const clock = new VirtualClock(START);
  const emulator = await startEmulator('poloniex', { seed: 11, clock });
  emulator.market.pause();
  const { http, ws } = emulator.endpoints;
  const options = {
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
    clock,
    random: seededRandom(5),
    logger: silentLogger,
  };
  try {
    const result = await playClient(new PoloniexClient(options), line, emulator, clock);
    if (!line.broker) return result;
    return { ...result, broker: await playBroker(new PoloniexBroker(options), line, emulator, clock) };
  } finally {
    await emulator.close();
  }
}

async function playClient(
  client: PoloniexClient,
  line: CorpusLine,
  { faults }: PoloniexEmulator,
  clock: VirtualClock,
): Promise<Outcome> {
  try {
    const { push } = line;
    const [method = '', args] = line.call ?? [];
    if (push === undefined && !method.includes('.')) {
      answer(faults, COMMANDS[method] ?? method, line);
      return await outcomeOf(clock, callByName(client, method, args));
    }
    const side = push === 'public' || method.startsWith('public') ? 'public' : 'private';
    const socket = side === 'public' ? client.publicSocket : client.privateSocket;
    if (method.endsWith('.connect')) {
      say(faults, 'auth', line);
      return await outcomeOf(
        clock,
        socket.connect().then(() => 'connected'),
      );
    }
    await outcomeOf(clock, socket.connect());
    if (push === undefined) {
      const command = method.slice(method.indexOf('.') + 1);
      say(faults, SOCKET_COMMANDS[command] ?? command, line);
      return await outcomeOf(clock, callByName(socket, command, args));
    }
    const events: (readonly [string, unknown])[] = [];
    const listen = socket.on as (event: string, listener: (row: unknown) => void) => unknown;
    for (const event of EVENTS[side]) listen.call(socket, event, (row) => events.push([event, row]));
    for (const frame of line.frames) faults.rawBytes(frame, { side });
    await pass(clock, 100);
    return { client: line.client === 'same' ? events.flatMap(([, row]) => row) : events };
  } finally {
    await outcomeOf(clock, client.close());
  }
}

/** Lets a socket answer with the line's frame, under the number of the request where it has one. */
function say(faults: Faults, command: string, { frames }: CorpusLine): void {
  faults.rewrite(command, (honest) => {
    const [id] = /"id":"[^"]*"/.exec(honest) ?? [];
    return id === undefined ? (frames[0] ?? '') : (frames[0] ?? '').replace(/"id":"[^"]*"/, id);
  });
}

const SOCKET_COMMANDS: Readonly<Record<string, string>> = {
  unsubscribeAll: 'unsubscribe_all',
  listSubscriptions: 'list_subscriptions',
};

async function playBroker(
  broker: PoloniexBroker,
  line: CorpusLine,
  { faults }: PoloniexEmulator,
  clock: VirtualClock,
) {
  const recorded = watch(broker as unknown as Broker);
  try {
    await outcomeOf(clock, broker.connect());
    for (const channel of ['quotes', 'trades', 'book'] as const) {
      await recorded.follow(channel, { symbols: ['BTC_USDT'] }, clock, line);
    }
    recorded.begin();
    for (const frame of line.frames) {
      faults.rawBytes(frame, { side: line.push === 'private' ? 'private' : 'public' });
      await pass(clock, 50);
    }
    return recorded.records;
  } finally {
    await outcomeOf(clock, broker.close());
  }
}
