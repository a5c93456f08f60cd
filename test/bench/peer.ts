import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromContender, FromServer, ToContender, ToServer } from './end-to-end/messages';

/** How long a step may take: a record that never comes must not hang the bench. */
const STEP_MS = 120_000;

/** A process of the bench that is told something and answers. */
export class Peer<To extends object, From extends { readonly type: string }> {
  readonly #child: ChildProcess;
  readonly #name: string;

  constructor(folder: string, file: string, name: string) {
    this.#name = name;
    this.#child = fork(join(folder, `${file}.mjs`), {
      execArgv: ['--expose-gc'],
      // Standard output is that of the bench alone: with --json it holds nothing else.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  tell(message: To): void {
    this.#child.send(message);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Calls `listener` with every message. */
  each(listener: (message: From) => void): void {
    this.#child.on('message', listener);
  }

  /** Resolves with the next message of a type. @throws Error when the process fails, ends or stays silent */
  next<T extends From['type']>(type: T, limitMs = STEP_MS): Promise<Extract<From, { type: T }>> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        finish();
      };
      const onMessage = (message: From & { readonly message?: string }): void => {
        if (message.type === type) end(() => resolve(message as unknown as Extract<From, { type: T }>));
        else if (message.type === 'failed') end(() => reject(new Error(`${this.#name}: ${message.message}`)));
      };
      const onExit = (): void => end(() => reject(new Error(`${this.#name}: the process ended`)));
      const timer = setTimeout(() => {
        this.#child.kill('SIGUSR2');
        setTimeout(() => end(() => reject(new Error(`${this.#name}: no "${type}" came`))), 200);
      }, limitMs);
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
    });
  }

  async ask<T extends From['type']>(
    message: To,
    type: T,
    limitMs?: number,
  ): Promise<Extract<From, { type: T }>> {
    const answer = this.next(type, limitMs);
    this.tell(message);
    return answer;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

export const newServer = (folder: string, name: string): Peer<ToServer, FromServer> =>
  new Peer(folder, 'end-to-end/server', `${name}, server`);

export const newContender = (folder: string, name: string): Peer<ToContender, FromContender> =>
  new Peer(folder, 'end-to-end/contender', name);
