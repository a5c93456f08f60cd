import { createClient } from 'redis';
import { type RedisServer, startRedis } from '../../../remote/support/redis-server';
import { Peer } from '../../peer';
import type { FromBots, FromConnector, FromVenue, Sample, ToBots, ToConnector, ToVenue } from './messages';

/** How long a takeover, or a recovery, may take before a run is given up, in ms. */
const GIVE_UP_MS = 60_000;

export interface WorldOptions {
  /** Where the processes were compiled to. */
  readonly folder: string;
  readonly bots: number;
  readonly processes: number;
  readonly markets: number;
  /** Markets that each bot follows. */
  readonly each: number;
  readonly channels: readonly ('quotes' | 'trades')[];
  readonly seed: number;
  /** How long the venue takes to answer an order, in ms. */
  readonly answerMs?: number;
  readonly persists?: boolean;
}

/** A connector's process. */
class ConnectorProcess {
  readonly peer: Peer<ToConnector, FromConnector>;
  #state = 'standby';
  readonly #waiting = new Set<() => void>();

  constructor(folder: string) {
    this.peer = new Peer(folder, 'scale/remote/connector', 'connector');
    this.peer.each((message) => {
      if (message.type !== 'state') return;
      this.#state = message.state;
      for (const look of this.#waiting) look();
    });
  }

  get isLive(): boolean {
    return this.#state === 'live';
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.peer.pid, name);
  }

  /** Resolves when its broker is live. */
  live(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No connector became live')), GIVE_UP_MS);
      const look = (): void => {
        if (!this.isLive) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** A venue, a Redis server, a connector with its standby, and bots, each in a process of its own. */
export class World {
  readonly redis: RedisServer;
  readonly venue: Peer<ToVenue, FromVenue>;
  readonly bots: readonly Peer<ToBots, FromBots>[];
  /** The markets that bots follow. */
  readonly symbols: readonly string[];
  leader: ConnectorProcess;
  standby: ConnectorProcess;
  readonly #folder: string;
  readonly #venueOptions: object;

  private constructor(
    redis: RedisServer,
    venue: Peer<ToVenue, FromVenue>,
    bots: readonly Peer<ToBots, FromBots>[],
    opened: Extract<FromVenue, { type: 'opened' }>,
    folder: string,
  ) {
    this.redis = redis;
    this.venue = venue;
    this.bots = bots;
    this.#folder = folder;
    this.#venueOptions = opened.options;
    // The first one is that of the orders.
    this.symbols = opened.symbols.slice(1);
    this.leader = new ConnectorProcess(folder);
    this.standby = new ConnectorProcess(folder);
  }

  static async open(options: WorldOptions): Promise<World> {
    const { folder, processes, markets, answerMs = 0, persists = false } = options;
    const redis = await startRedis({ persists });
    const venue = new Peer<ToVenue, FromVenue>(folder, 'scale/remote/venue', 'venue');
    const bots = Array.from(
      { length: processes },
      (_, at) => new Peer<ToBots, FromBots>(folder, 'scale/remote/bots', `bots ${at + 1}`),
    );
    try {
      const opened = await venue.ask({ type: 'open', markets: markets + 1, answerMs }, 'opened');
      const world = new World(redis, venue, bots, opened, folder);
      try {
        await world.#start(options);
        return world;
      } catch (error) {
        await world.close();
        throw error;
      }
    } catch (error) {
      await Promise.all([venue.end(), ...bots.map((peer) => peer.end()), redis.close()]);
      throw error;
    }
  }

  async #start({ bots, processes, each, channels, seed }: WorldOptions): Promise<void> {
    await this.#startConnector(this.leader);
    await this.leader.live();
    await this.#startConnector(this.standby);
    const count = Math.ceil(bots / processes);
    await Promise.all(
      this.bots.map((peer, at) =>
        peer.ask(
          {
            type: 'start',
            url: this.redis.url,
            first: at * count,
            count: Math.min(count, bots - at * count),
            each,
            symbols: this.symbols,
            channels,
            seed,
          },
          'started',
        ),
      ),
    );
  }

  async #startConnector({ peer }: ConnectorProcess): Promise<void> {
    await peer.ask({ type: 'start', url: this.redis.url, options: this.#venueOptions }, 'started');
  }

  /**
   * Kills the connector that leads, waits until the other one is live, and starts a new standby.
   * @returns how long it took, in ms
   */
  async killLeader(): Promise<number> {
    const { leader, standby } = this;
    const began = performance.now();
    leader.signal('SIGKILL');
    await standby.live();
    const took = performance.now() - began;
    await leader.peer.end();
    this.leader = standby;
    this.standby = new ConnectorProcess(this.#folder);
    await this.#startConnector(this.standby);
    return took;
  }

  /** Which of the two leads, after one of them may have taken over. */
  followLeader(): void {
    if (!this.leader.isLive && this.standby.isLive) [this.leader, this.standby] = [this.standby, this.leader];
  }

  samples(): Promise<readonly Sample[]> {
    return Promise.all(this.bots.map((peer) => peer.ask({ type: 'sample' }, 'sample')));
  }

  /**
   * Waits until every bot is live, and none is behind.
   * @returns how long it took, in ms; what keeps it from being so, where it took too long; and all that was sampled
   */
  async caughtUp(bots: number, isEnough = (_oldestMs: number): boolean => true) {
    const began = performance.now();
    const seen: Sample[] = [];
    let behind: string | undefined;
    while (performance.now() - began < GIVE_UP_MS) {
      const samples = await this.samples();
      seen.push(...samples);
      const live = samples.reduce((sum, sample) => sum + sample.live, 0);
      const oldestMs = Math.max(...samples.map((sample) => sample.oldestMs));
      const tookMs = performance.now() - began;
      if (live === bots && isEnough(oldestMs)) return { tookMs, behind: undefined, seen };
      const others = samples.flatMap((sample) => sample.others).join('; ');
      behind = `${live} of ${bots} bots are live, the oldest quote has ${oldestMs.toFixed(0)} ms; ${others}`;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { tookMs: GIVE_UP_MS, behind, seen };
  }

  /** What the Redis server says of itself. */
  async redisInfo(): Promise<{ readonly cpuMs: number; readonly usedMb: number }> {
    const client = await createClient({ url: this.redis.url }).connect();
    const text = String(await client.sendCommand(['INFO']));
    client.destroy();
    const figure = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
    return {
      cpuMs: (figure('used_cpu_user') + figure('used_cpu_sys')) * 1000,
      usedMb: figure('used_memory') / 2 ** 20,
    };
  }

  async close(): Promise<void> {
    const peers = [this.venue, this.leader.peer, this.standby.peer, ...this.bots];
    await Promise.all(peers.map((peer) => peer.end()));
    await this.redis.close();
  }
}
