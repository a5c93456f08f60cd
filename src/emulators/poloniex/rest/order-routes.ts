import type { Json, Row } from '../json';
import { listOf, type Members, membersOf } from '../members';
import { isActive, type OrderVersion, orderRow, type SpotOrder, tradeRow } from '../orders/order';
import { checkNumbers, type OrderRequest, readOrder } from '../orders/request';
import { badParameter, PoloniexRefusal } from '../refusal';
import { cancelIds, cancelOne } from './cancel-ids';
import { changedOrder } from './order-change';
import { filterOf, pageOf } from './page';
import { type PrivateContext, privateRoute, timeOf } from './route';

/** Most orders of a batch. */
const MAX_BATCH = 20;
const WEEK_MS = 7 * 86_400_000;

function read(context: PrivateContext, members: Members): OrderRequest {
  return readOrder(members, (symbol) => context.venue.market.instrument(symbol));
}

function place(context: PrivateContext, members: Members): Row {
  const { venue, wallet, delayMs } = context;
  const request = read(context, members);
  const id = venue.orders.place(wallet, request, { source: 'API', delayMs });
  return { id, clientOrderId: request.clientOrderId };
}

function placeBatch(context: PrivateContext): Json {
  const { value } = context;
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_BATCH) throw badParameter('orders');
  return value.map((item: unknown): Row => {
    const members = membersOf(item) ?? {};
    try {
      return place(context, members);
    } catch (error) {
      if (!(error instanceof PoloniexRefusal)) throw error;
      return {
        code: error.code,
        message: error.message,
        clientOrderId: String(members['clientOrderId'] ?? ''),
      };
    }
  });
}

/** Cancels, then places: a placement that is refused leaves the old order canceled. */
function replace(context: PrivateContext): Json {
  const { venue, wallet, body, parts } = context;
  const old = venue.orders.find(wallet.account.apiKey, parts[0] ?? '');
  const request = changedOrder(old.request, body);
  try {
    venue.orders.cancel(wallet, old);
  } catch (error) {
    if (!(error instanceof PoloniexRefusal) || body['proceedOnFailure'] !== true) throw error;
  }
  checkNumbers(request);
  const terms = { source: 'API', delayMs: context.delayMs, replaces: true } as const;
  const id = venue.orders.place(wallet, request, terms);
  return { id, clientOrderId: request.clientOrderId };
}

/** The user's orders at the instant that reads show, newest first. */
function versions({ venue, wallet }: PrivateContext): { order: SpotOrder; version: OrderVersion }[] {
  const at = venue.readAt();
  return venue.orders
    .ordersOf(wallet.account.apiKey)
    .flatMap((order) => {
      const version = order.asOf(at);
      return version ? [{ order, version }] : [];
    })
    .reverse();
}

function open(context: PrivateContext): Json {
  const { query } = context;
  const [symbol, side] = [filterOf(query, 'symbol'), filterOf(query, 'side')];
  const rows = versions(context).filter(
    ({ order, version }) => isActive(version) && symbol(order.instrument.symbol) && side(order.request.side),
  );
  const page = pageOf(rows, query, ({ order }) => order.id, { absent: 500, max: 2000 });
  return page.map(({ order, version }) => orderRow(order, version));
}

function one(context: PrivateContext): Json {
  const { venue, wallet, parts } = context;
  const order = venue.orders.find(wallet.account.apiKey, parts[0] ?? '');
  const version = order.asOf(venue.readAt());
  if (!version) throw new PoloniexRefusal(21_301, 'Order not found');
  return orderRow(order, version);
}

function history(context: PrivateContext): Json {
  const { query } = context;
  const [symbol, side] = [filterOf(query, 'symbol'), filterOf(query, 'side')];
  const [type, state] = [filterOf(query, 'type'), filterOf(query, 'states')];
  const from = timeOf(query, 'startTime', 0);
  const to = timeOf(query, 'endTime', Number.MAX_SAFE_INTEGER);
  const hidesCanceled = query.get('hideCancel') === 'true';
  const rows = versions(context).filter(
    ({ order, version }) =>
      !isActive(version) &&
      symbol(order.instrument.symbol) &&
      side(order.request.side) &&
      type(order.request.type) &&
      state(version.state) &&
      order.createTime >= from &&
      order.createTime <= to &&
      !(hidesCanceled && version.state === 'CANCELED'),
  );
  const page = pageOf(rows, query, ({ order }) => order.id, { absent: 100, max: 1000 });
  return page.map(({ order, version }) => orderRow(order, version));
}

