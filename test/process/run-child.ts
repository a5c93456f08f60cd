import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'tsup';

/** Below node_modules, so that what is not bundled is found there. */
const OUT = 'node_modules/.cache/venuekit-children';

/** How a child process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly output: string;
  /** Milliseconds from the line `closed` to the end of the process; absent when it never said so. */
  readonly afterCloseMs: number | undefined;
}

/** Bundles the scripts of test/process once: each process would else spend its first seconds on compiling. */
export async function buildChildren(): Promise<void> {
  const scripts = readdirSync('test/process').filter((file) => file.endsWith('-child.ts'));
  await build({
    config: false,
    silent: true,
    entry: scripts.map((file) => `test/process/${file}`),
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    outDir: OUT,
    outExtension: () => ({ js: '.cjs' }),
    splitting: false,
    dts: false,
  });
}

/** Runs a script of test/process in a process of its own, unhandled rejections fatal; it must end by itself. */
export function runChild(
  script: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<ChildEnd> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--unhandled-rejections=strict',
        ...flags,
        resolve(OUT, script.replace(/\.ts$/, '.cjs')),
        ...args,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    let closedAt: number | undefined;
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (closedAt === undefined && /^closed$/m.test(output)) closedAt = performance.now();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', fail);
    child.once('close', (code) =>
      done({ code, output, afterCloseMs: closedAt === undefined ? undefined : performance.now() - closedAt }),
    );
  });
}

/** A child that the test talks to and kills. */
export interface KillableChild {
  output(): string;
  write(text: string): void;
  /** Sends a signal that the process may handle. */
  signal(name: NodeJS.Signals): void;
  /** How it ended: the exit code, or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals | null>;
  /** SIGKILL: nothing of it runs any more; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a script of test/process that does not end by itself. */
export function spawnChild(script: string, args: readonly string[]): KillableChild {
  const child = spawn(process.execPath, [resolve(OUT, script.replace(/\.ts$/, '.cjs')), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin.on('error', () => {});
  const end = new Promise<number | NodeJS.Signals | null>((done) => {
    child.once('close', (code, signal) => done(code ?? signal));
  });
  return {
    output: () => output,
    write: (text) => void child.stdin.write(text),
    signal: (name) => void child.kill(name),
    end,
    async kill() {
      child.kill('SIGKILL');
      await end;
    },
  };
}
