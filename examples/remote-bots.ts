/**
 * One session at the venue, three bots: a connector holds the session, a second one stands by, and the bots use it over a
 * bus. In the end the first connector stops and the second takes over.
 *
 *   npx ts-node examples/remote-bots.ts                                          all in the memory of one process
 *   VENUEKIT_REDIS=redis://localhost:6379 npx ts-node examples/remote-bots.ts    over Redis, as on several machines
 */
import { multiplyDecimals, roundPrice } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { type Bus, memoryBus, RemoteBroker, redisBus, startConnector } from 'venuekit/remote';
import { XapiBroker } from 'venuekit/xapi';

const redis = process.env['VENUEKIT_REDIS'];
const memory = memoryBus();
const opened: Bus[] = [];

/** Each process opens the bus by itself; without Redis all of them are in this one. */
async function openBus(): Promise<Bus> {
  const bus = redis === undefined ? memory : await redisBus({ redis, name: `example-${process.pid}` });
  opened.push(bus);
  return bus;
}

/** A broker like any other. It has no credentials, and its bus knows where the connector is. */
async function connectBot(bot: string): Promise<RemoteBroker<'xapi'>> {
  const broker = new RemoteBroker('xapi', { bus: await openBus(), bot });
  await broker.connect();
  return broker;
}

/** Reads quotes, then places an order far below the market and cancels it. */
async function trade(bot: string, broker: RemoteBroker<'xapi'>): Promise<void> {
  const instrument = await broker.fetchInstrument('EURUSD');
  const quotes = await broker.subscribe('quotes', { symbols: ['EURUSD'] });
  let bid = '0';
  let count = 0;
  for await (const quote of quotes) {
    bid = quote.bid ?? bid;
    console.log(`${bot}: EURUSD ${quote.bid} / ${quote.ask}`);
    count += 1;
    if (count === 2) break;
  }
  const price = roundPrice(instrument, multiplyDecimals(bid, '0.98'), 'down');
  const request = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price } as const;
  const order = await broker.placeOrder(request);
  const { status } = await broker.cancelOrder({ id: order.id });
  console.log(`${bot}: order ${order.id} at ${price} placed and ${status}`);
}

async function main(): Promise<void> {
  await using emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const atVenue = () => new XapiBroker({ mainUrl, streamUrl, ...emulator.credentials });
  const first = await startConnector(atVenue, { bus: await openBus() });
  const second = await startConnector(atVenue, { bus: await openBus() });

  const names = ['anna', 'ben', 'carla'];
  const brokers = await Promise.all(names.map(connectBot));
  await Promise.all(brokers.map((broker, index) => trade(names[index] ?? '', broker)));

  console.log('the first connector stops');
  const [anna] = brokers as [RemoteBroker<'xapi'>];
  const back = new Promise<void>((resolve) => {
    let wasLost = false;
    anna.on('status', ({ state }) => {
      console.log(`anna: ${state}`);
      if (state === 'live' && wasLost) resolve();
      wasLost ||= state !== 'live';
    });
  });
  await first.close();
  await back;
  console.log(`the second connector is ${second.state}`);
  await trade('anna', anna);
  await Promise.all(brokers.map((broker) => broker.close()));
  await second.close();
  await Promise.all(opened.map((bus) => bus.close()));
}

void main();
