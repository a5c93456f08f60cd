import { compareDecimals, isBrokerError, isValidationError, supports } from '../../../index';
import { check, checkEqual, checkRecord, learnUnknown, rejection, sendsNothing } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import { bestPrices } from '../orders/order-requests';
import { shortest } from './candle-requests';

export const readCases = [
  defineCase(
    201,
    'default: fetchInstruments lists each symbol once, with exact steps',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const instruments = await world.drive(broker.fetchInstruments());
      const symbols = new Set(instruments.map(({ symbol }) => symbol));
      checkEqual(symbols.size, instruments.length, 'symbols without duplicates');
      check(symbols.has(world.symbol) && symbols.has(world.otherSymbol), 'a known symbol is missing');
      for (const instrument of instruments) checkRecord(world, instrument, 'read');
    },
  ),

  defineCase(202, 'default: fetchInstrument gives one of them', [], async (world, broker) => {
    await world.drive(broker.connect());
    const instrument = await world.drive(broker.fetchInstrument(world.symbol));
    checkRecord(world, instrument, 'read');
    const tradable = supports(broker, 'placeOrder');
    checkEqual([instrument.symbol, instrument.tradable], [world.symbol, tradable], 'symbol and tradable');
  }),

  defineCase(
    203,
    'error: an unknown symbol is a ValidationError that names it, and nothing is sent for it again',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { interval } = shortest(world);
      for (const symbol of [
        world.unknownSymbol,
        world.symbol.toLowerCase(),
        '',
        ' ',
        '__proto__',
        'constructor',
        'a/../b',
        'a\r\nb',
        'x'.repeat(10_000),
      ]) {
        await learnUnknown(world, [symbol]);
        await sendsNothing(world, JSON.stringify(symbol.slice(0, 20)), async () => {
          for (const read of [
            () => broker.fetchInstrument(symbol),
            () => broker.fetchQuotes([symbol]),
            () => broker.fetchCandles({ symbol, interval, from: world.now() - 600_000 }),
          ]) {
            const error = await rejection(
              world,
              read(),
              isValidationError,
              `symbol ${JSON.stringify(symbol.slice(0, 20))}`,
            );
            check(error.field.startsWith('symbol'), `the field is given as ${error.field}`);
          }
        });
      }
    },
  ),

  defineCase(
    204,
    'default: fetchQuotes gives the current prices, in the order requested',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const { bid, ask, tick } = await bestPrices(world);
      check(
        compareDecimals(ask, bid) >= 0 && compareDecimals(tick, '0') > 0,
        `bid ${bid}, ask ${ask}, tick ${tick}`,
      );
      const symbols = [world.otherSymbol, world.symbol];
      const quotes = await world.drive(broker.fetchQuotes(symbols));
      checkEqual(
        quotes.map(({ symbol }) => symbol),
        symbols,
        'symbols',
      );
      for (const quote of quotes) checkRecord(world, quote, 'read');
    },
  ),

  defineCase(
    221,
    'default: fetchServerTime is near the local time',
    ['fetchServerTime'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const time = await world.drive(broker.fetchServerTime());
      check(
        Number.isSafeInteger(time) && Math.abs(time - world.now()) < 60_000,
        `the venue's time is ${time}, the local time ${world.now()}`,
      );
    },
  ),

  defineCase(
    222,
    'default: fetchOrderBook has the best level first on both sides',
    ['fetchOrderBook'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const book = await world.drive(broker.fetchOrderBook({ symbol: world.symbol }));
      checkRecord(world, book, 'read');
      checkBook(book);
      const shallow = await world.drive(broker.fetchOrderBook({ symbol: world.symbol, depth: 1 }));
      checkEqual([shallow.bids.length, shallow.asks.length], [1, 1], 'levels at depth 1');
      await sendsNothing(world, 'a bad depth', async () => {
        for (const depth of [0, -1, 1.5, Number.NaN]) {
          await rejection(
            world,
            broker.fetchOrderBook({ symbol: world.symbol, depth }),
            isValidationError,
            `depth ${depth}`,
          );
        }
      });
    },
  ),

  defineCase(
    223,
    'default: fetchTrades gives the newest, oldest first',
    ['fetchTrades'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const trades = await world.drive(broker.fetchTrades({ symbol: world.symbol, limit: 10 }));
      check(trades.length <= 10, `${trades.length} trades`);
      for (const [index, trade] of trades.entries()) {
        checkRecord(world, trade, 'read');
        check((trades[index - 1]?.time ?? 0) <= trade.time, 'a trade is older than the one before');
      }
    },
  ),

  defineCase(
    224,
    'default: account, balances and summary have exact figures',
    ['fetchAccounts', 'fetchBalances'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const accounts = await world.drive(broker.fetchAccounts());
      const balances = await world.drive(broker.fetchBalances());
      check(accounts.length > 0 && balances.length > 0, 'there is no account or no balance');
      for (const record of [...accounts, ...balances]) checkRecord(world, record, 'read');
    },
  ),

  defineCase(
    225,
    'default: fetchAccountSummary has exact figures',
    ['fetchAccountSummary'],
    async (world, broker) => {
      await world.drive(broker.connect());
      checkRecord(world, await world.drive(broker.fetchAccountSummary()), 'read');
    },
  ),

  defineCase(
    226,
    'default: a new account has no position and no open order',
    ['fetchPositions', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      checkEqual(
        [await world.drive(broker.fetchPositions()), await world.drive(broker.fetchOpenOrders())],
        [[], []],
        'positions and orders',
      );
    },
  ),

  defineCase(
    227,
    'error: an order that does not exist is an error of the SDK',
    ['fetchOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await rejection(world, broker.fetchOrder({ id: '1' }), isBrokerError, 'fetchOrder');
    },
  ),
];

function checkBook(book: Awaited<ReturnType<BrokerWith<'fetchOrderBook'>['fetchOrderBook']>>): void {
  check(book.bids.length > 0 && book.asks.length > 0, 'a side of the book is empty');
  for (const [side, levels] of [
    ['bids', book.bids],
    ['asks', book.asks],
  ] as const) {
    for (const [index, [price]] of levels.entries()) {
      const better = levels[index - 1]?.[0];
      if (better === undefined) continue;
      checkEqual(compareDecimals(better, price), side === 'bids' ? 1 : -1, `order of the ${side}`);
    }
  }
  check(compareDecimals(book.bids[0]?.[0] ?? '0', book.asks[0]?.[0] ?? '0') <= 0, 'the book is crossed');
}
