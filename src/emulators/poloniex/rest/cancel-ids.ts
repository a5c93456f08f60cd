import type { Json, Row } from '../json';
import { listOf } from '../members';
import { badParameter, PoloniexRefusal } from '../refusal';
import type { PrivateContext } from './route';

/** Cancels the order that the reference names: an id, or `cid:` and the client's id. */
type Cancel = (context: PrivateContext, reference: string) => Row;

/** Cancels one of several: a refusal is a row of its own. */
export function cancelOne(context: PrivateContext, reference: string, cancel: Cancel): Row {
  try {
    return cancel(context, reference);
  } catch (error) {
    if (!(error instanceof PoloniexRefusal)) throw error;
    const isOwn = reference.startsWith('cid:');
    return {
      orderId: isOwn ? '' : reference,
      clientOrderId: isOwn ? reference.slice(4) : '',
      state: '',
      code: error.code,
      message: error.message,
    };
  }
}

/** Cancels the orders that the body names, plain and smart ones. */
export function cancelIds(context: PrivateContext, cancel: Cancel): Json {
  const references = [
    ...listOf(context.body, 'orderIds'),
    ...listOf(context.body, 'clientOrderIds').map((id) => `cid:${id}`),
  ];
  if (references.length === 0) throw badParameter('orderIds');
  return references.map((reference) => cancelOne(context, reference, cancel));
}
