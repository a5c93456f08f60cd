import { describe, expect, it, vi } from 'vitest';
import { PrivateRecords } from '../../../src/adapter/broker/private-records';
import { SenseGate } from '../../../src/adapter/broker/sense-gate';
import { PrivateChannels } from '../../../src/adapter/channels/private-channels';
import type { BrokerEvents } from '../../../src/broker';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Balance, Fill } from '../../../src/model';
import { SafeEmitter } from '../../../src/streaming/safe-emitter';
import { VenueTimes } from '../../../src/streaming/time/venue-times';
import { subscriber } from '../polled/fixture';

function setup() {
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const report = (code: string, message: string) => void warnings.push(`${code}: ${message}`);
  const events = new SafeEmitter<BrokerEvents>({ onListenerError() {} });
  const channels = new PrivateChannels();
  const recheck = vi.fn();
  const sense = new SenseGate({ venue: 'test', clock, negatives: () => false, report, recheck });
  const times = new VenueTimes({ clock, now: () => clock.now(), toleranceMs: 60_000, report });
  const records = new PrivateRecords({ events, channels, sense, times: () => times });
  const meta = { venue: 'test', receivedTime: clock.now(), source: 'stream' } as const;
  const fill = (time: number): Fill => ({
    ...meta,
    id: '1',
    symbol: 'S',
    side: 'buy',
    price: '1',
    quantity: '1',
    time,
  });
  const balance = (total: string): Balance => ({ ...meta, currency: 'EUR', total });
  return { clock, warnings, events, channels, recheck, records, fill, balance };
}

describe('PrivateRecords', () => {
  it('default: a record is an event of the broker, and goes to the subscriptions of its channel alone', () => {
    const { clock, events, channels, records, fill, warnings } = setup();
    const heard: string[] = [];
    events.on('fill', ({ id }) => void heard.push(`event ${id}`));
    const tell = (name: string) => ({ ...subscriber(), push: () => void heard.push(name) });
    channels.plan('fills').attach(tell('fills'));
    channels.plan('orders').attach(tell('orders'));
    records.publish('fills', fill(clock.now()));
    expect([heard, warnings]).toEqual([['event 1', 'fills'], []]);
  });

  it('behavior: one whose time is far ahead is told, with a warning', () => {
    const { clock, events, records, fill, warnings } = setup();
    const heard = vi.fn();
    events.on('fill', heard);
    records.publish('fills', fill(clock.now() + 60_001));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(warnings).toEqual([expect.stringMatching(/^farTime: .*1 told.*a record of fills/)]);
  });

  it('behavior: a balance that cannot be true is not told, and the account is read again', () => {
    const { events, records, balance, recheck } = setup();
    const heard = vi.fn();
    events.on('balance', heard);
    records.publish('balances', balance('text'));
    expect([heard.mock.calls.length, recheck.mock.calls.length]).toEqual([0, 1]);
    records.publish('balances', balance('5'));
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
