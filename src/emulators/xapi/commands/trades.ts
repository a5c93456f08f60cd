import { CommandError } from '../errors';
import { type Json, Raw } from '../json';
import { readTradeRequest } from '../orders/request';
import type { Command } from './command';

const MONTH_MS = 31 * 86_400_000;

const getTrades: Command = ({ venue, session, args }) => {
  const { tradeRecords } = venue;
  const { account } = session;
  const records = [...account.positions.values()].map((position) =>
    tradeRecords.record(tradeRecords.position(position, account)),
  );
  if (args.boolean('openedOnly')) return records;
  return [
    ...records,
    ...[...account.orders.values()].map((order) => tradeRecords.record(tradeRecords.order(order))),
  ];
};

const getTradeRecords: Command = ({ venue, session, args }) => {
  const { tradeRecords } = venue;
  const { account } = session;
  const records: Json[] = [];
  for (const number of args.orderNumbers('orders')) {
    const position = account.positions.get(number);
    const order = account.orders.get(number);
    if (position) records.push(tradeRecords.record(tradeRecords.position(position, account)));
    if (order) records.push(tradeRecords.record(tradeRecords.order(order)));
    for (const trade of account.closed) {
      if (trade.position.id === number) records.push(tradeRecords.record(tradeRecords.closed(trade)));
    }
  }
  return records;
};

const getTradesHistory: Command = ({ venue, session, args }) => {
  const { tradeRecords } = venue;
  const { account } = session;
  const end = args.number('end') || venue.clock.now();
  const start = args.number('start') || end - MONTH_MS;
  if (end < start) throw new CommandError('EX000');
  const within = (time: number): boolean => time >= start && time <= end;
  const rows = [
    ...account.closed.map((trade) => ({ time: trade.closeTime, trade: tradeRecords.closed(trade) })),
    ...account.cash.map((entry) => ({ time: entry.time, trade: tradeRecords.cash(entry) })),
  ];
  return rows
    .filter(({ time }) => within(time))
    .sort((left, right) => right.time - left.time)
    .map(({ trade }) => tradeRecords.record(trade));
};

const tradeTransaction: Command = ({ venue, session, args, delayMs }) => ({
  order: new Raw(
    venue.transactions.submit(session.account, readTradeRequest(args, session.account), delayMs),
  ),
});

const tradeTransactionStatus: Command = ({ venue, session, args }) => {
  const state = venue.transactions.status(session.account, args.orderNumber('order'));
  if (state === undefined) throw new CommandError('BE098');
  return state;
};

/** Orders and trades. */
export const tradeCommands = {
  getTradeRecords,
  getTrades,
  getTradesHistory,
  tradeTransaction,
  tradeTransactionStatus,
} satisfies Record<string, Command>;
