import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { demoRemote } from '../../src/cli/demo/remote/show-remote';
import { errorSentence } from '../../src/cli/error-sentence';
import { hasRedis } from '../remote/support/redis-server';
import { isLongForm } from '../setup/long-form';
import { CapturedOutput } from './captured-output';

afterEach(() => void vi.unstubAllEnvs());

describe('the demo of many bots', () => {
  it('error: without a Redis server it says what is missing', async () => {
    vi.stubEnv('PATH', '');
    const failure = await demoRemote(1, new CapturedOutput().stream).then(() => 'it ran', errorSentence);
    expect(failure).toMatch(/needs a Redis server: install redis-server/);
  });

  it.skipIf(!hasRedis || !isLongForm)(
    'default: the connector is killed, the standby takes over, and no order is sent twice or lost',
    { timeout: 60_000 },
    async () => {
      const output = new CapturedOutput();
      await demoRemote(3, output.stream, resolve('dist/cli.mjs'));
      const { text } = output;
      expect(text).toMatch(/the standby has taken over after [\d.]+ s/);
      expect(text).toMatch(/every bot is live again [\d.]+ s after the kill/);
      for (const row of ['outcome not known', 'sent twice', 'of which bot and venue say different things'])
        expect(text).toMatch(new RegExp(`${row} +│ +0 │`));
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    },
  );
});
