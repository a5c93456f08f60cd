import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator } from '../../../src/emulators';
import { isProtocolError } from '../../../src/errors';
import { longestHold } from '../../../src/testing/event-loop';
import { XapiBroker } from '../../../src/venues/xapi/broker';

const ACCOUNT = { userId: '880012345', password: 'password-1' };

/** Values that a connection is flooded with, about 1 MB of each. */
const FLOODS = [
  ['empty arrays', '[]'.repeat(450_000)],
  ['empty objects', '{}'.repeat(450_000)],
  ['balances without figures', '{"command":"balance","data":{}}'.repeat(33_000)],
  ['refusals', '{"status":false}'.repeat(60_000)],
  ['unknown commands', '{"command":"x"}'.repeat(60_000)],
] as const;

/** How long a frame may hold the event loop, in ms. */
const LIMIT_MS = 50;

describe.each(['tcp', 'websocket'] as const)('a flood of tiny values over %s', (transport) => {
  test.each(['main', 'stream'] as const)(
    'error: on %s is few warnings with counts, blocks the loop for less than 50 ms and ends in a new connection',
    async (side) => {
      const clock = new VirtualClock();
      const emulator = await startEmulator('xapi', { clock, seed: 11, accounts: [ACCOUNT] });
      onTestFinished(() => emulator.close());
      emulator.market.pause();
      const { tcp, ws } = emulator.endpoints;
      const endpoint =
        transport === 'tcp'
          ? { host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
          : { mainUrl: ws.main, streamUrl: ws.stream };
      const broker = new XapiBroker({
        ...ACCOUNT,
        ...endpoint,
        transport,
        clock,
        random: seededRandom(7),
        logger: silentLogger,
      });
      onTestFinished(() => broker.close());
      const warnings: { readonly message: string; readonly count: number }[] = [];
      broker.on('warning', ({ message, error }) => {
        warnings.push({ message, count: (isProtocolError(error) ? error.count : undefined) ?? 1 });
      });
      let isLive = false;
      broker.on('status', ({ state }) => {
        isLive = state === 'live';
      });
      const connecting = broker.connect();
      await clock.advanceUntil(() => isLive);
      await connecting;
      for (const [name, flood] of FLOODS) {
        const bytes = Buffer.from(flood);
        const hold = await longestHold(async () => {
          const before = warnings.length;
          const { connects } = broker.health();
          emulator.faults.rawBytes(bytes, { side });
          await clock.advanceUntil(() => isLive && broker.health().connects > connects, { limitMs: 120_000 });
          const told = warnings.slice(before);
          // A refusal that names no request is told by itself, as it came.
          if (name !== 'refusals' || side === 'main') {
            expect(told.length, name).toBeLessThanOrEqual(2);
            expect(told.length, name).toBeGreaterThan(0);
          }
        }, LIMIT_MS);
        expect(hold.ms, name).toBeLessThan(hold.limitMs);
      }
    },
  );
});
