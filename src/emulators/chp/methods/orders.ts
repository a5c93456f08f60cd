import { ChpRefusal, OrderFailed, orderRefused } from '../errors';
import type { Row } from '../json';
import { isActive, myOrderRow, myTradeRow } from '../orders/record';
import { closedRow } from '../rows/portfolio';
import { instrumentOf, type Method, type MethodContext, portfolioOf } from './method';

/**
 * Runs an order call. What SmartCOM reported by OrderFailed becomes a row; with refusals as rows, every refusal does.
 */
function refusable(
  { venue }: MethodContext,
  run: () => Row,
  refused: (reason: string) => Row,
): readonly Row[] {
  try {
    return [run()];
  } catch (error) {
    const isRow = error instanceof OrderFailed || venue.options.refusals === 'row';
    if (!(error instanceof ChpRefusal) || !isRow) throw error;
    return [refused(error.detail ?? error.additional)];
  }
}

const PlaceOrder: Method = (context) => {
  const { venue, session, body, delayMs } = context;
  const cookie = body.members['cookie'] ?? null;
  return refusable(
    context,
    () => {
      const account = portfolioOf(context);
      const instrument = instrumentOf(context);
      const portfolio = session.account.portfolios.find(({ name }) => name === account.id);
      if (portfolio?.status === 2 || portfolio?.status === 3)
        throw orderRefused('Портфель закрыт для торговли.');
      return { cookie, orderid: venue.orders.place(account, instrument, body, delayMs) };
    },
    (reason) => ({ cookie, orderid: '', reason }),
  );
};

const MoveOrder: Method = (context) => {
  const { venue, body } = context;
  const orderid = body.members['orderid'] ?? null;
  return refusable(
    context,
    () => {
      const account = portfolioOf(context);
      venue.orders.move(account, instrumentOf(context), body.id('orderid'), body);
      return { orderid, result: true };
    },
    (reason) => ({ orderid, result: false, reason }),
  );
};

const CancelOrder: Method = (context) => {
  const { venue, body } = context;
  const orderid = body.members['orderid'] ?? null;
  return refusable(
    context,
    () => {
      venue.orders.cancel(portfolioOf(context), instrumentOf(context), body.id('orderid'));
      return { orderid, result: true };
    },
    (reason) => ({ orderid, result: false, reason }),
  );
};

const GetPortfolioList: Method = ({ session }) =>
  session.account.portfolios.map(({ name, exchange, status }, row, { length }) => ({
    row,
    nrows: length,
    portfolioName: name,
    portfolioExch: exchange,
    portfolioStatus: status,
  }));

/** Mode 1: the active orders. Mode 2: every order, trade and closed position. */
const GetMyPortfolioData: Method = (context) => {
  const { venue, body } = context;
  const account = portfolioOf(context);
  const mode = body.integer('mode', (value) => value === 1 || value === 2);
  const records = [...venue.orders.records.values()].filter(
    (record) => record.portfolio === account.id && (mode === 2 || isActive(record)),
  );
  const orders = records.map((record, row) => myOrderRow(record, row, records.length, venue.rows));
  if (mode === 1) return orders;
  const own = venue.orders.trades.filter(({ order }) => order.portfolio === account.id);
  return [
    ...orders,
    ...own.map((trade, row) => myTradeRow(trade, row, own.length, venue.rows)),
    ...account.closed.map((trade, row, { length }) => closedRow(account, trade, row, length, venue)),
  ];
};

/** Orders and portfolios. */
export const orderMethods = {
  PlaceOrder,
  MoveOrder,
  CancelOrder,
  GetPortfolioList,
  GetMyPortfolioData,
} satisfies Record<string, Method>;
