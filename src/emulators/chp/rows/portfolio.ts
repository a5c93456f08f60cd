import { Decimal } from 'decimal.js';
import type { Clock } from '../../../core/clock';
import type { Account, ClosedTrade } from '../../exchange/account';
import type { Exchange } from '../../exchange/exchange';
import type { Market } from '../../market/market';
import type { ChpInstrument } from '../instruments';
import type { Row } from '../json';
import { moscowText } from '../moscow';
import { unitsOf } from '../orders/record';
import type { MarketRows } from './market';

/** What portfolio rows are made of. */
export interface PortfolioRowSource {
  readonly clock: Clock;
  readonly market: Market<ChpInstrument>;
  readonly exchange: Exchange;
  readonly rows: MarketRows;
}

/** A row of UpdatePosition: one symbol of a portfolio, also when nothing is left of it. */
export function positionRow(account: Account, instrument: ChpInstrument, { rows }: PortfolioRowSource): Row {
  const { symbol } = instrument;
  let lots = new Decimal(0);
  let points = 0;
  for (const position of account.positions.values()) {
    if (position.symbol !== symbol) continue;
    lots = lots.plus(position.side === 'buy' ? position.volume : position.volume.negated());
    points = position.openPrice.toNumber();
  }
  let planned = lots;
  for (const order of account.orders.values()) {
    if (order.symbol !== symbol) continue;
    planned = planned.plus(order.side === 'buy' ? order.remaining : order.remaining.negated());
  }
  return {
    portfolio: account.id,
    symbol,
    avprice: rows.price(points, instrument),
    amount: unitsOf(lots, instrument),
    planned: unitsOf(planned, instrument),
  };
}

/** The positions of a portfolio. */
export function positionRows(account: Account, source: PortfolioRowSource): Row[] {
  const symbols = new Set([...account.positions.values()].map(({ symbol }) => symbol));
  return [...symbols].flatMap((symbol) => {
    const instrument = source.market.instrument(symbol);
    return instrument ? [positionRow(account, instrument, source)] : [];
  });
}

/** A row of SetPortfolio. */
export function accountRow(account: Account, { exchange, clock }: PortfolioRowSource): Row {
  const state = exchange.valuation.state(account, clock.now());
  return {
    portfolio: account.id,
    cash: account.balance.toNumber(),
    leverage: 1,
    // The venue's spelling.
    comission: 0,
    saldo: state.equity.toNumber(),
  };
}

/** A row of GetMyPortfolioData, SmartCOM's SetMyClosePos. */
export function closedRow(
  account: Account,
  trade: ClosedTrade,
  row: number,
  nrows: number,
  { market, rows }: PortfolioRowSource,
): Row {
  const { position } = trade;
  const instrument = market.instrument(position.symbol);
  const long = position.side === 'buy';
  const price = (points: number): number => (instrument ? rows.price(points, instrument) : points);
  const [opened, closed] = [price(position.openPrice.toNumber()), price(trade.closePrice)];
  const amount = instrument ? unitsOf(position.volume, instrument) : position.volume.toNumber();
  return {
    row,
    nrows,
    portfolio: account.id,
    symbol: position.symbol,
    amount: long ? amount : -amount,
    price_buy: long ? opened : closed,
    price_sell: long ? closed : opened,
    postime: moscowText(trade.closeTime),
    order_open: position.request,
    order_close: trade.request,
  };
}
