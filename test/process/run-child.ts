import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How a child process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly output: string;
  /** Milliseconds from the line `closed` to the end of the process; absent when it never said so. */
  readonly afterCloseMs: number | undefined;
}

/** Runs a script of test/process in a process of its own, unhandled rejections fatal; it must end by itself. */
export function runChild(script: string, args: readonly string[] = []): Promise<ChildEnd> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--unhandled-rejections=strict',
        '--require',
        'ts-node/register/transpile-only',
        resolve('test/process', script),
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
