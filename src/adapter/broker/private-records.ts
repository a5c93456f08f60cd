import type { BrokerEvents, ChannelRecords } from '../../broker';
import type { Fill, Order, Position } from '../../model';
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
    const time = timeOf(channel, record);
    if (time !== undefined && times.isFar(time)) times.note(`a record of ${channel}`, time);
    const emitter = events as unknown as SafeEmitter<{ [event: string]: (record: unknown) => void }>;
    emitter.emit(PRIVATE_EVENTS[channel], record);
    channels.push(channel, record);
  }
}

/** By the channel: what a record has is slow to find out where records have many shapes. */
function timeOf(channel: PrivateChannel, record: ChannelRecords[PrivateChannel]): number | undefined {
  switch (channel) {
    case 'orders': {
      const { createdTime = 0, updatedTime = 0 } = record as Order;
      return Math.max(createdTime, updatedTime);
    }
    case 'fills':
      return (record as Fill).time;
    case 'positions':
      return (record as Position).openTime;
    case 'balances':
      return undefined;
  }
}
