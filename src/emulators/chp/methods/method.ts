import type { Account } from '../../exchange/account';
import type { Body } from '../body';
import { unknownPortfolio, unknownSymbol } from '../errors';
import type { ChpInstrument } from '../instruments';
import type { Row } from '../json';
import type { Session } from '../sessions';
import type { ChpVenue } from '../venue';

/** A call of a connected token. */
export interface MethodContext {
  readonly venue: ChpVenue;
  readonly session: Session;
  readonly body: Body;
  /** How much later than usual an order is to reach the exchange, in ms. */
  readonly delayMs: number;
}

/** Answers a call with the envelope's `data`. @throws ChpRefusal */
export type Method = (context: MethodContext) => readonly Row[];

/** The listed instrument that the body names. @throws ChpRefusal */
export function instrumentOf({ venue, body }: MethodContext): ChpInstrument {
  const symbol = body.string('symbol');
  const instrument = venue.market.instrument(symbol);
  if (!instrument) throw unknownSymbol(symbol);
  return instrument;
}

/** The token's own portfolio that the body names. @throws ChpRefusal */
export function portfolioOf({ venue, session, body }: MethodContext): Account {
  const name = body.string('portfolio');
  const account = venue.exchange.account(name);
  if (!account || !session.account.portfolios.some((portfolio) => portfolio.name === name)) {
    throw unknownPortfolio(name);
  }
  return account;
}
