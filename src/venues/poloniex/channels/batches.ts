import { isVenueError } from '../../../errors';
import type { PoloniexPublicSocket } from '../socket/public-socket';
import type { PoloniexPublicChannel } from '../types/stream';

type Send = (symbols: readonly string[]) => Promise<unknown>;

interface Waiting {
  readonly symbol: string;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Joins what is subscribed of one channel: while the venue answers a request, the next one gathers symbols.
 *
 * The venue answers one request of a connection at a time, so that symbols asked for one by one would wait a round trip
 * each. An error names no symbol: a refused request is asked for in halves, so that one symbol stops no other.
 */
export class SubscriptionBatches {
  readonly #socket: PoloniexPublicSocket;
  /** What waits behind the request under way, by event and channel; a key is there while one is under way. */
  readonly #queues = new Map<string, Waiting[]>();

  constructor(socket: PoloniexPublicSocket) {
    this.#socket = socket;
  }

  /**
   * How the symbols of a channel are opened and closed.
   * @throws VenueError when the venue refuses the symbol; what the socket throws
   */
  of(channel: PoloniexPublicChannel, depth?: 5) {
    // The socket takes no `undefined` for the depth.
    const args = depth === undefined ? { channel } : { channel, depth };
    const socket = this.#socket;
    return {
      confirmedBy: 'ack',
      open: (symbol: string) =>
        this.#add(`subscribe ${channel}`, symbol, (symbols) => socket.subscribe({ ...args, symbols })),
      close: (symbol: string) =>
        this.#add(`unsubscribe ${channel}`, symbol, (symbols) => socket.unsubscribe({ channel, symbols })),
    } as const;
  }

  #add(key: string, symbol: string, send: Send): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const waiting = { symbol, resolve, reject };
      const queue = this.#queues.get(key);
      if (queue) queue.push(waiting);
      else void this.#run(key, [waiting], send);
    });
  }

  async #run(key: string, first: readonly Waiting[], send: Send): Promise<void> {
    for (let batch = first; batch.length > 0; batch = this.#queues.get(key) ?? []) {
      this.#queues.set(key, []);
      await settle(batch, send);
    }
    this.#queues.delete(key);
  }
}

async function settle(batch: readonly Waiting[], send: Send): Promise<void> {
  try {
    await send(batch.map(({ symbol }) => symbol));
    for (const { resolve } of batch) resolve();
  } catch (error) {
    if (batch.length === 1 || !isVenueError(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const middle = batch.length >> 1;
    await settle(batch.slice(0, middle), send);
    await settle(batch.slice(middle), send);
  }
}
