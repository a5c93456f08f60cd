import { randomUUID } from 'node:crypto';
import type { Timer } from '../../core/clock';
import { TOPICS } from '../messages/messages';
import type { Seal } from '../messages/seal';
import type { RemoteConnection } from './connection';

/** How long a wish lasts without being renewed, and how often it is, in ms. */
const WISH_MS = 15_000;
const RENEW_MS = 5000;

/** What a bot wants of the venue's streams, kept alive on the bus. */
export class Wishes {
  readonly #connection: RemoteConnection;
  readonly #seal: Seal;
  /** Two brokers that were given one name by mistake do not replace each other's wishes. */
  readonly #owner: string;
  readonly #wanted = new Set<string>();
  #timer: Timer | undefined;

  constructor(connection: RemoteConnection, bot: string, seal: Seal) {
    this.#connection = connection;
    this.#seal = seal;
    this.#owner = `${bot} ${randomUUID()}`;
  }

  async add(text: string): Promise<void> {
    this.#wanted.add(text);
    await this.#tell();
  }

  async remove(text: string): Promise<void> {
    if (this.#wanted.delete(text)) await this.#tell();
  }

  /** The broker is closed. */
  async stop(): Promise<void> {
    this.#wanted.clear();
    await this.#tell().catch(() => {});
  }

  async #tell(): Promise<void> {
    const { bus, clock } = this.#connection;
    this.#timer?.cancel();
    const renew = (): void => void this.#tell().catch(() => {});
    this.#timer = this.#wanted.size === 0 ? undefined : clock.schedule(RENEW_MS, renew, { keepAlive: false });
    const text = this.#seal.close(TOPICS.wishes(this.#owner), JSON.stringify([...this.#wanted]));
    await bus.wish(this.#owner, text, WISH_MS);
  }
}
