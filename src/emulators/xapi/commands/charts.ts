import { candleStart, type HistoryCandle } from '../../market/candles';
import { CommandError } from '../errors';
import type { XapiInstrument } from '../instruments';
import type { Json } from '../json';
import { rateInfo } from '../records/candle';
import { type Command, type CommandContext, instrumentOf } from './command';

const MAX_CANDLES = 50_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** Days back that a period is kept: half a month more than the document guarantees, as it allows. */
function depthDays(period: number): number {
  if (period < 30) return 46;
  if (period < 240) return 229;
  return period < DAY_MINUTES ? 411 : 7300;
}

const PERIODS: ReadonlySet<number> = new Set([1, 5, 15, 30, 60, 240, 1440, 10_080, 43_200]);

function periodOf(period: number): number {
  if (!PERIODS.has(period)) throw new CommandError('BE105');
  return period;
}

/** The start of the interval that holds a time, in minutes since the epoch. */
function roundDown(time: number, period: number): number {
  return candleStart(Math.floor(time / MINUTE_MS), period);
}

/** Candles whose starts lie strictly between two starts; a candle grows minute by minute until it is complete. */
function between(
  { venue }: CommandContext,
  instrument: XapiInstrument,
  period: number,
  after: number,
  before: number,
): HistoryCandle[] {
  const thisMinute = Math.floor(venue.clock.now() / MINUTE_MS);
  const oldest = roundDown((thisMinute - depthDays(period) * DAY_MINUTES) * MINUTE_MS, period);
  const from = Math.max(after + period, oldest);
  const to = Math.min(before, thisMinute);
  return from < to ? venue.market.candles(instrument.symbol, period, from, to) : [];
}

function reply(context: CommandContext, instrument: XapiInstrument, candles: readonly HistoryCandle[]): Json {
  context.session.charted.add(instrument.symbol);
  const exemode = instrument.kind === 'stock' ? 2 : 1;
  return { digits: instrument.digits, exemode, rateInfos: candles.map(rateInfo) };
}

function checkSize(start: number, end: number, period: number): void {
  if ((end - start) / (period * MINUTE_MS) > MAX_CANDLES) throw new CommandError('EX009');
}

const getChartLastRequest: Command = (context) => {
  const info = context.args.record('info');
  const period = periodOf(info.integer('period'));
  const start = info.number('start');
  const instrument = instrumentOf(context, info.string('symbol'));
  checkSize(start, context.venue.clock.now(), period);
  const candles = between(context, instrument, period, roundDown(start, period), Number.POSITIVE_INFINITY);
  return reply(context, instrument, candles);
};

const getChartRangeRequest: Command = (context) => {
  const info = context.args.record('info');
  const period = periodOf(info.integer('period'));
  const start = info.number('start');
  const ticks = info.has('ticks') ? info.integer('ticks') : 0;
  const instrument = instrumentOf(context, info.string('symbol'));
  const from = roundDown(start, period);
  if (ticks === 0) {
    const end = info.number('end');
    if (end < start) throw new CommandError('EX000');
    checkSize(start, end, period);
    return reply(context, instrument, between(context, instrument, period, from, roundDown(end, period)));
  }
  if (Math.abs(ticks) > MAX_CANDLES) throw new CommandError('EX009');
  // Closed markets have no candles, so the span with so many candles is found by extending it.
  const now = roundDown(context.venue.clock.now(), period) + period;
  for (let span = Math.abs(ticks) + 1; ; span *= 2) {
    const reach = span * period;
    const candles =
      ticks > 0
        ? between(context, instrument, period, from, from + reach)
        : between(context, instrument, period, from - reach, from);
    const enough = candles.length >= Math.abs(ticks);
    const exhausted = ticks > 0 ? from + reach >= now : from - reach <= now - depthDays(period) * DAY_MINUTES;
    if (!enough && !exhausted) continue;
    return reply(context, instrument, ticks > 0 ? candles.slice(0, ticks) : candles.slice(ticks));
  }
};

/** Candle history. */
export const chartCommands = { getChartLastRequest, getChartRangeRequest } satisfies Record<string, Command>;
