import { z } from 'zod';
import { currency, flag, limitOf, orderedRange, positive, symbol, time } from './arguments-values';

const INTERVALS = [
  'MINUTE_1',
  'MINUTE_5',
  'MINUTE_10',
  'MINUTE_15',
  'MINUTE_30',
  'HOUR_1',
  'HOUR_2',
  'HOUR_4',
  'HOUR_6',
  'HOUR_12',
  'DAY_1',
  'DAY_3',
  'WEEK_1',
  'MONTH_1',
] as const;

export const noArguments = z.strictObject({});
export const symbolArguments = z.strictObject({ symbol });
export const currenciesArguments = z.strictObject({ includeMultiChainCurrencies: flag.optional() });
export const currencyArguments = z.strictObject({ currency, includeMultiChainCurrencies: flag.optional() });
export const currencyV2Arguments = z.strictObject({ currency });

export const candlesArguments = z
  .strictObject({
    symbol,
    interval: z.enum(INTERVALS, `must be one of ${INTERVALS.join(', ')}`),
    limit: limitOf(500).optional(),
    startTime: time.optional(),
    endTime: time.optional(),
  })
  .superRefine(orderedRange);

export const orderBookArguments = z.strictObject({
  symbol,
  scale: positive.optional(),
  limit: z.literal([5, 10, 20, 50, 100, 150], 'must be 5, 10, 20, 50, 100 or 150').optional(),
});

export const marketTradesArguments = z.strictObject({ symbol, limit: limitOf(1000).optional() });
