import { existsSync, writeSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createClient } from 'redis';
import type { VirtualClock } from '../../../src/core/virtual-clock';
import type { Bus } from '../../../src/remote/bus/bus';
import { redisBus } from '../../../src/remote/bus/open-redis-bus';
import type { RedisClient } from '../../../src/remote/bus/redis-client';
import { hasRedis, startRedis } from './redis-server';

/** Where Debian and Ubuntu put libfaketime, by the names that Node has for processors. */
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
].find((path) => existsSync(path));

/** Why there can be no Redis server on a virtual clock here; undefined where there can. */
export const noClockedRedis: string | undefined = hasRedis
  ? LIBRARY === undefined
    ? 'libfaketime (the Debian package faketime) is not installed'
    : undefined
  : 'there is no redis-server on the PATH';

/** A Redis server whose time of day is that of a virtual clock: deadlines, leases and the expiry of keys are by it. */
export interface ClockedRedis {
  /** The buses of one world: each is a process of its own to the server. Ends those of the world before, as the server has one time. */
  buses(clock: VirtualClock, name: string): ClockedBuses;
  close(): Promise<void>;
}

export interface ClockedBuses {
  open(): Promise<Bus>;
  /** Ends what was opened. */
  close(): Promise<void>;
}

/** What a bus asks a server to do. */
const REQUESTS: ReadonlySet<PropertyKey> = new Set([
  'connect',
  'eval',
  'evalSha',
  'get',
  'hGetAll',
  'subscribe',
  'unsubscribe',
]);

/** The server is the real one: libfaketime gives it the time that stands in a file. */
export async function startClockedRedis(): Promise<ClockedRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-clock-'));
  const path = join(folder, 'time');
  const file = await open(path, 'w');
  show(file, Date.UTC(2026, 0, 5, 12));
  const server = await startRedis({
    env: {
      // The C library's allocator comes before jemalloc, which asks for the time before libfaketime can answer.
      LD_PRELOAD: `${LIBRARY}:libc.so.6`,
      FAKETIME_TIMESTAMP_FILE: path,
      FAKETIME_FMT: '%s',
      FAKETIME_NO_CACHE: '1',
      // The server's own loop goes on in real time.
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: ':/usr/share/zoneinfo/UTC',
    },
  });
  let present: Buses | undefined;
  return {
    buses(clock, name) {
      void present?.close();
      present = new Buses(server.url, clock, name, file);
      return present;
    },
    async close() {
      await server.close();
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Always as many characters, so that a reader never finds a part. */
function show(file: FileHandle, epochMs: number): void {
  writeSync(file.fd, `${(Math.floor(epochMs) / 1000).toFixed(3)}\n`, 0);
}

class Buses implements ClockedBuses {
  readonly #url: string;
  readonly #clock: VirtualClock;
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #buses: Bus[] = [];
  readonly #clients = new Set<ReturnType<typeof createClient>>();
  readonly #pending = new Set<Promise<unknown>>();
  /** Requests so far. Without one nothing comes of the server. */
  #requests = 0;
  #settled = 0;

  constructor(url: string, clock: VirtualClock, name: string, file: FileHandle) {
    this.#url = url;
    this.#clock = clock;
    this.#name = name;
    this.#file = file;
    // Time passes while nothing is under way between this process and the server.
    const advance = clock.advance.bind(clock);
    clock.advance = async (ms) => {
      await this.#settle();
      await advance(ms);
      await this.#settle();
    };
  }

  async open(): Promise<Bus> {
    const client = createClient({ url: this.#url, disableOfflineQueue: true });
    const bus = await redisBus({ redis: this.#watched(client as never), name: this.#name });
    this.#buses.push(bus);
    return bus;
  }

  async close(): Promise<void> {
    await Promise.all(this.#buses.map((bus) => bus.close()));
  }

  #watched(client: RedisClient): RedisClient {
    this.#clients.add(client as never);
    return new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name === 'duplicate') return () => this.#watched(target.duplicate());
        if (!REQUESTS.has(name)) return value.bind(target);
        return (...args: unknown[]) => this.#note(() => value.apply(target, args) as Promise<unknown>);
      },
    });
  }

  #note<T>(request: () => Promise<T>): Promise<T> {
    show(this.#file, this.#clock.now());
    this.#requests += 1;
    const answer = request();
    this.#pending.add(answer);
    const end = (): void => void this.#pending.delete(answer);
    answer.then(end, end);
    return answer;
  }

  /** Waits until every request is answered, and what it caused has come on every connection. */
  async #settle(): Promise<void> {
    while (this.#settled !== this.#requests) {
      this.#settled = this.#requests;
      await Promise.allSettled(this.#pending);
      const open = [...this.#clients].filter(({ isReady }) => isReady);
      await Promise.allSettled(open.map((client) => client.ping()));
      await turn();
    }
  }
}
