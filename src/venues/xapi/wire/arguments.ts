import {
  checkArguments as check,
  decimalArgument as decimal,
  isUnwritable,
} from '../../../adapter/schema/arguments';
import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { MAX_CANDLES, MAX_COMMENT_LENGTH } from '../endpoints';
import type { OrderCommand, Period, TransactionType } from '../types/open';

const MINUTE_MS = 60_000;

function text(maxLength: number) {
  return z
    .string('must be a string')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((value) => !isUnwritable(value), 'must not hold control characters or lone surrogates');
}

const SYMBOL_RULE = 'must be a symbol of 1 to 64 characters without spaces around it';
const symbol = text(64).refine((value) => value !== '' && value.trim() === value, SYMBOL_RULE);

const TIME_RULE = 'must be a time in UTC epoch ms, 0 or later';
const time = z.number(TIME_RULE).min(0, TIME_RULE).max(8.64e15, TIME_RULE);

const ID_RULE = 'must be a number of at most 19 digits in a string';
const id = z.string(ID_RULE).regex(/^(?:0|[1-9]\d{0,18})$/, ID_RULE);

const whole = (least: number, rule: string) =>
  z.number(rule).refine((value) => Number.isSafeInteger(value) && value >= least, rule);

const VOLUME_RULE = 'must be above 0';
const volume = decimal.refine((value) => !value.startsWith('-') && value !== '0', VOLUME_RULE);

const PERIOD_RULE = 'must be one of 1, 5, 15, 30, 60, 240, 1440, 10080, 43200 minutes';
const period = typed<Period>(z.literal([1, 5, 15, 30, 60, 240, 1440, 10080, 43200], PERIOD_RULE));
const cmd = typed<OrderCommand>(
  z.literal([0, 1, 2, 3, 4, 5], 'must be an operation code of 0 to 5; 6 and 7 are read only'),
);
const type = typed<TransactionType>(
  z.literal([0, 2, 3, 4], 'must be 0 (open), 2 (close), 3 (modify) or 4 (delete)'),
);

const someSymbols = z.array(symbol, 'must be an array of symbols').min(1, 'must not be empty');
const END_RULE = 'must not be before start';

/** A range; `openEnd` where the venue reads an end of 0 as now. */
const range = (openEnd: boolean) =>
  z
    .strictObject({
      /** UTC epoch ms, not before `start`; of trades and news 0 means now. */
      end: time,
      /** UTC epoch ms; of trades 0 means one month back. */
      start: time,
    })
    .refine((value) => (openEnd && value.end === 0) || value.end >= value.start, {
      error: END_RULE,
      path: ['end'],
    });

/**
 * Names one symbol.
 * @arguments SymbolArguments
 */
export const symbolArguments = z.strictObject({ symbol });
/**
 * Names several symbols; split over several commands where one would pass 1 kB.
 * @arguments SymbolsArguments
 */
export const symbolsArguments = z.strictObject({ symbols: someSymbols });
/**
 * A symbol and a volume.
 * @arguments VolumeArguments
 */
export const volumeArguments = z.strictObject({
  symbol,
  /** In lots. */
  volume,
});
/**
 * A stretch of time in UTC epoch ms.
 * @arguments HistoryArguments
 */
export const historyArguments = range(false);
/**
 * A stretch of time whose end may be left open.
 * @arguments TradesHistoryArguments
 * @arguments NewsArguments
 */
export const openHistoryArguments = range(true);

/** @arguments TickPricesArguments */
export const tickPricesArguments = z.strictObject({
  /** -1 all levels, 0 the best price, above 0 that level. @defaultValue 0 */
  level: whole(-1, 'must be a level of -1 (all), 0 or more').default(0),
  /** Split over several commands where one would pass 1 kB. */
  symbols: someSymbols,
  /** Only prices that changed since then, UTC epoch ms; 0 asks for all. */
  timestamp: time,
});

/**
 * @arguments ChartLastInfoRecord
 * @see XAPI 2.5.0, getChartLastRequest, CHART_LAST_INFO_RECORD
 */
export const chartLastArguments = z.strictObject({
  period,
  /** UTC epoch ms, rounded down to the interval by the venue and excluded. */
  start: time,
  symbol,
});

const TICKS_RULE = `must be a whole number of at most ${MAX_CANDLES} candles in either direction`;
/**
 * @arguments ChartRangeInfoRecord
 * @see XAPI 2.5.0, getChartRangeRequest, CHART_RANGE_INFO_RECORD
 */
