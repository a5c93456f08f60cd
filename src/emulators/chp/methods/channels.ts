import { alreadySubscribed, notSubscribed } from '../errors';
import type { ChpInstrument } from '../instruments';
import type { Row } from '../json';
import { accountRow, positionRows } from '../rows/portfolio';
import type { PollMethod, Session } from '../sessions';
import type { ChpVenue } from '../venue';
import { instrumentOf, type Method, type MethodContext, portfolioOf } from './method';

type SymbolChannel = 'quotes' | 'ticks' | 'bidAsks';

const subscribed = (name: string): readonly Row[] => [
  { description: `Подписка на ${name} успешно оформлена` },
];
const cancelled = (name: string): readonly Row[] => [{ description: `Подписка на ${name} успешно отменена` }];

function start(venue: ChpVenue, session: Session, channel: SymbolChannel, symbol: string): void {
  if (channel === 'ticks') session.ticks.set(symbol, venue.tape.cursor(symbol));
  // Nothing sent yet: the first poll returns the current state.
  else session[channel].set(symbol, '');
}

const listen =
  (channel: SymbolChannel): Method =>
  (context) => {
    const { venue, session } = context;
    const { symbol } = instrumentOf(context);
    if (session[channel].has(symbol)) throw alreadySubscribed(symbol);
    start(venue, session, channel, symbol);
    return subscribed(symbol);
  };

const cancel =
  (channel: SymbolChannel): Method =>
  ({ session, body }) => {
    const symbol = body.string('symbol');
    if (!session[channel].delete(symbol)) throw notSubscribed(symbol);
    return cancelled(symbol);
  };

/** Empties a queue, under the faults that lose or repeat its items. */
function poll({ venue, session }: MethodContext, method: PollMethod): readonly Row[] {
  const rows = session.queues[method].take();
  if (rows.length === 0) return rows;
  if (venue.faults.rules.take('dropEvent', 'main', method)) return [];
  return venue.faults.rules.take('duplicate', 'main', method) ? [...rows, ...rows] : rows;
}

/** Puts what changed since the last poll into a queue, for every subscribed symbol. */
function queueChanges(
  { venue, session }: MethodContext,
  channel: 'quotes' | 'bidAsks',
  method: PollMethod,
  read: (instrument: ChpInstrument) => readonly Row[],
): void {
  for (const [symbol, emitted] of session[channel]) {
    const instrument = venue.market.instrument(symbol);
    if (!instrument) continue;
    const rows = read(instrument);
    const text = JSON.stringify(rows);
    if (text === emitted) continue;
    session[channel].set(symbol, text);
    session.queues[method].push(...rows);
  }
}

const UpdateQuote: Method = (context) => {
  const { rows } = context.venue;
  queueChanges(context, 'quotes', 'UpdateQuote', (instrument) => [rows.quote(instrument)]);
  return poll(context, 'UpdateQuote');
};

const UpdateBidAsk: Method = (context) => {
  const { rows } = context.venue;
  queueChanges(context, 'bidAsks', 'UpdateBidAsk', (instrument) => rows.bidAsks(instrument));
  return poll(context, 'UpdateBidAsk');
};

const AddTick: Method = (context) => {
  const { venue, session } = context;
  for (const [symbol, cursor] of session.ticks) {
    const instrument = venue.market.instrument(symbol);
    if (!instrument) continue;
    for (const trade of venue.tape.fresh(symbol, cursor)) {
      session.queues.AddTick.push(venue.rows.tick(instrument, trade));
    }
  }
  return poll(context, 'AddTick');
};

/** Subscribes to a portfolio; its current money and positions come first. */
const ListenPortfolio: Method = (context) => {
  const { venue, session } = context;
  const account = portfolioOf(context);
  if (session.portfolios.has(account.id)) throw alreadySubscribed(account.id);
  session.portfolios.add(account.id);
  session.queues.SetPortfolio.push(accountRow(account, venue));
  session.queues.UpdatePosition.push(...positionRows(account, venue));
  return subscribed(account.id);
};

const CancelPortfolio: Method = ({ session, body }) => {
  const portfolio = body.string('portfolio');
  if (!session.portfolios.delete(portfolio)) throw notSubscribed(portfolio);
  return cancelled(portfolio);
};

/** Subscriptions, and the polls that return their new items. */
export const channelMethods = {
  ListenQuotes: listen('quotes'),
  CancelQuotes: cancel('quotes'),
  UpdateQuote,
  ListenTicks: listen('ticks'),
  CancelTicks: cancel('ticks'),
  AddTick,
  ListenBidAsks: listen('bidAsks'),
  CancelBidAsks: cancel('bidAsks'),
  UpdateBidAsk,
  ListenPortfolio,
  CancelPortfolio,
  UpdateOrder: (context) => poll(context, 'UpdateOrder'),
  UpdatePosition: (context) => poll(context, 'UpdatePosition'),
  AddTrade: (context) => poll(context, 'AddTrade'),
  SetPortfolio: (context) => poll(context, 'SetPortfolio'),
} satisfies Record<string, Method>;
