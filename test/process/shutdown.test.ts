import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildChildren, type KillableChild, spawnChild } from './run-child';

const OPTIONS = { timeout: 60_000 };

beforeAll(buildChildren, 60_000);

const children: KillableChild[] = [];

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
});

/** A bot whose orders rest. */
async function startBot(fault: string): Promise<KillableChild> {
  const child = spawnChild('shutdown-child.ts', [fault]);
  children.push(child);
  await vi.waitFor(() => expect(child.output()).toContain('ready'), { timeout: 30_000 });
  return child;
}

describe('a bot that ends by a signal', OPTIONS, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'behavior: at %s its orders are canceled and the code is 0',
    async (name) => {
      const child = await startBot('clean');
      child.signal(name);
      expect(await child.end).toBe(0);
      expect(child.output()).toBe('ready\nexit 0, canceled 2, left 0\n');
    },
  );

  it('behavior: when the venue does not answer it ends in time with the code 1', async () => {
    const child = await startBot('down');
    child.signal('SIGINT');
    expect(await child.end).toBe(1);
    expect(child.output()).toContain('exit 1, canceled 0, left unknown\nfailed connect\n');
  });

  it('behavior: a second signal ends it at once', async () => {
    const child = await startBot('down');
    child.signal('SIGINT');
    // Another kind: two signals of one kind may be merged while they wait.
    child.signal('SIGTERM');
    expect([130, 143]).toContain(await child.end);
    expect(child.output()).not.toContain('exit');
  });
});
