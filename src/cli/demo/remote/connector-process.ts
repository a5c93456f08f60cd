import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A connector in a process of its own, started as a user would start it. */
export class ConnectorProcess implements AsyncDisposable {
  readonly #child;
  readonly #kill = (): void => void this.#child.kill('SIGKILL');
  readonly #live: Promise<void>;

  /**
   * @param command - the file of the `venuekit` command
   * @param onState - called with each state that it prints
   */
  constructor(
    command: string,
    redis: string,
    env: Readonly<Record<string, string>>,
    onState: (state: string) => void,
  ) {
    const args = [command, 'connector', 'poloniex', '--redis', redis, '--json'];
    this.#child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    process.once('exit', this.#kill);
    this.#live = new Promise((resolve) => {
      createInterface(this.#child.stdout).on('line', (line) => {
        const { state } = JSON.parse(line) as { readonly state?: string };
        if (state === undefined) return;
        onState(state);
        if (state === 'live') resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when it serves the bots for the first time; rejects when it ends before. */
  async live(): Promise<void> {
    const ended = once(this.#child, 'exit').then(() => {
      throw new Error('The process of a connector ended');
    });
    await Promise.race([this.#live, ended]);
    ended.catch(() => {});
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#kill();
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#kill);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }
}
