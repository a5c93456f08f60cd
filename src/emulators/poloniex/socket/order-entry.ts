import type { CallTerms } from '../../network/http-server';
import type { Wallet } from '../account/wallet';
import type { Row } from '../json';
import { listOf, type Members } from '../members';
import { readOrder } from '../orders/request';
import { orderedRefusal, PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';

/** The order commands of the private socket. */
export const ORDER_COMMAND_NAMES = ['createOrder', 'cancelOrders', 'cancelAllOrders'] as const;

/** As a set: a client may send any name. */
export const ORDER_COMMANDS: ReadonlySet<string> = new Set(ORDER_COMMAND_NAMES);

/** The code of low funds on the socket; REST has another. */
const INSUFFICIENT = 21_721;
const LOW_BALANCE = 21_709;

/** Executes an order command and returns the rows of its reply; order numbers are bare digits there. */
export function carryOutOrder(
  venue: PoloniexVenue,
  wallet: Wallet,
  command: string,
  params: Members,
  { delayMs, fail }: CallTerms,
): readonly Row[] {
  const refused = fail && orderedRefusal(fail.errorCode, fail.errorDescr);
  if (refused && !fail.applied) return [refusalRow(refused)];
  const rows = refusable(() =>
    command === 'createOrder'
      ? [created(venue, wallet, params, delayMs)]
      : canceled(venue, wallet, command, params),
  );
  return refused ? [refusalRow(refused)] : rows;
}

/** A command that is refused as a whole is answered with one row. */
function refusable(run: () => readonly Row[]): readonly Row[] {
  try {
    return run();
  } catch (error) {
    return [refusalRow(error)];
  }
}

function created(venue: PoloniexVenue, wallet: Wallet, params: Members, delayMs: number): Row {
  const request = readOrder(
    params,
    (symbol) => venue.market.instrument(symbol) ?? venue.market.instrument(symbol.toUpperCase()),
  );
  const id = venue.orders.place(wallet, request, { source: 'API', delayMs });
  return { orderId: BigInt(id), clientOrderId: request.clientOrderId, message: '', code: 200 };
}

function canceled(venue: PoloniexVenue, wallet: Wallet, command: string, params: Members): Row[] {
  const { apiKey } = wallet.account;
  const references =
    command === 'cancelOrders'
      ? [
          ...listOf(params, 'orderIds'),
          ...listOf(params, 'clientOrderIds').map((clientOrderId) => `cid:${clientOrderId}`),
        ]
      : venue.orders
          .ordersOf(apiKey)
          .filter(({ isActive }) => isActive)
          .map(({ id }) => id);
  return references.map((reference) => {
    try {
      const order = venue.orders.find(apiKey, reference);
      venue.orders.cancel(wallet, order);
      return {
        orderId: BigInt(order.id),
        clientOrderId: order.request.clientOrderId,
        message: '',
        code: 200,
      };
    } catch (error) {
      const isOwn = reference.startsWith('cid:');
      return {
        ...refusalRow(error),
        ...(isOwn
          ? { clientOrderId: reference.slice(4) }
          : /^\d+$/.test(reference)
            ? { orderId: BigInt(reference) }
            : {}),
      };
    }
  });
}

function refusalRow(error: unknown): Row {
  if (!(error instanceof PoloniexRefusal)) throw error;
  const low = error.code === LOW_BALANCE;
  return {
    orderId: 0,
    clientOrderId: null,
    message: low ? 'available insufficient' : error.message,
    code: low ? INSUFFICIENT : error.code,
  };
}
