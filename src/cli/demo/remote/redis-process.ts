import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ConfigurationError } from '../../../index';

/** Ports that are tried, one after the other: one may be taken. */
const ATTEMPTS = 5;
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** A Redis server of the demo, on a free port of this machine, which keeps nothing. */
export interface RedisProcess extends AsyncDisposable {
  readonly url: string;
}

type Child = ChildProcessByStdio<null, Readable, null>;

/** @throws ConfigurationError where this machine has no `redis-server` */
export async function startRedisProcess(): Promise<RedisProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'venuekit-demo-'));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const child = spawn('redis-server', fixed, { stdio: ['ignore', 'pipe', 'ignore'] });
    if (!(await isReady(child))) continue;
    const kill = (): void => void child.kill('SIGKILL');
    // Also where the demo is ended by a signal.
    process.once('exit', kill);
    return {
      url: `redis://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: async () => {
        process.off('exit', kill);
        const ended = once(child, 'exit');
        if (child.exitCode === null && child.signalCode === null) {
          kill();
          await ended;
        }
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  await rm(folder, { recursive: true, force: true });
  throw new ConfigurationError(
    'This demo needs a Redis server: install redis-server, 6.2 or newer, so that it is found on the PATH',
  );
}

/** Whether it serves; false when it ends before, or was never there. */
function isReady(child: Child): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve(true);
    });
  });
}
