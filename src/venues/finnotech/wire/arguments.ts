import { z } from 'zod';
import { checkArguments as check, UNWRITABLE } from '../../../adapter/schema/arguments';
import { MAX_TRACK_ID } from '../endpoints';
import { isHhmm, jalaliDayStart } from '../map/time';

const TRACK_ID_RULE = `must be 1 to ${MAX_TRACK_ID} letters, digits and hyphens`;
const trackId = z
  .string(TRACK_ID_RULE)
  .regex(new RegExp(`^[A-Za-z0-9-]{1,${MAX_TRACK_ID}}$`), TRACK_ID_RULE)
  .optional();

const ID_RULE = 'must be the id of a company: 1 to 40 characters without spaces';
const id = z
  .string(ID_RULE)
  .regex(/^\S{1,40}$/, ID_RULE)
  .refine((value) => !UNWRITABLE.test(value), ID_RULE);

const EPOCH_RULE = 'must be a time in UTC epoch ms';
const epoch = z.number(EPOCH_RULE).min(0, EPOCH_RULE).max(8.64e15, EPOCH_RULE);

const TIME_RULE = 'must be HHmm in Tehran time, 0000 to 2359, or a time of today in UTC epoch ms';
const hhmm = z.string(TIME_RULE).refine(isHhmm, TIME_RULE);
/** `930` as a number would be a moment of 1970: no time of today, so the client refuses it where it converts. */
const time = z.union([hhmm, epoch], TIME_RULE).optional();

const DATE_RULE = 'must be a Jalali date that exists, YYYY/MM/DD, or a time in UTC epoch ms';
const jalali = z
  .string(DATE_RULE)
  .refine((value) => /^\d{4}\/\d{2}\/\d{2}$/.test(value) && jalaliDayStart(value) !== undefined, DATE_RULE);
const date = z.union([jalali, epoch], DATE_RULE);

const flag = z.boolean('must be true or false').optional();
const type = z.literal([1, 2, 3], 'must be 1, 2 or 3').optional();
const comCType = z.literal([1, 2, 3, 4], 'must be 1 (day), 2 (week), 3 (month) or 4 (quarter)').optional();

export const realtimeArguments = z
  .strictObject({
    trackId,
    coId: id.optional(),
    fromTime: time,
    toTime: time,
    isTimePeriod: flag,
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
export const companyArguments = z.strictObject({ trackId, companyId: id.optional() });
export const dailyArguments = z.strictObject({ trackId, companyId: id.optional(), date: date.optional() });
export const balancedArguments = z.strictObject({
  trackId,
  companyId: id.optional(),
  date: date.optional(),
  type,
});
export const balancedByIdArguments = z.strictObject({
  trackId,
  companyId: id,
  fromdate: date,
  todate: date,
  type,
  comCType,
});
export const companiesArguments = z.strictObject({ trackId });
export const assessmentArguments = z.strictObject({ trackId, companyId: id, date: date.optional() });

/**
 * Checks the arguments of a service.
 * @throws ValidationError naming the field, its rule and its value
 */
export function checkArguments<T>(schema: z.ZodType<T>, given: unknown, operation: string): T {
  return check(schema, given, operation, 'finnotech');
}
