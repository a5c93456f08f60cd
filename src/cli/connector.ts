import { type Broker, brokerFromEnv, ConfigurationError, type VenueName } from '../index';
import { type ConnectorPhase, type ConnectorStatus, redisBus, startConnector } from '../remote';
import { untilSignal } from './until-signal';

/** The flags of `venuekit connector`. */
export interface ConnectorFlags {
  readonly redis: string;
  readonly name?: string;
  readonly keyFromEnv?: string;
  readonly json?: boolean;
}

const WORDS: Readonly<Record<ConnectorPhase, string>> = {
  standby: 'stands by while another connector holds the lease',
  leading: 'holds the lease and logs in',
  reconciling: 'has logged in and reads the account',
  live: 'serves the bots',
  stale: 'hears nothing from the venue',
  lost: 'has lost the lease',
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
  const say = (event: Readonly<Record<string, string>>, sentence: string): void =>
    print(
      flags.json
        ? JSON.stringify({ venue, name, ...event, pid: process.pid })
        : `The connector of ${venue} (${name}) ${sentence}.`,
    );
  const tell = ({ phase: state, reason }: ConnectorStatus): void =>
    say({ state, ...(reason !== undefined && { reason }) }, `${WORDS[state]}${reason ? `: ${reason}` : ''}`);
  /** A broker has one life. */
  const take = async (): Promise<Broker> => {
    const broker = next ?? (await create());
    next = undefined;
    return broker;
  };
  const bus = await redisBus({ redis: flags.redis, name });
  try {
    const running = await startConnector(take, { bus, key });
    const ended = new Promise<never>((_resolve, reject) => {
      running.on('status', (status) => {
        tell(status);
        if (status.error) reject(status.error);
      });
    });
    running.on('quota', ({ message }) =>
      say({ event: 'quota', reason: message }, `has used up a quota of the venue: ${message}`),
    );
    if (flags.json) running.on('error', ({ message }) => say({ event: 'error', reason: message }, message));
    // It has asked for the lease by now, and may have got it.
    tell({ ...running.status, phase: 'standby' });
    if (running.status.phase !== 'standby') tell(running.status);
    try {
      await Promise.race([until(), ended]);
    } finally {
      await running.close();
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
