import type { Channel, Gap } from '../../../broker';

/** A subscription whose state can be called in doubt. */
export interface Doubtful {
  readonly channel: Channel;
  markStale(key: string): void;
  recover(key: string): void;
  gap(gap: Gap): void;
}

/** Whether a topic is known to be silent although it ought not to be. */
export interface SilenceMark {
  isSilent: boolean;
}

/** Says that a topic is silent; `key` is the topic's. */
export function markSilent(mark: SilenceMark, feeds: readonly Doubtful[], key: string): void {
  mark.isSilent = true;
  for (const feed of feeds) feed.markStale(key);
}

/**
 * Says that a silent topic lives again, and what may be missing.
 * @param from - when the last frame before the silence came; undefined where there was none. UTC epoch ms, our clock
 */
export function markAlive(
  mark: SilenceMark,
  feeds: readonly Doubtful[],
  key: string,
  { from, to }: { readonly from: number | undefined; readonly to: number },
): void {
  mark.isSilent = false;
  for (const feed of feeds) {
    const reason = `The channel ${key} was silent`;
    feed.gap({ channel: feed.channel, reason, ...(from === undefined ? {} : { from }), to });
    feed.recover(key);
  }
}
