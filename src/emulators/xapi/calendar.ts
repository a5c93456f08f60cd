import { mix, seedOf, unit } from '../market/hash';
import type { Json } from './json';

const TITLES: readonly (readonly [string, string, string])[] = [
  ['CA', 'Ivey Purchasing Managers Index', '(FEB)'],
  ['US', 'Non-Farm Payrolls', '(JAN)'],
  ['DE', 'ZEW Economic Sentiment', '(MAR)'],
  ['PL', 'Stopa referencyjna NBP', '(KWI)'],
  ['JP', 'Industrial Production MoM', '(DEC)'],
  ['GB', 'Retail Sales YoY', '(Q1)'],
];
const HOUR_MS = 3_600_000;

/** The events of three days back and four days ahead, every four hours; `current` is empty before its release. */
export function calendarRecords(seed: number, now: number): Json[] {
  const own = seedOf(seed, 'calendar');
  const first = Math.floor((now - 72 * HOUR_MS) / (4 * HOUR_MS));
  return Array.from({ length: 42 }, (_, step) => {
    const index = first + step;
    const time = index * 4 * HOUR_MS + 1_800_000;
    const [country, title, period] = TITLES[mix(own, 0, index) % TITLES.length] ?? [
      'US',
      'Trade Balance',
      '(FEB)',
    ];
    const value = (level: number): string => (30 + unit(own, level, index) * 40).toFixed(1);
    return {
      country,
      current: time <= now ? value(1) : '',
      forecast: mix(own, 2, index) % 3 === 0 ? '' : value(3),
      impact: String(1 + (mix(own, 4, index) % 3)),
      period,
      previous: value(5),
      time,
      title,
    };
  });
}
