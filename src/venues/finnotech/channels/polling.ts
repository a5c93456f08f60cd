import { PollGroup } from '../../../adapter/polled/poll-group';
import type { PolledConnection } from '../../../adapter/polled/polled-connection';
import type { Random } from '../../../core/random';
import type { FinnotechConnection } from '../connection';
import { isRefusal } from '../errors';
import type { Directory } from '../reads/directory';

/** Asks for something small, to see whether the venue answers; that it refuses is an answer. */
export async function probe(
  connection: FinnotechConnection,
  directory: Directory,
  signal: AbortSignal,
): Promise<void> {
  const listing = directory.any();
  if (!listing) return;
  const { coId, precedencyRight } = listing;
  const options = { signal, timeoutMs: connection.polling.pollTimeoutMs };
  try {
    await connection.client.tradesRealtime({ coId, precedencyRight }, options);
  } catch (error) {
    // The company may be delisted since, or the scope may be missing.
    if (!isRefusal(error)) throw error;
  }
  connection.answered();
}

/** The loop of both channels, on the venue's minute; while nothing is subscribed it asks whether the venue is there. */
export function minuteGroup(
  venue: FinnotechConnection,
  connection: PolledConnection,
  random: Random,
  directory: Directory,
): PollGroup {
  const { pollDelayMs: delayMs, retryDelayMs: retryMs, heartbeat } = venue.polling;
  return new PollGroup({
    connection,
    random,
    schedule: { delayMs, retryMs, venueNow: () => venue.serverTime() },
    async probe(signal, isRefused) {
      const isWanted = heartbeat || isRefused;
      if (isWanted) await probe(venue, directory, signal);
      return isWanted;
    },
  });
}

/** The connection as its channels see it. */
export function polledConnection(connection: FinnotechConnection): PolledConnection {
  return {
    venue: 'finnotech',
    clock: connection.clock,
    now: () => connection.now(),
    answered(latencyMs) {
      connection.answered(latencyMs);
      connection.polled();
    },
    failed: ({ error, pauseMs }) => connection.failed(error, pauseMs),
    report: (code, message, error) => connection.report(code, message, error),
  };
}
