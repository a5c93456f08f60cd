import { clientIdOf, decimalOf, type Members, textOf } from '../members';
import { plain } from '../money';
import type { OrderRequest } from '../orders/request';
import { readOrder } from '../orders/request';

/** An order as a replacement changes it: what is not named stays, except the client's id, which was used. */
export function changedOrder(old: OrderRequest, body: Members): OrderRequest {
  const has = (name: string): boolean => body[name] !== undefined && body[name] !== null && body[name] !== '';
  const numbers = (['price', 'quantity', 'amount'] as const).map((name) => [
    name,
    plain(has(name) ? decimalOf(body, name) : old[name]),
  ]);
  // Read again as a whole, so that the types and the numbers are checked as in a new one.
  return readOrder(
    {
      symbol: old.instrument.symbol,
      side: old.side,
      type: textOf(body, 'type') || old.type,
      timeInForce: textOf(body, 'timeInForce') || old.timeInForce,
      clientOrderId: clientIdOf(body),
      ...Object.fromEntries(numbers),
    },
    () => old.instrument,
  );
}
