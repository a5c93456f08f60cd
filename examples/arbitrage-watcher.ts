/**
 * Watches one asset at two venues and tells when one can be bought below the price at which the other sells.
 *
 *   npx ts-node examples/arbitrage-watcher.ts            on an emulator
 *   LIVE=1 npx ts-node examples/arbitrage-watcher.ts     at XAPI and Poloniex: VENUEKIT_XAPI_*, VENUEKIT_POLONIEX_*
 */
import {
  compareDecimals,
  divideDecimals,
  type Quote,
  roundToStep,
  type Subscription,
  subtractDecimals,
} from 'venuekit';
import { openPoloniex, openXapi } from './shared/open';
import { swing } from './shared/swing';

const RUN_MS = 6000;
/** What a pair of trades costs at both venues, as a share of the price. */
const COSTS = '0.001';

const latest = new Map<string, Quote>();
let best = '-1';

/** What is left of a purchase at `from` and a sale at `to`, as a share of the price, before costs. */
function gain(from: Quote | undefined, to: Quote | undefined): string | undefined {
  if (from?.ask === undefined || to?.bid === undefined) return undefined;
  return divideDecimals(subtractDecimals(to.bid, from.ask), from.ask, 6);
}

async function follow(quotes: Subscription<Quote>, venue: string, other: string): Promise<void> {
  for await (const quote of quotes) {
    // A stale price is no price.
    if (quotes.state === 'live') latest.set(venue, quote);
    else latest.delete(venue);
    for (const [from, to] of [
      [venue, other],
      [other, venue],
    ] as const) {
      const share = gain(latest.get(from), latest.get(to));
      if (share === undefined || compareDecimals(share, COSTS) <= 0 || compareDecimals(share, best) <= 0)
        continue;
      best = share;
      console.log(`buy at ${from}, sell at ${to}: ${roundToStep(share, '0.0001', 'down')} of the price`);
    }
  }
}

async function main(): Promise<void> {
  await using xapi = await openXapi();
  await using poloniex = await openPoloniex();
  await Promise.all([xapi.broker.connect(), poloniex.broker.connect()]);

  // On the emulators the two prices are brought together, and one of them swings.
  const [quote] = await xapi.broker.fetchQuotes(['BITCOIN']);
  swing(poloniex.emulator, await poloniex.broker.fetchInstrument('BTC_USDT'), quote?.bid ?? '50000', 0.005);

  const signal = AbortSignal.timeout(RUN_MS);
  await Promise.all([
    follow(await xapi.broker.subscribe('quotes', { symbols: ['BITCOIN'], signal }), 'xapi', 'poloniex'),
    follow(await poloniex.broker.subscribe('quotes', { symbols: ['BTC_USDT'], signal }), 'poloniex', 'xapi'),
  ]);
  console.log(best === '-1' ? 'no opportunity' : `the best was ${best} of the price, before costs`);
}

void main();
