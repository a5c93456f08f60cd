/**
 * What two accounts hold: balances, their value in one currency, positions and the figures of a margin account.
 *
 *   npx ts-node examples/portfolio.ts            on an emulator
 *   LIVE=1 npx ts-node examples/portfolio.ts     at XAPI and Poloniex: VENUEKIT_XAPI_*, VENUEKIT_POLONIEX_*
 */
import {
  addDecimals,
  type Balance,
  type Broker,
  type Decimal,
  multiplyDecimals,
  type Quote,
  supports,
} from 'venuekit';
import { openPoloniex, openXapi } from './shared/open';

const CURRENCY = 'USDT';

/** The value of a balance by the bid of its pair; undefined where it has none. */
function worth({ currency, total }: Balance, quotes: readonly Quote[]): Decimal | undefined {
  if (total === undefined || currency === CURRENCY) return total;
  const bid = quotes.find(({ symbol }) => symbol === `${currency}_${CURRENCY}`)?.bid;
  return bid === undefined ? undefined : multiplyDecimals(total, bid);
}

/** Works with every venue: what it does not have is left out. */
async function show(broker: Broker): Promise<void> {
  await broker.connect();
  console.log(`\n${broker.venue}`);
  if (supports(broker, 'fetchAccountSummary')) {
    const {
      balance = '-',
      equity = '-',
      marginFree = '-',
      currency = '',
    } = await broker.fetchAccountSummary();
    console.log(`  balance ${balance}, equity ${equity}, free margin ${marginFree} ${currency}`);
  }
  if (supports(broker, 'fetchPositions')) {
    for (const {
      symbol,
      side,
      quantity,
      averagePrice,
      unrealizedProfit = '-',
    } of await broker.fetchPositions())
      console.log(`  ${side} ${quantity} ${symbol} at ${averagePrice}, profit ${unrealizedProfit}`);
  }
  if (!supports(broker, 'fetchBalances')) return;
  const balances = (await broker.fetchBalances()).filter(({ total = '0' }) => total !== '0');
  const listed = new Set((await broker.fetchInstruments()).map(({ symbol }) => symbol));
  const pairs = balances.map(({ currency }) => `${currency}_${CURRENCY}`).filter((pair) => listed.has(pair));
  const quotes = pairs.length > 0 ? await broker.fetchQuotes(pairs) : [];
  let sum: Decimal = '0';
  for (const balance of balances) {
    const value = worth(balance, quotes);
    if (value !== undefined) sum = addDecimals(sum, value);
    const worthText = value === undefined ? '' : `worth ${value} ${CURRENCY}`;
    console.log(`  ${balance.total?.padStart(10)} ${balance.currency.padEnd(5)} ${worthText}`);
  }
  if (pairs.length > 0) console.log(`  in all ${sum} ${CURRENCY}`);
}

async function main(): Promise<void> {
  await using xapi = await openXapi();
  await using poloniex = await openPoloniex();
  await show(xapi.broker);
  await show(poloniex.broker);
}

void main();
