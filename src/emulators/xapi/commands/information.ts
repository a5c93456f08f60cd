import { calendarRecords } from '../calendar';
import { CommandError } from '../errors';
import { float } from '../json';
import { shortTime } from '../times';
import type { Command } from './command';

const getCalendar: Command = ({ venue }) => calendarRecords(venue.options.seed, venue.clock.now());

const getNews: Command = ({ venue, args }) => {
  const now = venue.clock.now();
  const start = args.number('start');
  const end = args.number('end') || now;
  if (end < start) throw new CommandError('EX000');
  return venue.market.news.between(start, Math.min(end, now)).map(({ body, key, time, title }) => ({
    body,
    bodylen: body.length,
    key,
    time,
    timeString: shortTime(time),
    title,
  }));
};

const getServerTime: Command = ({ venue }) => ({
  time: venue.clock.now(),
  timeString: shortTime(venue.clock.now()),
});

const getVersion: Command = () => ({ version: '2.5.0' });

const ping: Command = () => undefined;

/** Two records, one of them hidden from the account, on the morning of 2 January 2026. */
const getIbsHistory: Command = ({ args }) => {
  const [start, end] = [args.number('start'), args.number('end')];
  if (end < start) throw new CommandError('EX000');
  const time = Date.UTC(2026, 0, 2, 10);
  if (time < start || time > end) return [];
  return [
    {
      closePrice: float(1.39302),
      login: '12345',
      nominal: float(6),
      openPrice: float(1.39376),
      side: 0,
      surname: 'IB_Client_1',
      symbol: 'EURUSD',
      timestamp: time,
      volume: float(1),
    },
    // Everything that the account may not see is null.
    {
      closePrice: null,
      login: null,
      nominal: null,
      openPrice: null,
      side: null,
      surname: null,
      symbol: null,
      timestamp: null,
      volume: null,
    },
  ];
};

/** News, calendar and the server itself. */
export const informationCommands = {
  getCalendar,
  getIbsHistory,
  getNews,
  getServerTime,
  getVersion,
  ping,
} satisfies Record<string, Command>;
