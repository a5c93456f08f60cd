import { listOf, readerOf } from '../../../../adapter/schema/reader';
import type {
  CalendarRecord,
  NewsArguments,
  NewsTopicRecord,
  ServerTime,
  Version,
} from '../../generated/records';
import { checkArguments, openHistoryArguments } from '../../wire/arguments';
import { calendarRecord, newsTopicRecord, serverTime, version } from '../../wire/information';
import { command, plainCommand } from './command';
import { numberText, objectText } from './json-text';

export const getCalendar = plainCommand<readonly CalendarRecord[]>(
  'getCalendar',
  listOf(readerOf(calendarRecord)),
);

export const getNews = command<NewsArguments, readonly NewsTopicRecord[]>(
  'getNews',
  (args) => {
    const { end, start } = checkArguments(openHistoryArguments, args, 'getNews');
    return objectText({ end: numberText(end), start: numberText(start) });
  },
  listOf(readerOf(newsTopicRecord)),
);

export const getServerTime = plainCommand<ServerTime>('getServerTime', readerOf(serverTime));

export const getVersion = plainCommand<Version>('getVersion', readerOf(version));

/** Answers without `returnData`. */
const nothing = (): undefined => undefined;

export const ping = plainCommand<void>('ping', nothing, 'control');

export const logout = plainCommand<void>('logout', nothing, 'control');
