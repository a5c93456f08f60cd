import type { VenueProfile } from '../../src/adapter/broker/ports';
import type { Broker, Clock, OrderJournal } from '../../src/index';
import { seededRandom, silentLogger } from '../../src/index';
import { remoteBrokerOf } from '../../src/remote/broker/remote-broker';
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
  103: 'the connector reads before a bot connects',
  152: 'the connector says when it tries again, and bots wait for it',
  155: 'the connector goes on trying when a bot is closed',
  160: 'a remote broker has no option allowInsecure; test/remote has a case of its own',
  161: 'a remote broker has no credentials; test/remote has a case of its own',
  176: 'the calls of both brokers are published',
  177: 'the states of both brokers are published',
  178: 'the writes of both brokers are published',
  338: 'a large answer passes through both brokers in one process',
  711: 'the warnings of both brokers are counted',
};

/** A venue behind a connector: the contract's broker is a remote one, on a bus in memory. */
export function remoteHarness(harness: ContractHarness, profile: VenueProfile): ContractHarness {
  return {
    ...harness,
    // Nothing is read without a connector.
    async create(options) {
      const world = await harness.create(options);
      const { brokerClock: clock } = world as unknown as { readonly brokerClock: Clock };
      const bus = memoryBus({ clock });
      const common = { bus, clock, random: seededRandom(7), logger: silentLogger };
      const connector = await startConnector(() => world.broker, { ...common, holder: 'one' });
      const remotes: Broker[] = [];
      const remote = (more: object): Broker => {
        const made = remoteBrokerOf(profile, {
          ...common,
          bot: `bot${remotes.length}`,
          ...more,
        }) as unknown as Broker;
        remotes.push(made);
        return made;
      };
      const broker = remote({});
      const own: Partial<ContractWorld> = {
        broker,
        brokerOn: (journal: OrderJournal) => remote({ journal }),
        dispose: async () => {
          await Promise.all(remotes.map((each) => each.close()));
          await connector.close();
          await world.dispose();
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
