import { typed, wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { DayOfWeek, OpenText } from '../types/open';
import { wireNumber, wireTime } from './values';

/**
 * CALENDAR_RECORD of getCalendar.
 * @record CalendarRecord
 * @example {"country":"CA","current":"","forecast":"","impact":"3","period":"(FEB)","previous":"58.3","time":1374846900000,"title":"Ivey Purchasing Managers Index"}
 * @see XAPI 2.5.0, getCalendar, CALENDAR_RECORD
 */
export const calendarRecord = z.looseObject({
  /** Two letters. */
  country: z.string(),
  /** Empty before the value is released. */
  current: z.string(),
  forecast: z.string(),
  /** `1` low, `2` medium, `3` high. */
  impact: typed<OpenText<'1' | '2' | '3'>>(z.string()),
  period: z.string(),
  previous: z.string(),
  /** Time of the release, UTC epoch ms. */
  time: wireTime,
  title: z.string(),
});

/**
 * NEWS_TOPIC_RECORD of getNews.
 * @record NewsTopicRecord
 * @example {"body":"<html>...</html>","bodylen":110,"key":"1f6da766abd29927aa854823f0105c23","time":1262944112000,"timeString":"May 17, 2013 4:30:00 PM","title":"Breaking trend"}
 * @see XAPI 2.5.0, getNews, NEWS_TOPIC_RECORD
 */
export const newsTopicRecord = z.looseObject({
  /** HTML. */
  body: z.string(),
  bodylen: wireNumber,
  key: z.string(),
  /** UTC epoch ms. */
  time: wireTime,
  timeString: z.string(),
  title: z.string(),
});

/**
 * Answer of getServerTime.
 * @record ServerTime
 * @example {"time":1392211379731,"timeString":"Feb 12, 2014 2:22:59 PM"}
 * @see XAPI 2.5.0, getServerTime
 */
export const serverTime = z.looseObject({
  /** UTC epoch ms. */
  time: wireTime,
  /** Local time of the server. */
  timeString: z.string(),
});

/**
 * Answer of getVersion.
 * @record Version
 * @example {"version":"2.4.15"}
 * @see XAPI 2.5.0, getVersion
 */
export const version = z.looseObject({ version: z.string() });

/**
 * A lot step of a range of volumes.
 * @record StepRecord
 * @see XAPI 2.5.0, getStepRules, STEP_RECORD
 */
export const stepRecord = z.looseObject({
  /** Lower border of the range of volumes. */
  fromValue: wireNumber,
  /** Lot step within it. */
  step: wireNumber,
});

/**
 * STEP_RULE_RECORD of getStepRules.
 * @record StepRuleRecord
 * @example {"id":1,"name":"Forex","steps":[{"fromValue":0.1,"step":0.0025}]}
 * @see XAPI 2.5.0, getStepRules, STEP_RULE_RECORD
 */
export const stepRuleRecord = z.looseObject({
  id: wireNumber,
  name: z.string(),
  steps: wireList(stepRecord),
});

/**
 * When a symbol is quoted, or traded, on a day of the week.
 * @record QuotesRecord
 * @record TradingRecord
 * @see XAPI 2.5.0, getTradingHours, QUOTES_RECORD and TRADING_RECORD
 */
export const hoursRecord = z.looseObject({
  day: typed<DayOfWeek>(wireNumber),
  /** Ms after midnight of CET or CEST. */
  fromT: wireTime,
  /** Ms after midnight of CET or CEST. */
  toT: wireTime,
});

const hours = wireList(hoursRecord);

/**
 * TRADING_HOURS_RECORD of getTradingHours.
 * @record TradingHoursRecord
 * @example {"quotes":[{"day":2,"fromT":63000000,"toT":63300000}],"symbol":"USDPLN","trading":[{"day":2,"fromT":63000000,"toT":63300000}]}
 * @see XAPI 2.5.0, getTradingHours, TRADING_HOURS_RECORD
 */
export const tradingHoursRecord = z.looseObject({ quotes: hours, symbol: z.string(), trading: hours });