export const chartRangeArguments = z
  .strictObject({
    /** UTC epoch ms, excluded; ignored by the venue where `ticks` is not 0. */
    end: time,
    period,
    /** UTC epoch ms, rounded down to the interval by the venue and excluded. */
    start: time,
    symbol,
    /** Above 0: so many candles from `start`; below 0: so many up to `start`; absent or 0: the range. */
    ticks: z.int(TICKS_RULE).min(-MAX_CANDLES, TICKS_RULE).max(MAX_CANDLES, TICKS_RULE).default(0),
  })
  .superRefine(({ end, period: minutes, start, ticks }, context) => {
    // The venue ignores the end where candles are counted.
    if (ticks !== 0) return;
    const candles = (end - start) / (minutes * MINUTE_MS);
    if (candles < 0) context.addIssue({ code: 'custom', path: ['end'], message: END_RULE });
    if (candles > MAX_CANDLES) {
      const message = `asks for ${Math.ceil(candles)} candles by (end - start) / interval, the limit is ${MAX_CANDLES} (EX009)`;
      context.addIssue({ code: 'custom', path: ['end'], message });
    }
  });

/**
 * A deal that might have been.
 * @arguments ProfitCalculationArguments
 */
export const profitArguments = z.strictObject({
  closePrice: decimal,
  cmd,
  openPrice: decimal,
  symbol,
  /** In lots. */
  volume,
});

/** @arguments TradeRecordsArguments */
export const tradeRecordsArguments = z.strictObject({
  /** Positions' numbers in digits; split over several commands where one would pass 1 kB. */
  orders: z.array(id, 'must be an array of numbers in strings').min(1, 'must not be empty'),
});
/** @arguments TradesArguments */
export const tradesArguments = z.strictObject({
  /** True leaves pending orders out. */
  openedOnly: z.boolean('must be true or false'),
});
/** @arguments TradeTransactionStatusArguments */
export const orderArguments = z.strictObject({
  /** Number that `tradeTransaction` answered, in digits. */
  order: id.refine((value) => value !== '0', 'must not be 0'),
});

/**
 * What is to be opened, closed, changed or deleted. Numbers are written digit for digit.
 * @arguments TradeTransInfo
 * @see XAPI 2.5.0, tradeTransaction, TRADE_TRANS_INFO
 */
export const tradeTransInfo = z
  .strictObject({
    cmd,
    /** Comes back in trade and status records; at most 500 characters. */
    customComment: text(MAX_COMMENT_LENGTH).default(''),
    /** UTC epoch ms; 0 or absent means no expiry. */
    expiration: time.default(0),
    /** Trailing offset. */
    offset: whole(0, 'must be a whole number, 0 or more').default(0),
    /** 0, or the position's number in digits for closing and changing. */
    order: id.default('0'),
    price: decimal,
    /** Stop loss; 0 means none. */
    sl: decimal.default('0'),
    symbol,
    /** Take profit; 0 means none. */
    tp: decimal.default('0'),
    type,
    /** In lots. */
    volume: decimal.refine((value) => !value.startsWith('-'), 'must not be negative'),
  })
  .superRefine((info, context) => {
    const opens = info.type === 0;
    if (!opens && info.order === '0') {
      const message = 'must be the number of what is to be closed, changed or deleted';
      context.addIssue({ code: 'custom', path: ['order'], message });
    }
    if ((opens || info.type === 2) && info.volume === '0') {
      context.addIssue({ code: 'custom', path: ['volume'], message: VOLUME_RULE });
    }
  });

/**
 * What the stream's `getTickPrices` takes.
 * @arguments StreamTickPricesArguments
 */
export const streamTickPricesArguments = z.strictObject({
  symbol,
  /** 0 or absent: at most every 200 ms; 1: as often as the venue can; else ms between updates. */
  minArrivalTime: z.exactOptional(whole(0, 'must be a whole number of ms, 0 or more')),
  /** Deepest level wanted, 0 is the best; absent: all. */
  maxLevel: z.exactOptional(whole(0, 'must be a level of 0 or more')),
});

/**
 * Checks the arguments of a command.
 * @throws ValidationError naming the field, its rule and its value
 */
export function checkArguments<T>(schema: z.ZodType<T>, given: unknown, operation: string): T {
  return check(schema, given, operation, 'xapi');
}
