import type { JournalEntry } from '../../broker';
import type { Position } from '../../model';
import type { CheckedLevels } from '../../orders/check-order';
import { sleep } from '../../transport/sleep';
import type { OrderManagerCore } from './manager-core';
import { DEFAULT_RESOLUTION } from './pending-resolutions';

/**
 * Finds out whether a lost change of a position's levels was made, and settles its entry. Positions are reported as they
 * are, so their levels tell; of one that is closed nothing does.
 */
export async function resolvePosition(
  core: OrderManagerCore,
  entry: JournalEntry,
  id: string,
  changes: CheckedLevels,
): Promise<void> {
  const { clock, port, resolution, state } = core.options;
  const { lookups, retryMs, graceMs } = { ...DEFAULT_RESOLUTION, ...resolution };
  const { signal } = core.runner;
  const startedAt = clock.monotonic();
  try {
    for (let missedCount = 0; ; ) {
      await sleep(clock, retryMs, signal);
      if (state() !== 'live') continue;
      let position: Position | undefined;
      try {
        position = await port.findPosition?.(id, { signal, requestId: entry.entryId });
      } catch {
        // A read that failed has said nothing.
        continue;
      }
      if (position && isMade(changes, position)) return core.journal.settle(entry, 'accepted');
      missedCount += 1;
      if (missedCount < lookups || clock.monotonic() - startedAt < graceMs) continue;
      return core.journal.settle(entry, position ? 'rejected' : 'unknown');
    }
  } catch {
    // The broker was closed: a later process goes on.
  }
}

function isMade({ stopLoss, takeProfit }: CheckedLevels, position: Position): boolean {
  return (
    (stopLoss === undefined || (stopLoss ?? undefined) === position.stopLoss) &&
    (takeProfit === undefined || (takeProfit ?? undefined) === position.takeProfit)
  );
}
