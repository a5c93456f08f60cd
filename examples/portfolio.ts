/**
 * What two accounts hold: balances, their value in one currency, positions and the figures of a margin account.
 *
 *   npx ts-node examples/portfolio.ts            on emulators
 *   LIVE=1 npx ts-node examples/portfolio.ts     at XAPI and Poloniex: VENUEKIT_XAPI_*, VENUEKIT_POLONIEX_*
 */
import { type Broker, supports, valueOf as valuationOf } from 'venuekit';
import { openPoloniex, openXapi } from './shared/open';

/** Works with every venue: what it does not have is left out. */
async function show(broker: Broker, currency: string): Promise<void> {
  console.log(`\n${broker.venue}`);
  if (supports(broker, 'fetchAccountSummary')) {
    const { balance = '-', equity = '-', marginFree = '-', ...summary } = await broker.fetchAccountSummary();
    console.log(
      `  balance ${balance}, equity ${equity}, free margin ${marginFree} ${summary.currency ?? ''}`,
    );
  }
  if (supports(broker, 'fetchPositions')) {
    for (const { side, quantity, symbol, averagePrice, ...position } of await broker.fetchPositions()) {
      const profit = position.unrealizedProfit ?? 'not sent';
      console.log(`  ${side} ${quantity} ${symbol} at ${averagePrice}, profit ${profit}`);
    }
  }
  if (!supports(broker, 'fetchBalances')) return;
  const balances = (await broker.fetchBalances()).filter(({ total }) => total !== '0');
  const instruments = await broker.fetchInstruments();
  const held = new Set(balances.map((balance) => balance.currency));
  const pairs = instruments.filter(({ base = '', quote }) => held.has(base) && quote === currency);
  const quotes = pairs.length > 0 ? await broker.fetchQuotes(pairs.map(({ symbol }) => symbol)) : [];
  const { total, valued, unvalued } = valuationOf({ balances, quotes, instruments, currency });
  for (const { balance, value } of valued) {
    console.log(
      `  ${balance.total?.padStart(10)} ${balance.currency.padEnd(5)} = ${value.padStart(10)} ${currency}`,
    );
  }
  for (const { balance } of unvalued)
    console.log(`  ${balance.total?.padStart(10)} ${balance.currency}, no price`);
  console.log(`  in all ${total} ${currency}`);
}

async function main(): Promise<void> {
  await using xapi = await openXapi();
  await using poloniex = await openPoloniex();
  await Promise.all([xapi.broker.connect(), poloniex.broker.connect()]);
  // The emulator's account is empty at first.
  if (xapi.emulator !== undefined) {
    await xapi.broker.placeOrder({ symbol: 'GOLD', side: 'buy', type: 'market', quantity: '0.1' });
  }
  await show(xapi.broker, 'USD');
  await show(poloniex.broker, 'USDT');
}

void main();
