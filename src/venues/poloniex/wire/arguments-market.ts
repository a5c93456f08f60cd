import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { CANDLE_INTERVALS, restInterval } from '../map/codes';
import type { PoloniexInterval } from '../types/open';
import { currency, flag, limitOf, orderedRange, positive, symbol, time } from './arguments-values';

const INTERVALS = CANDLE_INTERVALS.map(restInterval);

/**
 * Names a market.
 * @arguments PoloniexSymbolArguments
 */
export const symbolArguments = z.strictObject({ symbol });
/**
 * Arguments of GET /currencies.
 * @arguments PoloniexCurrenciesArguments
 */
export const currenciesArguments = z.strictObject({ includeMultiChainCurrencies: flag.optional() });
/**
 * Arguments of GET /currencies/{currency}.
 * @arguments PoloniexCurrencyArguments
 */
export const currencyArguments = z.strictObject({ currency, includeMultiChainCurrencies: flag.optional() });
export const currencyV2Arguments = z.strictObject({ currency });

/**
 * Arguments of GET /markets/{symbol}/candles.
 * @arguments PoloniexCandlesArguments
 */
export const candlesArguments = z
  .strictObject({
    symbol,
    interval: typed<PoloniexInterval>(z.enum(INTERVALS, `must be one of ${INTERVALS.join(', ')}`)),
    /** 1 to 500. @defaultValue 100, the venue's */
    limit: limitOf(500).optional(),
    /** UTC epoch ms. */
    startTime: time.optional(),
    /** UTC epoch ms. */
    endTime: time.optional(),
  })
  .superRefine(orderedRange);

/**
 * Arguments of GET /markets/{symbol}/orderBook.
 * @arguments PoloniexOrderBookArguments
 */
export const orderBookArguments = z.strictObject({
  symbol,
  /** Levels are grouped into steps of this price, such as `0.01` or `10`. @defaultValue no grouping, the venue's */
  scale: positive.optional(),
  /** @defaultValue 10, the venue's */
  limit: z.literal([5, 10, 20, 50, 100, 150], 'must be 5, 10, 20, 50, 100 or 150').optional(),
});

/**
 * Arguments of GET /markets/{symbol}/trades.
 * @arguments PoloniexMarketTradesArguments
 */
export const marketTradesArguments = z.strictObject({
  symbol,
  /** 1 to 1000. @defaultValue 500, the venue's */
  limit: limitOf(1000).optional(),
});
