import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';

/** Whether this machine has a Redis server: without one, what needs it is skipped. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server of a test. */
export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a power cut would, and starts it again on the same port. */
  restart(): Promise<void>;
  /** Ends it as a power cut would. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** A server that is a cluster by itself needs a second port, this much higher. */
const CLUSTER_PORTS = 10_000;

/** How a server is started. */
export interface RedisServerOptions {
  /** Whether it writes every change to disk. @defaultValue false */
  readonly persists?: boolean;
  /** Whether it is a cluster of one node. @defaultValue false */
  readonly isCluster?: boolean;
  /** More of what stands in its configuration. */
  readonly settings?: readonly string[];
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { persists = false, isCluster = false, settings = [], env = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  let port = await freePort();
  while (isCluster && port + CLUSTER_PORTS > 65_535) port = await freePort();
  const disk = persists ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const more = [...disk, ...(isCluster ? ['--cluster-enabled', 'yes'] : []), ...settings];
  let child = await start(port, folder, more, env);
  if (isCluster) await takeAllSlots(port);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid as number;
    },
    async restart() {
      await kill();
      child = await start(port, folder, more, env);
    },
    stop: kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function start(
  port: number,
  folder: string,
  more: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('redis-server', [...fixed, ...more], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('redis-server ended at its start');
    await pause(20);
  }
  return child;
}

async function takeAllSlots(port: number): Promise<void> {
  const client = await createClient({ url: `redis://127.0.0.1:${port}` }).connect();
  const slots = Array.from({ length: 16_384 }, (_, slot) => String(slot));
  await client.sendCommand(['CLUSTER', 'ADDSLOTS', ...slots]);
  while (!String(await client.sendCommand(['CLUSTER', 'INFO'])).includes('cluster_state:ok')) await pause(50);
  client.destroy();
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (data) => {
      resolve(String(data).startsWith('+PONG'));
      socket.destroy();
    });
  });
}
