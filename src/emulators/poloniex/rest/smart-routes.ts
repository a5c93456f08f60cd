import type { Json, Row } from '../json';
import { decimalOf, listOf, type Members, textOf } from '../members';
import { plain, priceOf } from '../money';
import { readOrder } from '../orders/request';
import {
  type SmartOrder,
  type SmartRequest,
  type SmartType,
  smartRow,
  smartVersion,
} from '../orders/smart-manager';
import { trailingOf } from '../orders/trailing';
import { PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';
import { cancelIds, cancelOne } from './cancel-ids';
import { filterOf, pageOf } from './page';
import { type PrivateContext, privateRoute, timeOf } from './route';

const TYPES: readonly SmartType[] = ['STOP', 'STOP_LIMIT', 'TRAILING_STOP', 'TRAILING_STOP_LIMIT'];

/** Reads what becomes an order once its price is reached: MARKET of a STOP, LIMIT of a STOP_LIMIT; trailing likewise. */
function read({ venue }: PrivateContext, members: Members): SmartRequest {
  const given = textOf(members, 'type').toUpperCase() || (members['price'] ? 'STOP_LIMIT' : 'STOP');
  const type = TYPES.find((known) => known === given);
  if (type === undefined) throw new PoloniexRefusal(21_320, 'Invalid order type');
  const isLimit = type.endsWith('LIMIT');
  const trailing = type.startsWith('TRAILING') ? trailingOf(members, isLimit) : undefined;
  const stopPrice = decimalOf(members, 'stopPrice');
  if (!trailing && stopPrice.lte(0)) throw new PoloniexRefusal(21_347, 'Stop price must be greater than 0');
  // What its limit will be is not known yet: until then it is checked at the current price.
  const price = trailing && isLimit ? { price: lastPrice(venue, textOf(members, 'symbol')) } : {};
  const order = readOrder({ ...members, ...price, type: isLimit ? 'LIMIT' : 'MARKET' }, (symbol) =>
    venue.market.instrument(symbol),
  );
  if (stopPrice.decimalPlaces() > order.instrument.digits) {
    throw new PoloniexRefusal(21_335, 'Invalid priceScale for this symbol');
  }
  return { type, stopPrice, trailing, order };
}

function lastPrice({ market }: PoloniexVenue, symbol: string): string {
  const instrument = market.instrument(symbol);
  return instrument ? plain(priceOf(market.best(symbol).bid, instrument.digits)) : '1';
}

function place(context: PrivateContext): Json {
  const request = read(context, context.body);
  const { id } = context.venue.smartOrders.place(context.wallet, request);
  return { id, clientOrderId: request.order.clientOrderId };
}

function replace(context: PrivateContext): Json {
  const { venue, wallet, body } = context;
  const old = find(context);
  const { order, type, stopPrice, trailing } = old.request;
  const has = (name: string): boolean => body[name] !== undefined && body[name] !== null && body[name] !== '';
  const kept = {
    price: trailing ? '' : plain(order.price),
    quantity: plain(order.quantity),
    amount: plain(order.amount),
    stopPrice: plain(stopPrice),
    timeInForce: order.timeInForce,
    type,
    trailingOffset: trailing?.trailingOffset.text ?? '',
    limitOffset: trailing?.limitOffset?.text ?? '',
    operator: trailing?.operator ?? '',
  };
  const changed = Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, has(name) ? body[name] : value]),
  );
  const { symbol } = order.instrument;
  const clientOrderId = body['clientOrderId'];
  const request = read(context, { ...changed, symbol, side: order.side, clientOrderId });
  try {
    venue.smartOrders.cancel(old);
  } catch (error) {
    if (!(error instanceof PoloniexRefusal) || body['proceedOnFailure'] !== true) throw error;
  }
  const { id } = venue.smartOrders.place(wallet, request);
  return { id, clientOrderId: request.order.clientOrderId };
}

function find({ venue, wallet, parts }: PrivateContext): SmartOrder {
  return venue.smartOrders.find(wallet.account.apiKey, parts[0] ?? '');
}

/** The user's smart orders in some states at the instant that reads show, newest first. */
function list(
  context: PrivateContext,
  waiting: boolean,
  limits: { readonly absent: number; readonly max: number },
): Json {
  const { venue, wallet, query } = context;
  const at = venue.readAt();
  const [symbol, side, state] = [
    filterOf(query, 'symbol'),
    filterOf(query, 'side'),
    filterOf(query, 'states'),
  ];
  const from = timeOf(query, 'startTime', 0);
  const to = timeOf(query, 'endTime', Number.MAX_SAFE_INTEGER);
  const found = venue.smartOrders
    .ordersOf(wallet.account.apiKey)
    .filter((order) => {
      const version = smartVersion(order, at);
      return (
        version !== undefined &&
        (version.state === 'PENDING_NEW') === waiting &&
        state(version.state) &&
        symbol(order.request.order.instrument.symbol) &&
        side(order.request.order.side) &&
        order.createTime >= from &&
        order.createTime <= to
      );
    })
    .reverse();
  return pageOf(found, query, ({ id }) => id, limits).flatMap((order) => smartRow(order, at) ?? []);
}

function one(context: PrivateContext): Json {
  const row = smartRow(find(context), context.venue.readAt());
  if (!row) throw new PoloniexRefusal(21_301, 'Order not found');
  return [row];
}

function cancel({ venue, wallet }: PrivateContext, reference: string): Row {
  const order = venue.smartOrders.find(wallet.account.apiKey, reference);
  venue.smartOrders.cancel(order);
  const { clientOrderId } = order.request.order;
  return { orderId: order.id, clientOrderId, state: 'CANCELED', code: 200, message: 'Success' };
}

function cancelAll(context: PrivateContext): Json {
  const { venue, wallet, body } = context;
  const symbols = listOf(body, 'symbols');
  return venue.smartOrders
    .ordersOf(wallet.account.apiKey)
    .filter(
      ({ history, request }) =>
        history.at(-1)?.state === 'PENDING_NEW' &&
        (symbols.length === 0 || symbols.includes(request.order.instrument.symbol)),
    )
    .map(({ id }) => cancelOne(context, id, cancel));
}

/** Smart orders of the user. */
export const SMART_ROUTES = [
  privateRoute('POST', '/smartorders', 'createSmartOrder', 'light', place),
  privateRoute('GET', '/smartorders', 'getOpenSmartOrders', 'light', (context) =>
    list(context, true, { absent: 500, max: 2000 }),
  ),
  privateRoute('GET', '/smartorders/history', 'getSmartOrderHistory', 'heavy', (context) =>
    list(context, false, { absent: 100, max: 1000 }),
  ),
  privateRoute('GET', '/smartorders/:ref', 'getSmartOrder', 'light', one),
  privateRoute('PUT', '/smartorders/:ref', 'replaceSmartOrder', 'heavy', replace),
  privateRoute('DELETE', '/smartorders/cancelByIds', 'cancelSmartOrdersByIds', 'heavy', (context) =>
    cancelIds(context, cancel),
  ),
  privateRoute('DELETE', '/smartorders/:ref', 'cancelSmartOrderById', 'light', (context) =>
    cancel(context, context.parts[0] ?? ''),
  ),
  privateRoute('DELETE', '/smartorders', 'cancelAllSmartOrders', 'heavy', cancelAll),
];
