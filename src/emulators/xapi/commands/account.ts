import { Decimal } from 'decimal.js';
import { CommandError } from '../errors';
import { float } from '../json';
import { isVolumeValid, pointsOf } from '../orders/checks';
import { type Command, type CommandContext, instrumentOf } from './command';

const getCurrentUserData: Command = ({ session }) => ({
  companyUnit: 8,
  currency: session.account.currency,
  group: 'demoPLeurSTANDARD200',
  ibAccount: false,
  leverage: 1,
  leverageMultiplier: float(0.25),
  spreadType: 'FLOAT',
  trailingStop: true,
});

const getMarginLevel: Command = ({ venue, session }) => {
  const state = venue.exchange.valuation.state(session.account, venue.clock.now());
  return {
    balance: float(state.balance),
    credit: float(state.credit),
    currency: session.account.currency,
    equity: float(state.equity),
    margin: float(state.margin),
    margin_free: float(state.marginFree),
    margin_level: float(state.marginLevel),
  };
};

/** Symbol and volume of a calculator. */
function dealOf(context: CommandContext) {
  const instrument = instrumentOf(context, context.args.string('symbol'));
  const volume = context.args.decimal('volume');
  if (!isVolumeValid(volume, instrument)) throw new CommandError('BE003');
  return { instrument, volume, currency: context.session.account.currency };
}

const getMarginTrade: Command = (context) => {
  const { instrument, volume, currency } = dealOf(context);
  const { ask } = context.venue.market.best(instrument.symbol);
  return { margin: float(context.venue.exchange.valuation.margin(instrument.symbol, volume, ask, currency)) };
};

const getCommissionDef: Command = (context) => {
  const { instrument, volume, currency } = dealOf(context);
  const { valuation } = context.venue.exchange;
  const { ask } = context.venue.market.best(instrument.symbol);
  const charged = valuation.commission(instrument.symbol, volume, ask, currency).abs();
  return {
    commission: float(charged),
    rateOfExchange: float(valuation.rate(instrument.profitCurrency, currency).toDecimalPlaces(4)),
  };
};

const getProfitCalculation: Command = (context) => {
  const { args } = context;
  const { instrument, volume, currency } = dealOf(context);
  const cmd = args.integer('cmd');
  if (cmd < 0 || cmd > 5) throw new CommandError('BE102');
  const price = (name: string): Decimal => {
    const points = pointsOf(args.decimal(name), instrument);
    if (points === undefined || points <= 0) throw new CommandError('BE001');
    return new Decimal(points);
  };
  const { valuation } = context.venue.exchange;
  const side = cmd % 2 === 0 ? 'buy' : 'sell';
  const [open, close] = [price('openPrice'), price('closePrice')];
  return { profit: float(valuation.profit(instrument.symbol, side, volume, open, close, currency)) };
};

/** The account and its calculators. */
export const accountCommands = {
  getCommissionDef,
  getCurrentUserData,
  getMarginLevel,
  getMarginTrade,
  getProfitCalculation,
} satisfies Record<string, Command>;
