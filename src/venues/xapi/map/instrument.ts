import {
  type Decimal,
  decimalFromWire,
  type Instrument,
  type InstrumentKind,
  isMultipleOf,
  shiftDecimal,
} from '../../../model';
import type { Mutable } from '../../../model/map-context';
import type { SymbolRecord } from '../generated/records';
import { decimalOf, type Exactly, type MapContext, timeFromWire } from './meta';

/** marginMode 102: a CFD on margin, whatever it is a contract on. */
const LEVERAGED_CFD = 102;

const KIND_OF_CATEGORY: readonly (readonly [pattern: RegExp, kind: InstrumentKind])[] = [
  [/^(fx|forex)$/i, 'forex'],
  [/^(etf|fund)/i, 'fund'],
  [/^(stc|stock|equit|share)/i, 'stock'],
];

/** What mapping reads of a SYMBOL_RECORD. */
export type SymbolFields = Exactly<
  Pick<
    SymbolRecord,
    | 'ask'
    | 'bid'
    | 'categoryName'
    | 'contractSize'
    | 'currency'
    | 'currencyPair'
    | 'currencyProfit'
    | 'description'
    | 'expiration'
    | 'high'
    | 'lotMax'
    | 'lotMin'
    | 'lotStep'
    | 'low'
    | 'marginMode'
    | 'precision'
    | 'symbol'
    | 'tickSize'
  >,
  'contractSize' | 'lotMax' | 'lotMin' | 'lotStep'
>;

/**
 * A SYMBOL_RECORD as an instrument.
 * @see XAPI 2.5.0, getAllSymbols, SYMBOL_RECORD
 */
export function toInstrument(record: SymbolFields, context: MapContext): Instrument {
  const tickSize = tickSizeOf(record);
  const pair = record.currencyPair ? pairOf(record) : undefined;
  const expiryTime = record.expiration ? timeFromWire(record.expiration) : undefined;
  const instrument: Mutable<Instrument> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: record.symbol,
    name: record.description,
    kind: kindOf(record),
    currency: record.currencyProfit,
    priceDecimals: record.precision,
    tickSize,
    // The record has no word for a suspended instrument; only an expired one can be recognised.
    tradable: expiryTime === undefined || expiryTime > context.receivedTime,
  };
  const lotStep = positiveOrUndefined(record.lotStep);
  const minQuantity = positiveOrUndefined(record.lotMin);
  const maxQuantity = positiveOrUndefined(record.lotMax);
  const contractSize = positiveOrUndefined(record.contractSize);
  if (context.raw !== undefined) instrument.raw = context.raw;
  if (pair !== undefined) {
    instrument.base = pair.base;
    instrument.quote = pair.quote;
  }
  if (lotStep !== undefined) instrument.lotStep = lotStep;
  if (minQuantity !== undefined) instrument.minQuantity = minQuantity;
  if (maxQuantity !== undefined) instrument.maxQuantity = maxQuantity;
  if (contractSize !== undefined) instrument.contractSize = contractSize;
  if (expiryTime !== undefined) instrument.expiryTime = expiryTime;
  return instrument;
}

/**
 * The smallest difference of two prices.
 *
 * Venue quirk: `tickSize` is nullable and meant for profit calculation, while `precision` decides what stands on the
 * wire. So `tickSize` counts only where it is a whole number of the last decimal and every price of the record agrees
 * with it; a tick that is too coarse would refuse legal prices, one too fine is refused by the venue (BE001).
 */
function tickSizeOf(record: SymbolFields): Decimal {
  const lastDecimal = shiftDecimal('1', record.precision);
  const { tickSize } = record;
  if (!isPositive(tickSize)) return lastDecimal;
  const tick = decimalFromWire(tickSize);
  if (tick === lastDecimal || !isMultipleOf(tick, lastDecimal)) return lastDecimal;
  const prices = [record.bid, record.ask, record.high, record.low].filter(isPositive).map(decimalFromWire);
  return prices.length > 0 && prices.every((price) => isMultipleOf(price, tick)) ? tick : lastDecimal;
}

function kindOf(record: SymbolFields): InstrumentKind {
  const kind = KIND_OF_CATEGORY.find(([pattern]) => pattern.test(record.categoryName))?.[1];
  if (kind === 'forex' || (kind === undefined && record.currencyPair)) return 'forex';
  return kind === undefined || record.marginMode === LEVERAGED_CFD ? 'cfd' : kind;
}

const SIX_LETTERS = /^([A-Z]{3})([A-Z]{3})(?![A-Z])/;

/** Venue quirk: the document's sample USDPLN has currencyProfit SEK, so the symbol goes first where it is plain. */
function pairOf(record: SymbolFields): { readonly base: string; readonly quote: string } {
  const letters = SIX_LETTERS.exec(record.symbol);
  const quote = letters?.[1] === record.currency ? letters[2] : undefined;
  return { base: record.currency, quote: quote ?? record.currencyProfit };
}

function isPositive(value: number | null | undefined): value is number {
  return typeof value === 'number' && value > 0;
}

/** A number that is above zero as an exact decimal as well. */
function positiveOrUndefined(value: number | Decimal): Decimal | undefined {
  const decimal = decimalOf(value);
  return decimal === '0' || decimal.startsWith('-') ? undefined : decimal;
}
