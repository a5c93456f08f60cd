import { type Broker, brokerFromEnv, ConfigurationError, type VenueName } from '../index';
import { type ConnectorState, redisBus, startConnector } from '../remote';
import { untilSignal } from './until-signal';

/** The flags of `venuekit connector`. */
export interface ConnectorFlags {
  readonly redis: string;
  readonly name?: string;
  readonly keyFromEnv?: string;
  readonly json?: boolean;
}

/** What a line says: what the connector does, and `live` when its broker serves the bots. */
type Told = ConnectorState | 'live';

const WORDS: Readonly<Record<Told, string>> = {
  standby: 'stands by while another connector holds the lease',
  leading: 'holds the lease and logs in',
  live: 'serves the bots',
  closed: 'has ended and given the lease back',
};

/** Holds the connection to a venue for the bots of a bus until a signal; then gives the lease back. */
export async function connector(
  venue: string,
  flags: ConnectorFlags,
  print: (line: string) => void,
  env: Readonly<Record<string, string | undefined>> = process.env,
  until: () => Promise<void> = untilSignal,
): Promise<void> {
  const key = keyOf(flags, env);
  const create = (): Promise<Broker> => brokerFromEnv(venue as VenueName, env);
  // What is wrong with the variables is said before anything is opened.
  let next: Broker | undefined = await create();
  const { name = venue } = flags;
  const tell = (state: Told): void =>
    print(
      flags.json
        ? JSON.stringify({ venue, name, state, pid: process.pid })
        : `The connector of ${venue} (${name}) ${WORDS[state]}.`,
    );
  let isClosing = false;
  /** A broker has one life. */
  const take = async (): Promise<Broker> => {
    const broker = next ?? (await create());
    next = undefined;
    tell('leading');
    broker.on('status', ({ state }) => {
      if (state === 'live') tell('live');
      else if (state === 'closed' && !isClosing) tell('standby');
    });
    return broker;
  };
  const bus = await redisBus({ redis: flags.redis, name });
  try {
    const running = await startConnector(take, { bus, key });
    tell('standby');
    try {
      await until();
    } finally {
      isClosing = true;
      await running.close();
      tell('closed');
    }
  } finally {
    await bus.close();
  }
}

/** The shared key. It comes by a variable: what is on a command line can be read by every user of the machine. */
function keyOf(
  { keyFromEnv }: ConnectorFlags,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (keyFromEnv === undefined) return undefined;
  const key = env[keyFromEnv];
  if (!key) throw new ConfigurationError(`Set ${keyFromEnv}, which --key-from-env names`);
  return key;
}
