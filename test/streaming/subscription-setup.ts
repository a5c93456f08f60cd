import { vi } from 'vitest';
import type { Channel, ChannelRecords } from '../../src/broker/channels';
import { VirtualClock } from '../../src/core/virtual-clock';
import type { Fill, Quote } from '../../src/model';
import {
  StreamSubscription,
  type StreamSubscriptionOptions,
} from '../../src/streaming/delivery/stream-subscription';

const meta = { venue: 'test', receivedTime: 0, source: 'stream' } as const;

export function quote(symbol: string, bid: number, time?: number): Quote {
  return { ...meta, symbol, bid: String(bid), ...(time !== undefined && { time }) };
}

export function fill(id: number): Fill {
  return { ...meta, id: String(id), symbol: 'S', side: 'buy', price: '1', quantity: '1', time: id };
}

/** A subscription on a virtual clock, with what it reports. */
export function subscribe<C extends Channel>(
  channel: C,
  options: Partial<StreamSubscriptionOptions<ChannelRecords[C]>> = {},
) {
  const clock = new VirtualClock(1_000_000);
  const onClose = vi.fn();
  const onListenerError = vi.fn();
  const onUnheardError = vi.fn();
  const subscription = new StreamSubscription<ChannelRecords[C]>({
    channel,
    confirmedBy: 'sent',
    clock,
    onClose,
    onListenerError,
    onUnheardError,
    ...options,
  });
  return { subscription, clock, onClose, onListenerError, onUnheardError };
}

/** Lets promises that are due run. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
