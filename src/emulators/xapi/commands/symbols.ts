import { CommandError } from '../errors';
import { STEP_RULES } from '../instruments';
import { float, type Json } from '../json';
import { symbolRecord } from '../records/symbol';
import { tickRecords } from '../records/tick';
import { type Command, instrumentOf } from './command';

const getAllSymbols: Command = ({ venue }) =>
  venue.market.instruments().map((instrument) => symbolRecord(venue.market, instrument));

const getSymbol: Command = (context) =>
  symbolRecord(context.venue.market, instrumentOf(context, context.args.string('symbol')));

const getStepRules: Command = () =>
  STEP_RULES.map(({ id, name, steps }) => ({
    id,
    name,
    steps: steps.map(({ from, step }) => ({ fromValue: float(Number(from)), step: float(Number(step)) })),
  }));

const getTickPrices: Command = (context) => {
  const { args, venue } = context;
  const level = args.integer('level');
  const timestamp = args.number('timestamp');
  if (level < -1) throw new CommandError('EX000');
  const quotations: Json[] = [];
  for (const symbol of args.strings('symbols')) {
    const instrument = instrumentOf(context, symbol);
    if (venue.market.best(symbol).time <= timestamp) continue;
    quotations.push(...tickRecords(venue.market, instrument, (row) => level === -1 || row === level));
  }
  return { quotations };
};

const getTradingHours: Command = (context) =>
  context.args.strings('symbols').map((symbol) => {
    instrumentOf(context, symbol);
    const sessions = context.venue.market
      .sessions(symbol)
      .map(({ day, fromMs, toMs }) => ({ day, fromT: fromMs, toT: toMs }));
    return { quotes: sessions, symbol, trading: sessions };
  });

/** Instruments, their quotes and hours. */
export const symbolCommands = {
  getAllSymbols,
  getSymbol,
  getStepRules,
  getTickPrices,
  getTradingHours,
} satisfies Record<string, Command>;
