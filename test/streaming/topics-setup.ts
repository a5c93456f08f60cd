import { vi } from 'vitest';
import type { SubscriptionConfirmation } from '../../src/broker/subscription';
import type { TopicDriver, TopicListener } from '../../src/streaming/topics/topic-driver';

/** A command that the venue has received and not answered. */
export interface PendingCommand {
  readonly name: 'open' | 'close';
  readonly key: string;
  readonly params?: number;
  readonly signal?: AbortSignal | undefined;
  /** Carries it out and answers. */
  done(): void;
  /** Answers with an error; carried out all the same when `applied`. */
  fail(error: Error, applied?: boolean): void;
}

/** A venue where a topic is subscribed with a number, the larger the more; commands wait until the test answers. */
export class TestVenue {
  readonly log: string[] = [];
  readonly pending: PendingCommand[] = [];
  /** What is subscribed. */
  readonly open = new Map<string, number>();
  confirmedBy: SubscriptionConfirmation = 'ack';
  /** Answer at once. */
  automatic = true;

  driver(key = 'T'): TopicDriver<number> {
    return {
      key,
      merge: (params) => Math.max(...params),
      equal: (a, b) => a === b,
      open: async (params, signal) => {
        await this.#command('open', key, params, signal, () => this.open.set(key, params));
        return this.confirmedBy;
      },
      close: () => this.#command('close', key, undefined, undefined, () => this.open.delete(key)),
    };
  }

  /** Answers the oldest command. */
  answer(): void {
    this.pending[0]?.done();
  }

  #command(
    name: PendingCommand['name'],
    key: string,
    params: number | undefined,
    signal: AbortSignal | undefined,
    apply: () => void,
  ): Promise<void> {
    this.log.push([name, key, params].filter((part) => part !== undefined).join(' '));
    return new Promise((resolve, reject) => {
      const settle = (run: () => void) => {
        const place = this.pending.indexOf(command);
        if (place >= 0) this.pending.splice(place, 1);
        run();
      };
      const command: PendingCommand = {
        name,
        key,
        ...(params !== undefined && { params }),
        signal,
        done: () => {
          apply();
          settle(resolve);
        },
        fail: (error, applied = false) => {
          if (applied) apply();
          settle(() => reject(error));
        },
      };
      this.pending.push(command);
      if (this.automatic) command.done();
    });
  }
}

export function listener() {
  return { failed: vi.fn(), recovered: vi.fn() } satisfies TopicListener;
}