function cancel({ venue, wallet }: PrivateContext, reference: string): Row {
  const order = venue.orders.find(wallet.account.apiKey, reference);
  venue.orders.cancel(wallet, order);
  const { clientOrderId } = order.request;
  return { orderId: order.id, clientOrderId, state: 'PENDING_CANCEL', code: 200, message: '' };
}

/** The active orders, of some symbols where the body names them. */
function cancelAll(context: PrivateContext): Json {
  const { venue, wallet, body } = context;
  const symbols = listOf(body, 'symbols');
  const types = listOf(body, 'accountTypes');
  if (types.length > 0 && !types.includes('SPOT')) return [];
  return venue.orders
    .ordersOf(wallet.account.apiKey)
    .filter(
      ({ isActive: active, instrument }) =>
        active && (symbols.length === 0 || symbols.includes(instrument.symbol)),
    )
    .map(({ id }) => cancelOne(context, id, cancel));
}

function trades(context: PrivateContext, ofOrder?: string): Json {
  const { venue, wallet, query } = context;
  const symbol = filterOf(query, 'symbols');
  const now = venue.now();
  const to = timeOf(query, 'endTime', Number.MAX_SAFE_INTEGER);
  const from = timeOf(query, 'startTime', ofOrder === undefined ? Math.min(to, now) - WEEK_MS : 0);
  const at = venue.readAt();
  const found = venue.orders
    .tradesOf(wallet.account.apiKey)
    .filter(
      (trade) =>
        trade.at <= at &&
        trade.time >= from &&
        trade.time <= to &&
        symbol(trade.order.instrument.symbol) &&
        (ofOrder === undefined || trade.order.id === ofOrder),
    )
    .reverse();
  return pageOf(found, query, ({ pageId }) => pageId, { absent: 100, max: 1000 }).map(tradeRow);
}

function tradesOfOrder(context: PrivateContext): Json {
  const { venue, wallet, parts } = context;
  return trades(context, venue.orders.find(wallet.account.apiKey, parts[0] ?? '').id);
}

function setKillSwitch(context: PrivateContext): Json {
  const { venue, wallet, body } = context;
  const { apiKey } = wallet.account;
  return venue.killSwitches.set(apiKey, String(body['timeout'] ?? ''), () => {
    for (const order of venue.orders.ordersOf(apiKey))
      if (order.isActive) cancelOne(context, order.id, cancel);
    for (const order of venue.smartOrders.ordersOf(apiKey)) {
      if (order.history.at(-1)?.state === 'PENDING_NEW') venue.smartOrders.cancel(order);
    }
  });
}

const first = ({ parts }: PrivateContext): string => parts[0] ?? '';

/** Orders and trades of the user. */
export const ORDER_ROUTES = [
  privateRoute('POST', '/orders', 'createOrder', 'light', (context) => place(context, context.body), {
    delaysItself: true,
  }),
  privateRoute('POST', '/orders/batch', 'createOrders', 'heavy', placeBatch, { delaysItself: true }),
  privateRoute('POST', '/orders/killSwitch', 'setKillSwitch', 'light', setKillSwitch),
  privateRoute('GET', '/orders/killSwitchStatus', 'getKillSwitch', 'light', ({ venue, wallet }) =>
    venue.killSwitches.status(wallet.account.apiKey),
  ),
  privateRoute('GET', '/orders', 'getOpenOrders', 'heavy', open),
  privateRoute('GET', '/orders/history', 'getOrderHistory', 'heavy', history),
  privateRoute('GET', '/orders/:ref', 'getOrder', 'light', one),
  privateRoute('GET', '/orders/:ref/trades', 'getOrderTrades', 'light', tradesOfOrder),
  privateRoute('PUT', '/orders/:ref', 'replaceOrder', 'heavy', replace),
  privateRoute('DELETE', '/orders/cancelByIds', 'cancelOrdersByIds', 'heavy', (context) =>
    cancelIds(context, cancel),
  ),
  privateRoute('DELETE', '/orders/:ref', 'cancelOrderById', 'light', (context) =>
    cancel(context, first(context)),
  ),
  privateRoute('DELETE', '/orders', 'cancelAllOrders', 'heavy', cancelAll),
  privateRoute('GET', '/trades', 'getTrades', 'heavy', (context) => trades(context)),
];
