import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, createSentinel } from 'redis';
import { vi } from 'vitest';
import { freePort, startRedis } from './redis-server';

const NAME = 'main';
/** The replica logs in as a user of its own, so that it can be locked out. */
const REPLICATION = [
  '--user',
  'repl',
  'on',
  '>word',
  '+@all',
  '--masteruser',
  'repl',
  '--masterauth',
  'word',
];
const PATIENT = { timeout: 20_000, interval: 50 };

/** A master, a replica, and a sentinel that watches them. */
export interface SentinelSetup {
  /** A client that has not been connected. */
  client(): ReturnType<typeof createSentinel>;
  /** Asks the present master. */
  ask(...command: string[]): Promise<unknown>;
  /** Has the replica take over, with the master alive. */
  failover(): Promise<void>;
  /** Cuts the replica off: what is written from now on is the master's alone. */
  cutReplica(): Promise<void>;
  /** Ends the master as a power cut would, and waits until the replica has taken over. */
  killMaster(): Promise<void>;
  close(): Promise<void>;
}

export async function startSentinel(): Promise<SentinelSetup> {
  const settings = [...REPLICATION, '--repl-diskless-sync-delay', '0'];
  const master = await startRedis({ settings });
  const masterPort = new URL(master.url).port;
  const replica = await startRedis({ settings: [...settings, '--replicaof', `127.0.0.1 ${masterPort}`] });
  const ask = (url: string, ...command: string[]) => askServer(url, command);
  const isLinked = async (): Promise<void> => {
    if (!String(await ask(replica.url, 'INFO', 'replication')).includes('master_link_status:up'))
      throw new Error('The replica has not copied the master');
  };
  await vi.waitFor(isLinked, PATIENT);

  const folder = await mkdtemp(join(tmpdir(), 'sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 5000`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  await vi.waitFor(async () => {
    const replicas = (await ask(url, 'SENTINEL', 'REPLICAS', NAME)) as readonly unknown[];
    if (replicas.length === 0) throw new Error('The sentinel does not know the replica');
  }, PATIENT);

  const isOver = async (): Promise<void> => {
    if (!String(await ask(replica.url, 'ROLE')).startsWith('master'))
      throw new Error('The replica has not taken over');
  };
  let present = master.url;
  return {
    client: () =>
      createSentinel({
        name: NAME,
        sentinelRootNodes: [{ host: '127.0.0.1', port }],
        nodeClientOptions: { disableOfflineQueue: true },
      }),
    ask: (...command) => ask(present, ...command),
    async failover() {
      await vi.waitFor(() => ask(url, 'SENTINEL', 'FAILOVER', NAME), PATIENT);
      await vi.waitFor(isOver, PATIENT);
      present = replica.url;
    },
    async cutReplica() {
      await ask(master.url, 'ACL', 'SETUSER', 'repl', 'off');
      await ask(master.url, 'CLIENT', 'KILL', 'TYPE', 'replica');
    },
    async killMaster() {
      await master.stop();
      await vi.waitFor(isOver, PATIENT);
      present = replica.url;
    },
    async close() {
      const ended = once(sentinel, 'exit');
      sentinel.kill('SIGKILL');
      await ended;
      await Promise.all([master.close(), replica.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function askServer(url: string, command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}
