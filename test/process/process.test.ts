import { beforeAll, describe, expect, it } from 'vitest';
import { buildChildren, runChild } from './run-child';

const OPTIONS = { timeout: 60_000 };

beforeAll(buildChildren, 60_000);

describe('a process with a broker', OPTIONS, () => {
  it.each(['live', 'connecting', 'reconnecting'])(
    'behavior: ends by itself within a second of close() while %s',
    async (state) => {
      const { code, output, afterCloseMs } = await runChild('close-child.ts', [state]);
      expect(output).toContain('closed');
      expect(code).toBe(0);
      expect(afterCloseMs).toBeLessThan(1000);
    },
  );

  it.each(['xapi', 'poloniex'])(
    'behavior: is no larger after many lost connections to %s than after a few',
    async (venue) => {
      const { code, output } = await runChild('soak-child.ts', ['50', venue]);
      expect(code, output).toBe(0);
      const { live, start, end } = JSON.parse(output.split('\n')[0] ?? '');
      expect(live).toBe(51);
      expect(end.timers).toBe(start.timers);
      expect(end.resources).toBe(start.resources);
      expect(end.heap).toBeLessThan(start.heap * 1.15);
    },
  );

  it('behavior: streams where no code can be made of texts', async () => {
    const flags = ['--disallow-code-generation-from-strings'];
    const { code, output } = await runChild('no-code-child.ts', [], flags);
    expect(output).toBe('closed\n');
    expect(code).toBe(0);
  });

  it('behavior: survives every fault without a listener and without an awaited promise', async () => {
    const { code, output } = await runChild('faults-child.ts');
    expect(output).toContain('closed');
    expect(output).not.toMatch(/PASSWORD|not-the-password|UnhandledPromiseRejection/);
    expect(code).toBe(0);
  });

  it.each(['connecting', 'reconnecting', 'faults'])(
    'behavior: with a polled broker it ends within a second of close() while %s',
    async (state) => {
      const { code, output, afterCloseMs } = await runChild('finnotech-child.ts', [state]);
      expect(output).toBe('closed\n');
      expect(code).toBe(0);
      expect(afterCloseMs).toBeLessThan(1000);
    },
  );

  it.each(['idle', 'live', 'connecting', 'reconnecting'])(
    'behavior: with a broker of REST and two sockets it ends within a second of close() while %s',
    async (state) => {
      const { code, output, afterCloseMs } = await runChild('poloniex-child.ts', [state]);
      expect(output).toBe('closed\n');
      expect(code).toBe(0);
      expect(afterCloseMs).toBeLessThan(1000);
    },
  );

  it('behavior: a broker of REST and two sockets survives every fault without a listener and without an awaited promise', async () => {
    const { code, output, afterCloseMs } = await runChild('poloniex-child.ts', ['faults']);
    expect(output).toBe('closed\n');
    expect(output).not.toMatch(/emulated-secret|not-the-secret|UnhandledPromiseRejection/);
    expect(code).toBe(0);
    expect(afterCloseMs).toBeLessThan(1000);
  });
});
