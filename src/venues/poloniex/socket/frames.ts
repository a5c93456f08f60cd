import type { PoloniexSubscribeArguments } from '../types/stream';

/** The frame that keeps a session alive; only clients send it. */
export const PING_TEXT = '{"event":"ping"}';

/** The frame that ends all subscriptions of the connection. */
export const UNSUBSCRIBE_ALL_TEXT = '{"event":"unsubscribe_all"}';

/** The frame that asks which subscriptions there are. */
export const LIST_SUBSCRIPTIONS_TEXT = '{"event":"list_subscriptions"}';

/** The frame that begins or ends a subscription of one channel. */
export function subscriptionText(
  event: 'subscribe' | 'unsubscribe',
  { channel, symbols, depth }: PoloniexSubscribeArguments<string>,
): string {
  // JSON leaves out what is undefined.
  return JSON.stringify({ event, channel: [channel], symbols, depth });
}

/** The frame of a request of order entry; `id` names its answer. */
export function orderEntryText(
  id: string,
  event: 'createOrder' | 'cancelOrders' | 'cancelAllOrders',
  params: object,
): string {
  return JSON.stringify({ id, event, params });
}
