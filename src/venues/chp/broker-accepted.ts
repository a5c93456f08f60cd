import type { Order } from '../../model';
import type { CheckedOrder } from '../../orders/check-order';
import type { ChpLink } from './broker-link';
import { codeOfType, typeOf } from './map';

/** A placed order as the venue's answer alone tells of it, for when the feed has not shown it yet. */
export function acceptedOrder(order: CheckedOrder, id: string, portfolio: string, link: ChpLink): Order {
  const quantity = order.quantity ?? '0';
  return {
    ...link.stamp('read'),
    venue: 'chp',
    id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    venueType: typeOf(codeOfType(order.type))[1],
    ...(order.timeInForce === undefined ? {} : { timeInForce: order.timeInForce }),
    ...(order.price === undefined ? {} : { price: order.price }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
    quantity,
    filledQuantity: '0',
    remainingQuantity: quantity,
    status: order.type === 'market' ? 'pending' : 'open',
    venueStatus: 'accepted',
    account: portfolio,
    origin: 'local',
  };
}

/** A row of an answer to PlaceOrder, MoveOrder or CancelOrder. */
export interface AnswerRow {
  readonly orderid?: string | null;
  readonly result?: boolean | null;
  readonly reason?: string | null;
}

/** What an answer to a write proves. */
export type Proof =
  | { readonly of: 'acceptance' }
  | { readonly of: 'refusal'; readonly code: string; readonly text: string | undefined }
  | { readonly of: 'nothing' };

/**
 * The words by which the venue says that it failed: its own codes, and those of SmartCOM but for "internal error"
 * (-1610612731), which can come after the order was taken.
 */
const FAILURE = /^(?:Error #\d+|-16106127(?:3[02-5]))$/i;

/**
 * What the rows of an answer prove.
 *
 * A row is `{cookie, orderid}` or `{orderid, result}` on success, plus `reason` on failure. So a reason is never an
 * acceptance. It is a refusal where it is one of the venue's codes, or where no order has got a number; any other text
 * beside a number, or any beside `result: true`, could mean either.
 * @see protocol facts, place/move/cancel answers
 */
export function proofOf(rows: readonly AnswerRow[]): Proof {
  if (rows.length === 0) return { of: 'nothing' };
  const proofs = rows.map(proofOfRow);
  const refusal = proofs.find((proof) => proof.of === 'refusal');
  return refusal ?? proofs.find((proof) => proof.of === 'nothing') ?? { of: 'acceptance' };
}

function proofOfRow({ orderid, result, reason }: AnswerRow): Proof {
  const text = reason || undefined;
  if (result === false) return { of: 'refusal', code: text ?? 'refused', text };
  if (text === undefined) return { of: 'acceptance' };
  const isFailure = result !== true && (!orderid || FAILURE.test(text.trim()));
  return isFailure ? { of: 'refusal', code: text, text } : { of: 'nothing' };
}
