import { z } from 'zod';
import { wireList } from '../../../adapter/schema/values';
import { wireNumber, wireTime } from './values';

/**
 * CALENDAR_RECORD of getCalendar.
 * @example {"country":"CA","current":"","forecast":"","impact":"3","period":"(FEB)","previous":"58.3","time":1374846900000,"title":"Ivey Purchasing Managers Index"}
 * @see XAPI 2.5.0, getCalendar
 */
export const calendarRecord = z.looseObject({
  country: z.string(),
  current: z.string(),
  forecast: z.string(),
  impact: z.string(),
  period: z.string(),
  previous: z.string(),
  time: wireTime,
  title: z.string(),
});

/**
 * NEWS_TOPIC_RECORD of getNews.
 * @example {"body":"<html>...</html>","bodylen":110,"key":"1f6da766abd29927aa854823f0105c23","time":1262944112000,"timeString":"May 17, 2013 4:30:00 PM","title":"Breaking trend"}
 * @see XAPI 2.5.0, getNews
 */
export const newsTopicRecord = z.looseObject({
  body: z.string(),
  bodylen: wireNumber,
  key: z.string(),
  time: wireTime,
  timeString: z.string(),
  title: z.string(),
});

/**
 * Answer of getServerTime.
 * @example {"time":1392211379731,"timeString":"Feb 12, 2014 2:22:59 PM"}
 */
export const serverTime = z.looseObject({ time: wireTime, timeString: z.string() });

/**
 * Answer of getVersion.
 * @example {"version":"2.4.15"}
 */
export const version = z.looseObject({ version: z.string() });

/**
 * STEP_RULE_RECORD of getStepRules.
 * @example {"id":1,"name":"Forex","steps":[{"fromValue":0.1,"step":0.0025}]}
 * @see XAPI 2.5.0, getStepRules
 */
export const stepRuleRecord = z.looseObject({
  id: wireNumber,
  name: z.string(),
  steps: wireList(z.looseObject({ fromValue: wireNumber, step: wireNumber })),
});

const hours = wireList(z.looseObject({ day: wireNumber, fromT: wireTime, toT: wireTime }));

/**
 * TRADING_HOURS_RECORD of getTradingHours.
 * @example {"quotes":[{"day":2,"fromT":63000000,"toT":63300000}],"symbol":"USDPLN","trading":[{"day":2,"fromT":63000000,"toT":63300000}]}
 * @see XAPI 2.5.0, getTradingHours
 */
export const tradingHoursRecord = z.looseObject({ quotes: hours, symbol: z.string(), trading: hours });
