import {
  compareDecimals,
  type Decimal,
  decimalFromWire,
  type Instrument,
  type InstrumentKind,
  isMultipleOf,
  shiftDecimal,
} from '../../../model';
import { decimalOf, type Exactly, type Mutable } from '../../../model/map-context';
import type { ChpSymbol } from '../generated/records';
import type { MapContext } from './meta';
import { timeFromWire } from './time';

const KINDS: Readonly<Record<string, InstrumentKind>> = {
  FUT: 'future',
  OPT: 'option',
  STK: 'stock',
  BND: 'bond',
  IND: 'index',
  IDX: 'index',
  ETF: 'fund',
  FND: 'fund',
  CUR: 'forex',
};

/** Exchanges whose prices are not in roubles; the record has no word for the currency. */
const CURRENCIES: Readonly<Record<string, string>> = {
  CME: 'USD',
  CBOT: 'USD',
  NYMEX: 'USD',
  COMEX: 'USD',
  NYSE: 'USD',
  NASDAQ: 'USD',
  EUREX: 'EUR',
  XETRA: 'EUR',
};

/** Decimals beyond which a count of them is a mistake. */
const MAX_DECIMALS = 12;

/** What mapping reads of a row of GetSymbols. */
export type SymbolFields = Exactly<
  Pick<
    ChpSymbol,
    | 'decimals'
    | 'expiryDate'
    | 'long_name'
    | 'lot_size'
    | 'sec_exch_name'
    | 'short_name'
    | 'step'
    | 'symbol'
    | 'type'
  >,
  'lot_size'
>;

/** An instrument of which it is not known yet when it arrived, and so whether it can be traded. */
export type InstrumentDraft = Mutable<Instrument>;

/** A row of GetSymbols as an instrument. */
export function toInstrument(record: SymbolFields, context: MapContext): Instrument {
  return toArrived(draftOf(record), context);
}

/**
 * What a row of GetSymbols says of an instrument.
 *
 * Quantities are securities, as PlaceOrder's `amount` counts them ("Объем, ЦБ в приказе"), so the lot is the lot step
 * and the least quantity, and there is no contract size beside it.
 * @see CHP_client, GetSymbols, PlaceOrder
 */
export function draftOf(record: SymbolFields): InstrumentDraft {
  const { decimals, type, symbol } = record;
  const size = decimalOf(record.lot_size);
  const lot = size === '0' || size.startsWith('-') ? '1' : size;
  const expiryTime = expiryTimes(record.expiryDate ?? '');
  // Assigned field by field: spreading optional ones costs more than all the rest, and a list has 46,618 rows.
  const instrument: InstrumentDraft = {
    venue: 'chp',
    receivedTime: 0,
    source: 'read',
    symbol,
    name: record.long_name || record.short_name || symbol,
    kind: kinds(type ?? ''),
    currency: currencies(record.sec_exch_name ?? ''),
    lotStep: lot,
    minQuantity: lot,
    tradable: false,
  };
  if (isCount(decimals)) instrument.priceDecimals = decimals;
  const tickSize = tickSizes(isCount(decimals) ? decimals : -1)(record.step);
  if (tickSize !== undefined) instrument.tickSize = tickSize;
  if (expiryTime !== undefined) instrument.expiryTime = expiryTime;
  return instrument;
}

/** The draft itself, completed: a list has 46,618 of them. */
export function toArrived(draft: InstrumentDraft, context: MapContext): Instrument {
  const { expiryTime } = draft;
  draft.receivedTime = context.receivedTime;
  draft.source = context.source;
  // Venue quirk: contracts that ended years ago are still listed (the document's own sample is from 2015).
  draft.tradable = expiryTime === undefined || expiryTime > (context.serverTime ?? context.receivedTime);
  if (context.raw !== undefined) draft.raw = context.raw;
  return draft;
}

/** Answers remembered at most by one of the functions below. */
const MAX_REMEMBERED = 10_000;

/** The same function, which works out each answer once: thousands of rows share a step or an expiry. */
function remembered<K, T>(compute: (key: K) => T): (key: K) => T {
  const answers = new Map<K, T>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as T;
    const answer = compute(key);
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}

const kinds = remembered(
  (type: string): InstrumentKind => KINDS[type.toUpperCase()] ?? (type.toLowerCase() || 'unknown'),
);

const currencies = remembered((exchange: string) => CURRENCIES[exchange.toUpperCase()] ?? 'RUB');

const expiryTimes = remembered((text: string) => timeFromWire(text === '' ? null : text));

const tickSizes = remembered((decimals: number) => remembered((step: number) => tickSizeOf(step, decimals)));

/** `step` where it is a whole number of the last decimal, else the last decimal: a step cannot be finer. */
function tickSizeOf(step: number, decimals: number): Decimal | undefined {
  const last = isCount(decimals) ? shiftDecimal('1', decimals) : undefined;
  if (!(step > 0)) return last;
  const tick = decimalFromWire(step);
  if (compareDecimals(tick, '0') <= 0) return last;
  return last === undefined || isMultipleOf(tick, last) ? tick : last;
}

function isCount(decimals: number): boolean {
  return Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS;
}
