import type { Subscription } from '../../../index';
import { check, checkEqual } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld, HangingChannel } from '../../harness';

/** A subscription of each of the channels that the venue has. */
async function subscriptionsOf(
  world: ContractWorld,
): Promise<ReadonlyMap<HangingChannel, Subscription<unknown>>> {
  const { features } = world.broker.capabilities;
  const broker = world.broker as BrokerWith<'subscribe:candles' | 'subscribe:orders'>;
  const symbols = [world.symbol];
  const all = new Map<HangingChannel, Subscription<unknown>>();
  all.set('quotes', await world.drive(broker.subscribe('quotes', { symbols })));
  if (features.includes('subscribe:candles'))
    all.set('candles', await world.drive(broker.subscribe('candles', { symbols, interval: '1m' })));
  if (features.includes('subscribe:orders'))
    all.set('orders', await world.drive(broker.subscribe('orders', {})));
  return all;
}

export const polledChannelCases = [
  defineCase(
    351,
    'behavior: a channel whose polls are not answered is stale with an error, the others are live; it is live again when they are',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const subscriptions = await subscriptionsOf(world);
      const states: string[] = [];
      const errors: string[] = [];
      for (const [channel, subscription] of subscriptions) {
        subscription.on('state', (state) => states.push(`${channel} ${state}`));
        subscription.on('error', () => errors.push(channel));
      }
      broker.on('status', ({ state }) => states.push(`broker ${state}`));
      let hung = 0;
      for (const [channel, subscription] of subscriptions) {
        states.length = 0;
        errors.length = 0;
        if (world.hangPolls?.(channel) !== true) continue;
        hung += 1;
        await world.until(() => subscription.state === 'stale');
        await world.advance(10_000);
        checkEqual([states, errors], [[`${channel} stale`], [channel]], 'states and errors while it hangs');
        await world.answerPolls?.();
        await world.until(() => subscription.state === 'live');
        checkEqual(states, [`${channel} stale`, `${channel} live`], 'states');
      }
      check(hung > 0, 'no channel could be left unanswered');
    },
    ['hangPolls', 'answerPolls'],
  ),
];
