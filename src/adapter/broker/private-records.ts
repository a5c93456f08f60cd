import type { BrokerEvents, ChannelRecords } from '../../broker';
import type { SafeEmitter } from '../../streaming/safe-emitter';
import type { VenueTimes } from '../../streaming/time/venue-times';
import { PRIVATE_EVENTS, type PrivateChannel, type PrivateChannels } from '../channels/private-channels';
import type { SenseGate } from './sense-gate';

export interface PrivateRecordsOptions {
  readonly events: SafeEmitter<BrokerEvents>;
  readonly channels: PrivateChannels;
  readonly sense: SenseGate;
  times(): VenueTimes;
}

/** Tells the records of the account: as events of the broker, and to the subscriptions of their channel. */
export class PrivateRecords {
  readonly #options: PrivateRecordsOptions;

  constructor(options: PrivateRecordsOptions) {
    this.#options = options;
  }

  /** Hot: every report of an order passes here. */
  publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void {
    const { channels, events, sense } = this.#options;
    // The order manager has judged orders and fills already, before it took them in.
    if ((channel === 'positions' || channel === 'balances') && sense.doubts(channel, record)) return;
    const times = this.#options.times();
    const time = timeOf(record);
    if (time !== undefined && times.isFar(time)) times.note(`a record of ${channel}`, time);
    const emitter = events as unknown as SafeEmitter<{ [event: string]: (record: unknown) => void }>;
    emitter.emit(PRIVATE_EVENTS[channel], record);
    channels.push(channel, record);
  }
}

function timeOf(record: ChannelRecords[PrivateChannel]): number | undefined {
  if ('filledQuantity' in record) return Math.max(record.createdTime ?? 0, record.updatedTime ?? 0);
  if ('openTime' in record) return record.openTime;
  return 'time' in record ? record.time : undefined;
}
