import type { RestParts } from '../../../adapter/rest/endpoint';
import { isUnwritable } from '../../../adapter/schema/arguments';
import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { ValidationError } from '../../../errors';
import { hhmmOf, isHhmm, jalaliDayStart, jalaliOf, nextTehranDay, tehranDayStart } from '../map/time';
import type { FinnotechAdjustment, FinnotechDate, FinnotechPeriod, FinnotechTime } from '../types/services';

/** Longest tracking code. @see the seed page, trackId */
const MAX_TRACK_ID = 40;

const TRACK_ID_RULE = `must be 1 to ${MAX_TRACK_ID} letters, digits and hyphens`;
const trackId = z
  .string(TRACK_ID_RULE)
  .regex(new RegExp(`^[A-Za-z0-9-]{1,${MAX_TRACK_ID}}$`), TRACK_ID_RULE)
  .optional();

const ID_RULE = 'must be the id of a company: 1 to 40 characters without spaces';
const id = z
  .string(ID_RULE)
  .regex(/^\S{1,40}$/, ID_RULE)
  .refine((value) => !isUnwritable(value), ID_RULE);

const EPOCH_RULE = 'must be a time in UTC epoch ms';
const epoch = z.number(EPOCH_RULE).min(0, EPOCH_RULE).max(8.64e15, EPOCH_RULE);

const TIME_RULE = 'must be HHmm in Tehran time, 0000 to 2359, or a time of today in UTC epoch ms';
const hhmm = z.string(TIME_RULE).refine(isHhmm, TIME_RULE);
/** `930` as a number would be a moment of 1970: no time of today, so the client refuses it where it converts. */
const time = typed<FinnotechTime>(z.union([hhmm, epoch], TIME_RULE)).optional();

const DATE_RULE = 'must be a Jalali date that exists, YYYY/MM/DD, or a time in UTC epoch ms';
const jalali = z
  .string(DATE_RULE)
  .refine((value) => /^\d{4}\/\d{2}\/\d{2}$/.test(value) && jalaliDayStart(value) !== undefined, DATE_RULE);
const date = typed<FinnotechDate>(z.union([jalali, epoch], DATE_RULE)).transform((value) =>
  typeof value === 'number' ? jalaliOf(value) : value,
);

const flag = z.boolean('must be true or false').optional();
const type = typed<FinnotechAdjustment>(z.literal([1, 2, 3], 'must be 1, 2 or 3')).optional();
const comCType = typed<FinnotechPeriod>(
  z.literal([1, 2, 3, 4], 'must be 1 (day), 2 (week), 3 (month) or 4 (quarter)'),
).optional();

/** What every service takes. */
const service = {
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  trackId,
};
/** What asks of one company, or of all. */
const company = {
  ...service,
  /** @defaultValue all companies */
  companyId: id.optional(),
};
/** The same of one day. */
const day = {
  ...company,
  /** @defaultValue the venue's: the last day */
  date: date.optional(),
};

/**
 * Arguments of `trades/realtime`. Without `isTimePeriod` the last trade of the day, of one company or of all; with it
 * the minutes of a range, of one company.
 * @arguments FinnotechRealtimeArguments
 */
export const realtimeArguments = z
  .strictObject({
    ...service,
    /** Required with `isTimePeriod`. @defaultValue all companies */
    coId: id.optional(),
    /** @defaultValue the start of the working day */
    fromTime: time,
    /** @defaultValue now, or the end of the working day */
    toTime: time,
    /** @defaultValue false */
    isTimePeriod: flag,
    /** True for rights, false for shares. @defaultValue the venue's, shares */
    precedencyRight: flag,
  })
  .superRefine(({ isTimePeriod = false, coId, fromTime, toTime }, context) => {
    if (isTimePeriod && coId === undefined) {
      context.addIssue({ code: 'custom', path: ['coId'], message: 'is required with isTimePeriod: true' });
    }
    if (isTimePeriod) return;
    // The venue would ignore it and answer with the last trade: not what was asked for.
    const given = fromTime !== undefined ? 'fromTime' : toTime !== undefined ? 'toTime' : undefined;
    if (given) context.addIssue({ code: 'custom', path: [given], message: 'needs isTimePeriod: true' });
  });
/**
 * Arguments of `realTimeTrades`.
 * @arguments FinnotechCompanyArguments
 */
export const companyArguments = z.strictObject(company);
/**
 * Arguments of `dailyTrades`.
 * @arguments FinnotechDailyArguments
 */
export const dailyArguments = z.strictObject(day);
/**
 * Arguments of `balancedTrades`.
 * @arguments FinnotechBalancedArguments
 */
export const balancedArguments = z.strictObject({
  ...day,
  type,
});
/**
 * Arguments of `balancedTradesById`; both dates belong to the range.
 * @arguments FinnotechBalancedByIdArguments
 */
export const balancedByIdArguments = z
  .strictObject({
    ...service,
    companyId: id,
    fromdate: date,
    todate: date,
    type,
    comCType,
  })
  .superRefine(({ fromdate, todate }, context) => {
    // Years, months and days of fixed width: the order of the texts is that of the dates.
    if (fromdate <= todate) return;
    context.addIssue({ code: 'custom', path: ['todate'], message: 'must not be before fromdate' });
  });
/**
 * What every service takes.
 * @arguments FinnotechServiceArguments
 */
export const companiesArguments = z.strictObject(service);
/**
 * Arguments of `companyAssessment`.
 * @arguments FinnotechAssessmentArguments
 */
export const assessmentArguments = z.strictObject({
  ...service,
  companyId: id,
  date: date.optional(),
});

/**
 * The query of `trades/realtime`, whose instants become times of the current Tehran day.
 * @throws ValidationError for an instant of another day, the only one that the venue knows, and for a range that ends
 *   before it begins
 */
export function realtimeQuery(args: z.output<typeof realtimeArguments>, now: number): RestParts {
  const context = { venue: 'finnotech', operation: 'tradesRealtime' } as const;
  const timeOf = (field: 'fromTime' | 'toTime'): string | undefined => {
    const value = args[field];
    if (typeof value !== 'number') return value;
    if (value >= tehranDayStart(now) && value < nextTehranDay(now)) return hhmmOf(value);
    throw new ValidationError(field, 'must lie in the current day in Tehran', { ...context, value });
  };
  const fromTime = timeOf('fromTime');
  const toTime = timeOf('toTime');
  if (fromTime !== undefined && toTime !== undefined && fromTime > toTime) {
    throw new ValidationError('toTime', 'must not be before fromTime', { ...context, value: args.toTime });
  }
  const { trackId: own, coId, isTimePeriod, precedencyRight } = args;
  const query = { coId, fromTime, toTime, isTimePeriod, precedencyRight };
  return { query: own === undefined ? query : { trackId: own, ...query } };
}
