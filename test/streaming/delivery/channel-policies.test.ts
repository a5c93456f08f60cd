import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/broker/channels';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Balance, Candle, Interval, Position } from '../../../src/model';
import { BoundedBuffer } from '../../../src/streaming/delivery/bounded-buffer';
import { orderFor, policyFor } from '../../../src/streaming/delivery/channel-policies';
import { VenueOrder } from '../../../src/streaming/time/venue-order';

const meta = { venue: 'test', receivedTime: 0, source: 'stream' } as const;

function candle(
  openTime: number,
  closed: boolean,
  symbol = 'S',
  interval: Interval = '1m',
  close = '1',
): Candle {
  return { ...meta, symbol, interval, openTime, open: '1', high: '1', low: '1', close, volume: '1', closed };
}

describe('channel policies', () => {
  it.each([
    ['quotes', 'conflate'],
    ['book', 'conflate'],
    ['candles', 'conflate'],
    ['positions', 'conflate'],
    ['balances', 'conflate'],
    ['trades', 'dropOldest'],
    ['news', 'dropOldest'],
    ['orders', 'fail'],
    ['fills', 'fail'],
  ] satisfies [Channel, string][])('default: %s %s', (channel, kind) => {
    expect(policyFor(channel).kind).toBe(kind);
  });

  it('default: only quotes, book and candles are ordered by the venue', () => {
    const channels: Channel[] = ['trades', 'positions', 'balances', 'orders', 'fills', 'news'];
    for (const channel of channels) expect(orderFor(channel)).toBeUndefined();
  });

  it('behavior: candles are distinguished by symbol, interval and opening, and closed ones are all kept', () => {
    const buffer = new BoundedBuffer(5, policyFor('candles'), new VirtualClock());
    for (let round = 0; round < 50; round += 1) {
      buffer.push(candle(0, false, 'A', '1m', String(round)));
      buffer.push(candle(0, false, 'A', '5m', String(round)));
    }
    buffer.push(candle(0, true, 'A', '1m', 'closed'));
    buffer.push(candle(1, false, 'A', '1m', 'next'));
    buffer.push(candle(0, false, 'B', '1m', 'b'));
    const seen: string[] = [];
    for (let item = buffer.shift(); item; item = buffer.shift()) {
      seen.push(`${item.symbol} ${item.interval} ${item.openTime} ${item.close}`);
    }
    expect(seen).toEqual(['A 1m 0 closed', 'A 5m 0 49', 'A 1m 1 next', 'B 1m 0 b']);
  });

  it('error: closed candles up to the bound fail rather than lose one', () => {
    const buffer = new BoundedBuffer(3, policyFor('candles'), new VirtualClock());
    for (let n = 0; n < 3; n += 1) expect(buffer.push(candle(n, true))).toBe(true);
    expect(buffer.push(candle(3, true))).toBe(false);
  });

  it('behavior: an unclosed candle never comes after its closed one, a correction does', () => {
    const order = new VenueOrder(orderFor('candles')!, new VirtualClock());
    expect(order.admits(candle(60, false))).toBe(true);
    expect(order.admits(candle(60, true))).toBe(true);
    expect(order.admits(candle(60, false))).toBe(false);
    expect(order.admits(candle(0, false))).toBe(false);
    expect(order.admits(candle(60, true))).toBe(true);
    expect(order.admits(candle(0, true))).toBe(true);
    expect(order.admits(candle(120, false))).toBe(true);
    expect(order.admits(candle(60, false, 'S', '5m'))).toBe(true);
  });

  it('behavior: positions go by id, balances by account and currency, and none may be missing', () => {
    const position = (id: string, quantity: string): Position => ({
      ...meta,
      id,
      symbol: 'S',
      side: 'long',
      quantity,
      averagePrice: '1',
    });
    const positions = new BoundedBuffer(2, policyFor('positions'), new VirtualClock());
    positions.push(position('1', '5'));
    positions.push(position('2', '5'));
    expect(positions.push(position('1', '0'))).toBe(true);
    expect(positions.push(position('3', '5'))).toBe(false);
    expect([positions.shift()?.quantity, positions.shift()?.quantity]).toEqual(['0', '5']);

    const balance = (account: string | undefined, total: string): Balance => ({
      ...meta,
      ...(account !== undefined && { account }),
      currency: 'EUR',
      total,
    });
    const balances = new BoundedBuffer(2, policyFor('balances'), new VirtualClock());
    balances.push(balance('x', '1'));
    balances.push(balance(undefined, '2'));
    expect(balances.push(balance('x', '3'))).toBe(true);
    expect(balances.push(balance('y', '3'))).toBe(false);
    expect([balances.shift()?.total, balances.shift()?.total]).toEqual(['3', '2']);
  });
});
