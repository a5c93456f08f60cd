import type { OpenText } from './open';

/** @see XAPI 2.5.0, getCalendar, CALENDAR_RECORD */
export interface CalendarRecord {
  /** Two letters. */
  readonly country: string;
  /** Empty before the value is released. */
  readonly current: string;
  readonly forecast: string;
  /** `1` low, `2` medium, `3` high. */
  readonly impact: OpenText<'1' | '2' | '3'>;
  readonly period: string;
  readonly previous: string;
  /** Time of the release, UTC epoch ms. */
  readonly time: number;
  readonly title: string;
}

/** @see XAPI 2.5.0, getNews, NEWS_TOPIC_RECORD */
export interface NewsTopicRecord {
  /** HTML. */
  readonly body: string;
  readonly bodylen: number;
  readonly key: string;
  /** UTC epoch ms. */
  readonly time: number;
  readonly timeString: string;
  readonly title: string;
}

export interface NewsArguments {
  /** UTC epoch ms; 0 means now. */
  readonly end: number;
  /** UTC epoch ms. */
  readonly start: number;
}

/** @see XAPI 2.5.0, getServerTime */
export interface ServerTime {
  /** UTC epoch ms. */
  readonly time: number;
  /** Local time of the server. */
  readonly timeString: string;
}

/** @see XAPI 2.5.0, getVersion */
export interface Version {
  readonly version: string;
}
