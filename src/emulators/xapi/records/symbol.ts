import { Decimal } from 'decimal.js';
import type { Market, MarketQuote } from '../../market/market';
import type { XapiInstrument } from '../instruments';
import { float, type Json, priceFloat, Raw } from '../json';
import { longTime } from '../times';

const TYPES = { forex: 21, index: 30, commodity: 31, crypto: 33, stock: 42 } as const;

/** The distance between bid and ask in pips. */
export function spreadInPips(
  instrument: XapiInstrument,
  quote: { readonly bid: number; readonly ask: number },
): Raw {
  return float(new Decimal(quote.ask - quote.bid).div(10 ** (instrument.digits - instrument.pipsPrecision)));
}

/** SYMBOL_RECORD, with `exemode` and `quoteIdCross`, which the document lacks. */
export function symbolRecord(market: Market<XapiInstrument>, instrument: XapiInstrument): Json {
  const quote: MarketQuote = market.quote(instrument.symbol);
  const price = (points: number): Raw => priceFloat(points, instrument.digits);
  const isStock = instrument.kind === 'stock';
  return {
    ask: price(quote.ask),
    bid: price(quote.bid),
    categoryName: instrument.categoryName,
    contractSize: instrument.contractSize,
    currency: instrument.currency,
    currencyPair: instrument.kind === 'forex',
    currencyProfit: instrument.profitCurrency,
    description: instrument.name,
    exemode: isStock ? 2 : 1,
    expiration: null,
    groupName: instrument.groupName,
    high: price(quote.high),
    initialMargin: 0,
    instantMaxVolume: 2_147_483_647,
    leverage: float(instrument.marginPercent),
    longOnly: instrument.longOnly,
    lotMax: float(Number(instrument.lotMax)),
    lotMin: float(Number(instrument.lotMin)),
    lotStep: float(Number(instrument.lotStep)),
    low: price(quote.low),
    marginHedged: 0,
    marginHedgedStrong: false,
    marginMaintenance: null,
    marginMode: instrument.kind === 'forex' ? 101 : isStock ? 103 : 102,
    percentage: float(100),
    pipsPrecision: instrument.pipsPrecision,
    precision: instrument.digits,
    profitMode: instrument.kind === 'forex' ? 5 : 6,
    quoteId: instrument.quoteId,
    quoteIdCross: 4,
    shortSelling: !instrument.longOnly,
    spreadRaw: price(quote.ask - quote.bid),
    spreadTable: spreadInPips(instrument, quote),
    starting: null,
    stepRuleId: instrument.stepRuleId,
    stopsLevel: instrument.stopsLevelPoints,
    swap_rollover3days: 3,
    swapEnable: instrument.swapLongPoints !== 0 || instrument.swapShortPoints !== 0,
    swapLong: float(instrument.swapLongPoints),
    swapShort: float(instrument.swapShortPoints),
    swapType: 0,
    symbol: instrument.symbol,
    tickSize: instrument.tickSize === null ? null : new Raw(instrument.tickSize),
    tickValue:
      instrument.tickSize === null
        ? null
        : float(new Decimal(instrument.tickSize).times(instrument.contractSize)),
    time: quote.time,
    timeString: longTime(quote.time),
    trailingEnabled: instrument.trailingEnabled,
    type: TYPES[instrument.kind],
  };
}
