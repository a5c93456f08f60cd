import { startEmulator } from '../../emulators';
import {
  type Broker,
  createBroker,
  divideDecimals,
  formatPrice,
  type Instrument,
  multiplyDecimals,
  roundPrice,
  roundQuantity,
  supports,
} from '../../index';
import type { Report } from './report';
import { counted } from './tally';

const STREAM_MS = 1500;
const MINUTES = 10;
const MINUTE_MS = 60_000;
/** How far below the price an order is placed that is not to be executed, and where it is moved to. */
const FAR = '0.96';
const NEARER = '0.97';

/** The calls of the table, in its order. */
const CALLS = [
  'connect',
  'fetchInstruments',
  'fetchQuotes',
  'subscribe quotes',
  'fetchCandles',
  'placeOrder',
  'modifyOrder',
  'cancelOrder',
] as const;

/** What a venue answered to each call, in words. */
type Answers = Readonly<Record<(typeof CALLS)[number], string>>;

/** Makes the common calls at four venues at once, with one function, and prints the answers side by side. */
export async function showSideBySide(report: Report, seed: number): Promise<void> {
  report.heading('Side by side: one function, four venues at the same time');
  await using xapi = await startEmulator('xapi', { seed });
  await using chp = await startEmulator('chp', { seed });
  await using finnotech = await startEmulator('finnotech', { seed, alwaysOpen: true });
  await using poloniex = await startEmulator('poloniex', { seed });
  await using overXapi = await createBroker('xapi', {
    mainUrl: xapi.endpoints.ws.main,
    streamUrl: xapi.endpoints.ws.stream,
    ...xapi.credentials,
  });
  const { host, port } = chp.endpoints.http;
  await using overChp = await createBroker('chp', { host, port, ...chp.credentials });
  const { url: baseUrl } = finnotech.endpoints.http;
  await using overFinnotech = await createBroker('finnotech', { baseUrl, ...finnotech.credentials });
  await using overPoloniex = await createBroker('poloniex', {
    baseUrl: poloniex.endpoints.http.url,
    publicUrl: poloniex.endpoints.ws.public,
    privateUrl: poloniex.endpoints.ws.private,
    ...poloniex.credentials,
  });
  const brokers: readonly Broker[] = [overXapi, overChp, overFinnotech, overPoloniex];
  const symbols = ['EURUSD', 'GAZP', 'IRO1MADN0001', 'BTC_USDT'];
  const answers = await Promise.all(brokers.map((broker, index) => walk(broker, symbols[index] ?? '')));
  report.table(
    ['call', ...brokers.map(({ venue }) => venue)],
    CALLS.map((call) => [call, ...answers.map((answer) => answer[call])]),
  );
}

/** Uses nothing but the interface `Broker`. */
async function walk(broker: Broker, symbol: string): Promise<Answers> {
  const start = performance.now();
  await broker.connect();
  const connected = `live, ${Math.round(performance.now() - start)} ms`;
  const instruments = await broker.fetchInstruments();
  const instrument = await broker.fetchInstrument(symbol);
  const [quote] = await broker.fetchQuotes([symbol]);
  const price = quote?.bid ?? quote?.last ?? '1';
  const received = await countQuotes(broker, symbol);
  const to = Date.now();
  const candles = await broker.fetchCandles({ symbol, interval: '1m', from: to - MINUTES * MINUTE_MS, to });
  return {
    connect: connected,
    fetchInstruments: `${instruments.length}`,
    fetchQuotes: `${symbol} ${formatPrice(instrument, price)}`,
    'subscribe quotes': `${received} in ${STREAM_MS / 1000} s`,
    fetchCandles: counted(candles.length, 'minute'),
    ...(await lifeOfOrder(broker, instrument, price)),
  };
}

async function countQuotes(broker: Broker, symbol: string): Promise<number> {
  let received = 0;
  const quotes = await broker.subscribe('quotes', { symbols: [symbol] });
  quotes.on('data', () => {
    received += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, STREAM_MS));
  await quotes.close();
  return received;
}

/** Places, moves and cancels an order where the venue has orders. */
async function lifeOfOrder(
  broker: Broker,
  instrument: Instrument,
  price: string,
): Promise<Pick<Answers, 'placeOrder' | 'modifyOrder' | 'cancelOrder'>> {
  const isTrading =
    supports(broker, 'placeOrder') && supports(broker, 'modifyOrder') && supports(broker, 'cancelOrder');
  if (!isTrading) return { placeOrder: 'no orders', modifyOrder: 'no orders', cancelOrder: 'no orders' };
  const { symbol } = instrument;
  const below = (factor: string): string => roundPrice(instrument, multiplyDecimals(price, factor), 'down');
  const shown = (given = '0'): string => formatPrice(instrument, given);
  const placed = await broker.placeOrder({
    symbol,
    side: 'buy',
    type: 'limit',
    quantity: smallQuantity(instrument, below(FAR)),
    price: below(FAR),
  });
  const modified = await broker.modifyOrder({ id: placed.id, price: below(NEARER) });
  const canceled = await broker.cancelOrder({ id: modified.id });
  return {
    placeOrder: `${placed.quantity ?? '-'} at ${shown(placed.price)}`,
    modifyOrder: `${modified.status} at ${shown(modified.price)}`,
    cancelOrder: canceled.status,
  };
}

/** The smallest legal quantity; where an order must have a value, one that is worth twice that. */
function smallQuantity(instrument: Instrument, price: string): string {
  const { minNotional = '0', minQuantity, lotStep = '1' } = instrument;
  const worth = divideDecimals(multiplyDecimals(minNotional, '2'), price, 18);
  return roundQuantity(instrument, worth === '0' ? (minQuantity ?? lotStep) : worth, 'up');
}
