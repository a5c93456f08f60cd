import { type AccountSummary, type Balance, decimalFromWire, type News } from '../../../model';
import { type Mutable, present } from '../../../model/map-context';
import type { MarginLevel, StreamingBalanceRecord, StreamingNewsRecord } from '../generated/records';
import { decimalOf, decimalOrUndefined, type Exactly, type MapContext, metaOf, timeFromWire } from './meta';

/** The figures of an account: getMarginLevel and the balance stream spell two of them differently. */
type BalanceFields = Exactly<Pick<StreamingBalanceRecord, 'balance' | 'margin'>, 'balance' | 'margin'> &
  Partial<Exactly<Pick<StreamingBalanceRecord, 'marginFree'>, 'marginFree'>> &
  Partial<Pick<MarginLevel, 'currency' | 'margin_free'>>;

/** Whose money it is, which the stream does not repeat. */
interface Owner {
  /** The user id: a login has one account. */
  readonly account: string;
  readonly currency: string;
}

/**
 * The account's money: what it owns, what is free and what the margin holds.
 * @see XAPI 2.5.0, getMarginLevel; streaming getBalance, STREAMING_BALANCE_RECORD
 */
export function toBalance(record: BalanceFields, { account, currency }: Owner, context: MapContext): Balance {
  const balance: Mutable<Balance> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    account,
    currency: record.currency ?? currency,
    total: decimalOf(record.balance),
    held: decimalOf(record.margin),
  };
  const available = record.marginFree ?? record.margin_free;
  if (available !== undefined) balance.available = decimalOf(available);
  if (context.raw !== undefined) balance.raw = context.raw;
  return balance;
}

/** The account's margin figures. */
export function toAccountSummary(record: MarginLevel, account: string, context: MapContext): AccountSummary {
  return {
    ...metaOf(context),
    account,
    currency: record.currency,
    balance: decimalFromWire(record.balance),
    equity: decimalFromWire(record.equity),
    credit: decimalFromWire(record.credit),
    margin: decimalFromWire(record.margin),
    ...present<AccountSummary>({
      marginFree: decimalOrUndefined(record.margin_free),
      marginLevel: decimalOrUndefined(record.margin_level),
    }),
  };
}

/** A news item, streamed or read. */
export function toNews({ key: id, title, body, time }: StreamingNewsRecord, context: MapContext): News {
  const { receivedTime, source, raw } = context;
  const news: Mutable<News> = {
    venue: 'xapi',
    receivedTime,
    source,
    id,
    title,
    body,
    time: timeFromWire(time),
  };
  if (raw !== undefined) news.raw = raw;
  return news;
}
