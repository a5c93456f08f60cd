import { describe, expect, test } from 'vitest';
import { BalanceCache } from '../../../src/adapter/account/balance-cache';
import type { Balance } from '../../../src/model';
import { expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

const last = (world: World, currency: string): Balance | undefined =>
  world.balances.findLast((balance) => balance.currency === currency);

describe('balances', () => {
  test('default: all at the start, then those that change', async () => {
    await using world = await World.live();
    expect(world.balances.map(({ currency }) => currency).sort()).toEqual([
      'BTC',
      'ETH',
      'TRX',
      'USDC',
      'USDT',
    ]);
    expect(last(world, 'USDT')).toMatchObject({
      account: '1234',
      total: '1000000',
      available: '1000000',
      held: '0',
    });
    const told = world.balances.length;
    await world.drive(world.broker.placeOrder(LIMIT));
    expect(world.balances.slice(told)).toMatchObject([
      { currency: 'USDT', available: '999540', held: '460', total: '1000000', source: 'stream' },
    ]);
    await expectTruth(world);
  });

  test('behavior: deposits, withdrawals and transfers are emitted, of new currencies too', async () => {
    await using world = await World.live();
    const { emulator } = world;
    emulator.deposit('DOGE', '12.5');
    emulator.withdraw('BTC', '1');
    emulator.transferIn('ETH', '0.00000001');
    emulator.transferOut('USDC', '1000000');
    await world.until(() => last(world, 'USDC')?.total === '0');
    expect(last(world, 'DOGE')).toMatchObject({ total: '12.5', available: '12.5', held: '0' });
    expect(last(world, 'BTC')).toMatchObject({ total: '9' });
    expect(last(world, 'ETH')).toMatchObject({ total: '100.00000001' });
    const read = await world.drive(world.broker.fetchBalances());
    expect(read.find(({ currency }) => currency === 'DOGE')).toMatchObject({ total: '12.5', source: 'read' });
    await expectTruth(world);
  });

  test('behavior: what changes while disconnected is emitted after the reconnection, also right after an update', async () => {
    await using world = await World.live();
    world.emulator.deposit('BTC', '1');
    await world.until(() => last(world, 'BTC')?.total === '11');
    await world.reconnect(() => {
      world.emulator.faults.reset();
      world.emulator.deposit('BTC', '2');
      world.emulator.deposit('DOGE', '5');
    });
    expect(last(world, 'BTC')).toMatchObject({ total: '13', source: 'reconcile' });
    expect(last(world, 'DOGE')).toMatchObject({ total: '5', source: 'reconcile' });
    await world.reconnect(() => {
      world.emulator.faults.reset();
      world.emulator.withdraw('BTC', '3');
    });
    expect(last(world, 'BTC')).toMatchObject({ total: '10' });
    await expectTruth(world);
  });

  test('behavior: what the stream left out the audit finds', async () => {
    await using world = await World.live();
    world.emulator.faults.dropEvent('balances');
    world.emulator.deposit('BTC', '1');
    await world.pass(35_000);
    expect(last(world, 'BTC')).toMatchObject({ total: '11', source: 'reconcile' });
    await expectTruth(world);
  });

  test('behavior: a read that was on its way undoes no update', async () => {
    await using world = await World.live({ broker: { auditIntervalMs: 10_000 } });
    world.emulator.faults.latency(7000, { side: 'rest', command: 'getBalances', times: 1 });
    await world.until(() => world.asked('getBalances').length === 2);
    await world.pass(100);
    world.emulator.deposit('BTC', '1');
    await world.pass(9000);
    expect(world.balances.filter(({ currency }) => currency === 'BTC').map(({ total }) => total)).toEqual([
      '10',
      '11',
    ]);
    await expectTruth(world);
  });

  test('args: an account that is none of the key is refused', async () => {
    await using world = await World.live();
    const [account] = await world.drive(world.broker.fetchAccounts());
    expect(account).toMatchObject({ id: '1234', name: 'SPOT', tradable: true });
    expect(await world.drive(world.broker.fetchBalances({ account: '1234' }))).toHaveLength(5);
    const error = await world.refused(world.broker.fetchBalances({ account: '99' }));
    expect(error.message).toMatch(/^account is none of this key/);
  });
});

describe('the book of balances', () => {
  const balance = (available: string, source: Balance['source'] = 'stream'): Balance => ({
    venue: 'poloniex',
    receivedTime: 0,
    source,
    account: '1',
    currency: 'BTC',
    available,
    held: '0',
    total: available,
  });

  test('behavior: neither an older update nor the same one is a change', () => {
    const book = new BalanceCache();
    expect(book.take(balance('2'), { id: '9007199254740995', changeTime: 10 }, 0)).toBe(true);
    expect(book.take(balance('1'), { id: '9007199254740993', changeTime: 10 }, 1)).toBe(false);
    expect(book.take(balance('1'), { id: '9007199254740999', changeTime: 9 }, 1)).toBe(false);
    expect(book.take(balance('2'), { id: '9007199254740995', changeTime: 10 }, 2)).toBe(false);
    expect(book.take(balance('3'), { id: '10007199254740993', changeTime: 10 }, 3)).toBe(true);
  });

  test('behavior: a read asked for within five seconds of an update is older than it', () => {
    const book = new BalanceCache();
    book.take(balance('2'), { id: '1', changeTime: 10 }, 1000);
    expect(book.takeAll('1', [balance('1', 'read')], { askedAt: 5999, now: 0 })).toEqual([]);
    expect(book.takeAll('1', [balance('3', 'read')], { askedAt: 6000, now: 0 })).toHaveLength(1);
    expect(book.takeAll('1', [balance('4', 'read')], { askedAt: 6100, now: 0 })).toHaveLength(1);
    book.take(balance('5'), { id: '2', changeTime: 11 }, 7000);
    book.reconnected();
    expect(book.takeAll('1', [], { askedAt: 7001, now: 42 })).toMatchObject([
      { total: '0', receivedTime: 42 },
    ]);
  });
});
