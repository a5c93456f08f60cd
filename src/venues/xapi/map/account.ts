import { type AccountSummary, type Balance, decimalFromWire, type News } from '../../../model';
import { type MapContext, metaOf, timeFromWire } from './meta';

/** The figures of an account, as getMarginLevel and the balance stream agree on them. */
export interface BalanceFields {
  readonly balance: number;
  readonly credit: number;
  readonly equity: number;
  readonly margin: number;
  /** In the stream. */
  readonly marginFree?: number | null | undefined;
  readonly marginLevel?: number | null | undefined;
  /** In the reply of getMarginLevel. */
  readonly margin_free?: number | null | undefined;
  readonly margin_level?: number | null | undefined;
  readonly currency?: string | undefined;
}

/**
 * The account's money: what it owns, what is free and what the margin holds.
 * @param currency - the account's currency, which the stream does not repeat
 * @see XAPI 2.5.0, getMarginLevel; streaming getBalance, STREAMING_BALANCE_RECORD
 */
export function toBalance(record: BalanceFields, currency: string, context: MapContext): Balance {
  const free = record.marginFree ?? record.margin_free;
  return {
    ...metaOf(context),
    currency: record.currency ?? currency,
    total: decimalFromWire(record.balance),
    ...(free == null ? {} : { available: decimalFromWire(free) }),
    held: decimalFromWire(record.margin),
  };
}

/** The account's margin figures. */
export function toAccountSummary(
  record: BalanceFields,
  currency: string,
  context: MapContext,
): AccountSummary {
  const free = record.marginFree ?? record.margin_free;
  const level = record.marginLevel ?? record.margin_level;
  return {
    ...metaOf(context),
    currency: record.currency ?? currency,
    balance: decimalFromWire(record.balance),
    equity: decimalFromWire(record.equity),
    credit: decimalFromWire(record.credit),
    margin: decimalFromWire(record.margin),
    ...(free == null ? {} : { marginFree: decimalFromWire(free) }),
    ...(level == null ? {} : { marginLevel: decimalFromWire(level) }),
  };
}

/** A news item: the common part of NEWS_TOPIC_RECORD and STREAMING_NEWS_RECORD. */
export interface NewsFields {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly time: number;
}

export function toNews(record: NewsFields, context: MapContext): News {
  return {
    ...metaOf(context),
    id: record.key,
    title: record.title,
    body: record.body,
    time: timeFromWire(record.time),
  };
}
