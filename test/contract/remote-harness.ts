import type { VenueProfile } from '../../src/adapter/broker/ports';
import { Deferred } from '../../src/core/deferred';
import type { Broker, Clock, OrderJournal, VirtualClock } from '../../src/index';
import { seededRandom, silentLogger } from '../../src/index';
import { remoteBrokerOf } from '../../src/remote/broker/remote-broker';
import type { Bus } from '../../src/remote/bus/bus';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { startConnector } from '../../src/remote/connector/connector';
import type { ContractHarness, ContractWorld } from '../../src/testing';

/** What a harness can do to the broker that it made itself, which is the connector's here. */
const NOT_REMOTE: readonly (keyof ContractWorld)[] = [
  'echoSecrets',
  'namedByNumber',
  'behindProxy',
  'wrongCredentials',
  'loginRefusals',
  'refuseLogins',
  'kickLogins',
  'acceptLogins',
  'sockets',
];

/** Cases that look at what only the connector's broker does, which is beside the remote one in the same process. */
export const NOT_OF_REMOTE: Readonly<Record<number, string>> = {
  155: 'the connector goes on trying when a bot is closed',
  160: 'a remote broker has no option allowInsecure; test/remote has a case of its own',
  161: 'a remote broker has no credentials; test/remote has a case of its own',
};

/** The clocks of a world: that of the machine, and that which its broker sees. */
interface Clocks {
  readonly clock: VirtualClock;
  readonly brokerClock: Clock;
}

/** The buses of one world, for the connector and for its bots. */
export interface WorldBuses {
  readonly connector: Bus;
  readonly bots: Bus;
  close(): Promise<void>;
}

async function inMemory({ brokerClock: clock }: Clocks): Promise<WorldBuses> {
  const bus = memoryBus({ clock });
  return { connector: bus, bots: bus, close: () => bus.close() };
}

/** A venue behind a connector: the contract's broker is a remote one, by default on a bus in memory. */
export function remoteHarness(
  harness: ContractHarness,
  profile: VenueProfile,
  openBuses: (clocks: Clocks) => Promise<WorldBuses> = inMemory,
): ContractHarness {
  return {
    ...harness,
    // Nothing is read without a connector.
    async create(options) {
      const world = await harness.create(options);
      const clocks = world as unknown as Clocks;
      const buses = await openBuses(clocks);
      const common = { clock: clocks.brokerClock, logger: silentLogger };
      // Nothing of the connector reaches the venue before a bot connects: until then cases count what does.
      const wanted = new Deferred<void>();
      const createBroker = async (): Promise<Broker> => {
        await wanted.promise;
        return world.broker;
      };
      const connector = await startConnector(createBroker, {
        ...common,
        bus: buses.connector,
        holder: 'one',
      });
      const remotes: Broker[] = [];
      const remote = (more: object): Broker => {
        const made = remoteBrokerOf(profile, {
          ...common,
          bus: buses.bots,
          bot: `bot${remotes.length}`,
          // Not that of the connector's broker: what they publish is told apart by a random name.
          random: seededRandom(100 + remotes.length),
          ...more,
        }) as unknown as Broker;
        const connect = made.connect.bind(made);
        made.connect = (call) => {
          wanted.resolve();
          return connect(call);
        };
        remotes.push(made);
        return made;
      };
      const broker = remote({});
      const own: Partial<ContractWorld> = {
        broker,
        brokerOn: (journal: OrderJournal) => remote({ journal }),
        dispose: async () => {
          await Promise.all(remotes.map((each) => each.close()));
          const closed = connector.close();
          wanted.resolve();
          await closed;
          await world.dispose();
          await buses.close();
        },
      };
      return new Proxy(world, {
        get(target, name) {
          if (name in own) return own[name as keyof ContractWorld];
          if (NOT_REMOTE.includes(name as keyof ContractWorld)) return undefined;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
        has: (target, name) =>
          name in own || (!NOT_REMOTE.includes(name as keyof ContractWorld) && Reflect.has(target, name)),
      });
    },
  };
}
