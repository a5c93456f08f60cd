/**
 * A test of a bot without waiting: the clock is virtual, the price is set by hand, an answer is lost on purpose.
 *
 *   npx ts-node examples/test-your-bot.ts     on emulators only: it is a test
 */
import assert from 'node:assert/strict';
import { type Broker, type Granted, isOrderOutcomeUnknownError, VirtualClock } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

type TradingBroker = Broker & Granted<'placeOrder'> & Granted<'resolveOrder'>;

/** The bot under test: buys once when the price falls to its limit, and never twice. */
async function buyBelow(broker: TradingBroker, symbol: string, limit: string): Promise<string> {
  for await (const { ask } of await broker.subscribe('quotes', { symbols: [symbol] })) {
    if (Number(ask) > Number(limit)) continue;
    try {
      return (await broker.placeOrder({ symbol, side: 'buy', type: 'market', quantity: '0.1' })).status;
    } catch (error) {
      if (!isOrderOutcomeUnknownError(error) || error.clientOrderId === undefined) throw error;
      return (await broker.resolveOrder({ clientOrderId: error.clientOrderId })).outcome;
    }
  }
  return 'not bought';
}

async function main(): Promise<void> {
  const clock = new VirtualClock();
  const start = clock.now();
  await using emulator = await startEmulator('xapi', { clock });
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  await using broker = new XapiBroker({ mainUrl, streamUrl, clock, ...emulator.credentials });
  /** Moves the clock until a promise has settled. */
  const moving = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await clock.advanceUntil(() => isSettled);
    return promise;
  };

  await moving(broker.connect());
  emulator.market.pause();
  emulator.market.setPrice('EURUSD', '1.1', '1.1001');
  emulator.faults.applyThenDrop('tradeTransaction');
  const result = buyBelow(broker, 'EURUSD', '1.09');
  await clock.advanceUntil(() => emulator.orders.requests.length > 0);
  emulator.market.setPrice('EURUSD', '1.0899', '1.09');

  assert.equal(await moving(result), 'accepted');
  assert.equal(emulator.orders.ofKind('open').length, 1); // what the server did, not what the bot believes
  console.log(`passed; ${(clock.now() - start) / 1000} s by the virtual clock`);
}

void main();
